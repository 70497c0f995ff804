"""The page of an activity, its calendar, its short link, and what search engines read of it."""

import json
import re
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import translation
from icalendar import Calendar

from agenda import occurrences, pages, schema_org
from agenda.dates import date_of
from agenda.models import Event, EventException
from core.languages import CODES
from core.models import Status
from directory.models import Location, Organisation
from directory.opening import BRUSSELS
from tests.factories import (
    audience,
    event,
    event_exception,
    location,
    municipality,
    neighbourhood,
    organisation,
    school_holiday,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

# What an activity can say itself of what its place and its organisation say.
KNOWN = dict.fromkeys(Event.FACTS, "yes")

MONDAY = datetime(2026, 10, 5, 12, tzinfo=BRUSSELS)
DAY = timedelta(days=1)


def weekly(**values):
    """Every Tuesday from 9:30 to 11:30 since 1 September 2026, unless `values` say otherwise."""
    defaults = {"starts_on": date(2026, 9, 1), "rule": "FREQ=WEEKLY;BYDAY=TU"}
    return event(**defaults | values)


def context(row, now=MONDAY):
    """What the English page shows at the aware datetime `now`."""
    occurrences.rebuild(Event.objects.filter(pk=row.pk), today=now.date())
    with translation.override("en"):
        return pages.event_context(Event.objects.for_detail().get(pk=row.pk), now)


def page(client, row, language="en"):
    return client.get(f"/{language}/agenda/{row.slug}/")


def calendar_url(row, language="en"):
    return f"/{language}/agenda/{row.slug}.ics"


def json_ld(response):
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text)[1]
    )


def next_days(row):
    return list(row.occurrences.filter(day__gt=date.today()).values_list("day", flat=True))


def lines(shown_dates):
    return [f"{row.day}, {row.moment}" for row in shown_dates]


# The page


@pytest.mark.parametrize("language", CODES)
def test_event_page_in_every_language(client, language):
    row = weekly(title_nl="Koffieochtend", how_to_join_nl="Lies doet open.", age_from=0, age_to=12)
    event_exception(event=row, day=next_days(row)[0], reason="illness")

    response = page(client, row, language)

    assert response.status_code == 200
    assert "Koffieochtend" in response.text
    assert "Lies doet open." in response.text
    assert not response.cookies


def test_event_of_a_draft_organisation_is_not_there(client):
    row = weekly(organisation=organisation(status=Status.DRAFT))

    assert page(client, row).status_code == 404
    assert client.get(f"{calendar_url(row)}?date=2026-12-01").status_code == 404


def test_event_with_a_former_address_leads_to_the_new_one(client):
    row = weekly(slug="oud")
    row.slug = "nieuw"
    row.save()

    for address, new in [
        ("/en/agenda/oud/", "/en/agenda/nieuw/"),
        ("/en/agenda/oud.ics", "/en/agenda/nieuw.ics"),
        ("/en/agenda/oud.ics?date=2026-12-01", "/en/agenda/nieuw.ics?date=2026-12-01"),
    ]:
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (301, new)


def test_example_says_so_and_stays_out_of_search_engines(client):
    text = page(client, weekly(is_demonstration=True)).text

    assert "This is only an example: this activity does not really exist." in text
    assert '<meta name="robots" content="noindex">' in text
    assert "application/ld+json" not in text


def test_sensitive_event_shows_emergency_numbers_and_a_neutral_preview(client):
    row = weekly(title_nl="Praatgroep geweld", themes=[theme(is_sensitive=True)])

    text = page(client, row).text

    assert '<meta property="og:title" content="Help near you">' in text
    assert text.index("tel:112") < text.index("<h1>")
    assert "application/ld+json" not in text


def test_event_without_a_first_time_takes_that_of_its_organisation(client):
    host = organisation(how_to_join_nl="Bel aan bij nummer 5.")

    assert "Bel aan bij nummer 5." in page(client, weekly(organisation=host)).text
    own = weekly(organisation=host, how_to_join_nl="Kom langs.")
    assert "Bel aan bij nummer 5." not in page(client, own).text


def test_phone_numbers_and_addresses_are_isolated_in_arabic(client):
    place = location(
        organisation=organisation(phone="02 512 34 56"),
        street_nl="Kerkstraat",
        house_number="5",
    )
    row = weekly(
        location=place, registration_phone="0470 12 34 56", registration_email="in@example.org"
    )

    text = page(client, row, "ar").text

    for isolated in ("02 512 34 56", "0470 12 34 56", "in@example.org"):
        assert text.count(isolated) == text.count(f'<bdi dir="ltr">{isolated}</bdi>') + (
            "@" in isolated
        )
    assert '<bdi dir="ltr" lang="nl">Kerkstraat 5</bdi>' in text


