"""Somebody in danger types her own words: numbers first, then the question, then places."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from core.languages import CODES
from core.models import Status
from core.public_writes import counts
from core.search import crisis
from core.search.models import CrisisTopic, MissedSearch
from directory.models import Theme
from faq.models import Question
from tests.clock import DEMONSTRATION
from tests.factories import crisis_topic, event, organisation, question, theme

pytestmark = pytest.mark.django_db
TEXT = "mijn man slaat mij"


def page(client, text=TEXT, language="nl", path="search"):
    return client.get(f"/{language}/{path}/", {"q": text})


def main(response):
    """The page without its head and foot."""
    return response.text.split("<main", 1)[1].split("</main>")[0]


def numbers(text):
    return re.findall(r'href="tel:([^"]*)"', text)


@pytest.fixture
def topic():
    """Violence, with a question and a theme that is sensitive."""
    theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    question(slug="hits-me", question_nl="Mijn partner slaat mij")
    return crisis_topic(
        "112", "0800 30 030",
        patterns_nl="slaat > mij", sentence_nl="Niemand mag jou pijn doen.",
        sentence_ar="لا يحق لأحد أن يؤذيك.", theme="violence", questions=["hits-me"],
    )  # fmt: skip


@pytest.fixture
def violence(topic):
    return Theme.objects.get(slug="violence")


# What stands first


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("hij zet mij elke nacht in het donker", True),  # a sentence of which nothing is found
        ("spelen in het donker", True),  # and one of which only a part is
        ("spelen donker", False),  # two words are no sentence
        ("samen spelen buiten", False),  # understood as a whole
    ],
)
def test_sentence_that_is_not_understood_has_the_numbers_before_what_was_found(
    client, text, is_shown
):
    organisation(name_nl="Samen buiten spelen")
    text = main(page(client, text))

    assert ("tel:1813" in text.split('id="best"')[0].split('class="note"><h2')[0]) == is_shown
    assert numbers(text).count("1813") <= 1


@pytest.mark.parametrize("path", ["search", "organisations", "agenda"])
def test_sentence_and_numbers_stand_before_everything(client, topic, path):
    text = main(page(client, path=path))
    with override("nl"):
        address = reverse("faq:question", args=["hits-me"])

    order = [
        "Niemand mag jou pijn doen.",
        'href="tel:112"',
        'href="tel:+3280030030"',
        f'href="{address}"',
        "<h1",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert numbers(text) == ["112", "+3280030030"]


@pytest.mark.parametrize("language", CODES)
def test_words_are_understood_whatever_the_language_of_the_page(client, topic, language):
    text = main(page(client, language=language))

    assert numbers(text) == ["112", "+3280030030"]
    if language == "ar":
        assert "لا يحق لأحد أن يؤذيك." in text
    elif language == "fr":
        assert '<span lang="nl" dir="ltr">Niemand mag jou pijn doen.</span>' in text


def test_number_says_when_it_answers(client, topic):
    text = main(page(client))

    assert "dag en nacht" in text
    assert "op andere uren antwoordt 107" in text


def test_number_of_two_topics_stands_once(client, topic):
    crisis_topic("112", "1813", patterns_nl="dood", sentence_nl="Blijf niet alleen.", position=1)

    text = main(page(client, f"{TEXT} ik wil dood"))

    assert numbers(text) == ["112", "+3280030030", "1813"]
    assert text.index("Niemand mag") < text.index("Blijf niet alleen.")


def test_question_that_is_not_public_is_left_out(client, topic):
    Question.objects.update(status=Status.DRAFT)

    text = main(page(client))

    assert numbers(text) == ["112", "+3280030030"]
    assert "hits-me" not in text


def test_topic_without_anything_else_still_shows_its_numbers(client):
    crisis_topic("112", patterns_nl="slaat > mij", theme="gone", questions=["gone"])

    response = page(client)

    assert response.status_code == 200
    assert numbers(main(response)) == ["112"]


# What follows


def test_places_of_the_theme_follow_a_voice_and_a_roof_first(client, violence):
    organisation(name_nl="A zonder iets", themes=[violence])
    organisation(name_nl="B hulp", themes=[violence], phone="02 511 11 11")
    organisation(name_nl="C opvang", themes=[violence], kind="shelter", phone="02 511 11 11")
    organisation(name_nl="D lijn", themes=[violence], kind="helpline", phone="107")
    organisation(name_nl="Mijn speelweekend")
    event(title_nl="Mijn man en ik dansen", rule="FREQ=DAILY")

    response = page(client)

    names = [card.name.text for card in response.context["organisations"]]
    assert names == ["D lijn", "C opvang", "B hulp", "A zonder iets"]
    assert response.context["events"] == []
    assert [url for url, _name in response.context["themes"]] == ["/nl/themes/violence/"]


def test_what_has_her_words_comes_before_the_rest_of_the_theme(client, violence):
    organisation(name_nl="A lijn", themes=[violence], kind="helpline")
    organisation(name_nl="B hulp", themes=[violence], summary_nl="Slaat iemand mij")

    response = page(client, "slaat mij")

    assert [card.name.text for card in response.context["organisations"]] == ["B hulp", "A lijn"]


def test_link_to_the_others_shows_the_theme(client, violence):
    for number in range(12):
        organisation(name_nl=f"Hulp {number}", themes=[violence])

    response = page(client)

    assert response.context["organisations_more"] == 2
    assert 'href="/nl/organisations/?theme=violence#results"' in response.text


def test_question_stands_once(client, topic):
    response = page(client, "mijn partner slaat mij")

    assert response.text.count("/nl/faq/hits-me/") == 1


def test_nothing_is_found_by_words_that_she_did_not_type(client, topic):
    question(question_nl="Wat smaakt mij?")

    assert page(client, "mij smaat slaat mij").context["questions"] == []


def test_nothing_is_corrected_and_nothing_half_found_is_announced(client, topic):
    organisation(name_nl="Mijn man saat")

    search = page(client, "mijn mann slaat mij")
    places = page(client, "mijn mann slaat mij", path="organisations")

    for response in (search, places):
        assert response.context.get("corrected") is None
        assert "We zochten naar" not in response.text
    assert search.context["results"].corrected is None
    assert "Niets bevat al deze woorden samen" not in search.text
    assert "We vonden hiervoor niets" not in search.text


def test_others_find_what_they_found_before(client, topic):
    organisation(name_nl="Man met een hond")

    response = page(client, "mijn man")

    assert response.context["crises"] == []
    [(_kind, cards)] = response.context["best"]
    assert [card.name.text for card in cards] == ["Man met een hond"]


# Nobody else may know


@pytest.mark.parametrize("path", ["search", "organisations", "agenda"])
def test_page_has_the_way_out_and_says_nothing_in_its_title(client, topic, path):
    response = page(client, path=path)

    assert response.context["is_sensitive"] is True
    assert "data-exit" in response.text
    title = re.search(r"<title>(.*?)</title>", response.text, re.DOTALL)[1]
    previews = re.findall(r'property="og:(?:title|description)" content="([^"]*)"', response.text)
    assert "slaat" not in title
    assert [text for text in previews if "slaat" in text] == []
    assert 'property="og:url"' not in response.text


def test_shared_list_says_nothing_of_what_she_typed(client, topic):
    response = client.get("/nl/share/", {"path": f"/nl/organisations/?q={TEXT}"})

    assert response.context["is_sensitive"] is True
    message = response.context["message"]
    assert "slaat" not in str(message).split("http")[0]


def test_what_she_typed_is_kept_nowhere(client, topic, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000

    for path in ("search", "organisations", "agenda"):
        page(client, f"{TEXT} onvindbaar", path=path)
        page(client, f"{TEXT} onvindbaar", path=path)
    for path in ("organisations", "agenda"):
        for way in ("share/", "qr.svg"):
            shared = client.get(f"/nl/{way}", {"path": f"/nl/{path}/?q={TEXT}"})
            assert shared.status_code == 200
    client.get("/nl/agenda/calendar.ics", {"q": TEXT})

    assert counts.write()
    assert not MissedSearch.objects.exists()
    assert client.handler._middleware_chain.store.pages == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_page_of_a_topic(client, violence, django_assert_num_queries, rows):
    for _ in range(rows):
        organisation(themes=[violence])
    page(client)

    with django_assert_num_queries(5):
        response = page(client)

    assert len(response.context["organisations"]) == rows


@pytest.mark.parametrize(
    "text", ["slaat mij " * 6_000, "mij" * 20_000, "slaat " * 10_000, "ض" * 60_000]
)
def test_huge_text_is_harmless(client, topic, text):
    assert page(client, text).status_code == 200


# With the data of the demonstration


@pytest.mark.one_database
@pytest.mark.at(DEMONSTRATION)
@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("mijn man slaat mij", "nl", ["112", "101", "1712", "+3280030030"]),
        ("mon mari me frappe", "fr", ["112", "101", "1712", "+3280030030"]),
        ("زوجي يضربني", "nl", ["112", "101", "1712", "+3280030030"]),
        ("ölmek istiyorum", "tr", ["112", "1813", "+3280032123"]),
        ("zelfmoord", "nl", ["112", "1813", "+3280032123"]),
        ("mi bebe no respira", "es", ["112"]),
        ("mon fils a avalé une pile", "fr", ["112", "+3270245245"]),
        ("ma femme délire depuis l’accouchement", "fr", ["112"]),
        ("nowhere to sleep tonight", "en", ["+3280099340", "112", "1712", "+3280030030"]),
    ],
)
def test_numbers_of_the_demonstration(demonstration, client, text, language, first):
    response = page(client, text, language)

    assert numbers(main(response))[: len(first)] == first
    # Whoever has to call an ambulance for a baby has nothing to read first.
    of_a_baby = first in (["112"], ["112", "+3270245245"])
    assert response.context["crises"][0]["questions"] or of_a_baby
    assert response.context["organisations"]


@pytest.mark.one_database
@pytest.mark.at(DEMONSTRATION)
def test_every_topic_of_the_demonstration_names_what_there_is(demonstration):
    for topic in CrisisTopic.objects.all():
        assert crisis.row_at("theme", topic.theme), topic.slug
        for slug in topic.questions:
            assert crisis.row_at("questions", slug), slug


@pytest.mark.one_database
@pytest.mark.at(DEMONSTRATION)
@pytest.mark.parametrize("language", CODES)
def test_texts_of_the_demonstration_are_in_the_language_of_the_page(
    demonstration, client, language
):
    for text in ("1712", "suicide", "viol", "baby ademt niet", "homeless"):
        block = main(page(client, text, language)).split("</section>")[0]
        assert "lang=" not in block
