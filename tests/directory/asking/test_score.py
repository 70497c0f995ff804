"""How complete a listing is: what counts, what it weighs, and for whom it makes no sense."""

from datetime import date

import pytest

from directory.asking import score
from directory.models import Location, Organisation
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]

KNOWN = {
    "phone": "02 111 11 11",
    "cost": "free",
    "spoken_languages": ["nl"],
    "how_to_join_fr": "Sonnez.",
    "papers_needed": "no",
    "appointment_needed": "no",
    "verified_on": date(2026, 11, 1),
    **dict.fromkeys(Organisation.GOOD_TO_KNOW, "no"),
}
BABY = dict.fromkeys(Location.BABY_FACTS, "yes")


def score_of(organisation):
    return score.of_all()[organisation.pk]


def test_weights_are_of_a_hundred_and_all_have_a_name():
    assert sum(score.WEIGHTS.values()) == 100
    assert score.WEIGHTS.keys() == score.LABELS.keys()


def test_nothing_known_is_nothing_and_says_what_helps_most():
    row = factories.location(organisation=factories.organisation()).organisation

    each = score_of(row)

    assert each.points == 0
    assert each.gains[:3] == ((score.CONTACT, 20), (score.HOURS, 14), (score.FRESH, 14))
    assert each.known == set()
    assert not each.is_callable


def test_all_known_is_a_hundred():
    row = factories.organisation(**KNOWN)
    factories.location(organisation=row, hours_known=True, **BABY)

    each = score_of(row)

    assert (each.points, each.gains) == (100, ())
    assert each.known == score.WEIGHTS.keys()


@pytest.mark.parametrize("fact", score.WEIGHTS)
def test_what_is_missing_costs_its_weight(fact):
    lacking = {
        score.CONTACT: {"phone": ""},
        score.FRESH: {"verified_on": None},
        score.PRICE: {"cost": "unknown"},
        score.LANGUAGES: {"spoken_languages": []},
        score.FIRST_TIME: {"how_to_join_fr": ""},
        score.SIGNING_UP: {"appointment_needed": "unknown"},
        score.PAPERS: {"papers_needed": "unknown"},
        score.EASIER: dict.fromkeys(Organisation.GOOD_TO_KNOW, "unknown"),
    }.get(fact, {})
    row = factories.organisation(**KNOWN | lacking)
    place = {"hours_known": fact != score.HOURS, **({} if fact == score.BABY else BABY)}
    factories.location(organisation=row, **place)

    each = score_of(row)

    assert each.points == 100 - score.WEIGHTS[fact]
    assert each.gains == ((fact, score.WEIGHTS[fact]),)


def test_parts_give_a_part():
    row = factories.organisation(
        **KNOWN | {"phone": "", "email": "a@b.be", "verified_on": date(2026, 1, 1)}
    )
    factories.location(organisation=row, hours_known=True, **BABY)
    factories.location(organisation=row)

    gains = dict(score_of(row).gains)

    # Half of a contact, half of a check, the hours and the baby facts of one of two places.
    assert gains == {score.CONTACT: 10, score.FRESH: 7, score.HOURS: 7, score.BABY: 4}


@pytest.mark.parametrize("kind", ["helpline", "information"])
def test_line_is_not_blamed_for_what_makes_no_sense(kind):
    known = {name: KNOWN[name] for name in ("phone", "cost", "spoken_languages", "verified_on")}
    row = factories.organisation(kind=kind, **known)
    factories.location(organisation=row)

    assert score_of(row).points == 100


def test_who_has_no_place_is_not_blamed_for_its_hours():
    row = factories.organisation(serves_region=True, **KNOWN)

    assert score_of(row).points == 100


def test_secret_place_is_as_if_it_were_not_there():
    row = factories.organisation(**KNOWN | {"phone": ""})
    factories.location(organisation=row, is_confidential=True, phone="02 999 99 99")

    each = score_of(row)

    assert not each.is_callable
    assert dict(each.gains) == {score.CONTACT: round(100 * 20 / 78)}


def test_hours_and_price_in_words_count():
    row = factories.organisation(**KNOWN | {"cost": "unknown", "cost_note_nl": "Zoals je kunt."})
    factories.location(organisation=row, hours_note_fr="Le matin", **BABY)

    assert score_of(row).points == 100


def test_drafts_have_no_score():
    factories.organisation(status="draft")

    assert score.of_all() == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_score_query_count(django_assert_num_queries, rows):
    for _number in range(rows):
        factories.location()

    with django_assert_num_queries(2):
        assert len(score.of_all()) == rows
