"""Days, months and weekdays in words, by Unicode's CLDR, with what we write otherwise.

All are without a capital that the language does not give them, for use inside a sentence: a line of
its own takes `capfirst`. None of them has a character that cannot be seen.
"""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import parse_pattern
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Where the language of another country would be taken: dates of Belgium and of Europe.
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}

# CLDR's skeletons: which parts a date has, however a language orders them.
_DAY, _DAY_OF_YEAR, _SHORT = "yMMMMEEEEd", "MMMMEEEEd", "MMMEd"
_DATE, _DATE_OF_YEAR, _MONTH = "yMMMMd", "MMMMd", "yMMMM"

# Arabic has three sets of names for months, so the long form says two of them, as newspapers for
# all Arab countries do, and the short form the number of the month (docs/decisions.md).
_LEVANT = Locale.parse("ar_SY").months["format"]["wide"]
_ARABIC_SHORT, _ARABIC_MONTH = "EEEE d/M", "شهر %s"


def day_in_words(day, today=None):
    """ "Tuesday 1 December 2026"; without the year when it is that of the date `today`."""
    return _written(get_language(), day, _DAY_OF_YEAR if _is_near(day, today) else _DAY)


def date_in_words(day, today=None):
    """ "1 December 2026"; without the year when it is that of the date `today`."""
    return _written(get_language(), day, _DATE_OF_YEAR if _is_near(day, today) else _DATE)


def short_day(day):
    """ "Tue 1 Dec": for a list of dates."""
    return _written(get_language(), day, _SHORT)


def month_in_words(day):
    """ "December 2026": the month of a date."""
    return _written(get_language(), day, _MONTH)


def short_month(day):
    """ "Dec": the month of a date, beside the number of its day."""
    if get_language() == "ar":
        return _ARABIC_MONTH % day.month
    return _written(get_language(), day, "MMM")


def weekday_in_words(weekday):
    """ "Tuesday" of a date, or of a number from 0 for Monday."""
    return _weekday(get_language(), weekday, "wide")


def short_weekday(weekday):
    """ "Tue" of a date, or of a number from 0 for Monday."""
    return _weekday(get_language(), weekday, "abbreviated")


def period_in_words(first, last):
    """ "from 5 December 2026 to 4 January 2027"; the year once where it is the same."""
    if first == last:
        return date_in_words(first)
    return _("from %(from)s until %(until)s") % {
        "from": date_in_words(first, last),
        "until": date_in_words(last),
    }


def _is_near(day, today):
    return today is not None and day.year == today.year


@lru_cache
def _locale(language):
    language = language or settings.LANGUAGE_CODE
    return Locale.parse(_LOCALES.get(language, language))


@lru_cache(maxsize=4096)
def _written(language, day, skeleton):
    """Lists of dates show the same few hundred days again and again."""
    locale, day = _locale(language), date(day.year, day.month, day.day)
    return parse_pattern(_pattern(language, skeleton, day.day == 1, day.month)).apply(day, locale)


@lru_cache
def _pattern(language, skeleton, is_first, month):
    """The pattern of a language (UTS 35, 4), of dates on the first of a month or in a month."""
    locale = _locale(language)
    if language == "ar" and skeleton == _SHORT:
        return _ARABIC_SHORT
    pattern = _by_skeleton(locale, skeleton)
    # Within a sentence, where another comma follows, it would divide what belongs together.
    pattern = re.sub(r"(E+)[,،]", r"\1", pattern)
    if language == "fr" and is_first:
        pattern = re.sub(r"\bd\b", "d'er'", pattern)
    if language == "ar":
        pattern = pattern.replace("MMMM", f"MMMM'/{_LEVANT[month]}'")
    return pattern


def _by_skeleton(locale, skeleton):
    """CLDR lists few skeletons; the others are made wider, as it says (UTS 35, 4, 2.6.2.2)."""
    if skeleton == _DAY:
        return locale.date_formats["full"].pattern
    if skeleton == _DATE:
        return locale.date_formats["long"].pattern
    if skeleton == _DAY_OF_YEAR:
        known = locale.datetime_skeletons
        pattern = known.get("MMMMEd", known["MMMEd"]).pattern
        return re.sub("M+", "MMMM", re.sub("E+", "EEEE", pattern))
    if skeleton == "MMM":
        return skeleton
    return locale.datetime_skeletons[skeleton].pattern


def _weekday(language, weekday, width):
    number = weekday if isinstance(weekday, int) else weekday.weekday()
    return _locale(language).days["format"][width][number]
