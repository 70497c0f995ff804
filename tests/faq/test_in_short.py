"""What the list of questions shows of an answer."""

import pytest

from faq.pages import in_short
from tests.factories import question, theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answer", "short"),
    [
        ("<p>Ja.</p>", "<p>Ja.</p>"),
        ("<p>Ja.</p><p>Een stap.</p>", "<p>Ja.</p><p>Een stap.</p>"),
        ("<p>Ja.</p><h3>Hoe?</h3><p>Zo.</p><p>Een stap.</p>", "<p>Ja.</p><p>Een stap.</p>"),
        (
            "<p>Zoek <strong>dit:</strong></p><ul><li>Een</li><li>Twee</li></ul><p>Meer.</p>"
            "<p>Een stap.</p>",
            "<p>Zoek <strong>dit:</strong></p><ul><li>Een</li><li>Twee</li></ul><p>Een stap.</p>",
        ),
        (
            "<ul><li>Een<ul><li>Binnen</li></ul></li></ul><p>Meer.</p><p>Een stap.</p>",
            "<ul><li>Een<ul><li>Binnen</li></ul></li></ul><p>Een stap.</p>",
        ),
        ("<p>Alleen een begin:</p>", "<p>Alleen een begin:</p>"),
        ("Zonder opmaak.", "<p>Zonder opmaak.</p>"),
        ("", ""),
    ],
)
def test_answer_in_short(answer, short):
    assert in_short(answer).replace("\n", "") == short


def test_only_the_opened_answer_is_whole(client):
    answer = "<p>Begin {0}.</p><p>Midden {0}.</p><p>Einde {0}.</p>"
    row = question(answer_nl=answer.format("een"), themes=[theme()])
    question(answer_nl=answer.format("twee"), themes=[theme()])

    text = client.get("/nl/faq/", {"open": row.slug}).text

    for part in ("Begin een", "Midden een", "Einde een", "Begin twee", "Einde twee"):
        assert part in text
    assert "Midden twee" not in text
