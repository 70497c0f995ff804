"""The pages of questions: the list, one question, what ended, and what the home page shows."""

import json
import re
from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone

from core.languages import CODES
from core.models import Status
from core.search import snapshot
from faq import pages
from faq.models import Insight, Question, QuestionSource
from faq.templatetags import faq_tags
from tests.factories import (
    crisis_topic,
    event,
    insight,
    municipality,
    organisation,
    question,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
LIST = "/nl/faq/"


def page(client, row, language="nl", query=""):
    return client.get(f"/{language}/faq/{row.slug}/{query}")


def json_ld(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    return found and json.loads(found[1])


def asked(response):
    """The questions of the list, theme by theme; "" is the heading of those without a theme."""
    groups = [
        (group["name"].text, [entry["question"].text for entry in group["entries"]])
        for group in response.context["groups"]
    ]
    without = [entry["question"].text for entry in response.context["without_theme"]]
    return groups + ([("", without)] if without else [])


def opened(response):
    return re.findall(r"<details open>\s*<summary>(.*?)</summary>", response.text)


def count_of(response, what):
    return response.text.count(what)


# The list


def test_list_is_grouped_by_the_first_theme_each_once(client):
    second = theme(name_nl="Wonen", position=2)
    first = theme(name_nl="Gezondheid", position=1)
    theme(name_nl="Leeg", position=0)
    question(question_nl="Wat kost een woning?", themes=[second], position=2)
    question(question_nl="Wie helpt mij?", themes=[second, first], position=3)
    question(question_nl="Waar slaap ik?", themes=[second], position=1)
    question(question_nl="Zonder thema?")

    response = client.get(LIST)

    assert asked(response) == [
        ("Gezondheid", ["Wie helpt mij?"]),
        ("Wonen", ["Waar slaap ik?", "Wat kost een woning?"]),
        ("", ["Zonder thema?"]),
    ]
    for row in Question.objects.all():
        assert count_of(response, f'id="{row.slug}"') == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_what_is_not_published_is_in_no_page(client, status):
    home = theme(slug="wonen")
    question(question_nl="Zichtbaar?", themes=[home], is_featured=True)
    question(
        question_nl="Verborgen?", themes=[home], status=status, is_featured=True,
        first_published_at=timezone.now(), slug="verborgen",
    )  # fmt: skip
    insight(text_nl="Verborgen inzicht.", themes=[home], status=status)

    for path in (LIST, "/nl/", "/nl/themes/wonen/", f"{LIST}?open=verborgen"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Zichtbaar?" in response.text
        assert "Verborgen" not in response.text


def test_list_opens_the_question_that_the_address_names(client):
    row = question(question_nl="Wat nu?", themes=[theme()])
    question(question_nl="En dan?", themes=[theme()])

    response = client.get(LIST, {"open": row.slug})

    assert opened(response) == ["Wat nu?"]
    assert "We hebben deze vraag niet (meer)." not in response.text
    assert opened(client.get(LIST)) == []


def test_list_opens_the_question_that_had_this_address_before(client):
    row = question(question_nl="Wat nu?", slug="vroeger", themes=[theme()])
    row.slug = "nu"
    row.save()

    response = client.get(LIST, {"open": "vroeger"})

    assert opened(response) == ["Wat nu?"]
    assert "We hebben deze vraag niet (meer)." not in response.text


@pytest.mark.parametrize("slug", ["nergens", "\0", "<script>", "x" * 10_000, "é"])
def test_list_says_that_a_question_is_unknown(client, slug):
    question(question_nl="Wat nu?", themes=[theme()])

    response = client.get(LIST, {"open": slug})

    assert response.status_code == 200
    assert opened(response) == []
    assert "We hebben deze vraag niet (meer)." in response.text
    assert "<script>" not in response.text


def test_list_without_questions_says_so(client):
    assert "Er zijn nog geen vragen." in client.get(LIST).text


def test_list_with_other_questions_only_does_not_say_that_there_are_none(client):
    question(question_nl="Zonder thema?")

    assert "Er zijn nog geen vragen." not in client.get(LIST).text


@pytest.mark.parametrize("language", CODES)
def test_list_in_every_language(client, language):
    question(question_nl="Wat nu?", answer_nl="<p>Bel iemand.</p>", themes=[theme()])

    response = client.get(f"/{language}/faq/")

    assert response.status_code == 200
    assert not response.cookies
    assert count_of(response, "<h1") == 1
    assert "Bel iemand." in response.text
    assert ('<span lang="nl" dir="ltr">Wat nu?</span>' in response.text) == (language != "nl")


def test_list_has_structured_data_without_what_is_sensitive(client):
    question(question_nl="Wat nu?", answer_nl="<p>Bel <strong>iemand</strong>.</p>")
    question(question_nl="Slaat hij?", themes=[theme(), theme(is_sensitive=True)])

    data = json_ld(client.get(LIST))

    assert data["@type"] == "FAQPage"
    assert [entry["name"] for entry in data["mainEntity"]] == ["Wat nu?"]
    assert data["mainEntity"][0]["acceptedAnswer"] == {
        "@type": "Answer",
        "text": "<p>Bel <strong>iemand</strong>.</p>",
    }
    assert data["mainEntity"][0]["inLanguage"] == "nl"


def test_list_of_sensitive_questions_only_has_no_structured_data(client):
    question(themes=[theme(is_sensitive=True)])

    assert json_ld(client.get(LIST)) is None


# One question


@pytest.mark.parametrize("language", CODES)
def test_question_page_in_every_language(client, language):
    row = question(
        question_nl="Wat nu?", answer_nl="<p>Bel iemand.</p>", themes=[theme(name_nl="Wonen")]
    )
    event(rule="FREQ=DAILY", title_nl="Koffieclub", themes=row.themes.all())

    response = page(client, row, language)

    assert response.status_code == 200
    assert not response.cookies
    assert count_of(response, "<h1") == 1
    assert "Bel iemand." in response.text
    assert "Koffieclub" in response.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_fallback_is_marked_with_its_language_and_direction(client, language):
    row = question(question_nl="Wat nu?", answer_nl="<p>Bel iemand.</p>")

    text = page(client, row, language).text

    assert '<h1 data-aloud><span lang="nl" dir="ltr">Wat nu?</span></h1>' in text
    assert '<div class="prose" lang="nl" dir="ltr"><p>Bel iemand.</p></div>' in text


def test_fallback_to_arabic_is_right_to_left(client):
    row = question(question_ar="ماذا الآن؟", answer_ar="<p>اتصلي.</p>")

    text = page(client, row).text

    assert '<span lang="ar" dir="rtl">ماذا الآن؟</span>' in text
    assert '<div class="prose" lang="ar" dir="rtl">' in text


def test_question_and_answer_may_be_in_different_languages(client):
    row = question(question_nl="Wat nu?", question_fr="Et maintenant ?", answer_nl="<p>Bel.</p>")

    text = page(client, row, "fr").text

    assert "<h1 data-aloud>Et maintenant ?</h1>" in text
    assert '<div class="prose" lang="nl" dir="ltr">' in text


def test_sources_are_links_with_their_language(client):
    row = question()
    for position, (language, title) in enumerate([("fr", "L’ONE & moi"), ("nl", "Kind en Gezin")]):
        QuestionSource.objects.create(
            question=row, title=title, url=f"https://example.org/{language}?a=1&b=2",
            language=language, position=-position % 5,
        )  # fmt: skip

    text = page(client, row, "ar").text

    links = re.findall(
        r'<a href="(https://example[^"]*)"[^>]*hreflang="(..)"><bdi lang="(..)"', text
    )
    assert links == [
        ("https://example.org/fr?a=1&amp;b=2", "fr", "fr"),
        ("https://example.org/nl?a=1&amp;b=2", "nl", "nl"),
    ]
    assert "L’ONE &amp; moi" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "x"]
)
def test_source_that_no_form_has_seen_is_not_linked(client, url):
    row = question()
    QuestionSource.objects.create(question=row, title="De bron", url=url)

    text = page(client, row).text

    assert '<li><bdi lang="nl" dir="ltr">De bron</bdi></li>' in text
    assert not {url, url.strip(), ""}.intersection(re.findall('href="([^"]*)"', text))


def test_related_organisations_are_shown_only_when_published(client):
    row = question(
        organisations=[
            organisation(name_nl="Zichtbaar"),
            organisation(name_nl="Verborgen", status=Status.DRAFT),
            organisation(name_nl="Gesloten", status=Status.ARCHIVED),
        ]
    )

    response = page(client, row)

    assert [card.name.text for card in response.context["cards"]] == ["Zichtbaar"]
    assert "Verborgen" not in response.text
    assert "Gesloten" not in response.text


def test_next_step_keeps_the_first_theme(client):
    municipality(slug="elsene", name_nl="Elsene", postal_codes=["1050"])
    second, first = theme(slug="wonen", position=2), theme(slug="gezondheid", position=1)
    row = question(themes=[second, first])

    text = page(client, row).text

    form = re.search(
        r'<form class="ask" action="/nl/organisations/#results">(.*?)</form>', text, re.S
    )
    assert '<input type="hidden" name="theme" value="gezondheid">' in form[1]
    assert '<option value="elsene">Elsene (1050)</option>' in form[1]


def test_next_step_without_a_theme_leads_to_all_places(client):
    text = page(client, question()).text

    assert '<a class="button" href="/nl/organisations/">' in text
    assert 'name="theme"' not in text


def test_sensitive_question_has_numbers_quick_exit_neutral_preview_and_no_structured_data(client):
    home = theme(name_nl="Geweld", is_sensitive=True)
    row = question(question_nl="Slaat hij?", answer_nl="<p>Bel nu.</p>", themes=[theme(), home])

    response = page(client, row)

    head = response.text.split("</head>")[0]
    meta = " ".join(re.findall(r"<meta [^>]*>", head))
    assert 'href="tel:112"' in response.text.split("</main>")[0]
    assert "data-exit" in response.text
    assert "Slaat hij" not in meta
    assert "Bel nu" not in meta
    assert 'property="og:url"' not in meta
    assert json_ld(response) is None


def test_ordinary_question_has_a_preview_and_structured_data(client):
    row = question(question_nl="Wat nu?", answer_nl="<p>Bel iemand.</p>", themes=[theme()])

    response = page(client, row)

    assert '<meta property="og:title" content="Wat nu?">' in response.text
    assert '<meta name="description" content="Bel iemand.">' in response.text
    assert "data-exit" not in response.text
    assert 'href="tel:112"' not in response.text.split("</main>")[0]
    assert [entry["name"] for entry in json_ld(response)["mainEntity"]] == ["Wat nu?"]


def test_preview_reads_as_plain_text(client):
    row = question(answer_nl="<p>Melk &amp; brood.</p><ul><li>Een</li><li>Twee&nbsp;</li></ul>")

    text = page(client, row).text

    assert '<meta name="description" content="Melk &amp; brood. Een Twee">' in text


def test_preview_of_a_long_answer_ends_at_a_word():
    row = question(answer_nl=f"<p>{'woord ' * 100}</p>")

    found = pages.description(pages.entry_of(row))

    assert len(found) <= 160
    assert found.endswith("woord…")


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", "& < > \" '"]
)
def test_structured_data_cannot_be_closed_by_a_text(client, text):
    row = question(question_nl=text, answer_nl="<p>Een antwoord.</p>")

    for response in (page(client, row), client.get(LIST)):
        assert json_ld(response)["mainEntity"][0]["name"] == text
        assert "<script>" not in response.text


