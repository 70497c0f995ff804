"""When each public row changed last, and what is gone (`core.changes`)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import versions
from core.changes.models import OVERLAP, Change, changed_since, with_changed_at
from core.models import Status
from directory.models import Location, Organisation
from tests.factories import (
    audience,
    event,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
    question,
    theme,
)

pytestmark = pytest.mark.django_db


def public(kind):
    return [*Change.objects.of(kind).public().order_by("row_id").values_list("row_id", flat=True)]


def gone():
    return [*Change.objects.gone().order_by("pk").values_list("kind", "row_id")]


def changed_at(kind, row):
    return Change.objects.get(kind=kind, row_id=row.pk).changed_at


def test_published_row_has_its_moment():
    row = organisation()

    assert changed_at("organisation", row) == timezone.now()


def test_draft_is_unknown_until_it_is_published():
    row = organisation(status=Status.DRAFT)
    before = public("organisation")
    row.status = Status.PUBLISHED
    row.save()

    assert before == []
    assert public("organisation") == [row.pk]


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.DRAFT, Status.IN_REVIEW])
def test_what_is_no_longer_public_is_gone(status, clock):
    row = organisation()
    clock.shift(60)
    row.status = status
    row.save()

    assert gone() == [("organisation", row.pk)]
    assert changed_at("organisation", row) == timezone.now()


def test_deleted_row_is_gone_and_a_deleted_draft_was_never_there():
    row, draft = question(), question(status=Status.DRAFT)
    pk = row.pk
    row.delete()
    draft.delete()

    assert gone() == [("question", pk)]


def test_what_comes_back_is_gone_no_more():
    row = organisation()
    for status in (Status.ARCHIVED, Status.PUBLISHED):
        row.status = status
        row.save()

    assert gone() == []
    assert public("organisation") == [row.pk]


def test_what_was_gone_keeps_the_moment_when_it_went(clock):
    row = organisation()
    row.status = Status.ARCHIVED
    row.save()
    went = changed_at("organisation", row)
    clock.shift(60)
    row.save()

    assert changed_at("organisation", row) == went


def test_activity_goes_with_its_organisation_and_comes_back():
    row = event()
    row.organisation.status = Status.DRAFT
    row.organisation.save()
    went = gone()
    row.organisation.status = Status.PUBLISHED
    row.organisation.save()

    assert went == [("organisation", row.organisation_id), ("event", row.pk)]
    assert gone() == []


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (theme, {"slug": "anders"}),
        (theme, {"is_sensitive": True}),
        (theme, {"archived_at": datetime(2026, 1, 1, tzinfo=UTC)}),
        (audience, {"slug": "anders"}),
        (municipality, {"slug": "anders"}),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_what_names_a_word_changes_with_it(make, change, at_once, clock):
    word, other = make(), make()
    field = {"municipality": "serves_municipalities"}.get(make.__name__, f"{make.__name__}s")
    row, another = organisation(**{field: [word]}), organisation(**{field: [other]})
    if "archived_at" in change:
        change = {**change, "successor": other}
    clock.shift(60)
    if at_once:
        type(word).objects.filter(pk=word.pk).update(**change)
    else:
        for name, value in change.items():
            setattr(word, name, value)
        word.save()

    assert changed_at("organisation", row) == timezone.now()
    assert changed_at("organisation", another) < timezone.now()


def test_neighbourhood_is_named_by_its_places_and_what_happens_there(clock):
    part = neighbourhood()
    there = location(neighbourhood=part)
    at_it, near = event(location=there), event(neighbourhood=part, municipality=part.municipality)
    clock.shift(60)
    part.slug = "anders"
    part.save()

    rows = [("organisation", there.organisation), ("event", at_it), ("event", near)]
    assert {changed_at(kind, row) for kind, row in rows} == {timezone.now()}


def test_question_changes_when_who_it_names_comes_or_goes_and_not_otherwise(clock):
    named = organisation()
    row = question(organisations=[named])
    moments = []
    for status in (Status.PUBLISHED, Status.ARCHIVED, Status.ARCHIVED, Status.PUBLISHED):
        clock.shift(60)
        named.status = status
        named.save()
        moments.append(timezone.now() == changed_at("question", row))

    assert moments == [False, True, False, True]


def test_archived_theme_is_gone():
    row, other = theme(), theme()
    row.successor, row.archived_at = other, timezone.now()
    row.save()

    assert gone() == [("theme", row.pk)]


@pytest.mark.parametrize(
    "change",
    [
        lambda row: location(organisation=row),
        lambda row: notice(organisation=row),
        lambda row: opening_hours(location=Location.objects.get(organisation=row)),
        lambda row: row.themes.add(theme()),
        lambda row: Organisation.objects.filter(pk=row.pk).update(phone="1"),
        lambda row: row.sources.create(title="Page"),
    ],
    ids=["place", "notice", "hours", "theme", "update", "source"],
)
def test_whatever_belongs_to_a_row_changes_it(change, clock):
    row = location().organisation
    clock.shift(60)

    change(row)

    assert changed_at("organisation", row) == timezone.now()


def test_dates_are_no_change_of_their_organisation(clock):
    row = event()
    before = changed_at("organisation", row.organisation)
    clock.shift(60)
    row.save()
    row.exceptions.create(day=timezone.localdate() + timedelta(days=7), kind="cancelled")

    assert changed_at("event", row) == timezone.now()
    assert changed_at("organisation", row.organisation) == before


@pytest.mark.unnoted
@pytest.mark.parametrize("is_known", [True, False], ids=["many", "unknown"])
def test_changes_of_all_of_a_kind_count_for_each_row(is_known, clock):
    kept, ended, new = organisation(), organisation(), organisation(status=Status.DRAFT)
    clock.shift(60)
    rows = QuerySet(Organisation)  # past the log
    rows.filter(pk=ended.pk).update(status=Status.ARCHIVED)
    moment = {"first_published_at": timezone.now()}
    rows.filter(pk=new.pk).update(status=Status.PUBLISHED, **moment)

    versions.raise_version({"organisation": None} if is_known else None)

    assert public("organisation") == [kept.pk, new.pk]
    assert gone() == [("organisation", ended.pk)]
    assert {*Change.objects.values_list("changed_at", flat=True)} == {timezone.now()}


def test_more_rows_than_are_noted_one_by_one_are_all_of_the_kind(monkeypatch, clock):
    monkeypatch.setattr("core.changes.writing.ONE_BY_ONE", 1)
    rows = [organisation() for _ in range(3)]
    clock.shift(60)

    versions.raise_version({"organisation": {rows[0].pk, rows[1].pk}})

    assert changed_at("organisation", rows[2]) == timezone.now()


def test_rows_that_are_loaded_have_their_moment():
    call_command("loaddata", "vocabulary", verbosity=0)

    assert len(public("municipality")) == 19
    assert len(public("neighbourhood")) == 145
    assert len(public("theme")) == 12


def test_rolled_back_change_is_none():
    row = organisation()
    before = changed_at("organisation", row)
    with transaction.atomic():
        row.status = Status.ARCHIVED
        row.save()
        transaction.set_rollback(True)

    assert changed_at("organisation", row) == before
    assert gone() == []


def test_change_costs_two_queries_a_kind_and_one_more_where_others_name_it():
    row = organisation()

    with CaptureQueriesContext(connection) as queries:
        versions.raise_version({"organisation": {row.pk}, "event": set(), "synonym": {1}})

    assert sum("changes_change" in each["sql"] for each in queries) == 2
    of_feeds = sum("news_said" in each["sql"] for each in queries) and 3  # and what it says
    # The version, the log, which rows are public and were before, their moment.
    assert len(queries) - of_feeds == 5


def test_who_asks_again_misses_nothing(clock):
    """A transaction that began before the question and ends after it has an earlier moment."""
    first, second = organisation(), organisation()
    asked_again_from = Change.objects.of("organisation").ask_again_from()
    clock.shift(3600)
    second.save()

    later = changed_since(Organisation.objects.all(), "organisation", asked_again_from)

    assert asked_again_from == changed_at("organisation", first) - OVERLAP
    assert {*later} == {first, second}
    assert Change.objects.of("event").ask_again_from() is None


def test_rows_know_when_they_changed():
    row = organisation()

    [known] = with_changed_at(Organisation.objects.all(), "organisation")

    assert known.changed_at == changed_at("organisation", row)
