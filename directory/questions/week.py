"""A week of opening hours as people say it: "ma-vr 9-17, za 10-12" gives seven days of slots.

What can mean two things gives both, the likelier one first, for somebody to choose: "9-5" is most
likely until five in the afternoon, and "di" is dinsdag for one and dimanche for the other.
"""

import re
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.wording.dates import short_weekday, weekday_in_words
from directory.hours_text import (
    WHOLE_DAY,
    HoursError,
    WeekRow,
    checked,
    likelier,
    literal_day,
    plain,
    week_text,
)

# Folded, as `plain` gives them; the short forms that begin others come last.
_DUTCH = (
    ("maandag", "maa", "ma"), ("dinsdag", "din", "di"), ("woensdag", "woe", "wo"),
    ("donderdag", "don", "do"), ("vrijdag", "vrij", "vr"), ("zaterdag", "zat", "za"),
    ("zondag", "zon", "zo"),
)  # fmt: skip
_FRENCH = (
    ("lundi", "lun", "lu"), ("mardi", "mar", "ma"), ("mercredi", "mer", "me"),
    ("jeudi", "jeu", "je"), ("vendredi", "ven", "ve"), ("samedi", "sam", "sa"),
    ("dimanche", "dim", "di"),
)  # fmt: skip
_ENGLISH = (
    ("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "wed"),
    ("thursday", "thurs", "thur", "thu"), ("friday", "fri"), ("saturday", "sat"),
    ("sunday", "sun"),
)  # fmt: skip
_NUMBERS = {
    language: {name: weekday for weekday, names in enumerate(language) for name in names}
    for language in (_DUTCH, _FRENCH, _ENGLISH)
}
_GROUPS = {
    r"elke dag|alle dagen|dagelijks|iedere dag|tous les jours|chaque jour|every day|daily"
    r"|7 ?j? ?/ ?7": range(7),
    r"(?:op )?(?:weekdagen|werkdagen)|en semaine|jours ouvrables|weekdays": range(5),
    r"(?:in het |le )?week-?ends?": range(5, 7),
}
_EVERY_DAY = re.compile(r"24 ?[hu]?[a-z]* ?/ ?(?:24|7)|dag en nacht|jour et nuit|day and night")
_FILLER = (
    r"(?:(?:van|vanaf|op|de|du|des|le|les|from|on|elke|iedere|chaque|every|open|ouverte?s?)\b\s*)*"
)
_TO = r"(?:-|tot en met\b|t/m\b|t\.?e\.?m\b\.?|tot\b|au\b|a\b|to\b|till\b|until\b|through\b)"
_AND = r"(?:,|/|\+|&|en\b|et\b|and\b)?"


def read_week(text):
    """The weeks that a text can mean, as `{weekday: [Slot, …]}` with all seven days; mostly one.

    A day that is not named is closed. Raises HoursError, with a message in the active language.
    """
    text = plain(text)
    parts = _parts(text)
    weeks = []
    for language in _ways_to_name(parts):
        week = _week(parts, [language])
        for other in (_in_the_daytime(week), week):
            if other and other not in weeks:
                weeks.append(other)
    return weeks


def say(week):
    """A week in one line, in the active language."""
    return week_text(
        [
            WeekRow(weekday, slot.opens, slot.closes, slot.by_appointment)
            for weekday, slots in week.items()
            for slot in slots
        ]
    )


def day_in(text, today):
    """The next date that a text names, such as "Thursday after four" or "morgen"; or None."""
    text = plain(text)
    for days, words in enumerate(_SOON):
        if re.search(rf"\b(?:{words})\b", text):
            return today + timedelta(days=days)
    found = _one().search(text)
    if not found or found["first"] is None:
        return None
    weekday = _weekday(found["first"], _languages())
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


_SOON = (
    "vandaag|straks|aujourd'hui|aujourd’hui|tantot|today|later",
    "morgen|(?<!-)demain|tomorrow",
    "overmorgen|apres-demain",
)


# The parts of a text


def _parts(text):
    """`[(days, hours), …]`: a match of the pattern of days, and the text of their hours."""
    found = list(_many().finditer(text))
    if not found:
        return [(None, _without_days(text))]
    between = [text[a.end() : b.start()] for a, b in pairwise(found)]
    before = re.sub(rf"^{_FILLER}$", "", _trimmed(text[: found[0].start()]))
    after = _trimmed(text[found[-1].end() :])
    if before and after:
        raise HoursError(_("Begin with the days, such as: Mon–Fri 9:00–17:00; Sat 10:00–12:00."))
    hours = [before, *between] if before else [*between, after]
    for days, its_hours in zip(found, hours, strict=True):
        if not _trimmed(its_hours):
            text = _("Write the hours of “%(days)s” too.")
            raise HoursError(text % {"days": _trimmed(days[0])})
    return [(days, _trimmed(hours)) for days, hours in zip(found, hours, strict=True)]


def _without_days(text):
    """`text` if it is day and night; otherwise raises what is wrong with it."""
    if _EVERY_DAY.fullmatch(text.strip(" .")) or text == plain(_("day and night")):
        return text
    if literal_day(text):
        raise HoursError(_("Write the days too, such as: Mon–Fri 9:00–17:00; Sat 10:00–12:00."))
    raise HoursError(_("Write at least one day with hours."))


def _trimmed(text):
    return re.sub(r"^[\s,;:.]+|(?:[\s,;:]|\b(?:en|et|and)\b)+$", "", text)


def _week(parts, languages):
    week = {weekday: [] for weekday in range(7)}
    for days, hours in parts:
        slots = [WHOLE_DAY] if days is None else literal_day(hours)
        for weekday in range(7) if days is None else _weekdays(days[0], languages):
            week[weekday] = checked([*week[weekday], *slots]) if slots else []
    if not any(week.values()):
        raise HoursError(_("Write at least one day with hours."))
    return week


def _weekdays(text, languages):
    """The days of a text such as "ma-wo en vr", each once."""
    days = []
    for span in _one().finditer(text):
        if span["first"] is None:
            days += next(days for words, days in _GROUPS.items() if re.fullmatch(words, span[0]))
            continue
        first = _weekday(span["first"], languages)
        last = _weekday(span["last"], languages) if span["last"] else first
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return dict.fromkeys(days)


# The names of days


@lru_cache
def _patterns(language):
    """Of one day, span or group, and of a list of these, with the names of `language` too."""
    names = {*_weekdays_of(language), *_NUMBERS[_DUTCH], *_NUMBERS[_FRENCH], *_NUMBERS[_ENGLISH]}
    ordered = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    suffix = r"(?:s|en|voormiddag|namiddag|ochtend|avond)?(?![^\W\d_])\.?"
    one = rf"(?<![^\W\d_])(?:{'|'.join(_GROUPS)})(?![^\W\d_])"
    one += rf"|(?<![^\W\d_])(?P<first>{ordered}){suffix}"
    one += rf"(?:\s?{_TO}\s?{_FILLER}(?P<last>{ordered}){suffix})?"
    bare = one.replace("?P<first>", "?:").replace("?P<last>", "?:")
    many = rf"{_FILLER}(?:{bare})(?:\s?{_AND}\s?{_FILLER}(?:{bare}))*"
    return re.compile(one), re.compile(many)


def _one():
    return _patterns(get_language())[0]


def _many():
    return _patterns(get_language())[1]


@lru_cache
def _weekdays_of(language):
    """`{name: weekday}` of `language`, which is the active one."""
    ways = (WEEKDAYS.get, WEEKDAYS_ABBR.get, weekday_in_words, short_weekday)
    return {plain(way(day)).strip("."): day for way in ways for day in range(7)}


def _weekday(name, languages):
    own = _weekdays_of(get_language())
    tables = [_NUMBERS[language] for language in (*languages, _DUTCH, _FRENCH, _ENGLISH)]
    return next(table[name] for table in (*tables, own) if name in table)


def _languages():
    """The languages in which days are named, the likelier first."""
    return {"nl": [_DUTCH], "fr": [_FRENCH]}.get(get_language(), [_DUTCH, _FRENCH])


def _ways_to_name(parts):
    """In which languages the days may be meant: only "ma" and "di" are another day in each."""
    words = {*re.findall(r"[^\W\d_]+", " ".join(days[0] for days, _hours in parts if days))}
    dutch, french = {*_NUMBERS[_DUTCH]}, {*_NUMBERS[_FRENCH]}
    is_dutch, is_french = bool(words & (dutch - french)), bool(words & (french - dutch))
    if not words & dutch & french:
        return _languages()[:1]
    if is_dutch != is_french:
        return [_DUTCH if is_dutch else _FRENCH]
    return [_DUTCH, _FRENCH] if is_dutch else _languages()


# The hours


def _in_the_daytime(week):
    """The week with hours such as 9:00–5:00 until 17:00; None when all are likely as they are."""
    other = {weekday: [likelier(slot) for slot in slots] for weekday, slots in week.items()}
    try:
        return None if other == week else {day: checked(slots) for day, slots in other.items()}
    except HoursError:  # hours of the morning and the same of the afternoon
        return None
