"""What is understood of what somebody types: places as on letters, streets, days, abbreviations."""

import re
from datetime import date

import pytest

from agenda import day_words
from core.languages import CODES
from core.models import Status
from core.search.models import SynonymGroup
from tests.factories import event, location, municipality, neighbourhood, organisation, question
from tests.factories import theme as make_theme

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.at("2026-11-16 10:00"),  # a Monday
    pytest.mark.one_database,
]
MONDAY = date(2026, 11, 16)


def ask(client, text, language="nl"):
    return client.get(f"/{language}/search/", {"q": text})


def best(response):
    """`kind:name` of what is said to match best."""
    context = response.context
    names = {"organisation": "name", "event": "title"}
    return [
        f"{kind}:{getattr(card, names[kind]).text if kind in names else card[1].text}"
        for kind, run in context["best"]
        for card in run
    ]


def organisations(response):
    listed = [f"organisation:{card.name.text}" for card in response.context["organisations"]]
    return [name for name in [*best(response), *listed] if name.startswith("organisation:")]


@pytest.fixture
def region():
    """Schaerbeek, Anderlecht with Cureghem, and the City with Laeken and the name of the Region."""
    rows = {}
    for name, other, codes, nis in (
        ("Schaarbeek", "Schaerbeek", ["1030"], "21015"),
        ("Anderlecht", "Anderlecht", ["1070"], "21001"),
        ("Brussel", "Bruxelles", ["1000", "1020", "1120"], "21004"),
    ):
        rows[name] = municipality(
            slug=name.lower(),
            name_nl=name,
            name_fr=other,
            short_name_nl=name,
            short_name_fr=other,
            postal_codes=codes,
            nis_code=nis,
            aliases=["Laken", "Laeken", "Neder-Over-Heembeek"] if nis == "21004" else [],
        )
    for slug, name, aliases, codes, inside in (
        ("oud-laken-oost", "Oud Laken Oost", ["Laken", "Laeken"], ["1020"], "Brussel"),
        ("oud-laken-west", "Oud Laken West", ["Laken", "Laeken"], ["1020"], "Brussel"),
        ("heembeek", "Heembeek", ["Neder-Over-Heembeek"], ["1120"], "Brussel"),
        ("cureghem-bara", "Kuregem Bara", ["Cureghem"], ["1060", "1070"], "Anderlecht"),
        ("cureghem-rosee", "Kuregem Dauw", ["Cureghem"], ["1070"], "Anderlecht"),
    ):
        neighbourhood(
            slug=slug,
            name_nl=name,
            aliases=aliases,
            postal_codes=codes,
            municipality=rows[inside],
        )
    for name, row in (("OCMW Schaarbeek", "Schaarbeek"), ("OCMW Anderlecht", "Anderlecht")):
        location(organisation=organisation(name_nl=name), municipality=rows[row])
    organisation(name_nl="Bruxelles Accueil", serves_region=True)
    return rows


# Places


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("1030", "schaarbeek"),
        ("1030 Bruxelles", "schaarbeek"),
        ("1030 Brussel", "schaarbeek"),
        ("Brussel 1030", "schaarbeek"),
        ("B-1030", "schaarbeek"),
        ("BE-1030", "schaarbeek"),
        ("b1030", "schaarbeek"),
        ("B-1030 Schaerbeek", "schaarbeek"),
        ("1030 Schaarbeek, Brussel, België", "schaarbeek"),
        ("1070 Bruxelles", "anderlecht"),
        ("Laken", "1020"),
        ("1020 Laeken", "1020"),
        ("Neder-Over-Heembeek", "heembeek"),
        ("Bruxelles", "brussel"),
        ("Heembeek Brussel", "heembeek"),
    ],
)
def test_place_is_understood_as_on_letters(client, region, typed, slug):
    response = ask(client, typed, "fr")

    assert [place.slug for place in response.context["results"].asked.places] == [slug]
    assert response.context["results"].asked.rest == ""