def test_facts_are_shown_in_words(client):
    row = weekly(
        cost="low",
        cost_note_nl="2 euro",
        registration="required",
        registration_url="https://example.org/in",
        spoken_languages=["nl", "ar"],
        audiences=[audience(name_en="New in Brussels"), audience(name_en="Pregnant")],
        age_from=24,
        age_to=48,
        themes=[theme(name_en="Meeting others", slug="meeting-others")],
    )

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(client, row).text))

    for said in (
        "Price Low cost. 2 euro",
        "Signing up Sign up first Website",
        "Languages spoken Dutch, Arabic",
        "For whom New in Brussels · Pregnant",
        "Child’s age 2 to 4 years",
        "Themes Meeting others",
    ):
        assert said in text


def test_unknown_facts_say_so_in_one_line(client):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(client, weekly()).text))

    assert (
        "We do not know yet: price, languages, address, appointment or signing up, "
        "coming with a baby, what makes it easier to come. "
        "Ask this in Dutch or French"
    ) in text
    assert "For whom Everyone" in text
    for silent in ("Price", "Signing up", "Languages spoken", "Where", "ask first", "ot known"):
        assert silent not in text


def test_known_facts_leave_nothing_to_ask(client):
    row = weekly(
        cost="free",
        spoken_languages=["nl"],
        registration="none",
        place_nl="Park",
        is_online=True,
        **KNOWN,
    )

    response = page(client, row)

    assert (response.context["unknown"], response.context["words"]) == ([], [])
    assert "We do not know yet" not in response.text


def signs_up(client, **values):
    """The buttons of an activity that one has to sign up for, without a way of its own."""
    row = weekly(registration=Event.Registration.REQUIRED, **values)
    actions = re.search(r'<div class="actions.*?</div>', page(client, row).text, re.DOTALL)[0]
    links = re.findall(r'href="([^"]+)".*?</svg> (.*?)</a>', actions, re.DOTALL)
    return [
        (href.partition("?")[0], " ".join(re.sub(r"<[^>]+>", " ", text).split()))
        for href, text in links
        if not href.endswith(".ics")
    ]


@pytest.mark.parametrize(
    ("values", "link"),
    [
        ({"phone": "02 512 34 56"}, ("tel:+3225123456", "Sign up 02 512 34 56")),
        ({"email": "huis@example.org"}, ("mailto:huis@example.org", "Sign up")),
        ({"whatsapp": "0470 12 34 56"}, ("https://wa.me/32470123456", "Sign up")),
        ({"website": "https://example.org"}, ("https://example.org", "Sign up")),
    ],
)
def test_sign_up_without_a_way_of_its_own_leads_to_the_organisation(client, values, link):
    assert signs_up(client, organisation=organisation(**values)) == [link]


def test_sign_up_without_any_contact_leads_to_the_network(client):
    network = organisation(name_nl="Netwerk", website="https://netwerk.example.org")
    centre = organisation(parent_organisation=network)

    assert signs_up(client, organisation=centre) == [("https://netwerk.example.org", "Ask Netwerk")]
    place = location(organisation=centre, phone="02 512 34 56")
    assert signs_up(client, location=place) == [
        ("tel:+3225123456", "Sign up 02 512 34 56"),
    ]


def test_sign_up_by_the_contact_of_its_organisation_is_known(client):
    row = weekly(
        organisation=organisation(phone="02 512 34 56"),
        registration=Event.Registration.REQUIRED,
    )

    assert "how to sign up" not in page(client, row).text


def test_sign_up_without_anybody_leads_to_whom_one_can_ask(client):
    row = weekly(
        registration=Event.Registration.REQUIRED, cost="free", spoken_languages=["nl"], **KNOWN
    )

    text = " ".join(page(client, row).text.split())

    assert signs_up(client, organisation=row.organisation) == []
    assert "We do not know yet: address, how to sign up." in text
    assert (
        "We don’t have a telephone number, e-mail address or website yet. "
        f'<a href="/en/organisations/{row.organisation.slug}/">Here is who you can ask</a>'
    ) in text


def test_letter_to_the_organisation_asks_in_dutch_and_in_french(client):
    row = weekly(
        title_nl="Koffie",
        title_fr="Café",
        cost="free",
        registration="none",
        is_online=True,
        organisation=organisation(email="huis@example.org"),
        **KNOWN,
    )

    link = re.search(r'href="mailto:huis@example.org\?([^"]+)"', page(client, row, "tr").text)[1]

    assert parse_qs(link.replace("&amp;", "&")) == {
        "subject": ["Café"],
        "body": [
            "Dag, ik heb een vraag over Koffie.\r\nSpreekt er iemand Turks?\r\nAlvast bedankt!"
            "\r\n\r\nBonjour, j’ai une question concernant Café.\r\n"
            "Est-ce que quelqu’un parle turc\N{NARROW NO-BREAK SPACE}?\r\n"
            "Merci beaucoup\N{NARROW NO-BREAK SPACE}!"
        ],
    }