def test_script_in_an_answer_runs_on_no_page(client):
    row = question(
        answer_nl='<p onclick="x()">Een<script>alert(1)</script> <a href="javascript:x()">twee</a>'
        "<img src=x onerror=x()></p>"
    )
    # What no form and no save has seen.
    Question.objects.filter(pk=row.pk).rewrite(False).update(
        answer_nl='<p onclick="x()">Een <a href="javascript:x()">twee</a><img src=x></p>'
    )

    for response in (page(client, row), client.get(f"{LIST}?open={row.slug}")):
        body = re.sub(r'<script type="application/ld\+json">.*?</script>', "", response.text)
        assert "Een" in body
        for part in ("onclick", "javascript:", "<img src=x", "alert(1)"):
            assert part not in body


# What ended


def test_archived_question_says_so_and_leads_to_the_list(client):
    row = question(question_nl="Wat nu?", answer_nl="<p>Oud antwoord.</p>")
    row.status = Status.ARCHIVED
    row.save()

    response = page(client, row)

    assert response.status_code == 410
    assert "Wat nu?" in response.text
    assert "Deze vraag beantwoorden we hier niet meer." in response.text
    assert "Oud antwoord." not in response.text
    assert 'href="/nl/faq/"' in response.text
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_question_that_was_never_public_does_not_exist(client, status):
    row = question(question_nl="Verborgen?", status=status)

    response = page(client, row)

    assert response.status_code == 404
    assert "Verborgen" not in response.text
    assert client.get(f"/q/{row.pk}").status_code == 404