@pytest.mark.parametrize("typed", ["1030 Bruxelles", "B-1030", "BE-1030", "Brussel 1030"])
def test_first_comes_what_lies_there(client, region, typed):
    assert organisations(ask(client, typed)) == organisations(ask(client, "1030"))
    assert organisations(ask(client, typed)) == [
        "organisation:OCMW Schaarbeek",
        "organisation:Bruxelles Accueil",
    ]


@pytest.mark.parametrize("typed", ["ocmw 1030 Bruxelles", "ocmw B-1030", "OCMW BE-1070 Brussel"])
def test_words_beside_the_place_are_all_that_is_asked(client, region, typed):
    expected = "OCMW Anderlecht" if "1070" in typed else "OCMW Schaarbeek"

    assert best(ask(client, typed)) == [f"organisation:{expected}"]


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/fr/organisations/?place=1030 Bruxelles", ["schaarbeek"]),
        ("/fr/organisations/?place=B-1030", ["schaarbeek"]),
        ("/nl/agenda/?place=1030 Brussel", ["schaarbeek"]),
        ("/nl/organisations/?place=Laken", ["1020"]),
        ("/nl/organisations/?place=Cureghem", ["cureghem-bara", "cureghem-rosee"]),
    ],
)
def test_place_of_a_list_is_written_as_on_letters(client, region, path, places):
    query = client.get(path).context["query"]

    assert query.asked["place"] == places
    assert query.ignored == []


@pytest.mark.parametrize("typed", ["B-1030", "1030 Bruxelles", "ocmw 1030 Brussel"])
def test_text_of_a_list_knows_places(client, region, typed):
    response = client.get("/nl/organisations/", {"q": typed})

    cards = [card.name.text for part in response.context["sections"] for card in part["cards"]]
    assert cards == ["OCMW Schaarbeek"]


def test_name_of_several_parts_is_all_of_them(client, region):
    response = ask(client, "Cureghem")

    places = [place.slug for place in response.context["results"].asked.places]
    assert places == ["cureghem-bara", "cureghem-rosee"]


def test_code_of_a_part_is_called_after_it(client, region):
    names = [place.name.text for place in ask(client, "1020").context["results"].asked.places]

    assert names == ["1020 Laken"]


def test_what_lies_in_a_code_with_one_neighbourhood_lies_in_it(client, region):
    location(
        organisation=organisation(name_nl="Nohva"),
        municipality=region["Brussel"],
        postal_code="1120",
    )

    assert organisations(ask(client, "Heembeek"))[0] == "organisation:Nohva"


# Abbreviations


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("C.P.A.S.", "CPAS d’Ixelles"),
        ("c.p.a.s", "CPAS d’Ixelles"),
        ("CPAS", "C.P.A.S. d’Ixelles"),
        ("O.N.E.", "ONE"),
        ("one", "O.N.E."),
        ("O.C.M.W.", "OCMW Elsene"),
        ("ocmw elsene", "O.C.M.W. Elsene"),
    ],
)
def test_points_of_an_abbreviation_say_nothing(client, typed, name):
    organisation(name_nl="Kontakt")
    organisation(name_nl="Op-Weule")
    organisation(name_nl=name)

    assert best(ask(client, typed)) == [f"organisation:{name}"]


def test_abbreviation_with_points_and_its_place(client, region):
    assert best(ask(client, "o.c.m.w. schaarbeek"))[0] == "organisation:OCMW Schaarbeek"


@pytest.mark.parametrize("typed", ["Foyer a.s.b.l.", "foyer asbl", "vzw Foyer"])
def test_legal_form_says_nothing(client, typed):
    organisation(name_nl="Foyer")
    organisation(name_nl="Iets vzw, asbl")

    assert best(ask(client, typed)) == ["organisation:Foyer"]


