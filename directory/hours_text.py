"""Opening hours of one day as a volunteer types them: "9-12.30, 13.30-17" ↔ slots."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from itertools import combinations
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.languages import comma
from core.text import clean
from core.wording.dates import short_weekday
from core.wording.hours import hours


class HoursError(ValueError):
    """A text that is no opening hours; its message tells the volunteer what to write."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Local wall time, to the minute. Closing at or before opening means the next day."""

    opens: time
    closes: time
    by_appointment: bool = False

    def __str__(self):
        hours = f"{_clock(self.opens)}–{_clock(self.closes, midnight='24:00')}"
        return hours + " " + _("by appointment") if self.by_appointment else hours

    def overlaps(self, other):
        return self.opens < other.opens < self._end or other.opens < self.opens < other._end

    @property
    def _end(self):
        return self.closes if self.closes > self.opens else time.max


WHOLE_DAY = Slot(time(0), time(0))


class WeekRow(NamedTuple):
    """What `week_text` needs of an `OpeningHours`."""

    weekday: int
    opens: time
    closes: time
    by_appointment: bool


def format_day(slots):
    """The text of a day's slots, the way we write it; empty for a day without any.

    Slots are anything with `opens`, `closes` and `by_appointment`, such as `OpeningHours`.
    """
    return ", ".join(
        str(Slot(slot.opens, slot.closes, slot.by_appointment))
        for slot in sorted(slots, key=lambda slot: slot.opens)
    )


def week_text(rows):
    """A week in one line, such as "Mon–Wed 9:00–12:00; Fri 14:00–17:00", of `OpeningHours` or
    `WeekRow`s, for readers."""
    runs = []
    for weekday in range(7):
        text = _day([row for row in rows if row.weekday == weekday])
        if text and runs and runs[-1][1] == weekday - 1 and runs[-1][2] == text:
            runs[-1][1] = weekday
        elif text:
            runs.append([weekday, weekday, text])
    if runs == [[0, 6, _day([WHOLE_DAY])]]:
        return _("day and night")
    between = pgettext("between the parts of a list that has commas of its own", "; ")
    return between.join(f"{_days(first, last)} {text}" for first, last, text in runs)


def _days(first, last):
    """ "Mon–Wed", or one day."""
    return "–".join(dict.fromkeys([short_weekday(first), short_weekday(last)]))


def _day(rows):
    """The hours of a day, as the active language writes them."""
    return comma().join(
        hours(row.opens, row.closes) + (" " + _("by appointment") if row.by_appointment else "")
        for row in sorted(rows, key=lambda row: row.opens)
    )


def parse_day(text):
    """The `Slot`s in a text, in order; none when it is empty or says "closed".

    Understands Dutch, French, English and whatever `format_day` and `week_text` write in the active
    language. "By appointment" belongs to the hours before it, or after it when it comes first.
    Slots may not overlap, except that there may be hours without an appointment within those by
    appointment.
    Raises HoursError, with a message in the active language.
    """
    said = plain(text)
    if said in {"", "-", plain(_("closed"))} | _CLOSED:
        return []
    slots = []
    marked_ahead = False
    for part in _SEPARATOR.split(said):
        marked_ahead = False
        first_here = len(slots)
        while part := part.strip(" .:()"):
            if match := _marker().match(part):
                if len(slots) > first_here:
                    slots[-1] = Slot(slots[-1].opens, slots[-1].closes, by_appointment=True)
                else:
                    marked_ahead = True
            elif match := _SLOT.match(part):
                slots.append(Slot(_opening(match), _closing(match), marked_ahead))
                marked_ahead = False
            elif match := _WHOLE_DAY.match(part):
                slots.append(Slot(time(0), time(0), marked_ahead))
                marked_ahead = False
            else:
                raise _not_understood(part)
            part = part[match.end() :]
        if marked_ahead:
            break
    if marked_ahead or not slots:
        raise HoursError(_("Write the hours too, such as 14:00–16:00 by appointment."))
    return checked(slots)


# How people write it. Texts are folded first: small letters, no accents, our digits, one dash.

