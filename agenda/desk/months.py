"""The dates of an activity by month: which months have any, and what is in one of them."""

import re
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from agenda.dates import dates_of
from agenda.models import SchoolHoliday
from agenda.models.event import YEARS
from agenda.periods import last_of_month
from core.wording.dates import date_in_words, day_in_words, month_in_words

# How far the pages of an activity look for its dates.
LOOK_AHEAD = timedelta(days=3 * 366)

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def every_date(event, exceptions=None):
    """The `agenda.dates.Dates` of an activity, from its first day on."""
    exceptions = list(event.exceptions.all()) if exceptions is None else exceptions
    today = timezone.localdate()
    # A moved date belongs to its own day, and an extra one may come before all others.
    first = min([event.starts_on or today, *(each.day for each in exceptions)])
    return dates_of(event, exceptions, list(SchoolHoliday.objects.all()), first, today + LOOK_AHEAD)


def read(text):
    """The first day of the month that an address names, such as "2027-07", or None."""
    match = _MONTH.fullmatch(text)
    if not match or int(match[1]) not in YEARS:
        return None
    return date(int(match[1]), int(match[2]), 1)


def text_of(day):
    return f"{day:%Y-%m}"


def touches(each, first, last):
    """Whether a date takes place between two days, or did before it was moved."""
    return first <= each.day <= last or (each.starts_on <= last and each.last_on >= first)


def overview(dates, asked):
    """What is in the month that is `asked` for, or in that of the next date; all of `dates`.

    Gives the first and the last day, its name, the dates in it, the months before and after that
    have some, and all of them by year.
    """
    today = timezone.localdate()
    first = asked or _of_next_date(dates, today).replace(day=1)
    last = last_of_month(first)
    months = _months(dates)
    return {
        "first": first,
        "last": last,
        "name": month_in_words(first),
        "dates": [each for each in dates.dates if touches(each, first, last)],
        "paused": [day_in_words(day, first) for day in dates.paused_on if first <= day <= last],
        "limit": _limit_in(dates, last, months),
        "previous": _named(max((month for month in months if month < first), default=None)),
        "next": _named(min((month for month in months if month > first), default=None)),
        "years": _by_year(months, first),
    }


def _of_next_date(dates, today):
    coming = (max(each.starts_on, today) for each in dates.dates if each.last_on >= today)
    return next(coming, today)


def _months(dates):
    """The first days of all months with a date, in order."""
    months = set()
    for each in dates.dates:
        month, end = each.starts_on.replace(day=1), each.last_on
        months.add(each.day.replace(day=1))
        while month <= end:
            months.add(month)
            month = last_of_month(month) + timedelta(days=1)
    return sorted(months)


def _named(month):
    return month and {"name": capfirst(month_in_words(month)), "query": text_of(month)}


def _by_year(months, shown):
    years = {}
    for month in months:
        years.setdefault(month.year, []).append(_named(month) | {"is_shown": month == shown})
    return list(years.items())


def _limit_in(dates, last, months):
    is_last = not months or months[-1] <= last
    is_beyond = dates.known_until is not None and last > dates.known_until
    return limit(dates.known_until) if is_last or is_beyond else ""


def limit(known_until):
    """Why there are no more dates, as a sentence, or an empty one."""
    if known_until is None:
        return ""
    if known_until == date.min:
        return gettext("The school holidays are not known yet: no dates are announced.")
    text = gettext(
        "The school holidays after %(day)s are not known yet: no dates are announced beyond."
    )
    return text % {"day": date_in_words(known_until)}