@pytest.mark.parametrize("typed", ["K&G", "k & g"])
def test_abbreviation_with_an_ampersand(client, typed):
    SynonymGroup.objects.create(words=["Kind en Gezin", "K&G"])
    organisation(name_nl="Kind en Gezin")
    organisation(name_nl="Gezinsbond")

    assert best(ask(client, typed)) == ["organisation:Kind en Gezin"]


# Streets


@pytest.fixture
def streets(region):
    """Two in one street, one at a secret address in it, and one whose name has its word."""
    for name, number, is_confidential in (
        ("Dertig", "28-32", False),
        ("Zestig", "60a bus 2", False),
        ("Geheim", "1", True),
    ):
        location(
            organisation=organisation(name_nl=name),
            municipality=region["Schaarbeek"],
            street_fr="Rue du Fort",
            street_nl="Fortstraat",
            house_number=number,
            is_confidential=is_confidential,
        )
    organisation(name_nl="Rue Verte")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Fortstraat", ["Dertig", "Zestig"]),
        ("rue du Fort", ["Dertig", "Zestig"]),
        ("Rue Fort 60", ["Zestig", "Dertig"]),
        ("fortstraat 30", ["Dertig", "Zestig"]),
        ("Fortstraat 31, 1030 Brussel", ["Dertig", "Zestig"]),
        ("60 rue du fort", ["Dertig", "Zestig"]),
    ],
)
def test_street_finds_what_lies_in_it(client, streets, typed, first):
    assert organisations(ask(client, typed))[:2] == [f"organisation:{name}" for name in first]


def test_street_of_a_confidential_address_finds_nothing_there(client, region):
    location(
        organisation=organisation(name_nl="Geheim"),
        municipality=region["Schaarbeek"],
        street_nl="Fortstraat",
        is_confidential=True,
    )

    assert organisations(ask(client, "Fortstraat 1")) == []
    assert client.get("/nl/organisations/", {"q": "Fortstraat"}).context["total"] == 0


def test_word_of_a_street_finds_what_it_always_did(client, streets):
    assert best(ask(client, "rue")) == ["organisation:Rue Verte"]


def test_street_with_a_word_narrows(client, streets):
    location(organisation=organisation(name_nl="Koffie elders"))
    location(organisation=organisation(name_nl="Koffie"), street_nl="Fortstraat", house_number="9")

    assert best(ask(client, "koffie fortstraat")) == ["organisation:Koffie"]


def test_text_of_a_list_knows_streets(client, streets):
    response = client.get("/nl/organisations/", {"q": "Fortstraat 60"})

    cards = [card.name.text for part in response.context["sections"] for card in part["cards"]]
    assert sorted(cards) == ["Dertig", "Zestig"]


# Days


@pytest.mark.parametrize(
    ("typed", "weekdays", "rest"),
    [
        ("zaterdag", {5}, ""),
        ("baby zaterdag", {5}, "baby"),
        ("elke zaterdagvoormiddag", {5}, ""),
        ("samedi", {5}, ""),
        ("les samedis avec bébé", {5}, "les avec bébé"),
        ("Saturday", {5}, ""),
        ("السبت", {5}, ""),
        ("يوم السبت", {5}, ""),
        ("sábado por la tarde", {5}, ""),
        ("cumartesi", {5}, ""),
        ("pazartesi", {0}, ""),
        ("pazar günü", {6}, ""),
        ("cuma", {4}, ""),
        ("lundi ou mardi", {0, 1}, ""),
    ],
)
def test_weekday_is_understood(typed, weekdays, rest):
    days, left = day_words.in_text(typed, MONDAY)

    assert (days.weekdays, days.spans, left) == (weekdays, (), rest)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("vandaag", 16, 16), ("aujourd’hui", 16, 16), ("tonight", 16, 16), ("الليلة", 16, 16),
        ("esta noche", 16, 16), ("bu akşam", 16, 16), ("demain", 17, 17), ("morgen", 17, 17),
        ("غدًا", 17, 17), ("mañana", 17, 17), ("yarın", 17, 17), ("overmorgen", 18, 18),
        ("weekend", 21, 22), ("ce week-end", 21, 22), ("نهاية الأسبوع", 21, 22),
        ("fin de semana", 21, 22), ("hafta sonu", 21, 22), ("this week", 16, 22),
        ("volgend weekend", 28, 29), ("week-end prochain", 28, 29), ("volgende week", 23, 29),
        ("la semaine prochaine", 23, 29), ("gelecek hafta sonu", 28, 29),
    ],
)  # fmt: skip
def test_day_from_today_on_is_understood(typed, first, last):
    days, left = day_words.in_text(typed, MONDAY)

    assert days.spans == ((date(2026, 11, first), date(2026, 11, last)),)
    assert (days.weekdays, left) == (frozenset(), "")


