"""The next dates on other pages: home, organisations, themes and places."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.templatetags.agenda_tags import (
    MOST,
    next_at_place,
    next_of_organisation,
    next_of_theme,
    this_week,
)
from core.kept import memory
from core.languages import CODES
from core.models import Status
from directory import index as directory_index
from directory.opening import BRUSSELS
from tests.factories import (
    event,
    event_exception,
    location,
    municipality,
    neighbourhood,
    organisation,
    theme,
)

pytestmark = pytest.mark.django_db
HOME = "/nl/"
MONDAY = date(2026, 10, 5)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    MONDAY + timedelta(days=number) for number in range(1, 7)
)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock: `at(FRIDAY, 20)`, in Brussels."""

    def set_clock(day, hour, minute=0):
        moment = datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture(autouse=True)
def monday_noon(at):
    """Monday 5 October 2026, 12:00."""
    at(MONDAY, 12)


def once(day=TUESDAY, title="Koffie", **values):
    """From 9:30 to 11:30 on one day."""
    return event(starts_on=day, title_nl=title, **values)


def weekly(days="TU", title="Koffie", **values):
    """Since 1 September, from 9:30 to 11:30."""
    rule = f"FREQ=WEEKLY;BYDAY={days}"
    return event(starts_on=date(2026, 9, 1), rule=rule, title_nl=title, **values)


def free(day=TUESDAY, title="Gratis", **values):
    return once(day, title, cost="free", registration="none", **values)


def shown(cards):
    return [(card.iso_day, card.title.text) for card in cards]


def titles(cards):
    return [card.title.text for card in cards]


def place(slug):
    return directory_index.current().places.by_slug[slug]


# This week


def test_this_week_shows_free_and_drop_in_first(client):
    once(TUESDAY, "Betaald", cost="paid", registration="required")
    once(TUESDAY, "Gratis met inschrijving", cost="free", registration="required")
    once(TUESDAY, "Betaalde inloop", cost="paid", registration="none")
    once(TUESDAY, "Onbekend")
    free(FRIDAY, "Gratis inloop")

    assert shown(this_week()) == [
        ("2026-10-06", "Gratis met inschrijving"),
        ("2026-10-06", "Betaalde inloop"),
        ("2026-10-09", "Gratis inloop"),
    ]


def test_this_week_shows_each_series_once_and_its_next_date(client):
    event(
        starts_on=date(2026, 9, 1), rule="FREQ=DAILY", title_nl="Elke dag",
        cost="free", registration="none",
    )  # fmt: skip
    free(THURSDAY)

    # Today’s is over since 11:30.
    assert shown(this_week()) == [("2026-10-06", "Elke dag"), ("2026-10-08", "Gratis")]


def test_page_that_has_begun_says_nothing_of_a_later_version(client):
    """The rest of it knows nothing of that: a place may be new, with what takes place there."""
    once(TUESDAY, "Koffie")
    with memory.pinned():
        names = directory_index.current()
        before = this_week(names)
        once(WEDNESDAY, "Nieuw")

        assert titles(this_week(names)) == titles(before) == ["Koffie"]
    assert titles(this_week()) == ["Koffie", "Nieuw"]


def test_this_week_is_seven_days_long(client):
    free(SUNDAY, "Zondag")
    free(SUNDAY + timedelta(days=1), "Maandag erna")

    assert titles(this_week()) == ["Zondag"]


def test_this_week_has_a_few_only(client):
    for _ in range(MOST + 3):
        free()

    assert len(this_week()) == MOST == 3


@pytest.mark.parametrize("kind", ["cancelled", "full"])
def test_this_week_leaves_out_what_she_cannot_go_to(client, kind):
    row = free()
    event_exception(event=row, day=TUESDAY, kind=kind)

    assert this_week() == []


def test_this_week_shows_the_next_date_that_does_take_place(client):
    row = weekly("TU,FR", cost="free", registration="none")
    event_exception(event=row, day=TUESDAY)

    assert shown(this_week()) == [("2026-10-09", "Koffie")]


def test_this_week_leaves_out_a_cancelled_exhibition_on_all_its_days(client, at):
    row = event(
        title_nl="Tentoonstelling", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14),
        start_time=None, end_time=None,
    )  # fmt: skip
    assert titles(this_week()) == ["Tentoonstelling"]

    event_exception(event=row, day=row.starts_on)

    assert this_week() == []


def test_this_week_shows_a_date_that_moved_to_the_day_of_a_cancelled_one(client):
    row = weekly("TU,TH")
    event_exception(event=row, day=TUESDAY)
    event_exception(event=row, day=THURSDAY, kind="moved", new_day=TUESDAY, new_start_time=time(16))

    (card,) = this_week()

    assert (card.iso_day, card.state) == ("2026-10-06", "planned")


def test_this_week_shows_what_goes_on_after_midnight(client, at):
    free(FRIDAY, "Nacht", start_time=time(22), end_time=time(3))
    at(SATURDAY, 1)
    assert shown(this_week()) == [("2026-10-09", "Nacht")]

    at(SATURDAY, 3)
    assert this_week() == []


