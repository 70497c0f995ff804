"""The text of the week in six languages for twenty places, of the demonstration.

`PICTURES=1` writes all of them to `week-texts.txt` beside the pictures, for people to read.
"""

import os
import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils import timezone

from core.languages import CODES
from directory.models import Municipality
from tests.clock import DEMONSTRATION
from week.message import LONGEST_MAILTO, MOST_UNITS, sent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.at(DEMONSTRATION)]


@pytest.fixture(scope="module")
def texts(demonstration):
    """`{(place, language): Sent}` of the 19 municipalities, and of all of Brussels."""
    slugs = ["", *Municipality.objects.order_by("slug").values_list("slug", flat=True)]
    now = timezone.localtime()
    return {
        (slug, code): sent(QueryDict(f"place={slug}"), now, code)
        for slug in slugs
        for code in CODES
    }


def test_no_text_of_twenty_places_is_too_long(texts):
    assert len(texts) == 20 * 6
    assert max(week.units for week in texts.values()) <= MOST_UNITS
    assert max(len(week.mail_url) for week in texts.values()) <= LONGEST_MAILTO
    for (_slug, code), week in texts.items():
        lines = week.message.short.split("\n")
        assert lines[-1] == week.message.link
        assert lines[-1].endswith(f"lang={code}")
        assert week.message.short.count("http") == 1
        assert len(re.findall("[\u2066\u2067]", week.message.short)) == (
            week.message.short.count("\u2069")
        )


def test_texts_have_good_dates_on_different_days_and_the_same_in_all_languages(texts):
    for (slug, _code), week in texts.items():
        own = [(one.pk, one.day) for one in week.dates]
        assert own == [(one.pk, one.day) for one in texts[slug, "nl"].dates]
        assert 1 <= len(own) <= 5
        assert len({pk for pk, _day in own}) == len(own)
    assert len({one.day for one in texts["", "nl"].dates}) >= 4


@pytest.mark.skipif("PICTURES" not in os.environ, reason="For people: PICTURES=1")
def test_texts_are_written_down_for_people(texts):
    folder = Path(__file__).parents[1] / "browser" / "screenshots"
    folder.mkdir(exist_ok=True)
    said = (
        f"===== {slug or 'Brussels'}, {code}: {week.units} units, mailto {len(week.mail_url)}\n"
        f"{week.message.short}\n"
        for (slug, code), week in texts.items()
    )
    (folder / "week-texts.txt").write_text("\n".join(said))
