"""Opening hours of one day as a volunteer types them: "9-12.30, 13.30-17" ↔ slots."""

import re
import unicodedata
from dataclasses import dataclass, replace
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
        hours = f"{self._written(self.opens)}–{self._written(self.closes, midnight='24:00')}"
        return hours + " " + _("by appointment") if self.by_appointment else hours

    def overlaps(self, other):
        return self.opens < other.opens < self._end or other.opens < self.opens < other._end

    def _written(self, value, midnight="0:00"):
        """With two digits where one would be taken for the afternoon: see `parse_day`."""
        if value == time(0):
            return midnight
        hour = value.hour if likelier(self) == self else f"{value:%H}"
        return f"{hour}:{value:%M}"

    @property
    def _end(self):
        return self.closes if self.closes > self.opens else time.max


WHOLE_DAY = Slot(time(0), time(0))
EARLIEST = time(7)  # what opens before is asked about: "2-5"


def likelier(slot):
    """What whoever writes no 13 most likely means: "9-5" is until 17:00, "2-5" from 14:00.

    Who writes 13 or later counts to 24, and means the night by what closes before it opens.
    """
    if slot.opens.hour >= 13 or slot.opens == time(0) or slot.closes == time(0):
        return slot
    closes = _later(slot.closes)
    if closes and slot.closes <= slot.opens and slot.opens >= EARLIEST:
        return replace(slot, closes=closes)
    if closes and slot.opens < min(EARLIEST, slot.closes):
        return replace(slot, opens=_later(slot.opens), closes=closes)
    return slot


def _later(moment):
    """The same on a clock, after noon; None after that."""
    return moment.replace(hour=moment.hour + 12) if moment.hour < 12 else None


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

    Hours such as "9-5" are asked about and never taken for the night: who means the night writes
    "09:00-05:00", which nobody writes who means the afternoon.
    Raises HoursError, with a message in the active language.
    """
    read = _read(text)
    for slot, said in read:
        if said and likelier(slot) != slot:
            raise HoursError(
                _("“%(hours)s” would be at night. Write %(likely)s, or %(night)s if you mean that.")
                % {"hours": said, "likely": likelier(slot), "night": slot}
            )
    return checked([slot for slot, _said in read])


def literal_day(text):
    """The `Slot`s in a text as `parse_day` reads it, with "9-5" until five in the morning: for who
    asks about that in another way. Raises HoursError."""
    return checked([slot for slot, _said in _read(text)])


def _read(text):
    """`[(Slot, text), …]` of a day; the text is empty where the half of the day is certain.

    Understands Dutch, French, English and whatever `format_day` and `week_text` write in the active
    language. "By appointment" belongs to the hours before it, or after it when it comes first.
    Slots may not overlap, except that there may be hours without an appointment within those by
    appointment.
    """
    said = _in_digits(plain(text))
    if said.strip(" .") in {"", "-", plain(_("closed"))} | _CLOSED:
        return []
    read = []
    marked_ahead = False
    for part in _SEPARATOR.split(said):
        marked_ahead = False
        first_here = len(read)
        while part := part.strip(" .:()"):
            if match := _marker().match(part):
                if len(read) > first_here:
                    slot, words = read[-1]
                    read[-1] = replace(slot, by_appointment=True), words
                else:
                    marked_ahead = True
            elif match := _SLOT.match(part):
                slot = Slot(_opening(match), _closing(match), marked_ahead)
                read.append((slot, "" if _is_certain(match) else match[0].strip()))
                marked_ahead = False
            elif match := _WHOLE_DAY.match(part):
                read.append((Slot(time(0), time(0), marked_ahead), ""))
                marked_ahead = False
            else:
                raise _not_understood(part)
            part = part[match.end() :]
        if marked_ahead:
            break
    if marked_ahead or not read:
        raise HoursError(_("Write the hours too, such as 14:00–16:00 by appointment."))
    return read


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
        rf"(?:\s?{_UNIT}(?![a-z\d])|\s?(?P<{name}_half>[ap])\.?\s?m(?![a-z\d]))?)"
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


# "0900-1200", which is no year: those have other minutes
_FOUR_DIGITS = re.compile(
    rf"(?<!\d)(\d\d)(00|15|30|45)\s?{_UNIT}?\s?{_TO}\s?(\d\d)(00|15|30|45)(?!\d)"
)
_NOON = re.compile(r"(?<!apres)(?<!apres[- ])\b(?:midi|noon)\b")
_MIDNIGHT = re.compile(r"\b(?:middernacht|minuit|midnight)\b")


def _in_digits(text):
    """A folded text with "0900-1200", "midi" and "minuit" as hours and minutes."""
    text = _FOUR_DIGITS.sub(r"\1:\2-\3:\4", text)
    return _MIDNIGHT.sub("24:00", _NOON.sub("12:00", text))


def _is_certain(match):
    """Whether it says which half of the day it means: by "pm", or by two digits as in "05:00"."""
    hours = (match["opens_hour"], match["closes_hour"])
    return match["opens_half"] or match["closes_half"] or all(len(hour) == 2 for hour in hours)


# Checks


def _opening(match):
    half = match["opens_half"]
    if not half and match["closes_half"] == "p":  # "1-5 pm", but "9-5 pm"
        half = "p" if int(match["opens_hour"]) < int(match["closes_hour"]) % 12 else None
    return _clock_time(match, "opens", half)


def _closing(match):
    if int(match["closes_hour"]) == 24 and not int(match["closes_minute"] or 0):
        return time(0)
    return _clock_time(match, "closes", match["closes_half"])


def _clock_time(match, name, half=None):
    hour = int(match[f"{name}_hour"])
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 24  # "17 pm"
    try:
        return time(hour, int(match[f"{name}_minute"] or 0))
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
