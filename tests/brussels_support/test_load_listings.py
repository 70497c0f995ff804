"""What a site begins with: all that is true, once, and never over what is there."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command

from agenda.models import Event, Occurrence, SchoolHoliday
from brussels_support import beginning
from brussels_support.models import LoadedSheet
from core import versions
from core.models import Status
from core.search.models import SynonymGroup
from directory.models import Location, Municipality, OpeningHours, Organisation, Theme
from faq.models import Insight
from tests import factories
from tests.threads import together


def rows_of(fixture):
    return json.loads(Path(settings.BASE_DIR, "fixtures", f"{fixture}.json").read_text())


def load(*rows):
    """What `load_listings` would do with these rows of a fixture."""
    loaded = beginning.Loaded()
    for _part in beginning.load(beginning.sheets_of(rows), loaded):
        pass
    return loaded


def organisation(slug="huis", **fields):
    values = {"slug": slug, "name_nl": slug.title(), "kind": "meeting-place", **fields}
    return {"model": "directory.organisation", "fields": {"status": "published", **values}}


def place(pk=1, slug="huis", **fields):
    values = {"organisation": [slug], "location_type": "virtual", **fields}
    return {"model": "directory.location", "pk": pk, "fields": values}


def hours(pk=1, location=1):
    values = {"location": location, "weekday": 0, "opens": "09:00:00", "closes": "17:00:00"}
    return {"model": "directory.openinghours", "pk": pk, "fields": values}


# The whole of it


@pytest.mark.one_database
@pytest.mark.django_db
def test_new_site_begins_with_all_that_is_true_and_without_one_invented_date(capsys):
    call_command("load_listings")

    rows = [row for fixture in settings.REAL_FIXTURES for row in rows_of(fixture)]
    wanted = Counter(row["model"] for row in rows)
    assert wanted["directory.organisation"] > 200
    for label, count in wanted.items():
        model = beginning.apps.get_model(label)
        assert model._base_manager.count() == count, label
    assert not Event.objects.filter(is_demonstration=True).exists()
    assert not Event.objects.published().exists()
    assert not Occurrence.objects.exists()
    assert f"organisations: {wanted['directory.organisation']} added, 0 left" in (
        capsys.readouterr().out
    )
    neighbours = Municipality.objects.get(slug="anderlecht").neighbours
    assert neighbours.filter(slug="bruxelles-brussel").exists()
    centre = Organisation.objects.get(slug="gc-de-rinck")
    assert centre.parent_organisation.slug == "n22"
    police = Organisation.objects.get(slug="101-police")
    assert OpeningHours.objects.filter(location__organisation=police).count() == 7


@pytest.mark.django_db
def test_second_run_writes_nothing():
    rows = organisation(), place(), hours()
    load(*rows)
    version = versions.current()

    load(*rows)

    versions.forget()
    assert versions.current() == version


def test_examples_are_no_part_of_what_is_true():
    assert "agenda" not in settings.REAL_FIXTURES
    for fixture in settings.REAL_FIXTURES:
        assert not [row for row in rows_of(fixture) if row["fields"].get("is_demonstration")]


# Never over what is there


@pytest.mark.django_db
def test_what_somebody_changed_or_took_away_stays_so():
    load(organisation(phone="02 111 11 11"), place(name_nl="Zaal"), hours())
    row = Organisation.objects.get(slug="huis")
    row.phone, row.status = "02 222 22 22", Status.ARCHIVED
    row.save()
    row.locations.all().delete()

    loaded = load(organisation(phone="02 111 11 11"), place(name_nl="Zaal"), hours())

    row.refresh_from_db()
    assert (row.phone, row.status) == ("02 222 22 22", Status.ARCHIVED)
    assert not row.locations.exists()
    assert loaded.left == {"directory.organisation": 1}
    assert not loaded.added


@pytest.mark.django_db
def test_listing_under_another_address_is_the_same():
    row = factories.organisation(slug="huis", name_nl="Huis")
    row.slug = "het-huis"
    row.save()

    loaded = load(organisation(), place())

    assert list(Organisation.objects.all()) == [row]
    assert not Location.objects.exists()
    assert loaded.left == {"directory.organisation": 1}


@pytest.mark.django_db
def test_what_was_given_once_and_is_gone_does_not_come_back():
    words = {"model": "search.synonymgroup", "fields": {"words": ["crèche", "kribbe", "nursery"]}}
    load(organisation(), words)
    Organisation.objects.all().delete()
    SynonymGroup.objects.all().delete()

    loaded = load(organisation(), words)

    assert not Organisation.objects.exists()
    assert not SynonymGroup.objects.exists()
    assert loaded.left == {"directory.organisation": 1, "search.synonymgroup": 1}


@pytest.mark.django_db
def test_what_the_fixture_says_differently_is_told_once_and_not_done():
    load(organisation(phone="02 111 11 11"))

    loaded = load(organisation(phone="02 333 33 33"))

    assert loaded.different == ["directory.organisation:huis"]
    assert Organisation.objects.get().phone == "02 111 11 11"
    assert load(organisation(phone="02 333 33 33")).different == []


@pytest.mark.django_db
def test_rows_get_numbers_of_this_site():
    own = factories.location(name_nl="Van ons")
    slot = factories.opening_hours(location=own)

    load(organisation(), place(pk=own.pk, name_nl="Zaal"), hours(slot.pk, own.pk))

    own.refresh_from_db()
    assert own.name_nl == "Van ons"
    assert list(own.opening_hours.all()) == [slot]
    hall = Location.objects.get(organisation__slug="huis")
    assert hall.name_nl == "Zaal"
    assert hall.opening_hours.count() == 1


@pytest.mark.django_db
def test_listing_that_was_entered_by_hand_is_not_added_again():
    factories.organisation(slug="super-mamas", name_nl="SuperMamas", phone="02 111 11 11")

    loaded = load(
        organisation("supermamas-brussels", phone="+32 2 111 11 11"), organisation("een-ander")
    )

    assert loaded.alike == [("directory.organisation:supermamas-brussels", "SuperMamas")]
    assert {row.slug for row in Organisation.objects.all()} == {"super-mamas", "een-ander"}


@pytest.mark.django_db
def test_those_of_the_fixture_may_look_alike():
    loaded = load(
        organisation("een", phone="02 111 11 11"), organisation("twee", phone="02 1111111")
    )

    assert loaded.added == {"directory.organisation": 2}


@pytest.mark.django_db
def test_words_holidays_and_works_that_are_there_are_not_doubled():
    SynonymGroup.objects.create(words=["Creche", "kribbe", "ons woord"])
    factories.school_holiday(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 9))
    work = {"authors": "X", "title": "T", "publisher": "P", "year": 2007, "link": "https://x.be/1"}
    Insight.objects.create(**work | {"text_nl": "Van ons"})

    loaded = load(
        {"model": "search.synonymgroup", "fields": {"words": ["crèche", "kribbe", "nursery"]}},
        {
            "model": "agenda.schoolholiday",
            "fields": {"community": "nl", "starts_on": "2026-11-02", "ends_on": "2026-11-08"},
        },
        {"model": "faq.insight", "fields": work | {"text_nl": "Van de anderen"}},
    )

    assert sum(loaded.left.values()) == 3
    assert SynonymGroup.objects.count() == Insight.objects.count() == 1
    assert SchoolHoliday.objects.get().ends_on == date(2026, 11, 9)


@pytest.mark.django_db
def test_references_follow_what_was_renamed_and_do_without_what_is_gone():
    theme = factories.theme(slug="meeting-others")
    theme.slug = "ontmoeten"
    theme.save()

    load(organisation(themes=[["meeting-others"], ["nowhere"]], parent_organisation=["weg"]))

    row = Organisation.objects.get()
    assert list(row.themes.all()) == [theme]
    assert row.parent_organisation is None
    assert Theme.objects.count() == 1


@pytest.mark.django_db
def test_what_belongs_to_nothing_here_is_told():
    event = {
        "model": "agenda.event",
        "fields": {"slug": "les", "title_nl": "Les", "to_call": True, "organisation": ["weg"]},
    }

    loaded = load(event, organisation())

    assert loaded.unfit == ["agenda.event:les"]
    assert Organisation.objects.filter(slug="huis").exists()
    assert not LoadedSheet.objects.filter(key="agenda.event:les").exists()


@pytest.mark.django_db(transaction=True)
def test_parts_that_were_done_stay_when_a_later_one_breaks():
    many = [organisation(f"huis-{number}") for number in range(beginning.A_PART + 1)]
    broken = organisation("kapot", no_such_field="x")

    with pytest.raises(FieldDoesNotExist):
        load(*many, broken)

    assert Organisation.objects.count() == beginning.A_PART
    assert load(*many).added == {"directory.organisation": 1}


def test_two_runs_at_the_same_moment_add_everything_once(database_of_many):
    rows = []
    for number in range(6):
        slug = f"huis-{number}"
        rows += [organisation(slug), place(number + 1, slug), hours(number + 1, number + 1)]

    assert together([lambda: load(*rows), lambda: load(*rows)]) == []

    assert Organisation.objects.count() == 6
    assert OpeningHours.objects.count() == 6
    assert LoadedSheet.objects.count() == 6
