"""The agenda as calendars (iCalendar) that people subscribe to: addresses in, files out.

- `asked` says what of an address means nothing any more, and what is done about it;
- `reading` reads what is needed of activities, `entries` says it as VEVENTs, in `lines`;
- `kept` keeps these texts as long as they are right;
- `files` puts calendars around them, `sending` makes answers of those, for `views`.
"""