@pytest.mark.parametrize(
    "typed", ["mañana de café", "por la mañana", "لا أعرف أحدا", "babymassage", "", "ochtend"]
)
def test_what_is_no_day_stays_whole(typed):
    assert day_words.in_text(typed, MONDAY) == (None, typed)


@pytest.mark.parametrize(
    "typed", ["zaterdag", "samedi", "saturday", "السبت", "sábado", "cumartesi"]
)
@pytest.mark.parametrize("language", CODES)
def test_day_finds_what_takes_place_then(client, typed, language):
    event(title_nl="Op zaterdag", rule="FREQ=WEEKLY;BYDAY=SA")
    event(title_nl="Op maandag en zaterdag", rule="FREQ=WEEKLY;BYDAY=MO,SA")
    event(title_nl="Op dinsdag", rule="FREQ=WEEKLY;BYDAY=TU")

    response = ask(client, typed, language)

    assert best(response) == ["event:Op zaterdag", "event:Op maandag en zaterdag"]
    assert [card.iso_day for _kind, run in response.context["best"] for card in run] == [
        "2026-11-21"
    ] * 2
    assert response.context["results"].corrected is None
    # The next four of these days, each with what takes place then.
    assert re.findall(r"/agenda/\?from=([\d-]+)&amp;to=([\d-]+)#results", response.text) == [
        (day, day) for day in ("2026-11-21", "2026-11-28", "2026-12-05", "2026-12-12")
    ]


def test_words_beside_a_day_narrow(client):
    event(title_nl="Baby in het water", rule="FREQ=WEEKLY;BYDAY=SA")
    event(title_nl="Babymassage", rule="FREQ=WEEKLY;BYDAY=TU")
    event(title_nl="Yoga", rule="FREQ=WEEKLY;BYDAY=SA")

    response = ask(client, "baby zaterdag")

    assert best(response) == ["event:Baby in het water"]
    assert [links[0][1].text for _words, links in response.context["partial"]] == ["Babymassage"]


def test_day_never_hides_an_answer(client):
    question(question_nl="Wie helpt bij borstvoeding?")

    assert best(ask(client, "borstvoeding vannacht")) == ["question:Wie helpt bij borstvoeding?"]


def test_text_of_the_agenda_knows_days(client):
    event(title_nl="Op maandag en zaterdag", rule="FREQ=WEEKLY;BYDAY=MO,SA")
    event(title_nl="Op dinsdag", rule="FREQ=WEEKLY;BYDAY=TU")

    response = client.get("/nl/agenda/", {"q": "zaterdag"})

    days = {card.iso_day for part in response.context["days"] for card in part["cards"]}
    assert {date.fromisoformat(day).weekday() for day in days} == {5}
    assert response.context["total"] == 1


# The best of all kinds


def test_best_match_is_of_any_kind_and_partial_ones_are_folded(client):
    event(title_nl="Babymassage", rule="FREQ=WEEKLY;BYDAY=TU")
    for number in range(30):
        organisation(name_nl=f"Baby {number}", summary_nl="Alles voor je baby")

    response = ask(client, "massage baby")

    assert best(response) == ["event:Babymassage"]
    assert response.context["organisations"] == []
    assert response.context["partial"] == []


