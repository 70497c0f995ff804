"""The agenda in memory follows every change by the row, and the clock."""

import os
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from agenda import index as agenda_index
from agenda import series
from agenda.models import Event
from core import versions
from core.kept import memory
from tests import factories
from tests.agenda.histories import History

pytestmark = pytest.mark.django_db

# `scripts/prove_indexes.py` makes many more.
HISTORIES = int(os.environ.get("HISTORIES", 3 if connection.vendor == "sqlite" else 1))
STEPS = 25
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


@pytest.mark.at("2026-10-22 21:00")  # the clocks change in the third night
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_index_that_follows_is_what_a_new_one_would_be(seed, clock):
    clock.shift(seed % 7 * 23 * 86_400)
    history = History(seed, clock)
    for number in range(STEPS):
        name = history.step()
        assert (number, name, history.wrong()) == (number, name, {})


# What is read, and what pages are told


def followed(change):
    """`(series before, series after, keys)` of a change."""
    things = memory.current()
    before, version = things["events"], versions.current()
    change()
    changed = versions.changes(version, versions.current())
    return before, *series.follow(before, changed, memory.current())


def test_other_words_change_nothing_of_the_index():
    event = factories.event()

    def change():
        event.summary_nl = "Anders gezegd."
        event.save()

    before, after, keys = followed(change)

    assert after is before
    assert keys == set()


def test_other_price_changes_that_filter_and_no_day():
    event = factories.event(cost="free")

    def change():
        event.cost = "paid"
        event.save()

    _before, after, keys = followed(change)

    assert after.groups["free"] == {}
    assert keys == {"events", ("events", "free", "1")}


@pytest.mark.at("2026-11-16 10:00")
def test_cancelled_date_changes_its_day_and_no_filter():
    event = factories.event(starts_on=MONDAY, rule="FREQ=DAILY")

    _before, _after, keys = followed(
        lambda: factories.event_exception(event=event, day=TUESDAY, kind="cancelled")
    )

    assert keys == {"events", ("events", "day", TUESDAY)}


@pytest.mark.at("2026-11-16 23:30")
def test_longer_night_changes_its_day():
    event = factories.event(starts_on=MONDAY, start_time=time(23), end_time=time(1))

    def change():
        event.end_time = time(2)
        event.save()

    before, after, keys = followed(change)

    assert before.near(MONDAY) != after.near(MONDAY)
    assert keys == {"events", ("events", "day", MONDAY)}


def test_activities_follow_their_organisation():
    event, _other = factories.event(), factories.event()

    def change():
        event.organisation.childcare = "yes"
        event.organisation.save()

    _before, after, keys = followed(change)

    assert keys == {"events", ("events", "baby", "childcare")}
    assert after.groups["baby"]["childcare"].bit_count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_following_takes_as_many_queries_for_one_as_for_three(count, django_assert_num_queries):
    events = [factories.event() for _number in range(count)]
    things = memory.current()
    before = things["events"]

    with django_assert_num_queries(7):
        series.follow(before, {"event": {event.pk for event in events}}, things)


def test_very_many_changes_build_a_new_one():
    factories.event()
    things = memory.current()

    assert series.follow(things["events"], {"event": set(range(1, 502))}, things) is None


# Midnight


def once(title, day, **values):
    factories.event(title_nl=title, starts_on=day, rule="", **values)


def titles(now):
    """`{day: titles}` of what is listed at a moment."""
    index = agenda_index.current()
    moment = index.series.at(now)
    names = dict(Event.objects.values_list("pk", "title_nl"))
    return {
        day: [names[index.ids[slot]] for slot in index.page(bits, 0, bits.bit_count())]
        for day, bits in moment.days(moment.day, moment.day + timedelta(days=1))
    }


@pytest.mark.at("2026-11-16 23:59")
def test_midnight_leaves_no_day_behind_and_builds_nothing(clock, django_assert_num_queries):
    night = {"start_time": time(22), "end_time": time(3)}
    once("Zondagnacht", MONDAY - timedelta(days=1), **night)
    once("Ochtend", MONDAY)
    once("Nacht", MONDAY, **night)
    once("Tot middernacht", MONDAY, start_time=time(20), end_time=time(0))
    once("Week", MONDAY, ends_on=MONDAY + timedelta(days=4))
    once("Dinsdag", TUESDAY)
    before = memory.get("events")
    assert titles(timezone.localtime()) == {
        MONDAY: ["Week", "Tot middernacht", "Nacht"],
        TUESDAY: ["Dinsdag"],
    }

    clock.shift(60)
    assert timezone.localtime().time() == time(0)
    with django_assert_num_queries(1):
        before.at(timezone.localtime())
    tuesday = {MONDAY: ["Nacht"], TUESDAY: ["Week", "Dinsdag"]}
    assert titles(timezone.localtime()) == tuesday

    clock.shift(60)
    with django_assert_num_queries(0):
        before.at(timezone.localtime())
    assert titles(timezone.localtime()) == tuesday
    assert memory.get("events") is before