@pytest.mark.parametrize(
    ("values", "href"),
    [
        ({"registration_url": "https://example.org/in"}, "https://example.org/in"),
        ({"registration_phone": "0470 12 34 56"}, "tel:+32470123456"),
        ({"registration_phone": "116 006"}, "tel:116006"),
        ({"registration_email": "in@example.org"}, "mailto:in@example.org"),
    ],
)
def test_sign_up_button(client, values, href):
    text = page(client, weekly(**values)).text

    actions = text[text.index('class="actions') : text.index('id="dates"')]
    assert f'href="{href}"' in actions


@pytest.mark.parametrize(
    "values", [{"registration": "none"}, {"starts_on": date(2026, 3, 3), "rule": ""}]
)
def test_no_sign_up_button_where_nobody_has_to_sign_up(client, values):
    text = page(client, weekly(registration_url="https://example.org/in", **values)).text

    assert text.count('href="https://example.org/in"') == 1


def test_no_empty_bar_of_buttons(client):
    assert 'class="actions' not in page(client, event(starts_on=date(2026, 3, 3))).text


@pytest.mark.parametrize(
    ("age_from", "age_to", "text"),
    [
        (None, None, ""),
        (0, 12, "0 to 12 months"),
        (18, None, "from 18 months"),
        (0, None, "from birth"),
        (None, 1, "up to 1 month"),
        (None, 36, "up to 3 years"),
        (24, 48, "2 to 4 years"),
        (0, 36, "0 to 3 years"),
        (6, 36, "6 months to 3 years"),
        (30, 36, "30 months to 3 years"),
        (12, 23, "12 to 23 months"),
        (24, 24, "2 years"),
        (0, 1, "0 to 1 month"),
    ],
)
def test_age_in_words(age_from, age_to, text):
    with translation.override("en"):
        assert pages.age_text(age_from, age_to) == text


# The next date


def test_next_date_is_said_large_with_today_and_tomorrow():
    row = weekly()

    assert context(row, MONDAY)["next_date"].near_day == "Tomorrow, Tuesday 6 October"
    assert context(row, MONDAY + 8 * timedelta(hours=2))["next_date"].near_day == (
        "Today, Tuesday 6 October"
    )
    assert context(row, MONDAY + 2 * DAY)["next_date"].near_day == "Tuesday 13 October"
    assert context(row, MONDAY)["rule"] == "Every Tuesday from 9:30 to 11:30"


@pytest.mark.parametrize(
    ("clock", "said", "next_day"),
    [
        (time(9, 29), "", "2026-10-06"),
        (time(9, 30), "Now, until 11:30", "2026-10-06"),
        (time(11, 29), "Now, until 11:30", "2026-10-06"),
        (time(11, 30), "", "2026-10-13"),
    ],
)
def test_date_that_goes_on_now_says_until_when(clock, said, next_day):
    found = context(weekly(), datetime.combine(date(2026, 10, 6), clock, BRUSSELS))

    assert (found["now_text"], found["next_date"].name) == (said, next_day)


def test_cancelled_date_is_never_the_next_one():
    row = weekly()
    event_exception(event=row, day=date(2026, 10, 6), reason="illness", note_en="Sorry.")

    found = context(row)

    assert found["next_date"].name == "2026-10-13"
    assert found["first_off"].name == "2026-10-06"
    assert found["first_off"].change == "Cancelled: Someone on the team is ill. Sorry."


def test_full_date_comes_before_the_next_one_with_room():
    row = weekly()
    event_exception(event=row, day=date(2026, 10, 6), kind="full")

    found = context(row)

    assert (found["first_off"].change, found["next_date"].name) == ("Full", "2026-10-13")


def test_no_next_date_when_all_are_cancelled(client):
    tomorrow = date.today() + DAY
    row = event(starts_on=tomorrow)
    event_exception(event=row, day=tomorrow)

    text = page(client, row).text

    assert "next-date" not in text
    assert "Ask the organisation when it will be on again" in text


# All dates


def test_dates_are_the_next_twenty_and_how_many_more():
    found = context(weekly(repeats_until=date(2027, 3, 30)))

    assert len(found["dates"]) == 20
    assert lines(found["dates"])[0] == "Tuesday 6 October, from 9:30 to 11:30"
    assert lines(found["dates"])[19] == "Tuesday 16 February 2027, from 9:30 to 11:30"
    assert found["more_dates"] == 6