@pytest.mark.parametrize(("status", "code"), [(Status.PUBLISHED, 200), (Status.ARCHIVED, 410)])
def test_former_address_leads_to_the_new_one(client, status, code):
    row = question(slug="oud")
    row.slug, row.status = "nieuw", status
    row.save()

    response = client.get("/fr/faq/oud/")

    assert (response.status_code, response.headers["Location"]) == (301, "/fr/faq/nieuw/")
    assert client.get("/fr/faq/nieuw/").status_code == code


@pytest.mark.parametrize("slug", ["nergens", "%00", "%ff", "x" * 3_000, "<script>"])
def test_unknown_address_is_a_404(client, slug):
    assert client.get(f"{LIST}{slug}/").status_code == 404


# Short link


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "nl"),
        ("", "fr-BE,en;q=0.5", "fr"),
        ("?lang=ar", "fr", "ar"),
        ("?lang=TR", "fr", "tr"),
        ("?lang=xx", "fr", "fr"),
        ("?lang=%00", "fr", "fr"),
    ],
)
def test_short_link_leads_to_the_readers_language(client, query, header, language):
    row = question(slug="wat-nu")

    response = client.get(f"/q/{row.pk}{query}", headers={"Accept-Language": header})

    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/faq/wat-nu/")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in response.headers["Vary"]