def test_nothing_this_week_is_no_section_even_when_there_is_something_later(client):
    free(date(2026, 10, 20))

    response = client.get(HOME)

    assert this_week() == []
    assert 'id="week-heading"' not in response.text
    assert "when=week" not in response.text


def test_home_shows_this_week(client):
    row = free(TUESDAY, "Koffie & thee")

    response = client.get(HOME)

    section = response.text.split('id="week-heading"')[1].split("</section>")[0]
    assert f'<a href="/nl/agenda/{row.slug}/">Koffie &amp; thee</a>' in section
    assert '<time datetime="2026-10-06"><span aria-hidden="true">di <b>6</b> okt</span>' in section
    assert '<span class="visually-hidden">Morgen, dinsdag 6 oktober</span></time>' in section
    assert '<strong class="no-print">Morgen</strong> 9.30–11.30</span>' in section
    assert '<span class="visually-hidden">van 9.30 tot 11.30</span> · ' in section
    assert 'href="/nl/agenda/?when=week#results"' in section
    assert "<details" not in section  # no next dates here


def test_home_shows_nothing_of_drafts(client):
    free(title="Verborgen", status=Status.DRAFT)
    free(title="Verborgen", organisation=organisation(status=Status.ARCHIVED))

    assert "Verborgen" not in client.get(HOME).text
    assert this_week() == []


# Organisations, themes, places


def test_organisation_shows_the_next_date_of_all_its_series(client):
    row = organisation()
    weekly("FR", "Vrijdag", organisation=row)
    for number in range(MOST + 2):
        once(TUESDAY, f"Dinsdag {number}", organisation=row)
    once(MONDAY, "Voorbij", organisation=row)
    once(TUESDAY, "Van een ander")

    expected = [("2026-10-06", f"Dinsdag {number}") for number in range(MOST + 2)]
    assert shown(next_of_organisation(row)) == [*expected, ("2026-10-09", "Vrijdag")]
    page = client.get(row.get_absolute_url()).text
    assert page.count('<li class="card event') == MOST + 3
    assert "Van een ander" not in page
    assert "<details" in page.split('id="next-heading"')[1].split("</section>")[0]


def test_organisation_shows_a_cancelled_date_struck_through(client):
    row = weekly()
    event_exception(event=row, day=TUESDAY, reason="illness")

    (card,) = next_of_organisation(row.organisation)

    assert card.state == "cancelled"
    page = client.get(row.organisation.get_absolute_url()).text
    assert '<s><time datetime="2026-10-06">' in page
    assert '<s><span aria-hidden="true"><strong class="no-print">Morgen</strong> 9.30' in page
    assert card.change in page


def test_theme_shows_its_next_dates(client):
    row = theme()
    for number in range(MOST + 2):
        once(FRIDAY, f"Vrijdag {number}", themes=[row])
    once(TUESDAY, "Dinsdag", themes=[row])
    once(TUESDAY, "Ander thema", themes=[theme()])

    found = next_of_theme(row)

    expected = [("2026-10-09", f"Vrijdag {number}") for number in range(MOST - 1)]
    assert shown(found) == [("2026-10-06", "Dinsdag"), *expected]
    page = client.get(row.get_absolute_url()).text
    assert page.count('<li class="card event') == MOST
    assert f'href="/nl/agenda/?theme={row.slug}#results"' in page


def test_place_shows_what_is_there_and_online(client):
    town = municipality(slug="ixelles")
    part = neighbourhood(slug="matonge", municipality=town)
    once(title="In de wijk", location=location(neighbourhood=part))
    once(title="In de gemeente", municipality=town, place_nl="Park")
    once(title="Online", is_online=True)
    once(title="Ver weg", location=location())

    expected = ["In de wijk", "In de gemeente", "Online"]
    for slug in ("ixelles", "matonge"):
        assert titles(next_at_place(place(slug))) == expected
        page = client.get(place(slug).url).text
        assert page.count('<li class="card event') == 3
        assert "Ver weg" not in page
        assert f'href="/nl/agenda/?place={slug}#results"' in page


@pytest.mark.parametrize("values", [{}, {"title": "Koffie"}])
def test_pages_without_activities_have_no_section(client, values):
    if values:  # only what is past
        once(MONDAY)
    row, subject, town = organisation(), theme(), municipality()

    for url in (row.get_absolute_url(), subject.get_absolute_url(), place(town.slug).url, HOME):
        page = client.get(url).text
        assert 'id="next-heading"' not in page
        assert 'id="week-heading"' not in page


def test_confidential_place_stays_hidden_everywhere(client):
    secret = municipality(slug="geheim", name_nl="Geheimegem", short_name_nl="Geheimegem")
    subject = theme()
    spot = location(
        municipality=secret, is_confidential=True, name_nl="Schuilplaats", street_nl="Schuilstraat"
    )
    row = free(location=spot, organisation=spot.organisation, themes=[subject])

    found = [
        this_week(),
        next_of_organisation(row.organisation),
        next_of_theme(subject),
        next_at_place(place("geheim")),
    ]

    assert [[(card.title.text, card.where) for card in cards] for cards in found] == [
        [("Gratis", "")]
    ] * 4
    for url in (row.organisation.get_absolute_url(), subject.get_absolute_url(), HOME):
        cards = re.findall(r'(?s)<li class="card event.*?</h3>.*?</li>', client.get(url).text)
        assert cards
        assert not any("Geheimegem" in card or "Schuil" in card for card in cards)


