"""What makes coming easier, of activities: their own, else that of their place and organisation."""

import re

import pytest

from agenda.answers import COLUMNS, answers
from agenda.models import Event
from directory.good_to_know import QUESTIONS
from directory.models import Organisation
from tests.factories import event, location, municipality, organisation

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
URL = "/nl/agenda/"


def titles(response):
    return [card.title.text for part in response.context["days"] for card in part["cards"]]


def there(**values):
    """A place with the organisation that these facts are of."""
    own = {name: values.pop(name) for name in Organisation.GOOD_TO_KNOW if name in values}
    return location(organisation=organisation(**own), **values)


@pytest.mark.parametrize(
    ("own", "of_place", "answer"),
    [
        ("", "yes", "yes"),
        ("", "no", "no"),
        ("", "unknown", "unknown"),
        ("no", "yes", "no"),
        ("unknown", "yes", "unknown"),
        ("yes", "unknown", "yes"),
    ],
)
@pytest.mark.parametrize("fact", ["buggies_welcome", "childcare"])
def test_answer_is_its_own_or_that_of_its_place(fact, own, of_place, answer):
    row = event(location=there(**{fact: of_place}), **{fact: own})

    assert row.answer_to(fact) == answer


@pytest.mark.parametrize("values", [{"is_confidential": True}, {"location_type": "virtual"}])
def test_answer_is_never_that_of_a_place_that_is_none(values):
    row = event(location=there(buggies_welcome="yes", childcare="yes", **values))

    assert row.answer_to("buggies_welcome") == "unknown"
    assert row.answer_to("childcare") == "yes"


def test_index_says_of_each_what_its_page_says():
    states = ("", "yes", "no", "unknown")
    places = [
        there(buggies_welcome=answer, name_asked=answer, childcare="yes", **values)
        for answer in states[1:]
        for values in ({}, {"is_confidential": True}, {"location_type": "virtual"})
    ]
    for place in places:
        for own in states:
            event(location=place, buggies_welcome=own, name_asked=own, step_free=own)
    event(municipality=municipality(), place_nl="Park", step_free="yes")
    rows = Event.objects.select_related("organisation", "location")

    for row, columns in zip(
        rows.order_by("pk"), Event.objects.order_by("pk").values_list(*COLUMNS), strict=True
    ):
        said = dict(zip(QUESTIONS, answers(True, *columns), strict=True))
        assert said.pop("drop_in") == "unknown"
        assert said == {fact: row.answer_to(fact) for fact in said}


def test_facts_find_activities(client):
    place = there(buggies_welcome="yes", childcare="no", name_asked="no")
    event(title_nl="A", location=place, registration="none")
    event(title_nl="B", location=place, buggies_welcome="no", registration="required")
    event(title_nl="C", location=place, buggies_welcome="unknown", childcare="yes")
    event(title_nl="D", organisation=place.organisation, is_online=True, name_asked="yes")
    event(
        title_nl="E", organisation=place.organisation, place_nl="Park", municipality=municipality()
    )

    found = {
        value: (
            sorted(set(titles(response))),
            [part["count"] for part in response.context["unknown"]],
        )
        for name, value in [
            ("baby", "buggies"), ("baby", "childcare"), ("easy", "anonymous"), ("easy", "drop-in"),
        ]
        for response in [client.get(URL, {name: value})]
    }  # fmt: skip

    assert found == {
        "buggies": (["A"], [2]),
        "childcare": (["C"], []),
        "anonymous": (["A", "B", "C", "E"], []),
        "drop-in": (["A"], [3]),
    }
    assert "Van nog 2 activiteiten weten we dit niet: Buggy’s." in (
        client.get(URL, {"baby": "buggies"}).text
    )


def test_facts_are_offered_once_three_activities_say_so(client):
    place = there(buggies_welcome="yes", name_asked="no")
    for _ in range(3):
        event(location=place)
    event(location=place, buggies_welcome="no", childcare="yes")

    options = client.get(URL).context["options"]

    assert [(o.value, o.count) for o in options["baby"]] == [("buggies", 3)]
    assert [(o.value, o.count) for o in options["easy"]] == [("anonymous", 4)]


def test_calendar_of_a_filtered_list_has_what_the_list_has(client):
    place = there(buggies_welcome="yes")
    event(title_nl="Koffie", location=place)
    event(title_nl="Thee", location=place, buggies_welcome="no")

    text = client.get("/nl/agenda/calendar.ics", {"baby": "buggies"}).text

    assert ("SUMMARY:Koffie" in text, "SUMMARY:Thee" in text) == (True, False)


def test_page_says_its_own_before_that_of_the_place(client):
    place = there(buggies_welcome="yes", step_free="yes", childcare="yes", companion_welcome="yes")
    row = event(location=place, step_free="no", childcare="no", name_asked="no")

    response = client.get(f"/en/agenda/{row.slug}/")

    lists = re.findall(r'<ul role="list" class="facts">.*?</ul>', response.text, re.DOTALL)
    row = re.compile(r'<li class="([^"]+)">.*?<span>(.*?)</span>', re.DOTALL)
    assert [row.findall(one) for one in lists] == [
        [
            ("to-do", "There is no childcare"),
            ("yes", "You can bring somebody along"),
            ("yes", "You don’t have to give your name"),
        ],
        [("yes", "Buggies welcome"), ("no", "Step-free: no")],
    ]
    features = response.context["json_ld"]["location"]["amenityFeature"]
    assert [feature["value"] for feature in features] == [True, False]


def test_page_of_what_is_only_online_says_what_it_has_itself(client):
    row = event(is_online=True, siblings_welcome="yes")

    response = client.get(f"/en/agenda/{row.slug}/")

    assert "Brothers and sisters welcome" in response.text
    assert "coming with a baby" not in response.context["unknown"]
