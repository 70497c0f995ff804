"""The week as a text to send: by WhatsApp in at most 900 characters, or by e-mail.

Counted are units of UTF-16, as WhatsApp, phones and browsers do, isolates included. Plain text: a
star that is bold in WhatsApp is a star everywhere else. Details leave before dates do: first the
words of a day get shorter, then titles and places, then what is good to know; a date is left out
only when all that is not enough. The link stands alone on the last line and is never cut.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import comma
from core.wording.dates import short_day
from core.wording.labels import labelled
from sharing.messages import Message

from .asked import Week
from .best import MOST, best, first_of
from .shortened import isolated, shortened, units
from .told import on_day, places, told

MOST_UNITS = 900
MOST_IN_EMAIL = 12
MOST_LATER = 3
# A `mailto:` may be no longer: what comes after that is lost in Outlook, or nothing opens.
LONGEST_MAILTO = 2_000
_LONGEST_HEAD, _LONGEST_SUBJECT = 120, 150


class _Style(NamedTuple):
    """How one date is told: titles and places in so many units at most."""

    has_short_day: bool
    title: int
    where: int
    has_facts: bool = True
    has_more: bool = False


_STYLES = (
    _Style(False, 90, 90),
    _Style(True, 90, 90),
    _Style(True, 70, 60),
    _Style(True, 55, 35),
    _Style(True, 45, 0, has_facts=False),
)
_IN_EMAIL = _Style(False, 200, 200, has_more=True)


@dataclass(frozen=True)
class Sent:
    """A week ready to be sent. `message` is what `sharing` sends: its `short` is for WhatsApp, and
    `long` for an e-mail; `mail_url` opens one with as much of it as an address can hold. `dates`
    are the `week.told.Told` in the short one. `heading` says which week it is, and `days` its days.
    """

    message: Message
    mail_url: str
    dates: list
    heading: str
    days: str

    @property
    def units(self):
        return units(self.message.short)


def sent(data, now, language, *, last=None):
    """The `Sent` of a week in a language; see `week.asked.Week`."""
    with override(language):
        return of(Week(data, now, last=last), language)


def of(week, language):
    """The same of a `Week` that was made in the active language, which is `language`."""
    link = week.link(language)
    if week.is_sensitive:
        site = _("Together in Brussels")
        message = Message(language, link, site, f"{site}\n{link}", f"{site}\n{link}")
        return Sent(message, message.email_url, [], site, "")
    parts = _Parts(week, language, link)
    dates, short = parts.short()
    subject = shortened(f"{parts.heading} · {week.days_in_words}", _LONGEST_SUBJECT)
    message = Message(language, link, subject, short, parts.long())
    mail_url = _mail_url(message, parts.without_dates())
    return Sent(message, mail_url, dates, parts.heading, week.days_in_words)


def heading(week):
    """ "This week near you: Molenbeek, meeting others"."""
    title = _("This week near you") if week.filters.places else _("This week in Brussels")
    asked = comma().join(week.asked_in_words)
    return shortened(labelled(title, asked) if asked else title, _LONGEST_HEAD)


class _Parts:
    """What a text of one week is put together from."""

    def __init__(self, week, language, link):
        self.week, self.language, self.link = week, language, link
        self.heading = heading(week)
        pairs = best(week, MOST_IN_EMAIL)
        self.later = [] if pairs else first_of(week, week.later, MOST_LATER)
        self.dates = told(week, pairs or self.later)
        # Read once for both texts: the first of many are the best few.
        ids = {(day, week.index.ids[position]) for day, position in (pairs or self.later)[:MOST]}
        self.best = [one for one in self.dates if (one.day, one.pk) in ids]

    def short(self):
        """`(dates, text)` for WhatsApp."""
        dates = self.best
        while dates:
            for style in _STYLES:
                text = self._text([self._block(one, style) for one in dates])
                if units(text) <= MOST_UNITS:
                    return dates, text
            dates = dates[:-1]
        return [], self.without_dates()

    def long(self):
        text = self._text([self._block(one, _IN_EMAIL) for one in self.dates])
        from_us = _("From Together in Brussels: free, for every parent.")
        return f"{text}\n\n{from_us}"

    def without_dates(self):
        return self._text([])

    def _text(self, blocks):
        if self.later or not self.dates:
            said = _("We know of no dates in these days.")
            blocks = [said, *([_("After that:"), *blocks] if blocks else [])]
        start = f"{self.heading}\n{self.week.days_in_words}"
        before_link = _("All dates, always up to date:")
        return "\n\n".join([start, *blocks, f"{before_link}\n{self.link}"])

    def _block(self, date, style):
        title = self._isolated(date.title, style.title)
        if date.example:
            title = labelled(date.example, title)
        parts = places(date, style.where)
        where = comma().join(isolated(part.text, part.language, self.language) for part in parts)
        facts = date.facts if style.has_facts else ()
        day = short_day(date.day) if style.has_short_day else None
        lines = [
            on_day(date, self.week.today, day),
            title,
            " · ".join(filter(None, [where, *facts])),
        ]
        if style.has_more:
            lines += [self._isolated(date.summary, style.title), date.link]
        return "\n".join(filter(None, lines))

    def _isolated(self, text, most):
        return isolated(shortened(text.text, most), text.language, self.language)


def _mail_url(message, shortest):
    """The longest of the texts that an address can hold. A letter of Arabic takes six signs."""
    for text in (message.long, message.short, shortest):
        url = replace(message, long=text).email_url
        if len(url) <= LONGEST_MAILTO:
            return url
    return replace(message, subject="", long=message.link).email_url