def test_every_date_has_its_own_end():
    row = weekly(start_time=time(18), end_time=time(20))
    event_exception(
        event=row,
        day=date(2026, 10, 13),
        kind="moved",
        new_start_time=time(17),
        new_end_time=time(18, 15),
    )

    found = context(row)

    assert lines(found["dates"])[:5] == [
        "Tuesday 6 October, from 18:00 to 20:00",
        "Tuesday 13 October, from 17:00 to 18:15",
        "Tuesday 20 October, from 18:00 to 20:00",
        "Tuesday 27 October, from 18:00 to 20:00",
        "Tuesday 3 November, from 18:00 to 20:00",
    ]
    assert found["dates"][1].change == "At a different time than usual"
    assert [sub["endDate"] for sub in found["json_ld"]["subEvent"]][:5] == [
        "2026-10-06T20:00:00+02:00",
        "2026-10-13T18:15:00+02:00",
        "2026-10-20T20:00:00+02:00",
        "2026-10-27T20:00:00+01:00",
        "2026-11-03T20:00:00+01:00",
    ]


def test_moved_and_extra_dates_say_what_is_different():
    row = weekly()
    event_exception(event=row, day=date(2026, 10, 6), kind="moved", new_day=date(2026, 10, 8))
    event_exception(event=row, day=date(2026, 10, 9), kind="extra", note_en="With soup.")

    found = context(row)["dates"]

    assert [(shown.day, shown.change) for shown in found[:3]] == [
        ("Thursday 8 October", "Instead of Tuesday 6 October"),
        ("Friday 9 October", "With soup."),
        ("Tuesday 13 October", ""),
    ]


def test_reason_in_another_language_is_marked():
    row = weekly()
    event_exception(event=row, day=date(2026, 10, 6), note_nl="Tot <gauw>.")

    assert context(row)["dates"][0].change == (
        'Cancelled: <span lang="nl" dir="ltr">Tot &lt;gauw&gt;.</span>'
    )


def test_cancelled_date_is_struck_through_and_cannot_be_added(client):
    row = weekly()
    first, second, *_later = next_days(row)
    event_exception(event=row, day=second)

    text = page(client, row).text

    assert re.findall(r'<s><time datetime="([\d-]+)">', text) == [str(second)]
    assert "<strong>Cancelled</strong>" in text
    assert f'href="{calendar_url(row)}?date={first}"' in text
    assert f"?date={second}" not in text


def test_every_link_to_add_a_date_names_its_day(client):
    text = page(client, weekly()).text

    names = re.findall(r'Add this date<span class="visually-hidden">: ([^<]+)</span>', text)
    assert len(names) == len(set(names)) == 20


@pytest.mark.at("2026-11-30 12:00")
def test_day_inside_a_sentence_has_no_capital(client):
    text = client.get(weekly(slug="koffie").get_absolute_url().replace("/nl/", "/fr/")).text

    assert 'Ajouter cette date<span class="visually-hidden">\u202f: mardi 1er décembre<' in text


@pytest.mark.parametrize(
    ("start", "end", "moment"),
    [
        (time(20), time(0), "from 20:00 to 24:00"),
        (time(20), time(2), "from 20:00 to 2:00 (Sat)"),
        (time(23, 45), None, "starting at 23:45"),
    ],
)
def test_evening_past_midnight_is_listed_once_under_its_day(start, end, moment):
    row = event(starts_on=date(2026, 10, 9), start_time=start, end_time=end)

    assert lines(context(row)["dates"]) == [f"Friday 9 October, {moment}"]


def test_night_is_still_on_after_midnight():
    row = event(starts_on=date(2026, 10, 9), start_time=time(20), end_time=time(2))

    found = context(row, datetime(2026, 10, 10, 1, tzinfo=BRUSSELS))

    assert found["now_text"] == "Now, until 2:00"
    assert found["next_date"].near_day == "Friday 9 October"
    assert context(row, datetime(2026, 10, 10, 2, tzinfo=BRUSSELS))["dates"] == []


def test_days_without_times_show_no_clock():
    one = event(starts_on=date(2026, 11, 5), start_time=None, end_time=None)
    several = event(
        starts_on=date(2026, 10, 17), ends_on=date(2026, 10, 20), start_time=None, end_time=None
    )

    assert lines(context(one)["dates"]) == ["Thursday 5 November, the whole day"]
    assert lines(context(several)["dates"]) == ["Saturday 17 October, until Tuesday 20 October"]


def test_what_lasts_two_weeks_goes_on_until_its_last_day():
    row = event(
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14), start_time=None, end_time=None
    )

    found = context(row, datetime(2026, 10, 8, 12, tzinfo=BRUSSELS))

    assert found["now_text"] == "Now"
    assert lines(found["dates"]) == ["Thursday 1 October, until Wednesday 14 October"]
    assert context(row, datetime(2026, 10, 15, tzinfo=BRUSSELS))["dates"] == []


