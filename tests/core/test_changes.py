"""What changed is in the log, whichever way it was changed, in the order of the versions."""

import threading

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F

from agenda.models import Event
from core import versions
from core.kept import memory
from core.models import ContentChange, ContentVersion, WatchedQuerySet
from directory.models import Location, OpeningHours, Organisation
from tests.factories import (
    event,
    location,
    municipality,
    notice,
    opening_hours,
    organisation,
    question,
    theme,
)

pytestmark = pytest.mark.django_db


def changes_of(change):
    """What the log says of a call."""
    with transaction.atomic():
        organisation()  # so that the version before is in the log
        before = versions.current()
        change()
        return versions.changes(before, versions.current())


def test_saved_row_is_noted():
    row = question()

    assert changes_of(row.save) == {"question": {row.pk}}


def test_hours_are_a_change_of_their_organisation():
    hours = opening_hours()

    changed = changes_of(hours.save)

    assert changed == {"organisation": {hours.location.organisation_id}}


def test_updated_rows_are_noted():
    rows = [organisation().pk for _ in range(2)]
    organisation()

    changed = changes_of(lambda: Organisation.objects.filter(pk__in=rows).update(phone="1"))

    assert changed == {"organisation": {*rows}, "event": set()}


def test_update_notes_what_rows_leave_and_where_they_go():
    here, there = organisation(), organisation()
    place = location(organisation=here)

    changed = changes_of(lambda: Location.objects.filter(pk=place.pk).update(organisation=there))

    assert changed == {"organisation": {here.pk, there.pk}, "event": set()}


def test_save_notes_what_a_row_leaves_and_where_it_goes():
    here, there = organisation(), organisation()
    row = event(organisation=here)
    row.organisation = there

    changed = changes_of(row.save)

    assert changed["organisation"] == {here.pk, there.pk}


def test_update_of_nothing_is_no_change():
    before = versions.current()

    Organisation.objects.filter(pk=0).update(phone="1")

    assert versions.current() == before


def test_rows_made_at_once_are_noted():
    place = location()
    hours = OpeningHours(location=place, weekday=1, opens="09:00", closes="10:00")

    changed = changes_of(lambda: OpeningHours.objects.bulk_create([hours]))

    assert changed == {"organisation": {place.organisation_id}}


def test_rows_saved_at_once_are_noted():
    row = organisation()

    changed = changes_of(lambda: Organisation.objects.bulk_update([row], ["phone"]))

    assert changed == {"organisation": {row.pk}, "event": set()}


def test_more_rows_than_are_noted_one_by_one_are_all_of_the_kind(monkeypatch):
    monkeypatch.setattr("core.models.publishing.ONE_BY_ONE", 1)
    organisation()

    changed = changes_of(lambda: Organisation.objects.update(phone="1"))

    assert changed == {"organisation": None, "event": None}


def test_relation_is_noted_from_either_end():
    row, other = organisation(), theme()

    assert changes_of(lambda: row.themes.add(other))["organisation"] == {row.pk}
    assert changes_of(lambda: other.organisations.remove(row))["organisation"] == {row.pk}


def test_neighbours_change_together():
    here, there = municipality(), municipality()

    changed = changes_of(lambda: here.neighbours.add(there))

    assert changed == {"municipality": {here.pk, there.pk}, "place": {here.pk, there.pk}}


def test_relation_that_is_cleared_from_the_other_end_is_not_known():
    row = organisation()
    other = theme()
    row.themes.add(other)

    assert changes_of(other.organisations.clear) is None


def test_deleted_row_notes_what_lost_it():
    """The database forgets the place of an activity without a signal."""
    place = location()
    row = event(organisation=place.organisation, location=place)

    changed = changes_of(place.delete)

    assert changed["event"] == {row.pk}


def test_deleted_organisation_notes_itself_and_not_all_of_them():
    """When its hours go, the place that they belong to is gone already."""
    row = opening_hours().location.organisation
    notice(organisation=row)
    pk = row.pk

    changed = changes_of(row.delete)

    assert changed["organisation"] == {pk}


def test_network_is_noted_with_its_parts():
    network = organisation()
    part = organisation(parent_organisation=network)

    assert changes_of(network.save)["organisation"] == {network.pk, part.pk}
    assert changes_of(part.save)["organisation"] == {network.pk, part.pk}


def test_what_nobody_says_is_not_known():
    assert changes_of(versions.raise_version) is None


def test_version_that_is_not_in_the_log_is_not_known():
    organisation()

    assert versions.changes(123, versions.current()) is None


def test_restored_backup_is_not_known():
    """Numbers begin again there, versions do not."""
    organisation()
    before = versions.current()
    organisation()
    ContentChange.objects.update(version=F("version") + 1)

    assert versions.changes(before, versions.current()) is None


def test_log_keeps_its_last_changes(monkeypatch):
    monkeypatch.setattr(versions, "MOST_CHANGES", 3)
    monkeypatch.setattr(versions, "_PRUNE_EVERY", 1)
    row = organisation()

    for _ in range(10):
        row.save()

    assert ContentChange.objects.count() <= 4


def test_dates_that_change_are_noted(clock):
    row = event()

    changed = changes_of(lambda: Event.objects.get(pk=row.pk).save())

    assert changed["event"] == {row.pk}


# What is kept


