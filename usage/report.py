"""A year for those who pay for the site: month by month, on paper and as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext

from agenda.models import Event
from core.wording.dates import month_in_words
from directory.models import Organisation

from . import figures, tables
from .kinds import Kind
from .models import Tally

# A listing counts as checked for as long after somebody looked at it.
CHECKED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Report:
    year: int
    last: date  # the last day that is in it
    months: list  # `(name, [Cell of each action, and of pages with the red bar])`, the year last
    tables: list
    site: dict


def years():
    """The years of which there are numbers, the last one first; this year always."""
    this, found = timezone.localdate().year, Tally.objects.dates("day", "year")
    return sorted({this, *(day.year for day in found)}, reverse=True)


def report(year):
    first, last = date(year, 1, 1), min(date(year, 12, 31), figures.last_day())
    months = [*(date(year, number, 1) for number in range(1, 13)), date(year + 1, 1, 1)]
    of_months = figures.between(*months)
    [whole] = figures.between(first, date(year + 1, 1, 1))
    named = [
        (month_in_words(month), _of_month(found))
        for month, found in zip(islice(months, 12), of_months, strict=True)
        if month <= last
    ]
    named.append((str(year), _of_month(whole)))
    # What was done stands by month already.
    return Report(year, last, named, tables.tables(whole)[1:], _site())


def columns():
    return [*(action.label for action in tables.ALL), Kind.SENSITIVE.label]


def _of_month(found):
    by_action = found.by_action()
    every = [*(by_action.get(action, 0) for action in tables.ALL), found.sensitive]
    return [tables.Cell(figure, 0) for figure in every]


def _site():
    """What the site has today."""
    listings = Organisation.objects.published()
    since = timezone.localdate() - CHECKED_FOR
    return {
        "listings": listings.count(),
        "checked": listings.filter(verified_on__gte=since).count(),
        "activities": Event.objects.published().count(),
    }


def rows(found):
    """The lines of the file: of which table, of what, which column, and how often."""
    for name, cells in found.months:
        yield from (
            (gettext("Month by month"), name, str(column), str(cell))
            for column, cell in zip(columns(), cells, strict=True)
        )
    for table in found.tables:
        for row in table.rows:
            yield from (
                (str(table.title), str(row.name), str(column), str(cell))
                for column, cell in zip(table.columns, row.cells, strict=True)
            )