def test_short_link_of_an_archived_question_leads_to_what_ended(client):
    row = question(status=Status.ARCHIVED, first_published_at=timezone.now())

    assert client.get(f"/q/{row.pk}").status_code == 302


@pytest.mark.parametrize("pk", ["0", "999999", str(2**63), str(2**200), "-1", "x"])
def test_short_link_to_nothing_is_a_404(client, pk):
    assert client.get(f"/q/{pk}").status_code == 404


def test_page_shows_its_short_link(client, settings):
    settings.SITE_URL = "https://example.brussels"
    row = question()

    assert f"https://example.brussels/q/{row.pk}" in page(client, row).text


# The home page and the page of a theme


def test_home_shows_the_first_five_featured(client):
    for number in range(7):
        question(question_nl=f"Vraag {number}?", is_featured=True, position=10 - number)
    question(question_nl="Gewoon?", position=0)

    text = client.get("/nl/").text

    found = re.findall(r'<a href="/nl/faq/[^"]+/">(Vraag \d\?)</a>', text)
    assert found == ["Vraag 6?", "Vraag 5?", "Vraag 4?", "Vraag 3?", "Vraag 2?"]
    assert "Gewoon?" not in text


def test_home_without_questions_has_no_empty_section(client):
    assert "questions-heading" not in client.get("/nl/").text


def test_insight_changes_by_week(client, monkeypatch):
    question(is_featured=True)
    for number in range(3):
        insight(text_nl=f"Feit {number}.", position=number)
    insight(text_nl="Verborgen.", status=Status.DRAFT)
    shown = []
    for week in range(6):
        for day in range(7):
            moment = date.fromordinal(7 * 104_000 + 7 * week + day)
            monkeypatch.setattr(timezone, "localdate", lambda moment=moment: moment)
            shown.append(faq_tags.insight_of_the_week()["text"].text)

    weeks = [set(shown[7 * week : 7 * week + 7]) for week in range(6)]
    assert [len(week) for week in weeks] == [1] * 6
    assert weeks[:3] == weeks[3:]
    assert set.union(*weeks) == {"Feit 0.", "Feit 1.", "Feit 2."}
    assert all(one != other for one, other in pairwise(weeks))


def test_insight_is_shown_with_its_full_source(client):
    question(is_featured=True)
    insight(
        text_nl="Eén op tien.", authors="Janssens & co", title="Moeders", year=2021,
        publisher="Lancet, 1, 2–3", link="https://doi.org/10.1/x",
    )  # fmt: skip

    text = client.get("/nl/").text

    assert "<p>Eén op tien.</p>" in text
    assert (
        'Janssens &amp; co (2021). <a href="https://doi.org/10.1/x" rel="noreferrer">Moeders</a>. '
        "Lancet, 1, 2–3." in text
    )


@pytest.mark.parametrize("link", ["", "javascript:alert(1)"])
def test_insight_without_a_good_address_has_no_link(client, link):
    question(is_featured=True)
    insight(title="Moeders", link=link)

    text = client.get("/nl/").text

    assert "Moeders." in text
    assert ">Moeders</a>" not in text
    assert "javascript:" not in text


def test_no_insight_no_figure(client):
    question(is_featured=True)

    assert '<figure class="insight">' not in client.get("/nl/").text
    assert faq_tags.insight_of_the_week() is None