@pytest.mark.parametrize(
    ("start", "end", "moment"),
    [
        (time(10), time(17), "starting at 10:00, until Wednesday 14 October at 17:00"),
        (time(10), None, "starting at 10:00, until Wednesday 14 October"),
    ],
)
def test_several_days_with_times(start, end, moment):
    row = event(
        starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 14), start_time=start, end_time=end
    )

    assert lines(context(row)["dates"]) == [f"Monday 12 October, {moment}"]


def test_school_holidays_that_are_not_known_yet_limit_the_dates(client):
    today = date.today()
    school_holiday(starts_on=today + timedelta(days=40))
    row = weekly(starts_on=today, pauses_in_nl_holidays=True)
    row.refresh_from_db()

    text = page(client, row).text

    assert row.known_until == today + timedelta(days=39)
    assert "Later ones will follow once the school holidays are known." in text
    assert "Later ones will follow" not in page(client, weekly()).text


# Where


def test_public_location_shows_its_address_and_the_way(client):
    wijk = neighbourhood(name_nl="Kuregem", municipality=municipality(name_nl="Anderlecht"))
    place = location(
        name_nl="De Zaal",
        street_nl="Kerkstraat",
        house_number="5",
        postal_code="1070",
        neighbourhood=wijk,
        buggies_welcome="yes",
    )

    text = page(client, weekly(location=place), "nl").text

    assert "Kerkstraat 5</bdi>" in text
    assert f'href="/nl/places/{wijk.municipality.slug}/{wijk.slug}/">Kuregem</a>' in text
    assert "openstreetmap.org/search?query=Kerkstraat%205%2C%201070%20Anderlecht" in text
    assert '<li class="yes">' in text


def test_another_place_shows_its_name_and_municipality():
    row = weekly(place_nl="Josaphatpark", municipality=municipality(name_nl="Schaarbeek"))

    with translation.override("nl"):
        found = context(row)

    assert found["where_html"] == (
        '<span lang="nl" dir="ltr">Josaphatpark</span>, <span lang="nl" dir="ltr">Schaarbeek</span>'
    )
    assert (found["place"]["name"].text, found["place"]["municipality"].text) == (
        "Josaphatpark",
        "Schaarbeek",
    )


def test_online_event_says_so():
    found = context(weekly(is_online=True))

    assert (found["where_html"], found["place"]) == ("Online", None)
    assert found["json_ld"]["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert found["json_ld"]["location"]["@type"] == "VirtualLocation"


def test_secret_place_is_in_no_byte_of_the_page_and_the_calendar(client):
    secret = location(
        is_confidential=True,
        street_nl="Verborgenstraat",
        house_number="4321",
        postal_code="1099",
        municipality=municipality(name_nl="Geheimegem", slug="geheimegem"),
        name_nl="Veilig huis",
        phone="02 999 88 77",
        latitude=50.87654,
        longitude=4.34567,
    )
    row = weekly(location=secret)
    addresses = [row.get_absolute_url(), calendar_url(row), f"/ar/agenda/{row.slug}/"]
    addresses.append(f"{calendar_url(row)}?date={next_days(row)[0]}")

    assert "Ask where it is." in page(client, row).text
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        for word in (
            "Verborgenstraat", "4321", "1099", "Geheimegem", "geheimegem", "Veilig huis",
            "999 88 77", "50.87654", "4.34567",
        ):  # fmt: skip
            assert word not in response.text


# Search engines


def test_json_ld_of_a_series():
    place = location(
        organisation=organisation(name_en="Baboes", slug="baboes"),
        street_nl="Kerkstraat",
        house_number="5",
        postal_code="1070",
        municipality=municipality(name_en="Anderlecht"),
    )
    row = weekly(
        title_en="Coffee",
        slug="coffee",
        summary_en="Drink it.",
        cost="free",
        location=place,
        repeats_until=date(2026, 10, 27),
        pauses_on_public_holidays=True,
    )
    event_exception(event=row, day=date(2026, 10, 13))
    event_exception(event=row, day=date(2026, 10, 20), kind="moved", new_day=date(2026, 10, 21))

    data = context(row)["json_ld"]

    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"http://127.0.0.1:8000/e/{row.pk}",
        "name": "Coffee",
        "description": "Drink it.",
        "inLanguage": "en",
        "url": "http://127.0.0.1:8000/en/agenda/coffee/",
        "startDate": "2026-10-06T09:30:00+02:00",
        "endDate": "2026-10-06T11:30:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Baboes",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Kerkstraat 5",
                "postalCode": "1070",
                "addressLocality": "Anderlecht",
                "addressRegion": "Brussels",
                "addressCountry": "BE",
            },
        },
        "organizer": {
            "@type": "Organization",
            "name": "Baboes",
            "url": "http://127.0.0.1:8000/en/organisations/baboes/",
        },
        "isAccessibleForFree": True,
        "eventSchedule": {
            "@type": "Schedule",
            "startDate": "2026-10-06",
            "endDate": "2026-10-27",
            "startTime": "09:30",
            "endTime": "11:30",
            "scheduleTimezone": "Europe/Brussels",
            "exceptDate": ["2026-10-13", "2026-10-20"],
            "repeatFrequency": "P1W",
            "byDay": ["https://schema.org/Tuesday"],
        },
        "subEvent": [
            {
                "@type": "Event",
                "name": "Coffee",
                "startDate": "2026-10-06T09:30:00+02:00",
                "endDate": "2026-10-06T11:30:00+02:00",
                "eventStatus": "https://schema.org/EventScheduled",
            },
            {
                "@type": "Event",
                "name": "Coffee",
                "startDate": "2026-10-13T09:30:00+02:00",
                "endDate": "2026-10-13T11:30:00+02:00",
                "eventStatus": "https://schema.org/EventCancelled",
            },
            {
                "@type": "Event",
                "name": "Coffee",
                "startDate": "2026-10-21T09:30:00+02:00",
                "endDate": "2026-10-21T11:30:00+02:00",
                "previousStartDate": "2026-10-20T09:30:00+02:00",
                "eventStatus": "https://schema.org/EventRescheduled",
            },
            {
                "@type": "Event",
                "name": "Coffee",
                "startDate": "2026-10-27T09:30:00+01:00",
                "endDate": "2026-10-27T11:30:00+01:00",
                "eventStatus": "https://schema.org/EventScheduled",
            },
        ],
    }


