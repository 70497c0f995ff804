"""What is not known of an organisation, in one line, and the words to ask it with."""

import re

import pytest
from django.utils import translation

from directory import unknown
from directory.models import Location, Organisation
from tests.factories import location, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

KNOWN = {
    "cost": "free",
    "spoken_languages": ["fr"],
    "papers_needed": "no",
    "appointment_needed": "no",
    "phone": "02 512 34 56",
    **dict.fromkeys(Organisation.GOOD_TO_KNOW, "yes"),
}
KNOWN_PLACE = {
    "street_nl": "Kerkstraat",
    "hours_known": True,
    **dict.fromkeys(Location.BABY_FACTS, "yes"),
}


def page(client, row, language="en"):
    return client.get(f"/{language}/organisations/{row.slug}/")


def facts(values, *places):
    row = organisation(**KNOWN | values)
    rows = [location(organisation=row, **KNOWN_PLACE | place) for place in places]
    return unknown.of_organisation(row, rows)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"cost": "unknown"}, ["price"]),
        ({"cost": "unknown", "cost_note_nl": "Vijf euro"}, []),
        ({"spoken_languages": []}, ["languages"]),
        ({"appointment_needed": "unknown"}, ["signing_up"]),
        ({"appointment_needed": "unknown", "registration_needed": "no"}, []),
        ({"papers_needed": "unknown"}, ["papers"]),
        (dict.fromkeys(Organisation.GOOD_TO_KNOW, "unknown"), []),
        ({"kind": "helpline", "name_asked": "unknown"}, []),
        ({"kind": "helpline", "papers_needed": "unknown", "spoken_languages": []}, ["languages"]),
    ],
)
def test_unknown_of_an_organisation(values, found):
    assert facts(values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (
            {"name_asked": "unknown", "flexible_times": "unknown", "childcare": "unknown"},
            ["childcare", "flexible_times", "name_asked"],
        ),
        (dict.fromkeys(Organisation.GOOD_TO_KNOW[:4], "unknown"), ["easy"]),
    ],
)
def test_what_makes_coming_easier_is_asked_where_one_comes(values, found):
    assert facts(values, {}) == found
    assert facts(values, {}, {}) == found
    assert facts(values, {"location_type": "virtual"}) == []


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({}, []),
        ({"hours_known": False}, ["hours"]),
        ({"street_nl": ""}, ["address"]),
        ({"buggies_welcome": "unknown"}, ["buggies_welcome"]),
        (
            {"women_only": "unknown", "buggies_welcome": "unknown", "step_free": "unknown"},
            ["buggies_welcome", "step_free", "women_only"],
        ),
        (dict.fromkeys(Location.BABY_FACTS[:4], "unknown"), ["baby"]),
        ({"hours_known": False, "hours_note_nl": "Na de schooluren"}, []),
        ({"location_type": "virtual", "hours_known": False, "street_nl": ""}, []),
    ],
)
def test_unknown_of_a_place(place, found):
    assert facts({}, place) == found


def test_each_of_several_places_says_what_is_not_known_of_it(client):
    row = organisation(**KNOWN)
    location(organisation=row, **KNOWN_PLACE | {"hours_known": False})
    location(organisation=row, **KNOWN_PLACE | {"buggies_welcome": "unknown"})

    text = page(client, row).text

    assert re.findall(r"We do not know yet: ([^<]+)\.", text) == ["opening hours", "buggies"]
    assert page(client, row).context["words"] == []


def test_line_takes_the_place_of_the_rows(client):
    row = organisation(**KNOWN | {"cost": "unknown", "spoken_languages": []})
    location(organisation=row, **KNOWN_PLACE | {"buggies_welcome": "unknown"})

    text = page(client, row).text

    assert "We do not know yet: price, languages, buggies." in text
    assert "Not known" not in text
    assert "Languages spoken" not in text


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("nl", "Dit weten we nog niet: prijs, talen, buggy’s."),
        ("fr", "Nous ne savons pas encore\N{NARROW NO-BREAK SPACE}: prix, langues, poussettes."),
        ("ar", "لا نعرف بعد: السعر، اللغات، عربات الأطفال."),
        ("es", "Todavía no sabemos: precio, idiomas, cochecitos."),
        ("tr", "Henüz bilmiyoruz: ücret, diller, bebek arabaları."),
    ],
)
def test_line_in_every_language(client, language, line):
    row = organisation(**KNOWN | {"cost": "unknown", "spoken_languages": []})
    location(organisation=row, **KNOWN_PLACE | {"buggies_welcome": "unknown"})

    assert line in page(client, row, language).text


