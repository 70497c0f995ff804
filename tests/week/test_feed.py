"""The week as Atom, read by others: one entry a week, another one when something changed."""

from datetime import UTC, datetime

import pytest

from core.models import Status
from tests.factories import event, event_exception, municipality, organisation
from tests.news.reading import read
from tests.week import rows
from tests.week.rows import DAYS, hidden

# Wednesday 18 November 2026, 10:00
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.at("2026-11-18 10:00"),
]
URL = "/nl/agenda/week/feed.atom"
SITE = "http://127.0.0.1:8000"
BEGAN = "2026-11-16T00:00:00+01:00"


def once(day, title, **values):
    """From 14:00 to 16:00 on one day; saved long ago."""
    row = rows.once(day, title, **values)
    type(row).objects.filter(pk=row.pk).update(updated_at=datetime(2026, 11, 1, tzinfo=UTC))
    return row


def entry(client, query=""):
    (only,) = read(client.get(f"{URL}{query}")).entries
    return only


def test_feed_has_one_entry_with_the_text_of_the_days_that_are_left(client):
    here = municipality(slug="anderlecht", name_nl="Anderlecht", postal_codes=["1070"])
    once(DAYS[3], "Koffie", municipality=here)
    once(DAYS[8], "Volgende week", municipality=here)

    found = entry(client, "?place=1070")

    assert found.title == (
        "Deze week bij jou in de buurt: Anderlecht · "
        "Van maandag 16 november tot en met zondag 22 november"
    )
    assert found.link == f"{SITE}/w?place=1070&lang=nl"
    assert found.published == found.updated == BEGAN
    text = found.content[0].value
    assert "Donderdag 19 november, 14.00–16.00\nKoffie" in text
    assert "Van woensdag 18 november tot en met zondag 22 november" in text
    assert "Volgende week" not in text


def test_entry_is_the_same_all_week_and_another_one_on_monday(client, clock):
    event(title_nl="Elke dag", rule="FREQ=DAILY")
    ids = [entry(client).id]
    for _day in range(6):
        clock.shift(24 * 60 * 60)
        ids.append(entry(client).id)

    assert len({*ids[:5]}) == 1
    assert len({*ids[5:]}) == 1
    assert ids[0] != ids[5]
    assert entry(client, "?free=1").id != ids[5]


def test_entry_says_when_something_of_the_week_changed(client):
    mine, other = once(DAYS[3], "Koffie"), once(DAYS[9], "Volgende week")
    assert entry(client).updated == BEGAN

    other.title_nl = "Thee"
    other.save()
    assert entry(client).updated == BEGAN

    mine.title_nl = "Soep"
    mine.save()
    assert entry(client).updated == "2026-11-18T09:00:00+00:00"


@pytest.mark.parametrize("change", ["cancelled", "moved", "archived", "another organisation"])
def test_what_left_the_week_is_a_change(client, change):
    row = once(DAYS[3], "Koffie")
    assert entry(client).updated == BEGAN
    if change == "archived":
        row.status = Status.ARCHIVED
        row.save()
    elif change == "another organisation":
        row.organisation = organisation(name_nl="Ander")
        row.save()
    else:
        more = {"new_day": DAYS[9]} if change == "moved" else {}
        event_exception(event=row, day=DAYS[3], kind=change, **more)

    found = entry(client)

    assert found.updated == "2026-11-18T09:00:00+00:00"
    assert ("Koffie" in found.content[0].value) == (change in ("moved", "another organisation"))


def test_address_that_means_nothing_never_tells_more_than_was_asked(client):
    once(DAYS[3], "Koffie")

    found = read(client.get(f"{URL}?place=nergens"))

    assert "Koffie" not in found.entries[0].get("summary", "")
    assert "content" not in found.entries[0]
    assert found.feed.id == f"{SITE}{URL}?place=nergens"


def test_nothing_unpublished_confidential_or_sensitive_is_in_it(client):
    hidden(DAYS[3], DAYS[4], DAYS[5])

    for query in ("", "?theme=geweld"):
        response = client.get(f"{URL}{query}")
        for text in ("Concept", "Gevoelig", "Schuilkelder", "Geheimgem", "Donderthema"):
            assert text not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_feed_is_valid_also_of_odd_titles(client, language):
    once(DAYS[3], "Koffie & <b>thee</b> 👩🏽‍👧 ]]> e\u0301 قهوة" * 3)

    found = read(client.get(f"/{language}/agenda/week/feed.atom"))

    assert found.feed.language == language
    assert found.feed.title


@pytest.mark.parametrize("count", [1, 3])
def test_feed_takes_the_same_queries_whatever_its_length(client, count, django_assert_num_queries):
    for number in range(count):
        once(DAYS[3 + number], f"Activiteit {number}")
    client.get(URL)

    with django_assert_num_queries(4):
        client.get(f"{URL}?free=unknown")
