"""Texts that are kept are those that would be written now, whatever has changed."""

from datetime import date, time

import pytest
from django.db import transaction
from django.utils.translation import override

from agenda.feeds import kept, reading
from agenda.models import Event, EventException
from core.models import Status
from directory.models import Location, Municipality, Organisation, Theme
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at("2026-10-05 12:00")]

UID = "0b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f"
TUESDAY = date(2026, 10, 6)
CODES = ("nl", "ar")


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def ids():
    """Of a weekly activity in Elsene, one by the same organisation, and one of somebody else."""
    factories.school_holiday(community="nl", starts_on=date(2026, 9, 28), ends_on=date(2026, 9, 30))
    place = factories.municipality(slug="ixelles", short_name_nl="Elsene", name_nl="Elsene")
    location = factories.location(municipality=place, street_nl="Straat", house_number="7")
    owner = location.organisation
    rows = [
        factories.event(
            uid=UID, title_nl="Koffie", starts_on=TUESDAY, rule="FREQ=WEEKLY;BYDAY=TU",
            location=location, organisation=owner, themes=[factories.theme(slug="meeting")],
            pauses_in_nl_holidays=True,
        ),
        factories.event(slug="same", title_nl="Thee", starts_on=TUESDAY, organisation=owner),
        factories.event(slug="other", title_nl="Dans", starts_on=TUESDAY),
    ]  # fmt: skip
    factories.event_exception(event=rows[0], day=date(2026, 10, 13), reason="illness")
    return [row.pk for row in rows]


def texts(ids):
    return {code: _in(code, kept.series, ids) for code in CODES}


def _in(code, found, asked):
    with override(code):
        return found(asked, code)


def written(ids):
    """The texts as they would be written now."""
    found = {}
    for code in CODES:
        with override(code):
            entries = reading.entries(ids)
            found[code] = [entries[pk].all_dates() for pk in ids if pk in entries]
    return found


def bodies(texts):
    return {code: [text.body for text in found] for code, found in texts.items()}


def _of(pk, texts):
    return next((text for text in texts["nl"] if text.event == pk), None)


def weekly():
    return Event.objects.get(uid=UID)


def _save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


CHANGES = {
    "its title": lambda: _save(weekly(), title_nl="Latte"),
    "a translation": lambda: _save(weekly(), title_ar="قهوة"),
    "its address": lambda: _save(weekly(), slug="new"),
    "its times": lambda: _save(weekly(), start_time=time(10), end_time=time(11)),
    "some at once": lambda: Event.objects.filter(title_nl="Thee").update(summary_nl="Kom maar."),
    "an exception": lambda: _save(EventException.objects.get(), kind="full"),
    "another exception": lambda: factories.event_exception(event=weekly(), day=date(2026, 10, 20)),
    "exceptions in bulk": lambda: EventException.objects.bulk_create(
        [EventException(event=weekly(), day=date(2026, 10, 27))]
    ),
    "no exceptions": lambda: EventException.objects.all().delete(),
    "its themes": lambda: weekly().themes.add(factories.theme(slug="dance", name_nl="Dans")),
    "the name of a theme": lambda: _save(Theme.objects.get(slug="meeting"), name_nl="Samen"),
    "no theme": lambda: Theme.objects.get(slug="meeting").delete(),
    "its organisation": lambda: _save(weekly().organisation, name_nl="De Kade"),
    "its street": lambda: _save(Location.objects.get(), street_nl="Laan"),
    "its place in secret": lambda: _save(
        Location.objects.get(), is_confidential=True, latitude=None, longitude=None
    ),
    "the name of a municipality": lambda: _save(
        Municipality.objects.get(slug="ixelles"), name_nl="Ixelles", short_name_nl="Ixelles"
    ),
    "a holiday": lambda: factories.school_holiday(
        community="nl", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 8)
    ),
    "not public": lambda: _save(weekly(), status=Status.DRAFT),
    "not public in bulk": lambda: Event.objects.update(status=Status.DRAFT),
    "the organisation is not public": lambda: Organisation.objects.update(status=Status.DRAFT),
}


def test_texts_are_right_after_any_change(ids):
    before, same = texts(ids), []
    assert bodies(before) == written(ids)

    for name, change in CHANGES.items():
        change()
        after = texts(ids)
        assert bodies(after) == written(ids), name
        # That of somebody else is written again only where a name is that of many.
        if _of(ids[-1], before) is _of(ids[-1], after):
            same.append(name)
        before = after

    others = {name for name in CHANGES if "name of" in name or "theme" in name or "bulk" in name}
    assert set(CHANGES) - set(same) == others - {"exceptions in bulk"}


def test_kept_texts_need_no_query(ids, django_assert_num_queries):
    days = [(pk, TUESDAY) for pk in ids]
    first = _in("nl", kept.series, ids), _in("nl", kept.dates, days)

    with django_assert_num_queries(0):
        again = _in("nl", kept.series, ids), _in("nl", kept.dates, days)

    assert again == first
    assert [text.body.count(b"BEGIN:VEVENT") for text in first[0]] == [2, 1, 1]


def test_what_is_rolled_back_is_not_kept(ids):
    before = bodies(texts(ids))

    with transaction.atomic():
        _save(weekly(), title_nl="Latte")
        inside = bodies(texts(ids))
        assert inside == written(ids) != before
        transaction.set_rollback(True)

    assert bodies(texts(ids)) == before == written(ids)


def test_kept_texts_take_no_more_memory_than_they_may(ids, monkeypatch):
    size = texts(ids)["nl"][0].size
    monkeypatch.setattr(kept, "_texts", kept.cache_of(2 * size))

    assert bodies(texts(ids)) == written(ids)

    assert 0 < kept._texts.currsize <= 2 * size


def test_kept_calendars_are_right_after_any_change(ids, client, settings):
    paths = ["calendar.ics", "calendar.ics?q=koffie", "calendar.ics?theme=meeting&when=month"]
    paths += ["calendar.ics?place=ixelles", f"{weekly().slug}.ics"]

    def answers(size):
        settings.PAGE_CACHE_BYTES = size
        return [client.get(f"/nl/agenda/{path}").content for path in paths]

    for name, change in {"": lambda: None, **CHANGES}.items():
        change()
        assert answers(10_000_000) == answers(0), name
