"""What makes coming easier: what pages say of it, and the filters that ask it."""

import re

import pytest
from django.urls import reverse

from core import versions
from core.editing.models import Proposal
from directory.models import Location, Organisation
from tests.factories import location, municipality, organisation, theme, user
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
URL = "/nl/organisations/"


@pytest.fixture
def town():
    return municipality()


def at(town, *places, **values):
    """An organisation with places that have these facts."""
    row = organisation(**values)
    for place in places:
        location(organisation=row, municipality=town, **place)
    return row


def names(response):
    return [card.name.text for part in response.context["sections"] for card in part["cards"]]


def offered(response, name):
    return [(o.value, o.count) for o in response.context["options"][name]]


BUGGIES = {"buggies_welcome": "yes"}


# Filters


def test_facts_are_offered_once_three_places_say_so(client, town):
    for answers in ({}, {}, {"changing_table": "yes"}):
        at(town, {"buggies_welcome": "yes", "step_free": "no", **answers})
    organisation(name_asked="yes")

    response = client.get(URL)

    assert offered(response, "baby") == [("buggies", 3)]
    assert offered(response, "easy") == []
    assert response.text.count("<legend>Met je baby</legend>") == 1
    assert "<legend>Goed om te weten</legend>" not in response.text


def test_fact_of_one_public_place_is_enough(client, town):
    at(town, {"buggies_welcome": "no"}, BUGGIES, name_nl="A")
    at(town, {"buggies_welcome": "no"}, {"buggies_welcome": "unknown"}, name_nl="B")
    at(town, {"buggies_welcome": "no"}, {"buggies_welcome": "no"}, name_nl="C")
    at(town, BUGGIES | {"is_confidential": True}, name_nl="D")
    at(town, BUGGIES | {"is_confidential": True}, {"buggies_welcome": "no"}, name_nl="E")
    at(town, {"location_type": "virtual"}, name_nl="F", kind="helpline")
    at(town, name_nl="G")

    response = client.get(URL, {"baby": "buggies"})
    more = client.get(URL, {"baby": ["buggies", "unknown"]})

    assert names(response) == ["A"]
    assert [(part["group"], part["count"]) for part in response.context["unknown"]] == [("baby", 3)]
    assert "Van nog 3 plekken weten we dit niet: Buggy’s." in response.text
    assert response.context["unknown"][0]["query"] == "baby=buggies&baby=unknown"
    assert [len(part["cards"]) for part in more.context["sections"]] == [1, 3]
    assert sorted(names(more)) == ["A", "B", "D", "G"]
    assert [part["heading"] for part in more.context["sections"]] == [
        "Buggy’s",
        "Niet bekend hoe het is met een baby",
    ]


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("baby", "childcare", {"childcare": "yes"}),
        ("easy", "anonymous", {"name_asked": "no"}),
        ("easy", "drop-in", {"appointment_needed": "no", "registration_needed": "no"}),
    ],
)
def test_fact_of_an_organisation_itself(client, fact, value, says):
    organisation(name_nl="A", **says)
    organisation(name_nl="B")
    no = {name: "yes" if answer == "no" else "no" for name, answer in says.items()}
    organisation(name_nl="C", **no)

    response = client.get(URL, {fact: value})

    assert names(response) == ["A"]
    assert offered(response, fact) == [(value, 1)]
    assert [part["count"] for part in response.context["unknown"]] == [1]


@pytest.mark.parametrize(
    ("appointment", "registration", "found"),
    [
        ("no", "no", "yes"),
        ("no", "unknown", "unknown"),
        ("unknown", "unknown", "unknown"),
        ("yes", "unknown", "no"),
        ("no", "yes", "no"),
    ],
)
def test_walking_in_is_known_when_nothing_is_asked_first(client, appointment, registration, found):
    organisation(appointment_needed=appointment, registration_needed=registration)

    response = client.get(URL, {"easy": "drop-in"})

    assert response.context["total"] == (found == "yes")
    assert [part["count"] for part in response.context["unknown"]] == [1] * (found == "unknown")


def test_voice_is_only_asked_whether_it_wants_a_name(client):
    organisation(kind="helpline")

    asked = {
        value: [part["count"] for part in client.get(URL, {name: value}).context["unknown"]]
        for name, value in [("easy", "anonymous"), ("easy", "drop-in"), ("baby", "childcare")]
    }

    assert asked == {"anonymous": [1], "drop-in": [], "childcare": []}


def test_facts_together_find_what_has_all_and_are_left_out_one_by_one(client, town):
    for name, answers in [
        ("A", BUGGIES), ("B", BUGGIES), ("C", {"step_free": "yes", "buggies_welcome": "no"}),
    ]:  # fmt: skip
        at(town, answers, name_nl=name, childcare="no")

    response = client.get(URL, {"baby": ["childcare", "buggies", "unknown"]})

    assert response.context["total"] == 0
    loosened = response.context["loosened"]
    assert [(part["label"], part["query"], part["count"]) for part in loosened] == [
        ("Opvang ter plaatse", "baby=buggies&baby=unknown", 2),
        (
            "Opvang ter plaatse, Buggy’s, Niet bekend hoe het is met een baby",
            "",
            3,
        ),
    ]
    assert [(chip["label"], chip["query"]) for chip in response.context["chips"]] == [
        ("Opvang ter plaatse", "baby=buggies&baby=unknown"),
        ("Buggy’s", "baby=childcare&baby=unknown"),
        ("Niet bekend hoe het is met een baby", "baby=childcare&baby=buggies"),
    ]