# Words to ask it with


def words(language, asked, **values):
    row = organisation(**{"name_nl": "Huis", "name_fr": "Maison", **values})
    with translation.override(language):
        found = unknown.words(row, "name", asked)
        assert translation.get_language() == language
    return {one.language: one.lines for one in found}


def test_words_are_dutch_and_french_under_her_own_language():
    assert words("es", ["price", "languages"]) == {
        "es": [
            "Hola, tengo algunas preguntas sobre Maison.",
            "¿Cuánto cuesta?",
            "¿Hay alguien que hable español?",
            "¡Muchas gracias!",
        ],
        "nl": [
            "Dag, ik heb enkele vragen over Huis.",
            "Hoeveel kost het?",
            "Spreekt er iemand Spaans?",
            "Alvast bedankt!",
        ],
        "fr": [
            "Bonjour, j’ai quelques questions concernant Maison.",
            "Combien est-ce que ça coûte\N{NARROW NO-BREAK SPACE}?",
            "Est-ce que quelqu’un parle espagnol\N{NARROW NO-BREAK SPACE}?",
            "Merci beaucoup\N{NARROW NO-BREAK SPACE}!",
        ],
    }


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_who_reads_dutch_or_french_is_asked_nothing_about_herself(language):
    assert words(language, ["languages"]) == {
        "nl": [
            "Dag, ik heb een vraag over Huis.",
            "Welke talen spreken jullie?",
            "Alvast bedankt!",
        ],
        "fr": [
            "Bonjour, j’ai une question concernant Maison.",
            "Quelles langues parlez-vous\N{NARROW NO-BREAK SPACE}?",
            "Merci beaucoup\N{NARROW NO-BREAK SPACE}!",
        ],
    }


def test_at_most_six_questions_and_none_for_a_line():
    assert len(words("nl", list(unknown.FACTS))["nl"]) == 1 + 6 + 1
    assert words("nl", []) == {}
    assert words("nl", ["price"], kind=Organisation.Kind.HELPLINE) == {}


def test_message_does_not_ask_whether_one_may_send_messages():
    assert words("nl", ["contact_by_message"]) == {}
    assert words("nl", ["contact_by_message", "price"])["nl"] == [
        "Dag, ik heb een vraag over Huis.",
        "Hoeveel kost het?",
        "Alvast bedankt!",
    ]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({"email": "huis@example.org"}, "mailto:huis@example.org?subject=Huis&body=Dag%2C%20ik"),
        ({"whatsapp": "0470 12 34 56"}, "https://wa.me/32470123456?text=Dag%2C%20ik"),
        ({"phone": "02 512 34 56"}, "tel:+3225123456"),
    ],
)
def test_words_are_ready_to_send(client, values, start):
    row = organisation(name_nl="Huis", **values)

    text = page(client, row, "nl").text.replace("&amp;", "&")

    details = re.search(r'<details class="words">.*?</details>', text, re.DOTALL)[0]
    assert f'href="{start}' in details
    assert re.findall(r'<p lang="(\w+)" dir="(\w+)">', details) == [("nl", "ltr"), ("fr", "ltr")]


def test_words_in_arabic_carry_their_languages(client):
    text = page(client, organisation(name_nl="Huis"), "ar").text

    details = re.search(r'<details class="words">.*?</details>', text, re.DOTALL)[0]
    assert re.findall(r'<p lang="(\w+)" dir="(\w+)">', details) == [
        ("ar", "rtl"),
        ("nl", "ltr"),
        ("fr", "ltr"),
    ]


def test_sensitive_page_writes_no_message(client):
    row = organisation(
        themes=[theme(is_sensitive=True)], email="huis@example.org", whatsapp="0470 12 34 56"
    )

    text = page(client, row, "nl").text

    assert "?text=" not in text
    assert "body=" not in text
    assert '<details class="words">' in text
