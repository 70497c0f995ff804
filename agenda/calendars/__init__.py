"""The calendars of partners: reading them, what their entries become, and staying in step.

From bytes to entries (RFC 5545), without a request or the database:

- `reading` reads a file into `entries`, with `lines` (raw events), `series` (what belongs to one
  UID), `rules`, `spans` (from when until when), `moments`, `zones`, `said` (the words of an event)
  and `texts` (what was escaped, or HTML, as plain text).

From entries to activities, and back:

- `addresses` finds the address of a calendar, `asking` asks for it, `troubles` says why not;
- `saying` says the same of an entry and of an activity, `wording` says it to people;
- `sorting` says what comes in, `alike` what is there already, `checking` what publishing refuses;
- `previewing` shows what would come and takes it over, `reading_again` reads it the next time,
  and both change activities through `keeping`, one by one.

In the admin: `admin` (calendars and entries), `forms`, `event_admin` (on the page of an activity).
docs/architecture.md follows an entry through them.
"""