def test_theme_page_shows_its_own_questions_and_insights(client):
    home, other = theme(slug="wonen"), theme()
    question(question_nl="Van hier?", themes=[other, home])
    question(question_nl="Van elders?", themes=[other])
    insight(text_nl="Feit hier.", themes=[home])
    insight(text_nl="Feit elders.", themes=[other])

    text = client.get("/nl/themes/wonen/").text

    assert [word in text for word in ("Van hier?", "Feit hier.")] == [True, True]
    assert [word in text for word in ("Van elders?", "Feit elders.")] == [False, False]


# Kept pages


def test_kept_pages_follow_questions_sources_and_insights(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    row = question(question_nl="Wat nu?", is_featured=True)
    assert ["Wat nu?" in page(client, row).text, "Wat nu?" in client.get("/nl/").text] == [True] * 2

    row.question_nl = "En dan?"
    row.save()
    QuestionSource.objects.create(question=row, title="De bron", url="https://example.org/")
    Insight.objects.create(text_nl="Feit.", authors="A", title="T", publisher="P", year=2020,
                           status=Status.PUBLISHED)  # fmt: skip

    assert "En dan?" in page(client, row).text
    assert "De bron" in page(client, row).text
    assert ["En dan?" in client.get(LIST).text, "Feit." in client.get("/nl/").text] == [True] * 2


# The words of an answer


def test_words_of_an_answer_are_those_that_are_read():
    row = question(
        question_nl="Wat nu?",
        answer_nl='<p>Melk&nbsp;&amp;&nbsp;brood</p><ul><li>Kaas</li><li>Thee</li></ul>'
        '<p><a href="https://voorbeeld.brussels/pad">link</a></p>',
    )  # fmt: skip

    def found(text):
        search = snapshot.current()
        return list(search.rows_with_all(search.words(text), "question"))

    assert [found(word) for word in ("melk", "brood", "kaas", "thee", "link")] == [[row.pk]] * 5
    assert [found(word) for word in ("nbsp", "voorbeeld", "href")] == [[]] * 3


# Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    for _ in range(rows):
        row = question(themes=[theme(), theme()])
        QuestionSource.objects.create(question=row, title="Bron", url="https://example.org/")
    client.get(LIST)

    with django_assert_num_queries(4):
        response = client.get(LIST)

    assert len(response.context["groups"]) == rows


# Urgent


def urgent_question(**values):
    answer = "<p>Bel <strong>0800 99 340</strong>, of bij gevaar <strong>112</strong>.</p>"
    return question(slug="slapen", answer_nl=answer, **values)


def test_numbers_of_an_urgent_answer_are_buttons_above_it_in_its_order(client):
    crisis_topic("112", "1712", "0800 99 340", questions=["slapen"])

    text = page(client, urgent_question()).text

    buttons = text[text.index('class="emergency urgent"') : text.index('class="prose"')]
    assert re.findall('href="tel:([^"]*)"', buttons) == ["+3280099340", "112"]
    assert buttons.count("Wie opneemt") == 2
    assert "dag en nacht" in buttons


def test_numbers_of_a_sensitive_urgent_answer_stand_once_above_it(client):
    crisis_topic("112", questions=["slapen"])
    row = urgent_question(themes=[theme(is_sensitive=True)])

    above = page(client, row).text.split('class="prose"')[0]

    assert above.count('href="tel:112"') == 1
    assert 'class="emergency urgent"' in above


def test_answer_that_no_danger_names_has_no_buttons(client):
    crisis_topic("112", questions=["iets-anders"])
    crisis_topic("112", questions=["slapen"], is_active=False)

    assert page(client, urgent_question()).context["urgent"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_question_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    themes = [theme() for _ in range(rows)]
    row = question(themes=themes, organisations=[organisation() for _ in range(rows)])
    for _ in range(rows):
        event(rule="FREQ=DAILY", themes=themes)
        QuestionSource.objects.create(question=row, title="Bron", url="https://example.org/")
    page(client, row)

    with django_assert_num_queries(6):
        response = page(client, row)

    assert len(response.context["cards"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/nl/", 4), ("/nl/themes/wonen/", 3)])
def test_other_pages_cost_the_same_queries_for_any_number(
    client, django_assert_num_queries, path, queries, rows
):
    home = theme(slug="wonen")
    for _ in range(rows):
        question(themes=[home], is_featured=True)
        insight(themes=[home])
    client.get(path)

    with django_assert_num_queries(queries):
        client.get(path)


def test_question_stands_under_its_sensitive_theme(client):
    law = theme(slug="legal", position=1)
    violence = theme(slug="violence", position=2, is_sensitive=True)
    question(slug="help", question_nl="Help?", themes=[law, violence])

    groups = client.get("/nl/faq/").context["groups"]

    assert [group["slug"] for group in groups] == ["violence"]