@pytest.mark.parametrize(
    ("rule", "frequency"),
    [
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            ("P2W", ["https://schema.org/Tuesday", "https://schema.org/Thursday"], None),
        ),
        ("FREQ=MONTHLY;BYDAY=1WE", ("P1M", "1WE", None)),
        ("FREQ=MONTHLY;BYDAY=-1FR", ("P1M", "-1FR", None)),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", ("P3M", None, 15)),
    ],
)
def test_json_ld_says_the_rule(rule, frequency):
    schedule = context(weekly(rule=rule))["json_ld"]["eventSchedule"]

    assert tuple(map(schedule.get, ("repeatFrequency", "byDay", "byMonthDay"))) == frequency


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=11"])
def test_json_ld_without_words_for_the_rule_has_dates_only(rule):
    data = context(weekly(rule=rule))["json_ld"]

    assert "eventSchedule" not in data
    assert data["subEvent"]


def test_json_ld_of_what_takes_place_once():
    row = event(starts_on=date(2026, 10, 9))
    event_exception(event=row, day=date(2026, 10, 9), reason="weather")

    data = context(row)["json_ld"]

    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["startDate"] == "2026-10-09T09:30:00+02:00"
    assert not data.keys() & {"subEvent", "eventSchedule", "isAccessibleForFree", "location"}


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (date(2026, 10, 24), "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00", 9),
        (date(2027, 3, 27), "2027-03-27T22:00:00+01:00", "2027-03-28T06:00:00+02:00", 7),
    ],
)
def test_night_in_which_the_clocks_change(day, start, end, hours):
    row = event(starts_on=day, start_time=time(22), end_time=time(6))
    found = date_of(row, day, None)

    data = schema_org.event(row, [found])

    assert (data["startDate"], data["endDate"]) == (start, end)
    assert found.ends_at - found.starts_at == timedelta(hours=hours)
    with translation.override("en"):
        assert pages.moment_text(found, day) == "from 22:00 to 6:00 (Sun)"


def test_json_ld_of_days_without_times_has_dates():
    row = event(
        starts_on=date(2026, 9, 17), ends_on=date(2026, 9, 20), start_time=None, end_time=None
    )

    data = schema_org.event(row, [date_of(row, date(2026, 9, 17), None)])

    assert (data["startDate"], data["endDate"]) == ("2026-09-17", "2026-09-20")


@pytest.mark.parametrize("language", CODES)
def test_json_ld_has_numbers_with_a_point_in_every_language(client, language):
    place = location(street_nl="Kerkstraat", latitude=50.8467, longitude=4.3517)

    response = page(client, weekly(location=place), language)

    assert json_ld(response)["location"]["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 50.8467,
        "longitude": 4.3517,
    }
    assert "50,8467" not in response.text


