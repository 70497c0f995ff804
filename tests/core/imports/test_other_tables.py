"""Questions, and words that mean the same, out and in again."""

import pytest

from core.imports.tables import table_of
from core.search.models import SynonymGroup
from faq.models import Question
from tests import factories
from tests.lists import brought_in, log_in, outcomes, plans, save, sent_in, taken_out

pytestmark = pytest.mark.django_db


def test_questions_go_out_and_come_in(client):
    row = factories.question(
        answer_nl="<p>Ja, <strong>zeker</strong>.</p><ul><li>Een</li></ul>",
        answer_fr="<p>Oui.</p>",
        themes=[factories.theme()],
        organisations=[factories.organisation()],
    )
    log_in(client)
    headers, rows = taken_out(client, "faq.question", "xlsx")
    same = brought_in(client, "faq.question", headers, rows, "xlsx")
    rows[0]["answer (fr)"] = "Oui, <script>x</script>bien sûr.\n\nVenez."

    save(client, brought_in(client, "faq.question", headers, rows, "xlsx"))

    assert plans(same) == ["same"]
    assert Question.objects.get().answer_fr == "<p>Oui, bien sûr.</p>\n<p>Venez.</p>"
    assert row.organisations.count() == 1


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("faq.question", "vraag\nWat nu?\n"),
        ("agenda.event", "titel;organisation;datum\nPraattafel;huis;12/12/2026\n"),
        ("search.synonymgroup", "woorden\npamper|luier\n"),
    ],
)
def test_list_that_is_sent_in_twice_adds_nothing_twice(client, label, line):
    """Both were looked at before the first was saved."""
    factories.organisation(slug="huis")
    log_in(client)
    first, second = (sent_in(client, label, line.encode()) for _time in range(2))

    save(client, first)
    save(client, second)

    assert outcomes(first) == ["saved"]
    assert outcomes(second) == [""]
    assert plans(second) == ["same" if label.startswith("search") else "likely"]
    assert table_of(label).model.objects.count() == 1


def test_synonyms_go_out_and_come_in(client):
    SynonymGroup.objects.create(words=["crèche", "opvang"])
    log_in(client)
    headers, rows = taken_out(client, "search.synonymgroup")
    rows[0]["words"] += "; onthaalmoeder"
    rows.append({"words": "pamper; luier"})

    save(client, brought_in(client, "search.synonymgroup", headers, rows))

    assert [group.words for group in SynonymGroup.objects.order_by("pk")] == [
        ["crèche", "onthaalmoeder", "opvang"],
        ["luier", "pamper"],
    ]
    again = sent_in(client, "search.synonymgroup", b"woorden\npamper|luier\n")
    assert plans(again) == ["same"]


@pytest.mark.parametrize("role", ["Event volunteers", "Volunteers"])
def test_list_that_she_may_not_see_is_not_taken_out(client, role):
    log_in(client, role)

    for what in ("export", "import"):
        assert client.get(f"/admin/lists/search.synonymgroup/{what}/").status_code == 403
        assert client.get(f"/admin/lists/accounts.user/{what}/").status_code == 404