def test_partial_ones_say_which_words_they_have(client):
    organisation(name_nl="Koffie en thee")
    organisation(name_nl="Koffie")
    organisation(name_nl="Thee")
    question(question_nl="Wie drinkt thee?")

    response = ask(client, "koffie thee")

    assert best(response) == ["organisation:Koffie en thee"]
    assert not response.context["results"].is_partial
    folded = {words: len(links) for words, links in response.context["partial"]}
    assert folded == {"‘koffie’": 1, "‘thee’": 2}
    assert "<summary>Alleen ‘thee’ (2)</summary>" in response.text


def test_partial_ones_are_at_most_twenty(client):
    organisation(name_nl="Koffie en thee")
    for number in range(15):
        organisation(name_nl=f"Koffie {number}")
        organisation(name_nl=f"Thee {number}")

    response = ask(client, "koffie thee")

    assert sum(len(links) for _words, links in response.context["partial"]) == 20


def test_best_match_takes_the_best_of_each_kind(client):
    make_theme(name_nl="Wonen")
    question(question_nl="Hoe vind ik een plek om te wonen?")
    for number in range(5):
        organisation(name_nl=f"Wonen {number}")

    names = best(ask(client, "wonen"))

    assert names[0] == "theme:Wonen"
    assert {name.split(":")[0] for name in names} == {"theme", "organisation", "question"}


def test_name_comes_before_a_text_that_has_all_the_words(client):
    question(question_nl="Ik betaal de huur niet meer", answer_nl="<p>Iets anders.</p>")
    question(question_nl="Iets anders", answer_nl="<p>Wie pech heeft, huurt en betaalt.</p>")

    assert best(ask(client, "pech betaal huur"))[0] == "question:Ik betaal de huur niet meer"


# Corrections


@pytest.mark.parametrize("language", CODES)
def test_only_what_people_type_is_what_was_meant(client, language):
    """Words of texts in another language, or that stand in no name, are no corrections."""
    organisation(name_tr="Satırdaki", name_nl="Iets")
    organisation(name_nl="Anders", description_nl="Daarvandaan komt zij.")

    for typed in ("satirdaky", "daarvandan", "slaat", "wont"):
        corrected = ask(client, typed, language).context["results"].corrected
        assert corrected == ("satirdaki" if (typed, language) == ("satirdaky", "tr") else None)


def test_words_with_a_meaning_are_what_was_meant(client):
    SynonymGroup.objects.create(words=["psycholoog", "psychologue"])
    organisation(name_nl="Praten met een psycholoog")

    response = ask(client, "psycologue", "fr")

    assert response.context["results"].corrected == "psychologue"
    assert best(response) == ["organisation:Praten met een psycholoog"]


# The languages


def test_other_languages_keep_the_words(client, region):
    text = ask(client, "koffie & thee").text

    assert 'href="/fr/search/?q=koffie+%26+thee" hreflang="fr"' in text
    # What somebody searched is hers: the preview does not tell.
    assert "koffie" not in text.split("</title>")[1].split("<body>")[0]


def test_what_is_not_published_is_in_no_street(client, region):
    location(
        organisation=organisation(name_nl="Concept", status=Status.DRAFT),
        municipality=region["Schaarbeek"],
        street_nl="Fortstraat",
    )

    assert organisations(ask(client, "Fortstraat")) == []


def test_the_sooner_of_the_days_that_were_asked_comes_first(client):
    event(
        title_nl="Alle vier weken",
        rule="FREQ=WEEKLY;INTERVAL=4;BYDAY=SA",
        starts_on=date(2026, 11, 28),
    )
    event(title_nl="Elke week", rule="FREQ=WEEKLY;BYDAY=SA")

    assert best(ask(client, "zaterdag")) == ["event:Elke week", "event:Alle vier weken"]