def test_json_ld_of_a_secret_place_has_no_location():
    data = context(weekly(location=location(is_confidential=True)))["json_ld"]

    assert "location" not in data


def test_json_ld_of_a_helpline_is_online():
    line = location(location_type=Location.Type.VIRTUAL)

    data = context(weekly(location=line))["json_ld"]

    assert data["location"] == {"@type": "VirtualLocation", "url": data["url"]}


def test_addresses_come_from_the_settings(client, settings):
    settings.SITE_URL = "https://www.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    weekly(slug="koffie")
    headers = {"host": "internal.example", "x-forwarded-host": "wrong.example"}

    text = client.get("/nl/agenda/koffie/", headers=headers).text
    feed = client.get("/nl/agenda/koffie.ics", headers=headers).text

    assert 'href="webcal://www.example.org/nl/agenda/koffie.ics"' in text
    assert '"url":"https://www.example.org/nl/agenda/koffie/"' in text
    assert "URL:https://www.example.org/nl/agenda/koffie/" in feed
    for answer in (text, feed):
        assert "internal.example" not in answer
        assert "wrong.example" not in answer


# Ended


def test_event_without_a_coming_date_says_that_it_is_over(client):
    row = event(starts_on=date(2026, 3, 3))

    response = page(client, row)

    assert response.status_code == 200
    assert "This activity is over." in response.text
    assert "Tuesday 3 March 2026 from 9:30 to 11:30" in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert "application/ld+json" not in response.text
    assert 'href="/en/agenda/"' in response.text
    assert f'href="{calendar_url(row)}"' not in response.text.split("<main")[1]


def test_event_whose_dates_are_too_far_away_is_not_over():
    found = context(event(starts_on=date(2028, 3, 3)))

    assert (found["dates"], found["is_over"]) == ([], False)


def test_archived_event_says_so_and_shows_the_nearest(client):
    meeting, place = theme(), municipality()
    today = date.today()
    host = organisation(slug="gastheer")
    row = weekly(
        title_nl="Voorbij",
        organisation=host,
        themes=[meeting],
        municipality=place,
        status=Status.PUBLISHED,
    )
    far = event(title_nl="Ver", starts_on=today + DAY, themes=[meeting])
    event(title_nl="Iets anders", starts_on=today + DAY, themes=[theme()])
    near = event(
        title_nl="Dichtbij", starts_on=today + 9 * DAY, themes=[meeting], municipality=place
    )
    weekly_near = weekly(title_nl="Elke week", themes=[meeting], municipality=place)
    row.status = Status.ARCHIVED
    row.save()

    response = page(client, row)

    assert response.status_code == 410
    assert "This activity has ended." in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert 'href="/en/organisations/gastheer/"' in response.text
    assert {card.url for card in response.context["cards"][:2]} == {
        f"/en/agenda/{near.slug}/",
        f"/en/agenda/{weekly_near.slug}/",
    }
    assert [card.url for card in response.context["cards"][2:]] == [f"/en/agenda/{far.slug}/"]


def test_archived_event_names_no_organisation_that_is_not_public(client):
    host = organisation(slug="gastheer", name_nl="Gastheer")
    row = weekly(organisation=host)
    row.status = Status.ARCHIVED
    row.save()
    host.status = Status.DRAFT
    host.save()

    response = page(client, row)

    assert response.status_code == 410
    assert "Gastheer" not in response.text
    assert "gastheer" not in response.text


def test_archived_event_shows_no_date_that_is_cancelled(client):
    meeting, tomorrow = theme(), date.today() + DAY
    row = weekly(themes=[meeting])
    row.status = Status.ARCHIVED
    row.save()
    other = event(starts_on=tomorrow, dates=[(tomorrow + DAY).isoformat()], themes=[meeting])
    event_exception(event=other, day=tomorrow)

    cards = page(client, row).context["cards"]

    assert [card.iso_day for card in cards] == [(tomorrow + DAY).isoformat()]


