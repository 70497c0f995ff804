"""What counts as news of a listing, and what does not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import versions
from core.models import Status
from core.together import together
from directory.models import Organisation
from news import said
from news.models import Said
from tests.factories import (
    event,
    location,
    municipality,
    notice,
    opening_hours,
    organisation,
    source,
    theme,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def told(row, *languages):
    """The languages in which a listing says something else since this moment."""
    rows = Said.objects.filter(row_id=row.pk, said_at=timezone.now())
    return sorted(rows.values_list("language", flat=True))


ALL = ["ar", "en", "es", "fr", "nl", "tr"]


@pytest.fixture
def place(clock):
    """A place that is a minute old."""
    place = location(
        organisation=organisation(phone="02 123 45 67", name_nl="Huis", summary_fr="Un lieu."),
        street_fr="Rue Haute",
        hours_known=True,
    )
    opening_hours(location=place)
    clock.shift(60)
    return place


def _phone(row):
    row.phone = "02 765 43 21"
    row.save()


def _price(row):
    row.cost = Organisation.Cost.FREE
    row.save()


def _hours(row):
    opening_hours(location=row.locations.get(), weekday=3)


def _moved(row):
    row.locations.update(house_number="17")


def _secret(row):
    place = row.locations.get()
    place.is_confidential = True
    place.save()


@pytest.mark.parametrize("change", [_phone, _price, _hours, _moved, _secret])
def test_what_one_acts_on_is_news_in_every_language(place, change):
    change(place.organisation)

    assert told(place.organisation) == ALL


def test_text_is_news_where_it_is_shown(place):
    row = place.organisation
    row.summary_es = "Un lugar."
    row.save()
    assert told(row) == ["es"]

    # In Arabic, Spanish and Turkish what is missing is shown in French.
    row.cost_note_fr = "Gratuit le mardi."
    row.save()
    assert told(row) == ALL


def test_text_that_nobody_sees_in_a_language_is_no_news_there(place):
    row = place.organisation
    row.summary_nl = "Een plek."
    row.save()

    assert told(row) == ["nl"]


def _checked(row):
    row.note_check(Organisation.VerifiedHow.TELEPHONE)


def _described(row):
    row.description_nl = "<p>Helemaal anders.</p>"
    row.internal_notes = "Marie belt."
    row.save()


def _filed(row):
    row.themes.add(theme())
    row.audiences.clear()


def _sourced(row):
    source(organisation=row)
    notice(organisation=row)
    event(organisation=row)


def _hidden(row):
    location(organisation=row, is_confidential=True, street_nl="Verborgenstraat")


def _saved(row):
    row.save()
    row.locations.get().save()


@pytest.mark.parametrize("change", [_checked, _described, _filed, _sourced, _hidden, _saved])
def test_what_changes_nothing_for_her_is_no_news(place, change):
    change(place.organisation)

    assert told(place.organisation) == []


def test_renamed_theme_or_municipality_makes_no_listing_new(clock):
    topic, town = theme(name_nl="Thema"), municipality(name_nl="Gemeente")
    rows = [organisation(themes=[topic]) for _number in range(5)]
    for row in rows:
        location(organisation=row, municipality=town)
    clock.shift(60)

    for word in (topic, town):
        word.name_nl = "Anders"
        word.save()
    versions.raise_version({"organisation": None})

    assert not Said.objects.filter(said_at=timezone.now()).exists()


def test_what_comes_back_unchanged_is_no_news(place, clock):
    row = place.organisation
    for status in (Status.ARCHIVED, Status.PUBLISHED):
        row.status = status
        row.save()

    assert told(row) == []


def test_draft_is_news_once_it_is_published():
    row = organisation(status=Status.DRAFT)
    assert told(row) == []

    row.status = Status.PUBLISHED
    row.save()

    assert told(row) == ALL


def test_same_listing_has_the_same_digest_whoever_reads_it(place):
    kept = dict(Said.objects.filter(row_id=place.organisation_id).values_list("language", "digest"))

    found = said.digests([place.organisation_id])

    assert {language: digest for (_pk, language), digest in found.items()} == kept


def test_noting_costs_five_queries_however_many_changed():
    rows = [location(hours_known=True).organisation for _number in range(3)]
    for row in rows:
        opening_hours(location=row.locations.get())

    for changed in (rows[:1], rows):
        Said.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            said.write({"organisation": [row.pk for row in changed]})
        assert len(queries) == 5


def test_many_saves_are_noted_once():
    with together(), CaptureQueriesContext(connection) as queries:
        rows = [organisation() for _number in range(3)]
        assert not any("news_said" in query["sql"] for query in queries)

    assert Said.objects.count() == 6 * len(rows)