def test_what_is_sensitive_is_only_on_the_page_of_its_own_theme(client):
    violence, meeting = theme(slug="geweld", is_sensitive=True), theme(slug="ontmoeten")
    town = municipality()
    free(title="Praten over geweld", themes=[violence, meeting], municipality=town)
    free(title="Koffie", themes=[meeting], municipality=town)

    assert [card.title.text for card in this_week()] == ["Koffie"]
    assert [card.title.text for card in next_of_theme(meeting)] == ["Koffie"]
    assert [card.title.text for card in next_at_place(place(town.slug))] == ["Koffie"]
    assert [card.title.text for card in next_of_theme(violence)] == ["Praten over geweld"]
    assert "Praten over geweld" not in client.get(HOME).text


@pytest.mark.parametrize("is_confidential", [True, False])
def test_what_was_written_beside_a_location_is_on_no_card(client, is_confidential):
    """The page of the activity does not show it either; beside a secret one it gives it away."""
    spot = location(is_confidential=is_confidential, municipality=municipality())
    free(title="Praten", location=spot, place_nl="Achter de molen")

    for url in (HOME, "/nl/agenda/", spot.organisation.get_absolute_url(), "/nl/search/?q=molen"):
        assert "Achter de molen" not in client.get(url).text
    assert "Praten" in client.get("/nl/agenda/").text
    assert "Praten" not in client.get("/nl/search/?q=molen").text


def test_place_of_a_card_is_said(client):
    town = municipality(slug="ixelles", name_nl="Elsene", short_name_nl="Elsene")
    row = free(location=location(municipality=town))
    other = free(title="Park", municipality=town, place_nl="Park <3")

    assert "Elsene" in next_of_organisation(row.organisation)[0].where
    where = next_of_organisation(other.organisation)[0].where
    assert where.startswith("Park &lt;3")
    assert "Elsene" in where


@pytest.mark.parametrize("language", CODES)
def test_pages_in_every_language(client, language):
    subject, town = theme(), municipality()
    row = free(location=location(municipality=town), themes=[subject])
    event_exception(event=row, day=FRIDAY, kind="extra")
    paths = ("", f"organisations/{row.organisation.slug}/", f"themes/{subject.slug}/")
    paths = [*paths, place(town.slug).url.removeprefix("/nl/")]

    for path in paths:
        response = client.get(f"/{language}/{path}")
        assert response.status_code == 200, path
        assert not response.cookies
        assert f'href="/{language}/agenda/{row.slug}/"' in response.text


# Speed


def queries_of(client, urls):
    """How many queries each page costs once it has been shown."""
    found = []
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append(len(queries))
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("different", [False, True])
def test_pages_cost_the_same_queries_for_any_number(client, different):
    row, subject, town = organisation(), theme(), municipality()
    urls = [HOME, row.get_absolute_url(), subject.get_absolute_url(), place(town.slug).url]
    costs = []
    for more in (1, 2, 27):
        for _ in range(more):
            there = weekly(
                "TU,TH", organisation=row, themes=[subject], municipality=town, place_nl="Park"
            )
            if different:
                event_exception(event=there, day=TUESDAY, kind="moved", new_start_time=time(15))
        costs.append(queries_of(client, urls))

    assert costs[0] == costs[1] == costs[2]


def test_activities_cost_a_page_one_query(client):
    row, subject, town = organisation(), theme(), municipality()
    urls = [HOME, row.get_absolute_url(), subject.get_absolute_url(), place(town.slug).url]
    without = queries_of(client, urls)

    free(organisation=row, themes=[subject], municipality=town, place_nl="Park")

    assert [
        after - before for before, after in zip(without, queries_of(client, urls), strict=True)
    ] == [1] * 4


def test_card_on_paper_says_the_street_and_whom_to_call(client):
    place = location(
        organisation=organisation(phone="02 123 45 67"), municipality=municipality(),
        street_nl="Sint-Jozefstraat", street_fr="Rue Saint-Joseph", house_number="14",
    )  # fmt: skip
    event(location=place)
    secret = location(is_confidential=True, street_nl="Verborgenstraat", house_number="9")
    event(location=secret, registration_phone="02 765 43 21")

    pages = {code: client.get(f"/{code}/agenda/").content.decode() for code in ("nl", "tr")}

    phone, other = '<bdi dir="ltr">02 123 45 67</bdi>', '<bdi dir="ltr">02 765 43 21</bdi>'
    assert f'<span class="only-print"> · Sint-Jozefstraat 14 · {phone}</span>' in pages["nl"]
    street = '<span lang="fr" dir="ltr">Rue Saint-Joseph 14</span>'
    assert f'<span class="only-print"> · {street} · {phone}</span>' in pages["tr"]
    for page in pages.values():
        assert f'<span class="only-print"> · {other}</span>' in page
        assert "Verborgen" not in page