def test_calendar_and_short_link_of_an_archived_event(client):
    row = weekly()
    row.status = Status.ARCHIVED
    row.save()

    feed = client.get(f"{calendar_url(row)}?date=2026-12-01")
    short = client.get(f"/e/{row.pk}?lang=fr")

    assert (feed.status_code, feed.headers["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert feed.text == "This activity has ended."
    assert short.headers["Location"] == f"/fr/agenda/{row.slug}/"


def test_event_that_was_archived_as_a_draft_does_not_exist(client):
    row = weekly(status=Status.ARCHIVED)

    assert page(client, row).status_code == 404
    assert client.get(f"{calendar_url(row)}?date=2026-12-01").status_code == 404
    assert client.get(f"/e/{row.pk}").status_code == 404


# Calendar


def test_calendar_of_the_series_is_the_same_twice(client):
    row = weekly(slug="koffie")

    first, second = client.get(calendar_url(row)), client.get(calendar_url(row))

    assert first.content == second.content
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Content-Disposition"] == 'inline; filename="koffie.ics"'
    assert str(row.uid).encode() in first.content


def test_calendar_of_one_date_has_that_date_only(client):
    row = weekly(slug="koffie")
    day = next_days(row)[2]

    response = client.get(f"{calendar_url(row)}?date={day}")

    (vevent,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert vevent["DTSTART"].dt == datetime.combine(day, time(9, 30), BRUSSELS)
    assert "RRULE" not in vevent
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'inline; filename="koffie-{day}.ics"'


def test_calendar_of_a_moved_date_is_asked_by_its_name(client):
    row = weekly()
    day = next_days(row)[0]
    event_exception(event=row, day=day, kind="moved", new_day=day + DAY, new_start_time=time(14))

    response = client.get(f"{calendar_url(row)}?date={day}")

    (vevent,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert vevent["DTSTART"].dt == datetime.combine(day + DAY, time(14), BRUSSELS)


@pytest.mark.parametrize(
    "value", ["2020-01-07", "", "soon", "20261201", "2026-W49-2", "٢٠٢٦-١٢-٠١", "2026-12-01\0"]
)
def test_calendar_of_a_date_that_is_not_there_leads_to_the_dates(client, value):
    row = weekly()

    response = client.get(calendar_url(row), {"date": value})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/en/agenda/{row.slug}/#dates"


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_calendar_has_the_manners_that_calendars_expect(client, settings, size):
    settings.PAGE_CACHE_BYTES = size
    url = calendar_url(weekly())
    first = client.get(url)
    etag = first.headers["ETag"]

    head = client.head(url)
    assert (head.status_code, head.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    same = client.get(url, headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    for headers in (
        {"if-none-match": 'W/"other"'},
        {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"if-modified-since": "not a date"},
        {"accept": "text/html"},
        {"accept-language": "fr"},
    ):
        response = client.get(url, headers=headers)
        assert (response.status_code, response.content) == (200, first.content)
        assert not response.cookies
        assert response.headers["Vary"] == "Accept-Encoding"


def test_calendar_that_was_kept_follows_a_change(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    row = weekly()
    url = calendar_url(row)
    etag = client.get(url).headers["ETag"]

    event_exception(event=row, day=next_days(row)[0])

    response = client.get(url, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert "STATUS:CANCELLED" in response.text


# Short link


def test_short_link_leads_to_the_page(client):
    row = weekly()

    response = client.get(f"/e/{row.pk}?lang=ar")

    assert response.headers["Location"] == f"/ar/agenda/{row.slug}/"
    assert client.get(f"/e/{2**70}").status_code == 404


# Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_event_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    start = date.today() + DAY
    row = event(
        starts_on=start,
        dates=[(start + n * DAY).isoformat() for n in range(1, rows)],
        themes=[theme() for _ in range(rows)],
        audiences=[audience() for _ in range(rows)],
        location=location(neighbourhood=neighbourhood(), street_nl="Kerkstraat"),
    )
    for number in range(rows):
        event_exception(event=row, day=start + number * DAY, kind=EventException.Kind.FULL)
    page(client, row)  # builds the index

    with django_assert_num_queries(6):
        page(client, row)
    Organisation.objects.update(phone="02 512 34 56")
    page(client, row)
    with django_assert_num_queries(5):
        page(client, row)


@pytest.mark.parametrize("rows", [1, 3])
def test_archived_event_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, rows
):
    meeting = theme()
    row = weekly(themes=[meeting])
    row.status = Status.ARCHIVED
    row.save()
    for _ in range(rows):
        weekly(themes=[meeting])
    page(client, row)  # builds the index

    with django_assert_num_queries(5):
        page(client, row)


def test_activity_of_an_archived_organisation_has_ended(client):
    event = weekly()
    event.organisation.status = Status.ARCHIVED
    event.organisation.save()

    assert client.get(event.get_absolute_url()).status_code == 410
    assert client.get(f"/e/{event.pk}?lang=nl").headers["Location"] == event.get_absolute_url()


def test_calendar_has_an_address_to_copy_and_no_download(client, settings):
    """`webcal:` does nothing on Android, and an iPhone offers nothing to add for a download."""
    settings.SITE_URL = "https://www.example.org"
    weekly(slug="koffie")

    text = client.get("/nl/agenda/koffie/").text

    assert '<bdi dir="ltr">https://www.example.org/nl/agenda/koffie.ics</bdi>' in text
    assert 'href="/nl/agenda/koffie.ics">' in text
    assert " download" not in text
