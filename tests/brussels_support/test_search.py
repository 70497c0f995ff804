"""The page of the search: what is found, in which order, and what is said when nothing is."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda import index as agenda_index
from brussels_support import finding, search_page
from core.kept import memory
from core.languages import CODES
from core.models import Status
from core.public_writes import counts
from core.search import snapshot
from core.search.models import MissedSearch, SynonymGroup
from directory import index as directory_index
from tests.factories import (
    event,
    location,
    municipality,
    neighbourhood,
    organisation,
    question,
    theme,
)

pytestmark = pytest.mark.django_db
URL = "/nl/search/"


def page(client, text, language="nl", **params):
    return client.get(f"/{language}/search/", {"q": text, **params})


def counted():
    """The searches that found nothing."""
    assert counts.write()
    return list(MissedSearch.objects.all())


def names(client, text, **params):
    """The names on the cards of organisations, in order."""
    return names_on(page(client, text, **params))


def names_on(response):
    cards = [
        card for kind, run in response.context["best"] if kind == "organisation" for card in run
    ]
    return [card.name.text for card in [*cards, *response.context["organisations"]]]


def sections(response):
    return re.findall(r'<h2 id="([a-z-]+)"', response.text)


@pytest.fixture
def molenbeek():
    """Two municipalities, one of them with two postal codes, and a neighbourhood."""
    place = municipality(
        slug="molenbeek",
        name_nl="Sint-Jans-Molenbeek",
        name_fr="Molenbeek-Saint-Jean",
        short_name_nl="Molenbeek",
        postal_codes=["1080"],
        aliases=["Meulebeik"],
    )
    municipality(
        slug="brussel",
        name_nl="Brussel",
        name_fr="Bruxelles",
        name_en="Brussels",
        short_name_nl="Brussel",
        postal_codes=["1000", "1020"],
    )
    return place


# What is found


@pytest.mark.parametrize("language", CODES)
def test_search_page_in_every_language_without_a_cookie(client, language):
    home = theme(name_nl="Wonen")
    organisation(name_nl="Koffiehuis", themes=[home])
    event(title_nl="Koffieclub", rule="FREQ=DAILY", themes=[home])
    question(question_nl="Waar is er koffie?", themes=[home])

    response = page(client, "koffie", language)

    assert response.status_code == 200
    assert not response.cookies
    assert response.text.count("<h1") == 1
    assert sections(response) == ["best"]
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("language", CODES)
def test_what_is_in_another_language_says_so(client, language):
    question(question_nl="Waar is er koffie?")

    text = page(client, "koffie", language).text

    assert ('<span lang="nl" dir="ltr">Waar is er koffie?</span>' in text) == (language != "nl")


def test_empty_search_shows_the_themes(client):
    theme(name_nl="Wonen")
    organisation(name_nl="Koffiehuis")

    for response in (client.get(URL), page(client, ""), page(client, "  ")):
        assert sections(response) == ["themes-heading"]
        assert "Wonen" in response.text
        assert response.context["organisations"] == []
    assert counted() == []


def test_every_language_of_a_row_finds_it(client):
    organisation(name_nl="Moederhuis", name_fr="Maison des mères", name_ar="بيت الأمهات")

    for text in ("moederhuizen", "mere", "امهات", "MAISON"):
        assert names(client, text) == ["Moederhuis"]


def test_theme_and_place_names_find_what_is_there(client, molenbeek):
    home = theme(name_nl="Wonen", name_fr="Logement")
    row = organisation(name_nl="Koffiehuis", themes=[home])
    location(organisation=row, municipality=molenbeek)
    organisation(name_nl="Theesalon")

    assert names(client, "logement") == ["Koffiehuis"]
    assert names(client, "molenbeek") == ["Koffiehuis"]
    assert names(client, "logement molenbeek") == ["Koffiehuis"]


def test_order_is_exact_name_name_theme_summary_body(client):
    organisation(name_nl="A", description_nl="Iets over massage")
    organisation(name_nl="B", summary_nl="Iets over massage")
    organisation(name_nl="C", themes=[theme(name_nl="Massage")])
    organisation(name_nl="Centrum voor massage")
    organisation(name_nl="Massage")

    assert names(client, "massage") == ["Massage", "Centrum voor massage", "C", "B", "A"]


def test_exact_name_comes_first_even_when_words_are_found_oftener_elsewhere(client):
    organisation(name_nl="Aan de slag", description_nl="de slag")
    organisation(name_nl="Slag")
    organisation(name_nl="Aan de slag, aan de slag")

    assert names(client, "aan de slag")[0] == "Aan de slag"


def test_two_words_narrow(client):
    organisation(name_nl="Koffie")
    organisation(name_nl="Thee")
    organisation(name_nl="Koffie en thee")

    response = page(client, "thee koffie")

    assert names_on(response) == ["Koffie en thee"]
    assert not response.context["results"].is_partial


def test_words_that_nothing_has_together_show_what_has_some(client):
    organisation(name_nl="Koffie")
    organisation(name_nl="Thee")
    question(question_nl="Wie drinkt thee?")

    response = page(client, "koffie thee")

    assert sorted(names_on(response)) == ["Koffie", "Thee"]
    assert [kind for kind, _cards in response.context["best"]] == ["organisation", "question"]
    assert response.context["results"].is_partial
    assert "Niets bevat al deze woorden samen." in response.text
    assert counted() == []


def test_what_has_more_of_the_words_comes_first(client):
    organisation(name_nl="Alleen koffie")
    organisation(name_nl="Koffie met een schaakbord")
    organisation(name_nl="Zon en thee")

    assert names(client, "koffie schaakbord thee")[0] == "Koffie met een schaakbord"


def test_mistake_is_corrected_and_said(client):
    organisation(name_nl="Borstvoeding")

    response = page(client, "borstvoding")

    assert names_on(response) == ["Borstvoeding"]
    assert "We zochten naar ‘borstvoeding’." in response.text


def test_many_are_shown_ten_at_a_time_with_a_link_to_all(client):
    for number in range(12):
        organisation(name_nl=f"Koffiehuis {number}")

    response = page(client, "koffie")

    assert len(names_on(response)) == 10
    assert response.context["organisations_more"] == 2
    link = re.search(r'href="(/nl/organisations/\?[^"]*)"', response.text)[1]
    assert client.get(unescape(link)).context["total"] == 12


def test_next_activity_of_a_series_is_shown_once(client):
    event(title_nl="Babymassage", rule="FREQ=DAILY")
    event(title_nl="Massage", dates=[], starts_on=date.today() - timedelta(days=3))

    response = page(client, "massage")

    assert response.text.count("Babymassage") + response.text.count("Baby<mark>") == 1
    assert response.context["results"].events.total == 1


@pytest.mark.parametrize("number", ["2", "twee", "deux", "İki"])
def test_number_is_not_what_she_looks_for(client, number):
    organisation(name_nl="Papieren")
    organisation(name_nl=f"Huis {number}")

    response = page(client, f"papieren, {number}")

    assert names_on(response) == ["Papieren"]
    assert not response.context["results"].is_partial
    assert names(client, number) == [f"Huis {number}"]


def test_phrase_with_one_word_that_says_something_is_meant_whole(client):
    SynonymGroup.objects.create(words=["pas de papiers", "zonder papieren"])
    organisation(name_fr="Papiers")
    organisation(name_fr="Pas de papiers ? Bienvenue")

    assert names(client, "pas de papiers") == ["Pas de papiers ? Bienvenue"]


def test_phrase_weighs_as_much_as_its_words(client):
    SynonymGroup.objects.create(words=["geen papieren", "sans papiers"])
    for number in range(5):
        organisation(name_nl=f"Kinderen {number}")
    organisation(name_nl="Geen papieren")

    assert names(client, "geen papieren kinderen")[0] == "Geen papieren"


def test_list_and_search_find_the_same(client):
    """A list narrows as the search does, typing mistakes and synonyms included."""
    SynonymGroup.objects.create(words=["crèche", "kinderopvang"])
    organisation(name_nl="Crèche")
    organisation(name_nl="Borstvoeding")
    organisation(name_nl="Buurthuis")

    for text in ("kinderopvang", "borstvoding", "buurthuizen", "nergens"):
        response = client.get("/nl/organisations/", {"q": text})
        listed = [card.name.text for part in response.context["sections"] for card in part["cards"]]
        assert listed == names(client, text)


# Places


@pytest.mark.parametrize(
    "text",
    [
        "Molenbeek", "sint-jans-molenbeek", "Sint Jans Molenbeek", "Molenbeek-Saint-Jean",
        "molenbeek saint jean", "MEULEBEIK", "1080", "in Molenbeek", "te 1080",
    ],
)  # fmt: skip
def test_place_alone_is_understood(client, molenbeek, text):
    location(organisation=organisation(name_nl="Hier"), municipality=molenbeek)
    location(organisation=organisation(name_nl="Elders"))

    response = page(client, text)

    assert response.context["results"].asked.places[0].slug == "molenbeek"
    assert names_on(response) == ["Hier"]
    assert f'href="{response.context["results"].asked.places[0].url}"' in response.text


@pytest.mark.parametrize(
    "text",
    ["koffie Molenbeek", "1080 koffie", "koffie in sint-jans-molenbeek", "Meulebeik koffie"],
)
def test_place_with_a_word_narrows(client, molenbeek, text):
    location(organisation=organisation(name_nl="Koffie hier"), municipality=molenbeek)
    location(organisation=organisation(name_nl="Thee hier"), municipality=molenbeek)
    location(organisation=organisation(name_nl="Koffie elders"))

    response = page(client, text)

    assert names_on(response) == ["Koffie hier"]
    assert not response.context["results"].is_partial


@pytest.mark.parametrize("text", ["Bruxelles", "Brussels", "brussel"])
def test_place_is_understood_in_every_language(client, molenbeek, text):
    assert page(client, text).context["results"].asked.places[0].slug == "brussel"


def test_one_of_several_postal_codes_is_a_place_of_its_own(client, molenbeek):
    brussel = type(molenbeek).objects.get(slug="brussel")
    for code in ("1000", "1020"):
        location(organisation=organisation(name_nl=code), municipality=brussel, postal_code=code)

    assert names(client, "1020") == ["1020", "1000"]


def test_neighbourhood_comes_before_its_municipality_and_what_serves_it(client, molenbeek):
    part = neighbourhood(slug="maritiem", name_nl="Maritiem", municipality=molenbeek)
    organisation(name_nl="A voor iedereen", serves_region=True)
    location(organisation=organisation(name_nl="B gemeente"), municipality=molenbeek)
    location(organisation=organisation(name_nl="C wijk"), neighbourhood=part)

    assert names(client, "maritiem") == ["C wijk", "B gemeente", "A voor iedereen"]


def test_name_with_a_place_in_it_is_found_wherever_it_is(client, molenbeek):
    organisation(name_nl="Molenbeek Babbelt")
    location(organisation=organisation(name_nl="Iets anders"), municipality=molenbeek)

    assert names(client, "molenbeek babbelt") == ["Molenbeek Babbelt"]


def test_name_that_is_a_place_comes_first(client, molenbeek):
    location(organisation=organisation(name_nl="Aan het kanaal"), municipality=molenbeek)
    organisation(name_nl="Molenbeek")

    assert names(client, "molenbeek") == ["Molenbeek", "Aan het kanaal"]


def test_chosen_place_narrows_and_the_text_is_left_whole(client, molenbeek):
    location(organisation=organisation(name_nl="Koffie hier"), municipality=molenbeek)
    location(organisation=organisation(name_nl="Koffie elders"))

    assert names(client, "koffie", place="1080") == ["Koffie hier"]
    assert sorted(names(client, "koffie", place="nergens")) == ["Koffie elders", "Koffie hier"]


# Nothing found


@pytest.mark.parametrize("language", CODES)
def test_nothing_found_is_never_empty(client, language):
    theme(name_nl="Wonen")

    response = page(client, "onvindbaar", language)

    assert response.status_code == 200
    main = response.text.split("</main>")[0]
    assert [f'href="tel:{number}"' in main for number in (112, 106, 107)] == [True] * 3
    assert sections(response) == ["themes-heading"]
    assert "Wonen" in response.text
    assert f'href="/{language}/organisations/"' in response.text


def test_words_that_nothing_has_leave_what_is_in_the_place(client, molenbeek):
    """What cannot be understood never turns a place that was into “nothing found”."""
    location(organisation=organisation(name_nl="Hier"), municipality=molenbeek)

    response = page(client, "onvindbaar molenbeek")

    assert names_on(response) == ["Hier"]
    assert "Niets bevat al deze woorden samen." in response.text
    assert [row.text for row in counted()] == ["onvindbaar molenbeek"]


def test_nothing_found_is_counted_each_time_also_with_kept_pages(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000

    for text in ("Onvindbaar!", "onvindbaar", "ONVINDBAAR"):
        page(client, text)
        page(client, text)

    [row] = counted()
    assert (row.text, row.language, row.times) == ("onvindbaar", "nl", 6)
    assert row.week.weekday() == 0
    assert 0 <= (timezone.localdate() - row.week).days < 7


def test_what_was_found_is_not_counted(client):
    organisation(name_nl="Koffiehuis")

    page(client, "koffiehuis")

    assert counted() == []


def test_sensitive_theme_shows_the_numbers_and_the_quick_exit(client):
    theme(name_nl="Geweld", is_sensitive=True)
    theme(name_nl="Wonen")

    sensitive, ordinary = page(client, "geweld").text, page(client, "wonen").text

    # The foot of every page has them once.
    assert [text.count('class="emergency"') for text in (sensitive, ordinary)] == [2, 1]
    assert ["data-exit" in text for text in (sensitive, ordinary)] == [True, False]


# Hostile texts


@pytest.mark.parametrize(
    "text",
    [
        '"', "*", "(", "AND", "a OR", "NOT", "NEAR(a b)", "!!", "<->", "C++", "02/123", "-", "--",
        "aide:logement", "l'accueil", "saint-gilles", "%", "_", "\\", "'", "''; DROP TABLE x; --",
        "\0", "koffie\0huis", "\ud7ff\ufffe\uffff", "\u202e\u200f", "de het een", "في من",
        "a" * 10_000, "a " * 5_000, "é\u0301" * 3_000, "😀", "½", "\U0001f1e7\U0001f1ea", "ﷺ",
        " ".join(f"woord{number}" for number in range(300)),
    ],
)  # fmt: skip
def test_hostile_texts_are_harmless(client, text):
    organisation(name_nl="Koffiehuis aan de l’accueil")

    response = page(client, text)
    lists = [client.get(f"/nl/{path}/", {"q": text}) for path in ("organisations", "agenda")]

    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    assert [found.status_code for found in lists] == [200, 200]


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%ED%A0%80", "q=%00", "q=%F0%9F%92%9A", "q", "q=%"]
)
def test_broken_bytes_are_harmless(client, query):
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert "\ufffd" not in response.text


def test_long_text_is_cut_and_says_so(client):
    response = page(client, "koffie " * 2_000)

    assert len(response.context["query"].text) <= 200
    assert "200" in response.text


@pytest.mark.parametrize("text", ["l'accueil", "L’ACCUEIL", "accueil:", "(accueil)", '"accueil"'])
def test_letters_are_used_as_words(client, text):
    organisation(name_fr="L’accueil")

    assert names(client, text) == ["L’accueil"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("loegment", "Logement"), ("logemant", "Logement"), ("ecuote", "Écoute"),
        ("ecoutte", "Écoute"), ("psycologue", "Psychologue"),
    ],
)  # fmt: skip
def test_typing_errors_find_it_in_the_first_three_and_say_so(client, typed, name):
    for other in ("Moment", "Logis", "Route", "Psychiatre"):
        organisation(name_fr=other)
    organisation(name_fr=name)

    response = page(client, typed)

    assert name in names_on(response)[:3]
    assert response.context["results"].corrected is not None


@pytest.mark.parametrize("typed", ["ecoute", "ÉCOUTE", "écoute"])
def test_accents_and_capitals_find_the_name_on_the_page(client, typed):
    organisation(name_fr="Écoute Jeunes")

    assert names(client, typed) == ["Écoute Jeunes"]


@pytest.mark.parametrize("typed", ["école\u200b", "\u00a0école", "\u200fécole"])
def test_query_with_invisible_characters_is_shown_clean(client, typed):
    organisation(name_fr="École")

    response = page(client, typed)

    assert names_on(response) == ["École"]
    assert 'value="école"' in response.text


# Marks


def test_name_with_a_script_stays_escaped(client):
    organisation(name_nl="<script>alert(1)</script>", summary_nl="</script><!--<script> & script")

    text = page(client, "script alert").text

    assert "<script>alert" not in text
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)&lt;/<mark>script</mark>&gt;" in text
    assert "&amp; <mark>script</mark>" in text


def test_what_was_typed_stays_escaped(client):
    text = page(client, '"><script>alert(1)</script>').text

    assert "<script>alert" not in text
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in text


def test_marks_only_the_words_of_a_synonym_that_say_something(client):
    SynonymGroup.objects.create(words=["crèche", "maison de la petite enfance"])
    organisation(name_nl="La Maison de Julie", summary_nl="Voor de petite enfance.")

    [(_kind, [card])] = client.get(URL, {"q": "creche"}).context["best"]

    assert card.name_html == "La <mark>Maison</mark> de Julie"
    assert card.summary_html == "Voor de <mark>petite</mark> <mark>enfance</mark>."


@pytest.mark.parametrize("typed", ["lt", "amp", "gt", "quot", "span", "lang", "mark", "x27"])
def test_marks_touch_no_tag_and_no_entity(client, typed):
    organisation(name_fr=f"<b> & 'c' \" {typed}")

    text = page(client, typed).text

    assert f"&lt;b&gt; &amp; &#x27;c&#x27; &quot; <mark>{typed}</mark>" in text
    assert "&<mark>" not in text
    assert "<<mark>" not in text


@pytest.mark.parametrize(
    ("html", "typed", "marked"),
    [
        ("Een crèche", "creche", "Een <mark>crèche</mark>"),
        ("Een cre\u0300che", "crèche", "Een <mark>cre\u0300che</mark>"),
        ("Twee crèches", "crèche", "Twee <mark>crèches</mark>"),
        ("Baby-massage", "massage", "Baby-<mark>massage</mark>"),
        ("L’Îlot", "ilot", "L’<mark>Îlot</mark>"),
        ("مَدرسة", "مدرسه", "<mark>مَدرسة</mark>"),
        ("Massages", "age", "Massages"),
    ],
)
def test_only_whole_words_are_marked(html, typed, marked):
    organisation(name_nl=html, name_fr=html, name_ar=html)

    words = snapshot.current().words(typed)
    tokens = {token for word in words for token in word.costs} - {"massages"}

    assert search_page.mark(html, search_page.finder(frozenset(tokens))) == marked


# What is not public


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
@pytest.mark.parametrize("text", ["geheimzinnig", "geheimzinig", "geheim", "gehem zinnig"])
def test_words_of_what_is_not_published_are_in_no_page(client, status, text):
    organisation(name_nl="Geheimzinnig", summary_nl="Zinnig geheim", status=status)
    event(title_nl="Geheimzinnig", summary_nl="Zinnig geheim", status=status)
    event(title_nl="Geheimzinnig", organisation=organisation(status=status))
    question(question_nl="Geheimzinnig?", answer_nl="<p>Zinnig geheim</p>", status=status)

    response = page(client, text)
    lists = [client.get(f"/nl/{path}/", {"q": text}) for path in ("organisations", "agenda")]

    assert response.context["results"].is_empty
    assert [found.context["total"] for found in lists] == [0, 0]
    if text != "geheimzinnig":
        for found in (response, *lists):
            assert "geheimzinnig" not in found.text.lower()


def test_words_of_a_confidential_location_find_nothing(client, molenbeek):
    part = neighbourhood(slug="maritiem", name_nl="Maritiem", municipality=molenbeek)
    row = organisation(name_nl="Schuilplaats", serves_municipalities=[molenbeek])
    secret = location(
        organisation=row, neighbourhood=part, is_confidential=True,
        name_nl="Achterhuis", street_nl="Verborgenstraat", postal_code="1080",
    )  # fmt: skip
    event(
        title_nl="Gesprek", organisation=row, location=secret, rule="FREQ=DAILY",
    )  # fmt: skip

    for text in ("achterhuis", "verborgenstraat", "verborgenstrat"):
        assert page(client, text).context["results"].is_empty
    for text in ("schuilplaats maritiem", "gesprek maritiem"):
        response = page(client, text)
        assert "Verborgenstraat" not in response.text
    # It serves Molenbeek, which does not say that it lies there.
    index = directory_index.current()
    assert index.located.get("molenbeek", 0) == index.located.get("maritiem", 0) == 0
    assert agenda_index.current().located.get("maritiem", 0) == 0


WORDS = ["koffie", "thee", "crèche", "moeders", "samen", "babymassage"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
rows = st.lists(st.tuples(texts, st.sampled_from(Status.values)), max_size=3)


@settings(max_examples=20)
@given(rows, rows, rows, texts)
def test_only_what_is_public_is_found_and_order_of_words_does_not_matter(
    organisations, events, questions, typed
):
    with transaction.atomic():
        made = [organisation(name_nl=text, status=status) for text, status in organisations]
        made += [event(title_nl=text, status=status, rule="FREQ=DAILY") for text, status in events]
        made += [question(question_nl=text, status=status) for text, status in questions]
        results = []
        for text in (typed, " ".join(reversed(typed.split()))):
            directory, agenda = directory_index.current(), agenda_index.current()
            query = finding.SearchFilters(QueryDict(urlencode({"q": text})), directory)
            found = finding.find(query, snapshot.current(), directory, agenda, timezone.localtime())
            results.append(
                (
                    set(found.organisations.ids), set(found.events.ids), set(found.questions.ids),
                    found.is_partial, found.is_empty,
                )
            )  # fmt: skip
        public = {(type(row).__name__, row.pk) for row in made if row.status == Status.PUBLISHED}
        transaction.set_rollback(True)
    memory.forget()

    assert results[0] == results[1]
    kinds = zip(("Organisation", "Event", "Question"), results[0][:3], strict=True)
    hosts = {("Organisation", pk) for pk in results[0][0]}
    assert {(kind, pk) for kind, ids in kinds for pk in ids} <= public | hosts


# Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_search_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    for _ in range(rows):
        home = theme(name_nl="Koffie")
        place = location(organisation=organisation(name_nl="Koffie", themes=[home]))
        event(title_nl="Koffie", rule="FREQ=DAILY", location=place, themes=[home])
        question(question_nl="Koffie?", themes=[home])
    page(client, "koffie")

    with django_assert_num_queries(5):
        response = page(client, "koffie")

    assert response.context["results"].organisations.total == rows
    assert len(response.context["questions"]) == rows
