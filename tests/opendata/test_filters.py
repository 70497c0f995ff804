"""The filters of `/api/` against the lists of the site: the same questions, the same rows."""

import os
from datetime import datetime
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import translation

from agenda.models import Event
from core.languages import CODES
from core.search.snapshot import ids_of
from directory.models import Organisation
from directory.opening import BRUSSELS
from opendata.filters import ActivityQuestions, OrganisationQuestions
from tests import factories
from tests.opendata.worlds import WHEN, World, activity_question, organisation_question

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

# scripts/prove_opendata.py asks for more.
QUESTIONS = int(os.environ.get("QUESTIONS", "30" if connection.vendor == "sqlite" else "8"))
PER_WORLD = 50
SIZE = 14 if connection.vendor == "sqlite" else 8
MOMENTS = [
    datetime(*moment, tzinfo=BRUSSELS)
    for moment in ((2026, 11, 16, 10), (2026, 11, 21, 23, 30), (2026, 11, 22, 1), (2026, 12, 25, 9))
]
SETS = {
    OrganisationQuestions: (Organisation, organisation_question),
    ActivityQuestions: (Event, activity_question),
}


def of_database(kind, query):
    rows = kind(QueryDict(query), SETS[kind][0].objects.published())
    assert rows.is_valid(), (query, rows.errors)
    return list(rows.qs.order_by("pk").values_list("pk", flat=True))


def of_site(kind, query, language):
    with translation.override(language):
        question = kind(QueryDict(f"{query}&lang={language}"), None)
        return sorted(ids_of(kind.searched_as, question.asked.rows()))


@pytest.mark.parametrize("seed", range(-(-QUESTIONS // PER_WORLD)))
def test_api_and_lists_find_the_same(seed, clock):
    chance, found = Random(seed), 0
    clock.move_to(MOMENTS[seed % len(MOMENTS)])
    World(chance, SIZE, SIZE)

    for _number in range(min(QUESTIONS, PER_WORLD)):
        kind = chance.choice([*SETS])
        query = SETS[kind][1](chance)
        for language in CODES:
            asked = f"{query}&lang={language}"
            ids = of_database(kind, asked)
            assert ids == of_site(kind, query, language), asked
        found += bool(ids)
    assert found > min(QUESTIONS, PER_WORLD) / 5


def errors(query, kind=OrganisationQuestions):
    rows = kind(QueryDict(query), SETS[kind][0].objects.published())
    assert not rows.is_valid()
    return {
        name: [(error.value, error.known) for error in said]
        for name, said in rows.errors.as_data().items()
    }


def test_values_that_mean_nothing_are_errors_with_those_that_do():
    factories.theme(slug="geld")

    assert errors("theme=gled&theme=geld&free=2&when=week") == {
        "theme": [("gled", ["geld"])],
        "free": [("2", ["1", "unknown"])],
    }
    assert errors("from=morgen&to=2026-13-01&when=week&when=today", ActivityQuestions) == {
        "when": [("today", [*WHEN])],
        "from": [("morgen", [])],
        "to": [("2026-13-01", [])],
    }


def test_not_to_know_is_about_a_fact():
    ((value, known),) = errors("baby=unknown")["baby"]

    assert (value, known[0]) == ("unknown", "buggies")


def test_a_text_is_not_cut_in_silence():
    assert errors(f"q={'a' * 201}") == {"q": [("a" * 200, [])]}


def test_what_is_empty_asks_nothing():
    row = factories.organisation()

    assert of_database(OrganisationQuestions, "theme=&place=&q=&baby=&free=") == [row.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_question_is_one_query(rows, django_assert_num_queries):
    town, theme = factories.municipality(slug="stad"), factories.theme(slug="geld")
    audience = factories.audience(slug="zwanger")
    values = {"themes": [theme], "cost": "free", "spoken_languages": ["nl"]}
    for _number in range(rows):
        place = factories.location(municipality=town, buggies_welcome="yes")
        factories.event(location=place, **values)
        factories.location(
            organisation=factories.organisation(serves_municipalities=[town], **values),
            municipality=town,
            buggies_welcome="yes",
        )
    query = f"theme=geld&place=stad&audience={audience.slug}&language=nl&free=1&baby=buggies&q="
    for kind, more in ((OrganisationQuestions, "organisatie"), (ActivityQuestions, "activiteit")):
        of_database(kind, query + more)  # what is kept in memory is read once

        with django_assert_num_queries(1):
            assert len(of_database(kind, query + more)) == rows
