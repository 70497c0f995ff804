"""Which rows and which pages are sensitive."""

import re

import pytest

from directory import index, sensitive
from directory.models import Sensitivity
from faq.models import Question
from tests.factories import organisation, question, theme


@pytest.mark.parametrize(
    ("shown", "is_sensitive"),
    [
        ([], False),
        ([False], False),
        ([True], True),
        ([False, False, True], True),  # seen at once
        ([False, False, False, True], False),
        ([False] * 3 + [True] * 2, False),
        ([False] * 3 + [True] * 3, True),  # half of it
        ([False] * 4 + [True] * 3, False),
    ],
)
def test_page_is_sensitive_by_its_first_three_or_by_half(shown, is_sensitive):
    assert sensitive.is_page(shown) is is_sensitive


@pytest.mark.django_db
@pytest.mark.parametrize("make", [organisation, question])
@pytest.mark.parametrize(
    ("mark", "themes", "is_sensitive"),
    [
        (Sensitivity.THEMES, [], False),
        (Sensitivity.THEMES, ["plain"], False),
        (Sensitivity.THEMES, ["plain", "quiet"], True),
        (Sensitivity.NO, ["plain", "quiet"], False),
        (Sensitivity.YES, ["plain"], True),
        (Sensitivity.YES, [], True),
    ],
)
def test_row_is_sensitive_by_its_themes_unless_it_is_marked(make, mark, themes, is_sensitive):
    known = {"plain": theme(slug="plain"), "quiet": theme(slug="quiet", is_sensitive=True)}

    row = make(sensitive=mark, themes=[known[slug] for slug in themes])

    assert row.is_sensitive is is_sensitive


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_danger", "numbers"),
    [
        (True, ["112", "101", "1712", "0800 30 030"]),
        (False, ["112", "106", "107", "1813", "0800 32 123"]),  # somebody to talk to
    ],
)
def test_page_opens_with_the_numbers_that_it_is_about(client, is_danger, numbers):
    row = organisation(sensitive=Sensitivity.YES, themes=[theme(is_sensitive=is_danger)])

    text = client.get(row.get_absolute_url()).text

    first = text.partition('class="emergency">')[2].partition("</ul>")[0]
    assert re.findall(r"<b><bdi[^>]*>([^<]*)</bdi></b>", first) == numbers


@pytest.mark.django_db
def test_index_says_the_same_as_the_rows():
    quiet = theme(is_sensitive=True)
    rows = [
        organisation(sensitive=mark, themes=themes)
        for mark in Sensitivity
        for themes in ([], [theme()], [quiet, theme()])
    ]
    current = index.current()

    positions = [current.positions[row.pk] for row in rows]
    assert sensitive.are(current, positions) == [row.is_sensitive for row in rows]


@pytest.mark.django_db
def test_questions_know_it_without_their_themes(django_assert_num_queries):
    quiet = theme(is_sensitive=True)
    question(question_nl="Slaat hij?", themes=[theme(), quiet])
    question(question_nl="Koffie?", themes=[theme()])
    question(question_nl="Dood?", sensitive=Sensitivity.YES)

    with django_assert_num_queries(1):
        rows = Question.objects.published().with_sensitivity()
        said = {row.question_nl: row.is_sensitive for row in rows}

    assert said == {"Slaat hij?": True, "Koffie?": False, "Dood?": True}
