"""The card of an organisation: what a list says of it, and what she can do at once."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from directory import cards, index
from directory.models import Location
from directory.templatetags.directory_tags import organisation_items
from tests.factories import (
    event,
    event_exception,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Brussels"))
ACTION = '<a class="act" href="{}"{}>{} <span>{}<span class="visually-hidden">: {}</span></span>'

# For the eye, and for who listens.
HALF_PAST_NINE = (
    '<span aria-hidden="true">9.30–11.30</span>'
    '<span class="visually-hidden">van 9.30 tot 11.30</span>'
)


@pytest.fixture(autouse=True)
def _in_dutch():
    with translation.override("nl"):
        yield


def card(row, now=MONDAY):
    found = index.current()
    (one,) = cards.cards_at(found, [found.positions[row.pk]], now)
    return one


def chip_texts(row, now=MONDAY):
    return card(row, now).chips


def action(url, symbol, text, name, more=""):
    return ACTION.format(url, more, cards.icon(symbol, 18), text, name)


# What and where


def test_card_says_name_first_and_then_what_it_is():
    row = organisation(name_nl="Ten Noey", kind="community-centre", summary_nl="Koffie & spel")

    html = organisation_items([card(row)], False)

    assert html == (
        f'\n<li class="card" data-card="o{row.pk}">'
        f'<span class="symbol">{cards.icon("drama")}</span>\n'
        f'<h3><a href="/nl/organisations/{row.slug}/">Ten Noey</a></h3>'
        '<p class="what">Gemeenschapscentrum</p>\n'
        "<p>Koffie &amp; spel</p></li>"
    )


def test_card_says_the_street_of_the_first_place():
    place = neighbourhood(
        name_nl="Matonge", municipality=municipality(name_nl="Elsene", short_name_nl="Elsene")
    )
    row = organisation()
    location(organisation=row, neighbourhood=place, street_nl="Lange <straat>", house_number="12 b")

    assert card(row).where == "Lange &lt;straat&gt; 12 b, Matonge, Elsene"


def test_card_marks_a_street_in_another_language():
    row = organisation(name_nl="A")
    place = municipality(name_nl="Elsene", short_name_nl="Elsene")
    location(organisation=row, municipality=place, street_fr="Rue Longue", house_number="1")

    assert card(row).where == '<span lang="fr" dir="ltr">Rue Longue 1</span>, Elsene'


def test_card_takes_street_and_municipality_of_the_same_place():
    row = organisation()
    first, second = (municipality(name_nl=name, short_name_nl=name) for name in ("Elsene", "Jette"))
    location(organisation=row, municipality=second, street_nl="Tweede", position=2)
    location(organisation=row, municipality=first, street_nl="Eerste", position=1)

    assert card(row).where == "Eerste, Elsene, en nog 1 andere plek"


def test_card_never_says_a_secret_address_or_its_telephone():
    row = organisation(name_nl="Opvang", serves_region=True)
    location(
        organisation=row, street_nl="Geheimstraat", phone="02 999 99 99", is_confidential=True,
        hours_known=True,
    )  # fmt: skip

    html = organisation_items([card(row)], True)

    assert "Geheim" not in html
    assert "999" not in html
    assert card(row).action == ""
    assert card(row).where == "Iedereen in Brussel"


# When


def test_card_says_until_when_it_is_open():
    row = organisation()
    opening_hours(location=location(organisation=row, hours_known=True))

    assert chip_texts(row) == '<li class="chip good no-print">Open tot 17.00</li>'
    assert chip_texts(row, MONDAY.replace(hour=17)) == ""


def test_card_of_two_halves_without_a_break_does_not_name_the_first_end():
    row = organisation()
    place = location(organisation=row, hours_known=True)
    opening_hours(location=place, opens=time(9), closes=time(12))
    opening_hours(location=place, opens=time(12), closes=time(17))

    assert chip_texts(row) == '<li class="chip good no-print">Nu open</li>'
    assert "Open tot 17.00" in chip_texts(row, MONDAY.replace(hour=12))


def test_card_of_two_places_says_the_later_end():
    row = organisation()
    for closes in (time(12), time(16, 30)):
        opening_hours(location=location(organisation=row, hours_known=True), closes=closes)

    assert "Open tot 16.30" in chip_texts(row)


def test_card_says_open_until_after_midnight():
    row = organisation()
    opening_hours(
        location=location(organisation=row, hours_known=True), opens=time(20), closes=time(2)
    )

    assert "Open tot 2.00" in chip_texts(row, MONDAY.replace(hour=23))
    assert "Open tot 2.00" in chip_texts(row, MONDAY.replace(day=24, hour=1))


def test_card_says_open_day_and_night_also_on_paper():
    row = organisation()
    line = location(
        organisation=row, location_type=Location.Type.VIRTUAL, hours_known=True,
        holiday_hours="open",
    )  # fmt: skip
    for weekday in range(7):
        opening_hours(location=line, weekday=weekday, opens=time(0), closes=time(0))

    assert chip_texts(row) == '<li class="chip good">Dag en nacht open</li>'


def test_card_with_a_notice_in_force_says_no_end():
    row = organisation()
    opening_hours(location=location(organisation=row, hours_known=True))
    elsewhere = location(organisation=row)
    notice(location=elsewhere, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 25))

    assert chip_texts(row) == '<li class="chip good no-print">Nu open</li>'


def test_card_has_the_week_for_paper_and_lists_only():
    row = organisation()
    place = location(organisation=row, hours_known=True)
    for weekday in (0, 1, 2):
        opening_hours(location=place, weekday=weekday, closes=time(12))
    opening_hours(location=place, weekday=4, opens=time(14), by_appointment=True)

    assert card(row).hours == "ma–wo 9.00–12.00; vr 14.00–17.00 op afspraak"
    with translation.override("fr"):
        assert "12\u202fh\u202f; ven." in card(row).hours
    with translation.override("ar"):
        assert "؛ " in card(row).hours
    assert "Openingsuren: ma–wo" in organisation_items([card(row)], True)
    assert "ma–wo" not in organisation_items([card(row)], False)


def test_card_of_two_places_has_no_week_because_it_would_be_of_neither():
    row = organisation()
    for _ in range(2):
        opening_hours(location=location(organisation=row, hours_known=True))

    assert card(row).hours == ""


# What she can do


def test_action_is_to_call():
    row = organisation(name_nl="A & B", phone="02/223 56 47", email="a@example.org")

    assert card(row).action == (
        f'<a class="act" href="tel:+3222235647">{cards.icon("phone", 18)} '
        '<span>Bel <bdi dir="ltr">02/223 56 47</bdi></span></a>'
    )


def test_action_is_to_call_the_place_when_the_organisation_has_no_number():
    row = organisation()
    location(organisation=row, phone="1712")

    assert 'href="tel:1712"' in card(row).action


@pytest.mark.at("2026-11-23 10:00")
def test_action_without_a_number_is_the_next_date():
    row = organisation(name_nl="Huis", email="a@example.org")
    event(organisation=row, slug="koffie")

    shown = card(row)

    assert shown.action == (
        f'<a class="act" href="/nl/agenda/koffie/">{cards.icon("calendar", 18)} '
        f"<span>di 24 nov · {HALF_PAST_NINE}</span></a>"
    )
    assert shown.next_date == ""


@pytest.mark.at("2026-11-23 10:00")
def test_next_date_stands_beside_the_number():
    row = organisation(phone="1712")
    event(organisation=row)

    html = organisation_items([card(row)], False)

    assert f"Volgende keer: di 24 nov · {HALF_PAST_NINE}</p>" in html
    assert html.count("<a ") == 2


@pytest.mark.at("2026-11-23 10:00")
def test_next_date_is_one_that_takes_place():
    row = organisation(phone="1712")
    weekly = event(organisation=row)
    event_exception(event=weekly, day=date(2026, 11, 24))
    event_exception(event=weekly, day=date(2026, 12, 1), kind="full")

    assert card(row).next_date == f"di 8 dec · {HALF_PAST_NINE}"


@pytest.mark.at("2026-11-23 10:00")
def test_next_date_at_another_time_says_the_day_only():
    row = organisation(phone="1712")
    weekly = event(organisation=row)
    event_exception(event=weekly, day=date(2026, 11, 24), kind="moved", new_start_time=time(16))

    assert card(row).next_date == "di 24 nov"


@pytest.mark.at("2026-11-23 10:00")
def test_next_date_is_the_nearest_of_all_its_activities():
    row = organisation(phone="1712")
    event(organisation=row, rule="FREQ=WEEKLY;BYDAY=FR")
    event(organisation=row, rule="FREQ=WEEKLY;BYDAY=WE", start_time=time(14), end_time=None)
    event(organisation=row, rule="FREQ=WEEKLY;BYDAY=WE")
    event(organisation=organisation())

    assert card(row).next_date == f"wo 25 nov · {HALF_PAST_NINE}"


@pytest.mark.at("2026-11-23 10:00")
def test_next_date_that_is_invented_says_so():
    row, other = organisation(phone="1712"), organisation(phone="1712")
    event(organisation=row, is_demonstration=True)
    event(organisation=other)

    assert card(row).next_date == f"Voorbeeld: di 24 nov · {HALF_PAST_NINE}"
    assert card(other).next_date == f"di 24 nov · {HALF_PAST_NINE}"


def test_action_says_whose_it_is_as_each_language_does():
    mail = organisation(name_nl="A", email="a@example.org")

    assert '<span class="visually-hidden">: ' in card(mail).action
    with translation.override("fr"):
        assert '<span class="visually-hidden">\u202f: ' in card(mail).action


def test_action_is_to_write_by_whatsapp_then_by_email():
    both = organisation(name_nl="A", whatsapp="0470 12 34 56", email="a@example.org")
    mail = organisation(name_nl="B", email="b@example.org", website="https://example.org")

    assert card(both).action == (
        action("https://wa.me/32470123456", "message-circle", "WhatsApp", "A", ' rel="noreferrer"')
        + ' <bdi class="only-print" dir="ltr">0470 12 34 56</bdi></a>'
    )
    assert card(mail).action == (
        action("mailto:b@example.org", "mail", "E-mail", "B")
        + ' <bdi class="only-print" dir="ltr">b@example.org</bdi></a>'
    )


def test_action_is_its_website_when_there_is_nothing_else():
    row = organisation(name_nl="A", website="https://example.org/?a=1&b=2")

    url = "https://example.org/?a=1&amp;b=2"
    assert card(row).action == action(url, "globe", "Website", "A", ' rel="noreferrer"') + "</a>"


def test_card_without_any_contact_has_no_action():
    assert card(organisation()).action == ""


@pytest.mark.at("2026-11-23 10:00")
def test_cards_cost_one_query_with_streets_hours_and_dates(django_assert_num_queries):
    rows = [organisation(phone="1712") for _ in range(3)]
    for row in rows:
        opening_hours(location=location(organisation=row, street_nl="Straat", hours_known=True))
        event(organisation=row)
    card(rows[0])  # builds the indexes
    found = index.current()

    with django_assert_num_queries(1):
        shown = cards.cards_at(found, [found.positions[row.pk] for row in rows], MONDAY)

    assert [bool(one.next_date and one.hours and "Straat" in one.where) for one in shown] == [
        True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "says"),
    [("nl", "Nederlands, Frans, Engels…"), ("ar", "العربية، الفرنسية، الهولندية…")],
)
def test_card_names_the_language_of_its_reader_first(language, says):
    with translation.override(language):
        row = organisation(spoken_languages=["fr", "nl", "en", "ar"])

        assert f'<li class="chip">{says}</li>' in chip_texts(row)