@pytest.fixture
def names():
    """A thing in memory: `{pk: phone}` of organisations; gives what it read, call by call."""
    read = []

    def rows(pks=None):
        read.append(pks)
        found = (
            Organisation.objects.all() if pks is None else Organisation.objects.filter(pk__in=pks)
        )
        return dict(found.values_list("pk", "phone"))

    def follow(thing, changed, _things):
        pks = changed.get("organisation", ())
        return {**{pk: name for pk, name in thing.items() if pk not in pks}, **rows(pks)}, {
            "phones"
        }

    memory.register("phones", lambda _things: rows(), follow)
    yield read
    del memory._kinds["phones"]


def test_memory_reads_only_what_changed(names):
    first, second = organisation(phone="1"), organisation(phone="2")
    before = memory.get("phones")

    second.phone = "3"
    second.save()

    assert memory.get("phones") == {first.pk: "1", second.pk: "3"}
    assert before == {first.pk: "1", second.pk: "2"}
    assert names == [None, frozenset({second.pk})]


def test_memory_is_built_anew_where_it_is_not_known_what_changed(names):
    organisation()
    memory.get("phones")

    versions.raise_version()
    memory.get("phones")

    assert names == [None, None]


def test_memory_of_a_transaction_goes_with_it(names):
    row = organisation(phone="1")
    with transaction.atomic():
        memory.get("phones")
        row.phone = "2"
        row.save()
        assert memory.get("phones")[row.pk] == "2"
        transaction.set_rollback(True)
    row.phone = "3"
    row.save()

    assert memory.get("phones") == {row.pk: "3"}


WATCHED = [model for model in apps.get_models() if hasattr(model, "noted_as")]


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model.__name__)
def test_bulk_changes_of_what_is_watched_are_noted(model):
    assert issubclass(model._default_manager._queryset_class, WatchedQuerySet)


@pytest.mark.django_db(transaction=True)
def test_log_misses_nothing_of_writers_at_the_same_time(database_of_many):
    """Numbers are given when a change is written, and a transaction may end after a later one."""
    rows = [organisation().pk for _ in range(4)]
    before, seen, is_over = versions.current(), set(), threading.Event()

    def write(pk):
        for times in range(5):
            with transaction.atomic():
                row = Organisation.objects.get(pk=pk)
                row.phone = str(times)
                row.save()
        connection.close()

    def follow():
        known = before
        while True:
            is_last = is_over.is_set()
            version = ContentVersion.objects.get().version
            seen.update(versions.changes(known, version).get("organisation", ()))
            known = version
            if is_last:
                break
        connection.close()

    writers = [threading.Thread(target=write, args=(pk,)) for pk in rows]
    follower = threading.Thread(target=follow)
    for thread in (follower, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    is_over.set()
    follower.join()

    assert seen == {*rows}


def test_page_is_of_one_memory_from_beginning_to_end(names):
    row = organisation(phone="1")
    with memory.pinned():
        row.phone = "2"
        row.save()
        assert memory.get("phones") == {row.pk: "2"}  # nothing was read before
        row.phone = "3"
        row.save()
        assert memory.get("phones") == {row.pk: "2"}

    assert memory.get("phones") == {row.pk: "3"}


@pytest.mark.django_db(transaction=True)
def test_old_memory_answers_while_all_is_built_anew(database_of_many, monkeypatch):
    monkeypatch.setattr(memory, "BESIDE", True)
    row = organisation(phone="1")
    may_go_on = threading.Event()

    def build(_things):
        if threading.current_thread() is not threading.main_thread():
            may_go_on.wait(10)
        return dict(Organisation.objects.values_list("pk", "phone"))

    memory.register("phones", build, lambda *_: None)
    try:
        memory.get("phones")
        row.phone = "2"
        row.save()
        meanwhile = [memory.get("phones")[row.pk] for _ in range(3)]
        [builder] = [thread for thread in threading.enumerate() if thread.name == "memory"]
        may_go_on.set()
        builder.join()

        assert meanwhile == ["1", "1", "1"]
        assert memory.get("phones") == {row.pk: "2"}
    finally:
        del memory._kinds["phones"]


@pytest.mark.django_db(transaction=True)
def test_change_that_cannot_be_followed_is_built_anew(database_of_many, monkeypatch, caplog):
    """No page fails with it; each would, until the process ends."""
    monkeypatch.setattr(memory, "BESIDE", True)
    row = organisation(phone="1")

    def follow(*_):
        raise ValueError("broken")

    memory.register(
        "phones", lambda _: dict(Organisation.objects.values_list("pk", "phone")), follow
    )
    try:
        memory.get("phones")
        row.phone = "2"
        row.save()
        memory.get("phones")
        for thread in threading.enumerate():
            if thread.name == "memory":
                thread.join()

        assert memory.get("phones") == {row.pk: "2"}
        assert "What changed could not be followed." in caplog.messages
    finally:
        del memory._kinds["phones"]


@pytest.mark.django_db(transaction=True)
def test_build_that_fails_leaves_the_old_memory_and_is_tried_again(database_of_many, monkeypatch):
    monkeypatch.setattr(memory, "BESIDE", True)
    monkeypatch.setattr(memory, "TRY_AGAIN", 0)
    row, fails = organisation(phone="1"), [False]

    def build(_things):
        if fails[0]:
            raise ValueError("broken")
        return dict(Organisation.objects.values_list("pk", "phone"))

    def once_it_is_built():
        phones = memory.get("phones")
        for thread in threading.enumerate():
            if thread.name == "memory":
                thread.join()
        return phones

    memory.register("phones", build, lambda *_: None)
    try:
        once_it_is_built()
        fails[0] = True
        row.phone = "2"
        row.save()
        assert once_it_is_built() == {row.pk: "1"}
        fails[0] = False
        once_it_is_built()
        assert memory.get("phones") == {row.pk: "2"}
    finally:
        del memory._kinds["phones"]
