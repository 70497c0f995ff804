"""The week as a text to send: how long it is, which dates it has, and what it never says."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.models import EventException
from core.languages import CODES
from core.models import Status
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
from tests.week.rows import DAYS, MONDAY, once
from week.message import LONGEST_MAILTO, MOST_UNITS, sent
from week.shortened import isolated, shortened, units

# Monday 16 November 2026, 10:00
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.at("2026-11-16 10:00"),
]
SITE = "http://127.0.0.1:8000"


def text(query="", language="nl", **at):
    return sent(QueryDict(query), timezone.localtime(), language, **at).message.short


def dates(query="", language="nl"):
    """`[(day, title)]` that the text tells."""
    return [
        (one.day, one.title.text)
        for one in sent(QueryDict(query), timezone.localtime(), language).dates
    ]


def blocks(message):
    return message.split("\n\n")


# What it says


def test_text_says_where_when_what_and_one_link():
    here = municipality(
        slug="anderlecht", name_nl="Anderlecht", short_name_nl="Anderlecht", postal_codes=["1070"]
    )
    house = organisation(name_nl="Huis van het Kind")
    place = location(
        organisation=house, municipality=here, street_nl="Dorpstraat", house_number="7"
    )
    once(DAYS[1], "Koffieochtend", location=place, cost="free", registration="none")

    assert text("place=anderlecht") == (
        "Deze week bij jou in de buurt: Anderlecht\n"
        "Van maandag 16 november tot en met zondag 22 november\n"
        "\n"
        "Dinsdag 17 november, 14.00–16.00\n"
        "Koffieochtend\n"
        "Huis van het Kind, Dorpstraat 7, Anderlecht · Gratis · Binnenlopen\n"
        "\n"
        "Alle activiteiten, altijd actueel:\n"
        f"{SITE}/w?place=1070&lang=nl"
    )


def test_arabic_text_isolates_what_is_written_from_left_to_right():
    here = municipality(slug="anderlecht", name_nl="Anderlecht", name_ar="أندرلخت")
    house = organisation(name_nl="Huis van het Kind", phone="02 123 45 67")
    once(
        DAYS[1],
        "Koffie (gratis)",
        title_ar="",
        organisation=house,
        municipality=here,
        registration="required",
    )

    lines = text("place=anderlecht", "ar").split("\n")

    assert "\u2066Koffie (gratis)\u2069" in lines
    assert any("\u2066Huis van het Kind\u2069" in line for line in lines)
    assert any(line.endswith("\u206602 123 45 67\u2069") for line in lines)
    # A mark beside it would become a part of the link.
    assert lines[-1] == f"{SITE}/w?place=anderlecht&lang=ar"


def test_text_without_any_date_is_still_a_message():
    municipality(slug="anderlecht", name_nl="Anderlecht")

    for language in CODES:
        message = text("place=anderlecht", language)
        assert len(blocks(message)) == 3
        assert message.endswith(f"{SITE}/w?place=anderlecht&lang={language}")


def test_week_without_a_date_says_what_comes_after_it():
    once(DAYS[9], "Later")
    once(DAYS[10], "Nog later")

    message = blocks(text())

    assert message[1:3] == ["Op deze dagen kennen we geen activiteiten.", "Daarna:"]
    assert [block.split("\n")[1] for block in message[3:-1]] == ["Later", "Nog later"]


def test_invented_activity_says_that_it_is_an_example():
    once(DAYS[1], "Koffie", is_demonstration=True)

    assert "Voorbeeld: Koffie" in text().split("\n")


def test_email_says_more_than_the_short_text():
    for number in range(7):
        once(DAYS[number], f"Activiteit {number}", summary_nl=f"Zin {number}.")
    week = sent(QueryDict(""), timezone.localtime(), "fr")

    assert len(week.dates) == 5
    assert week.message.long.count("/e/") == 7
    assert "Zin 6." in week.message.long
    assert week.message.subject == (
        "Cette semaine à Bruxelles · Du lundi 16 novembre au dimanche 22 novembre inclus"
    )


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_email_address_holds_a_text_with_the_link_whatever_the_language(language):
    for number in range(7):
        once(DAYS[number], "نشاط" * 30, title_ar="نشاط" * 30, summary_nl="Een zin. " * 20)
    week = sent(QueryDict(""), timezone.localtime(), language)

    assert len(week.mail_url) <= LONGEST_MAILTO
    body = parse_qs(urlsplit(week.mail_url).query)["body"][0]
    assert f"{SITE}/w?lang={language}" in body.split("\r\n")
    assert unquote(week.message.whatsapp_url) == f"https://wa.me/?text={week.message.short}"


# Which dates


def test_five_dates_on_five_days_come_before_two_on_one():
    for number in range(7):
        once(DAYS[number], f"A{number}", cost="free" if number < 5 else "paid")
        once(DAYS[number], f"B{number}", cost="free" if number < 5 else "paid")

    assert dates() == [(DAYS[number], f"A{number}") for number in range(5)]


def test_free_and_drop_in_come_first():
    for number in range(6):
        once(DAYS[number], f"Betalend {number}", cost="paid", registration="required")
    once(DAYS[6], "Gratis", cost="free", registration="none")

    assert dates()[-1] == (DAYS[6], "Gratis")
    assert len(dates()) == 5


def test_near_comes_before_the_municipality_before_what_is_online():
    here = municipality(slug="anderlecht", name_nl="Anderlecht")
    part = neighbourhood(slug="wayez", name_nl="Wayez", municipality=here)
    for number in range(5):
        once(DAYS[number], f"Online {number}", is_online=True)
        once(DAYS[number], f"Gemeente {number}", municipality=here)
    once(DAYS[6], "Wijk", municipality=here, neighbourhood=part)

    found = [title for _day, title in dates("place=wayez")]

    assert "Wijk" in found
    assert not any(title.startswith("Online") for title in found)


def test_few_dates_nearby_are_joined_by_those_of_the_next_municipality():
    far = municipality(slug="ver", name_nl="Ver")
    near = municipality(slug="ernaast", name_nl="Ernaast")
    here = municipality(slug="hier", name_nl="Hier", neighbours=[near])
    once(DAYS[1], "Hier", municipality=here)
    once(DAYS[2], "Ernaast", municipality=near)
    once(DAYS[3], "Ver", municipality=far)

    assert [title for _day, title in dates("place=hier")] == ["Hier", "Ernaast"]


def test_one_organisation_never_fills_the_text():
    house = organisation()
    for number in range(7):
        once(DAYS[number], f"Huis {number}", organisation=house, cost="free", registration="none")
    once(DAYS[6], "Ander", cost="paid", registration="required")

    assert dates() == [(DAYS[0], "Huis 0"), (DAYS[1], "Huis 1"), (DAYS[6], "Ander")]


def test_series_of_every_day_is_told_once():
    event(title_nl="Open huis", rule="FREQ=DAILY")
    once(DAYS[3], "Koffie")

    assert sorted(title for _day, title in dates()) == ["Koffie", "Open huis"]


def test_what_is_invented_comes_after_what_is_real():
    for number in range(5):
        once(DAYS[number], f"V{number}", is_demonstration=True, cost="free", registration="none")
    once(DAYS[6], "Echt", cost="paid", registration="required")

    assert (DAYS[6], "Echt") in dates()


def test_cancelled_and_full_dates_are_not_told_and_moved_ones_are_where_they_are_now():
    for title, kind, more in (
        ("Afgelast", "cancelled", {}),
        ("Volzet", "full", {}),
        ("Verplaatst", "moved", {"new_day": DAYS[4], "new_start_time": time(18)}),
        ("Weg", "moved", {"new_day": DAYS[9]}),
    ):
        row = once(DAYS[1], title)
        event_exception(event=row, day=DAYS[1], kind=EventException.Kind(kind), **more)

    assert dates() == [(DAYS[4], "Verplaatst")]
    assert "Vrijdag 20 november, 18.00–20.00" in text()


def test_what_has_begun_is_not_told_but_what_goes_on_for_days_is():
    once(MONDAY, "Begonnen", start_time=time(9), end_time=time(11))
    once(MONDAY, "Straks", start_time=time(11), end_time=time(12))
    once(MONDAY, "Voorbij", start_time=time(8), end_time=time(9))
    event(title_nl="Hele dag", starts_on=MONDAY, start_time=None, end_time=None)
    event(
        title_nl="Tentoonstelling",
        starts_on=MONDAY - timedelta(days=2),
        ends_on=MONDAY + timedelta(days=2),
        start_time=None,
        end_time=None,
    )

    assert {title for _day, title in dates()} == {"Straks", "Hele dag", "Tentoonstelling"}
    assert "Maandag 16 november, tot en met woensdag 18 november" in text()


def test_same_week_gives_the_same_dates_in_every_language_every_time():
    for number in range(8):
        once(DAYS[number % 7], f"Activiteit {number}", cost="free" if number % 3 else "paid")

    told = {tuple(dates(language=language)) for language in CODES for _time in range(2)}

    assert len(told) == 1


# What is never told


def test_nothing_unpublished_confidential_or_sensitive_is_told():
    violence = theme(slug="geweld", name_nl="Geweld", is_sensitive=True)
    secret = location(
        is_confidential=True,
        street_nl="Schuilkelderstraat",
        name_nl="Zonnekelder",
        municipality=municipality(slug="geheim", name_nl="Geheimgem"),
        organisation=organisation(name_nl="Vrouwenhuis"),
    )
    once(DAYS[1], "Concept", status=Status.DRAFT)
    once(DAYS[1], "Van een concept", organisation=organisation(status=Status.DRAFT))
    once(DAYS[2], "Gevoelig", themes=[violence])
    once(DAYS[3], "Praatgroep", location=secret, place_nl="Zonnekelder")

    week = sent(QueryDict(""), timezone.localtime(), "nl")

    assert [one.title.text for one in week.dates] == ["Praatgroep"]
    assert "Vrouwenhuis" in week.message.short
    for said in (week.message.short, week.message.long):
        assert not re.search("Schuilkelder|Zonnekelder|Geheimgem|Concept|Gevoelig", said)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_text_of_a_sensitive_theme_says_only_where_it_comes_from(language):
    violence = theme(slug="geweld", name_nl="Geweld", is_sensitive=True)
    municipality(slug="anderlecht", name_nl="Anderlecht")
    once(DAYS[2], "Gevoelig", themes=[violence])

    week = sent(QueryDict("theme=geweld&place=anderlecht"), timezone.localtime(), language)

    site, link = week.message.long.split("\n")
    assert week.message.short == week.message.long
    assert site == week.message.subject == week.heading
    assert link == f"{SITE}/w?place=anderlecht&lang={language}"


# At hard moments


@pytest.mark.at("2026-12-28 08:00")
def test_across_new_year_days_of_the_next_year_say_so():
    once(date(2027, 1, 2), "Soep")
    event(title_nl="Niet op feestdagen", rule="FREQ=DAILY", pauses_on_public_holidays=True)

    message = text()

    assert "Van maandag 28 december tot en met zondag 3 januari 2027" in message
    assert "Zaterdag 2 januari 2027, 14.00–16.00\nSoep" in message


@pytest.mark.at("2026-10-25 00:30")
def test_night_of_the_clock_change_keeps_the_hours_on_the_wall():
    once(date(2026, 10, 25), "Nacht", start_time=time(2, 30), end_time=time(4))
    once(date(2026, 10, 25), "Ochtend", start_time=time(9, 30), end_time=time(11))

    message = text()

    assert "Zondag 25 oktober, 2.30–4.00" in message
    assert "Zondag 25 oktober, 9.30–11.00" in message


@pytest.mark.at("2026-11-22 23:50")
def test_sunday_night_is_about_the_days_that_follow():
    once(date(2026, 11, 22), "Voorbij")
    once(date(2026, 11, 28), "Zaterdag")
    once(date(2026, 11, 29), "Te ver")

    message = text()

    assert "Van zondag 22 november tot en met zaterdag 28 november" in message
    assert dates() == [(date(2026, 11, 28), "Zaterdag")]


# How long it is

_SIGNS = "aé漢\u0301\u200d👩🏽🇧🇪عربي\u064e,. \u2067*_\n"
_TITLES = st.text(alphabet=_SIGNS, min_size=1, max_size=200) | st.sampled_from(
    ["x" * 200, "👩🏽‍👧‍👦" * 28, "e\u0301" * 100, "ع" * 200, "🇧🇪" * 50, "Woord " * 33]
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=_TITLES, most=st.integers(10, 200))
def test_shortened_is_never_too_long_and_cuts_no_sign_in_two(text, most):
    cut = shortened(text, most)

    assert units(cut) <= most
    assert "\n" not in cut
    assert not re.search("[\u2066-\u2069\u200e\u200f]", cut)
    assert not cut.endswith(("\u200d…", "\ufe0f\u200d…"))
    left = "".join(text.split())
    assert re.sub("[\u2066-\u2069\\s]", "", cut.removesuffix("…")) in re.sub(
        "[\u2066-\u2069]", "", left
    )
    if cut.endswith("…") and text.startswith("🇧🇪"):
        assert len(re.findall("[\U0001f1e6-\U0001f1ff]", cut)) % 2 == 0


def test_odd_titles_and_long_names_stay_within_900_units_in_every_language():
    here = municipality(slug="anderlecht", name_nl="Anderlecht" * 8)
    titles = ["👩🏽‍👧‍👦" * 9, "e\u0301" * 60, "ع" * 120, "🇧🇪" * 30, "x" * 120]
    for day, title in zip(DAYS, titles, strict=False):
        house = organisation(name_nl=title, phone="02 123 45 67")
        place = location(
            organisation=house, municipality=here, street_nl=title, house_number="1234"
        )
        once(day, title, location=place, registration="required", cost="low")

    for language in CODES:
        week = sent(QueryDict("place=anderlecht"), timezone.localtime(), language)
        assert week.units <= MOST_UNITS
        assert len(week.dates) == 5
        opened = len(re.findall("[\u2066\u2067]", week.message.short))
        assert opened == week.message.short.count("\u2069")
        assert week.message.short.endswith(f"/w?place=anderlecht&lang={language}")


def test_many_filters_leave_a_link_that_is_short():
    here = municipality(slug="anderlecht", name_nl="Anderlecht")
    meeting = theme(slug="ontmoeten", name_nl="Ontmoeten")
    once(DAYS[1], "Koffie", municipality=here, themes=[meeting])
    many = "&".join(f"place={municipality(slug=f'gemeente-{n}').slug}" for n in range(40))

    week = sent(QueryDict(f"place=anderlecht&theme=ontmoeten&{many}"), timezone.localtime(), "nl")

    assert week.message.link == f"{SITE}/w?place=anderlecht&theme=ontmoeten&lang=nl"
    assert week.units <= MOST_UNITS


def test_isolates_only_what_is_written_the_other_way():
    assert isolated("Koffie", "nl", "fr") == "Koffie"
    assert isolated("Koffie", "nl", "ar") == "\u2066Koffie\u2069"
    assert isolated("قهوة", "ar", "nl") == "\u2067قهوة\u2069"
    assert datetime.now(BRUSSELS).date() == MONDAY