_CLOSED = {"gesloten", "dicht", "ferme", "fermee", "closed"}
_UNIT = r"(?:uur|u|heures?|hours?|hrs?|h)"
_TO = r"(?:-|tot\b|a\b|to\b|till\b|until\b|الى\b|حتى\b)"
_SEPARATOR = re.compile(r"[,;+&\n]|\b(?:en(?! nacht)|et(?! nuit)|and(?! night))\b|/(?!\s?(?:24|7))")


def _time(name):
    # "9 h 30" has spaces, but in "9-12h 13-17h" the 13 begins the next slot.
    spaced = rf"\s?{_UNIT}\s(?=\d\d(?!\d)(?!\s?(?:{_TO}|{_UNIT}|[:.]\d)))"
    if name == "opens":
        spaced = rf"\s?{_UNIT}\s"
    return (
        rf"(?P<{name}>(?P<{name}_hour>\d\d?)(?!\d)"
        rf"(?:(?:[:.]|\s?{_UNIT}|{spaced})(?P<{name}_minute>\d\d)(?!\d))?"
        rf"(?:\s?{_UNIT}(?![a-z\d]))?)"
    )


_SLOT = re.compile(rf"(?:(?:van|de|from|من) )?{_time('opens')}\s?{_TO}\s?{_time('closes')}")
_ONE_TIME = re.compile(rf"(?:(?:van|de|vanaf|des|from) )?{_time('opens')}$")
_WHOLE_DAY = re.compile(
    rf"24\s?{_UNIT}?\s?/\s?(?:24|7)(?!\d)(?:\s?{_UNIT}(?![a-z]))?|24\s?{_UNIT}(?![a-z\d])"
    r"|(?:dag en nacht|jour et nuit|day and night)\b"
)
_MARKERS = (
    r"(?:(?:enkel|alleen|uitsluitend|uniquement|seulement|only) )?(?:(?:op|na|sur|by) )?"
    r"(?:afspraak|rendez[- ]vous|rdv|rv|appointment)\b(?: (?:only|uniquement)\b)?"
)


def _marker():
    return re.compile(rf"{_MARKERS}|{re.escape(plain(_('by appointment')))}")


def plain(text):
    """`text` folded as the patterns here want it."""
    text = unicodedata.normalize("NFKD", clean(text).casefold())
    text = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
        if not unicodedata.combining(character)
    )
    text = re.sub(r"[‐‑‒–—―−]", "-", text).replace("،", ",").replace("؛", ";")
    return re.sub(r"[^\S\n]+", " ", text)


# Checks


def _opening(match):
    return _clock_time(match, "opens")


def _closing(match):
    if int(match["closes_hour"]) == 24 and not int(match["closes_minute"] or 0):
        return time(0)
    return _clock_time(match, "closes")


def _clock_time(match, name):
    try:
        return time(int(match[f"{name}_hour"]), int(match[f"{name}_minute"] or 0))
    except ValueError:
        text = _("“%(time)s” is not a time. Write hours from 0:00 to 24:00.")
        raise HoursError(text % {"time": match[name].strip()}) from None


def checked(slots):
    """The slots of a day in order; raises HoursError where they overlap."""
    slots = sorted(slots, key=lambda slot: slot.opens)
    for one, other in combinations(slots, 2):
        if one.opens == other.opens or (
            one.by_appointment == other.by_appointment and one.overlaps(other)
        ):
            raise HoursError(
                _("%(one)s and %(other)s overlap. Write each hour once.")
                % {"one": one, "other": other}
            )
    return slots


def _not_understood(text):
    if match := _ONE_TIME.match(text):
        _clock_time(match, "opens")
        return HoursError(
            _("“%(time)s” is one time only. Write from when until when, such as 9:00–12:30.")
            % {"time": text}
        )
    return HoursError(
        _("“%(text)s” is not clear. Write hours such as 9:00–12:30, 13:30–17:00.") % {"text": text}
    )


def _clock(value, midnight="0:00"):
    return f"{value.hour}:{value:%M}" if value != time(0) else midnight
