"""Random changes of a calendar, and random edits by people: what people wrote is never lost."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.calendars import saying
from agenda.calendars.entries import Difference
from agenda.calendars.keeping import keys, merge, settled
from agenda.models import CalendarEntry
from tests import factories
from tests.agenda.calendars.entries import announce, entry

pytestmark = pytest.mark.at("2026-11-27 09:00")

DAYS = [date(2026, 12, day) for day in (1, 8, 15)]
VALUES = st.sampled_from(["a", "b", "c", ""])
DIFFERENT = st.sampled_from([["cancelled", "", "", ""], saying.OFF])
SAYINGS = st.fixed_dictionaries(
    {"title": VALUES, "place": VALUES},
    optional={
        saying.on(day): st.sampled_from([["cancelled", "", "", ""], saying.OFF]) for day in DAYS
    },
)


@pytest.mark.one_database
@given(taken=SAYINGS, rounds=st.lists(st.tuples(SAYINGS, SAYINGS), max_size=4))
@settings(max_examples=60, deadline=None)
def test_merge_keeps_what_people_wrote(taken, rounds):
    ours = dict(taken)
    written = {}
    for said, edit in rounds:
        # People change some fields to something of their own.
        for key in [key for key in ("title", "place") if edit[key] == "a"]:
            ours[key] = written[key] = f"ours {len(written)}"
        merged = merge(taken, said, ours)
        ours |= merged.changes
        ours = {key: value for key, value in ours.items() if value is not None}
        taken = settled(taken, said, ours)

        assert {key: ours[key] for key in written} == written
        differs = [key for key in keys(taken, said, ours) if ours.get(key) != said.get(key)]
        assert merged.differs == differs
        # The same calendar once more changes nothing.
        assert merge(taken, said, ours).changes == {}


ENTRIES = st.builds(
    lambda title, start, off, cancelled: entry(
        title=title,
        start_time=start,
        not_on=(off,) if off else (),
        exceptions=(Difference(cancelled, "cancelled"),) if cancelled else (),
    ),
    st.sampled_from(["Spelen", "Zingen"]),
    st.sampled_from([time(9), time(10)]),
    st.sampled_from([None, DAYS[0]]),
    st.sampled_from([None, DAYS[1]]),
)
EDITS = st.fixed_dictionaries(
    {}, optional={"title_nl": st.just("Ons woord"), "end_time": st.just(time(12, 45))}
)


@pytest.mark.django_db
@given(rounds=st.lists(st.tuples(ENTRIES, EDITS), min_size=2, max_size=3))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_random_edits_survive_random_changes(rounds):
    source = factories.calendar_source(
        themes=[factories.theme()], is_trusted=True, location=factories.location()
    )
    first, *_others = rounds
    announce(source, replace(first[0]))
    written = {}
    for said, edit in rounds:
        announce(source, said)
        event = CalendarEntry.objects.get(source=source).event
        for name, value in edit.items():
            setattr(event, name, value)
        if edit:
            event.save()
        written |= edit
        sequence = event.sequence

        announce(source, said)

        event.refresh_from_db()
        assert {name: getattr(event, name) for name in written} == written
        assert event.sequence == sequence
