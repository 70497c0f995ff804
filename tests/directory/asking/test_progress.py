"""How much more is known than a month ago."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation

from directory.asking import progress, score
from directory.asking.months import Month
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]


def sentences(today):
    with translation.override("en"):
        return progress.sentences(score.of_all(today=today), today)


def test_first_month_has_no_past():
    factories.organisation(cost="free")

    told = sentences(date(2026, 11, 25))

    assert told[:3] == [
        "0 calls this month.",
        "1 listing.",
        "On average a listing is 15 out of 100 complete.",
    ]
    assert "The price: 1 of 1." in told


def test_month_keeps_what_it_said_last():
    row = factories.organisation()
    progress.keep(date(2026, 11, 1))
    row.cost = "free"
    row.save()

    progress.keep(date(2026, 11, 30))

    assert Month.objects.get().counts["price"] == 1


@pytest.mark.parametrize("today", [date(2026, 12, 1), date(2026, 12, 31), date(2027, 3, 1)])
def test_difference_is_to_the_last_month_that_was_kept(today):
    row = factories.organisation(cost="free", spoken_languages=["nl"])
    progress.keep(date(2026, 11, 30))
    row.cost, row.phone = "unknown", "02 111 11 11"
    row.save()
    progress.keep(today)

    told = sentences(today)

    assert "1 listing; 1 in November 2026." in told
    assert "The price: 0 of 1, 1 fewer than in November 2026." in told
    assert "A telephone number: 1 of 1, 1 more than in November 2026." in told
    assert "The languages spoken: 1 of 1, as many as in November 2026." in told


def test_command_writes_the_month_of_today(capsys):
    factories.organisation()

    call_command("progress")
    call_command("progress")

    assert Month.objects.get().month == date(2026, 11, 1)
    assert "1 listings, complete for 0 of 100." in capsys.readouterr().out


def test_empty_site_has_no_mean():
    assert progress.counted({})[progress.SCORE] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_sentences_query_count(django_assert_num_queries, rows):
    for _number in range(rows):
        factories.organisation()
    scores = score.of_all()

    with django_assert_num_queries(2):
        progress.sentences(scores, date(2026, 11, 25))