def test_facts_that_mean_nothing_are_named(client):
    response = client.get(f"{URL}?baby=buggy&easy=yes&baby=unknown")

    assert response.context["ignored"] == [("Met je baby", "buggy"), ("Goed om te weten", "yes")]
    assert response.context["canonical_query"] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_facts_cost_no_query(client, town, django_assert_num_queries, rows):
    for _ in range(rows):
        at(town, BUGGIES, name_asked="no")
    query = {"baby": ["buggies", "unknown"], "easy": "anonymous"}
    client.get(URL, query)  # builds the index

    with django_assert_num_queries(1):  # the page's organisations
        client.get(URL, query)


# Pages


def page(client, row, language="en"):
    return client.get(f"/{language}/organisations/{row.slug}/")


def said(response):
    """The rows of facts, with how they look."""
    row = r'<li class="(yes|no|to-do)">.*?<span>(.*?)</span>'
    return re.findall(row, response.text, re.DOTALL)


def test_page_says_what_is_known(client):
    answers = dict.fromkeys(Organisation.GOOD_TO_KNOW, "yes") | {"name_asked": "no"}

    response = page(client, organisation(**answers))

    assert said(response) == [
        ("yes", "Childcare while you are there"),
        ("yes", "You can ask for an interpreter"),
        ("yes", "You can bring somebody along"),
        ("yes", "You may come late or leave early"),
        ("yes", "You can write first, you don’t have to call"),
        ("yes", "You don’t have to give your name"),
    ]


def test_page_says_a_no_that_she_has_to_know(client):
    answers = dict.fromkeys(Organisation.GOOD_TO_KNOW, "no") | {"name_asked": "yes"}

    response = page(client, organisation(**answers))

    assert said(response) == [
        ("to-do", "There is no childcare"),
        ("to-do", "There is no interpreter"),
        ("to-do", "You cannot bring another adult"),
        ("to-do", "Please come on time and stay until the end"),
        ("to-do", "You can’t write first: call, or go there"),
        ("to-do", "They ask for your name"),
    ]


def test_page_says_nothing_of_what_is_not_known(client, town):
    response = page(client, at(town, {}))

    assert said(response) == []
    assert "what makes it easier to come." in response.text


def test_search_engines_read_what_a_place_has(client, town):
    row = at(town, {"buggies_welcome": "yes", "step_free": "no", "women_only": "yes"})

    data = page(client, row).context["json_ld"]

    assert data["location"][0]["amenityFeature"] == [
        {"@type": "LocationFeatureSpecification", "name": "Buggies welcome", "value": True},
        {"@type": "LocationFeatureSpecification", "name": "Step-free", "value": False},
        {"@type": "LocationFeatureSpecification", "name": "Women only", "value": True},
    ]


# The admin


def test_form_has_every_fact(client):
    client.force_login(user(is_superuser=True))
    row = organisation()

    text = client.get(reverse("admin:directory_organisation_change", args=[row.pk])).text

    for fact in Organisation.GOOD_TO_KNOW:
        assert f'name="{fact}"' in text


def test_lists_of_facts_are_those_of_the_tables():
    fields = {field.name for field in Organisation._meta.fields}

    assert set(Organisation.GOOD_TO_KNOW) <= fields
    assert set(Location.BABY_FACTS) <= {field.name for field in Location._meta.fields}


def login(client, group):
    client.force_login(user(groups=[group], language="en"))


def test_fact_waits_is_approved_and_is_put_back(client, town):
    row = at(town, {}, summary_nl="Koffie", themes=[theme()])
    url = reverse("admin:directory_organisation_change", args=[row.pk])
    login(client, "Volunteers")
    fields = fields_of(client.get(url))

    client.post(url, fields | {"childcare": ["yes"], "locations-0-step_free": ["yes"]})
    proposal = Proposal.objects.get()
    before = client.get(URL, {"baby": ["childcare", "step-free"]}).context["total"]
    login(client, "Editors")
    review = f"/admin/editing/proposal/{proposal.pk}/change/"
    client.post(review, fields_of(client.get(review)) | {"_approve": ["1"]})
    versions.raise_version()
    after = client.get(URL, {"baby": ["childcare", "step-free"]}).context["total"]
    latest = client.get(history := url.replace("change", "history")).context["entries"][0]
    client.post(history, {"version": latest.before.pk, "key": "childcare"})

    row.refresh_from_db()
    assert sorted(proposal.changes.values()) == [["yes"], ["yes"]]
    assert (before, after) == (0, 1)
    assert (row.childcare, row.locations.get().step_free) == ("unknown", "yes")
