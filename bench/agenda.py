"""Measures the list of activities and what keeps it up to date, at one size."""

import functools
import random
import statistics
from datetime import time, timedelta

from django.utils import timezone

from agenda import occurrences
from agenda.models import Event, EventException, Occurrence
from core import versions

from . import data, pages, writer
from .agenda_ordinary import GROUPS
from .pages import check_that_they_agree, get, measure, took, yardstick

OURS = "/nl/agenda/"
RIVALS = {"exists": "/nl/agenda-exists/", "joined": "/nl/agenda-joined/"}
QUESTIONS = {
    "all": "",
    "theme and place": "theme=meeting-others&place=anderlecht",
    "week": "when=week",
    "month": "when=month",
}
# A month shows every day with its titles: the rivals have no such page.
WITHOUT_RIVALS = ("month",)
MOST_OF_A_RIVAL = 15_000  # milliseconds for one page
MOST_EDITS = 9
DAILY = 100  # activities whose dates are computed

_slow = set()


def at_this_size():
    check_the_dates()
    result = {"dates": Occurrence.objects.count(), "activities": Event.objects.count()}
    for name, query in QUESTIONS.items():
        get(OURS, query)
        result[name] = {
            "ours": measure(functools.partial(get, OURS, query), seconds=2, with_yardstick=True)
        }
        if name not in WITHOUT_RIVALS:
            result[name] |= rivals_at(query)
    result["yardstick"] = measure(yardstick)
    result["after a change"] = measure(change_something)
    result["calendar"] = calendar()
    result["save"] = measure(functools.partial(save_event, weekly()))
    result["exception"] = measure(functools.partial(save_exception, weekly()))
    result["daily"] = daily()
    return result


def usual_page():
    get(OURS)  # the index is built
    return measure(functools.partial(get, OURS), seconds=3)


def calendar():
    """The file of one municipality: the first of a process, and the first after an edit."""
    ask = functools.partial(get, "/nl/agenda/calendar.ics", "place=anderlecht")
    get(OURS)  # the index is built
    first, chance, after = took(ask), random.Random(data.SEED), []
    for _edit in range(min(MOST_EDITS, pages.MOST)):
        writer.edit_date(chance)
        after.append(took(ask))
    cpu, wall = map(statistics.median, zip(*after, strict=True))
    return {"first": first[1], "cpu": cpu, "wall": wall}


def rivals_at(query):
    """How the rivals do, after checking that their counts agree with ours.

    One whose page at ten times as many dates would take too long is left out from then on.
    """
    times = {}
    for name, path in RIVALS.items():
        if (name, query) in _slow:
            continue
        check_that_they_agree(OURS, [path], query, GROUPS)
        times[name] = measure(functools.partial(get, path, query))
        if times[name]["wall"] > MOST_OF_A_RIVAL / 10:
            _slow.add((name, query))
    return times


def check_the_dates():
    """The rows of `agenda_data` must be those that the site would have written."""
    events = Event.objects.filter(pk__lte=DAILY)
    if changed := occurrences.rebuild(events):
        raise SystemExit(f"The dates of {changed} activities are not what the site writes.")


def change_something():
    versions.raise_version()
    get(OURS)


def weekly():
    return Event.objects.filter(rule__startswith="FREQ=WEEKLY").exclude(rule__contains=",").first()


def save_event(event):
    """All dates of its year move by an hour, there and back."""
    hour = 10 if event.start_time.hour == 11 else 11
    event.start_time, event.end_time = time(hour), time(hour + 2)
    event.save()


def save_exception(event):
    """One date is cancelled, or full."""
    day = event.occurrences.order_by("day")[9].day
    kinds = EventException.Kind
    exception = EventException.objects.filter(event=event, day=day).first()
    exception = exception or EventException(event=event, day=day, kind=kinds.FULL)
    exception.kind = kinds.FULL if exception.kind == kinds.CANCELLED else kinds.CANCELLED
    exception.save()


def daily():
    """For one activity, when the day has changed: a seventh of the weekly ones get a date more."""
    events = Event.objects.order_by("-pk").values("pk")[:DAILY]
    tomorrow = timezone.localdate() + timedelta(days=1)
    rebuild = functools.partial(
        occurrences.rebuild,
        Event.objects.filter(pk__in=list(events.values_list("pk", flat=True))),
        today=tomorrow,
    )
    used, passed = took(rebuild)
    return {"cpu": used / DAILY, "wall": passed / DAILY}
