"""Addresses of calendars in which something means nothing, or not any more."""

from datetime import date
from urllib.parse import quote

import icalendar
import pytest
from django.utils.translation import gettext, override

from core.languages import CODES
from core.models import Status
from tests.factories import event, location, municipality, organisation, theme

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-10-05 12:00")]

SITE = "http://127.0.0.1:8000"
AGAIN = f"Choose again and add the new calendar: {SITE}/en/agenda/"
WHAT, WHERE, WHEN = "“What are you looking for?”", "“Where do you live?”", "“When”"


@pytest.fixture(autouse=True)
def agenda():
    """Money in Ixelles, playing in Evere with a buggy, and a walk of which little is known."""
    budget, play = theme(slug="budget", name_en="Money"), theme(slug="play", name_en="Play")
    there = municipality(slug="ixelles", short_name_en="Ixelles", name_en="Ixelles")
    rows = [("Money", budget, "tu", "free", "yes"), ("Play", play, "fr", "paid", "no")]
    for number, (title, topic, language, cost, buggies) in enumerate(rows):
        event(
            title_en=title,
            starts_on=date(2026, 10, 6 + number),
            location=location(municipality=there if topic is budget else municipality()),
            themes=[topic],
            spoken_languages=[language],
            cost=cost,
            buggies_welcome=buggies,
        )
    event(title_en="Walk", starts_on=date(2026, 10, 30), title_nl="Wandeling")


def read(response):
    """`(titles, name, description)` of a calendar."""
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(response.content)
    about = {name: plain(found.get(name, "")) for name in found}
    assert about.get("DESCRIPTION") == about.get("X-WR-CALDESC")
    assert about["NAME"] == about["X-WR-CALNAME"]
    titles = [str(vevent["SUMMARY"]) for vevent in found.walk("VEVENT")]
    return titles, about["NAME"], about.get("DESCRIPTION", "")


def plain(value):
    return str(value).replace("\\,", ",").replace("\\n", "\n")


def asked(client, query):
    return read(client.get(f"/en/agenda/calendar.ics?{query}"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "titles", "name"),
    [
        ("", ["Money", "Play", "Walk"], "Agenda"),
        ("theme=budget", ["Money"], "Money"),
        ("theme=&place=&q=&from=&to=", ["Money", "Play", "Walk"], "Agenda"),
        ("theme=budget&page=2&order=name&day=2026-01-01", ["Money"], "Money"),
        ("theme=budget&utm_source=x&fbclid=IwAR0&gclid=1", ["Money"], "Money"),
        ("q=walk", ["Walk"], "walk"),
        ("when=week", ["Money", "Play"], "The next 7 days"),
    ],
)
def test_right_address_has_no_note(client, query, titles, name):
    assert asked(client, query) == (titles, f"Together in Brussels: {name}", "")


NOTHING_IS_LEFT = {
    "theme=gone": WHAT,
    "theme=gone&place=ixelles": WHAT,
    "theme=gone&theme=lost": WHAT,
    "place=nowhere": WHERE,
    "place=nowhere&theme=gone": f"{WHERE}, {WHAT}",
    "audience=gone": "“For whom”",
    "language=tlh": "“Language spoken”",
    "free=2": "“Price”",
    "baby=prams": "“Coming with a baby”",
    "baby=buggies&baby=prams": "“Coming with a baby”",
    "easy=unknown": "“Good to know”",
    "when=never": WHEN,
    "when=dates": WHEN,
    "from=2026-02-30": "“From”",
    "from=2026-10-06&to=soon": "“Until”",
    "from=tomorrow&to=2026-10-06": "“From”",
    "from=1926-10-06": "“From”",
    "from=2026-10-06&from=": "“From”",
    "from=٢٠٢٦-١٠-٠٦": "“From”",
    "q=%00": "“Word or name”",
    "q=...": "“Word or name”",
    "q=walk&q=": "“Word or name”",
}


def test_nothing_is_left_of_what_was_asked(client):
    found = {query: asked(client, query) for query in NOTHING_IS_LEFT}

    why = "We don’t know what you chose any more (%s). So this calendar is empty."
    assert found == {
        query: ([], "Together in Brussels: choose again", f"{why % names}\n\n{AGAIN}")
        for query, names in NOTHING_IS_LEFT.items()
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query", ["themes=budget", "organisation=koffie", "Theme=budget", "theme=budget&tag=x", "%00=1"]
)
def test_address_has_what_no_list_has(client, query):
    why = "The address of this calendar is not right. So it is empty."

    assert asked(client, query) == ([], "Together in Brussels: choose again", f"{why}\n\n{AGAIN}")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "titles", "name", "names"),
    [
        ("theme=budget&theme=gone", ["Money"], "Money", WHAT),
        ("place=ixelles&place=nowhere", ["Money", "Walk"], "Ixelles", WHERE),
        ("free=1&free=x", ["Money"], "Free", "“Price”"),
        ("when=week&when=month", ["Money", "Play"], "The next 7 days", WHEN),
    ],
)
def test_part_of_what_was_asked_is_left(client, query, titles, name, names):
    why = f"We don’t know part of what you chose any more ({names})."

    assert asked(client, query) == (
        titles,
        f"Together in Brussels: {name}",
        f"{why} That is missing in this calendar.\n\n{AGAIN}",
    )


def test_theme_with_a_new_address_is_what_it_was(client):
    row = theme(slug="old")
    event(title_en="Dance", themes=[row], starts_on=date(2026, 10, 8))
    row.slug, row.name_en = "new", "Dance"
    row.save()

    assert asked(client, "theme=old") == (["Dance"], "Together in Brussels: Dance", "")


def test_theme_that_is_deleted_empties_the_calendars_that_asked_for_it(client):
    row = theme(slug="dance", name_en="Dance")
    event(title_en="Tango", themes=[row], starts_on=date(2026, 10, 8))
    assert asked(client, "theme=dance")[0] == ["Tango"]

    row.delete()

    assert asked(client, "theme=dance")[:2] == ([], "Together in Brussels: choose again")


HOSTILE = [
    "%0D%0ABEGIN:VEVENT", "%E2%80%A8END:VCALENDAR", "<script>", "%FF%FE", "%ED%A0%80", "%00",
    "../../etc/passwd", "' OR 1=1 --", "a" * 5000, "‮gone", "{{ 7*7 }}", "%25%28names%29s",
]  # fmt: skip


@pytest.mark.parametrize("name", ["theme", "place", "when", "from", "strange"])
def test_nothing_of_an_address_stands_in_its_calendar(client, name):
    known = ("We don’t know what you chose any more (“", "The address of")
    for value in HOSTILE:
        value = value if "%" in value else quote(value)

        titles, called, description = asked(client, f"{name}={value}")

        assert (titles, called) == ([], "Together in Brussels: choose again"), value
        assert description.startswith(known), value
        assert len(description) < 250, value


@pytest.mark.one_database
@pytest.mark.parametrize("language", CODES)
def test_why_is_said_in_her_language(client, language):
    with override(language):
        again = gettext("Choose again and add the new calendar: %(url)s")
        together = gettext("Together in Brussels")

    for query in ("theme=gone", "theme=budget&theme=gone", "strange=1"):
        _titles, name, description = read(client.get(f"/{language}/agenda/calendar.ics?{query}"))

        assert name.startswith(together), query
        assert description.endswith(again % {"url": f"{SITE}/{language}/agenda/"}), query
        assert language == "en" or "calendar is" not in description, query


# One activity


def test_calendar_of_what_has_ended_takes_itself_out_of_telephones(client):
    row = event(title_en="Coffee", slug="coffee", starts_on=date(2026, 10, 6))
    assert read(client.get("/en/agenda/coffee.ics")) == (["Coffee"], "Coffee", "")

    row.status = Status.ARCHIVED
    row.save()

    assert read(client.get("/en/agenda/coffee.ics")) == (
        [],
        "Ended: Coffee",
        f"This activity has ended.\n\n{SITE}/en/agenda/coffee/",
    )


def test_calendar_of_an_archived_organisation_is_empty(client):
    owner = organisation()
    event(title_en="Coffee", slug="coffee", starts_on=date(2026, 10, 6), organisation=owner)
    owner.status = Status.ARCHIVED
    owner.save()

    assert read(client.get("/en/agenda/coffee.ics"))[:2] == ([], "Ended: Coffee")
    assert asked(client, "")[0] == ["Money", "Play", "Walk"]


NOT_THERE = (
    [],
    "Together in Brussels: no longer in the agenda",
    f"This activity is not in our agenda, or not any more.\n\n{SITE}/en/agenda/",
)


@pytest.mark.parametrize("slug", ["nothing", "%00", "a" * 300, "ongekend-é", "%0D%0ABEGIN:VEVENT"])
def test_calendar_of_what_never_was(client, slug):
    assert read(client.get(f"/en/agenda/{slug}.ics")) == NOT_THERE


def test_calendar_of_what_is_looked_at_again_tells_nothing_of_it(client):
    row = event(title_en="Coffee", slug="coffee", starts_on=date(2026, 10, 6))
    row.status = Status.IN_REVIEW
    row.save()

    assert read(client.get("/en/agenda/coffee.ics")) == NOT_THERE


def test_calendar_of_what_was_deleted(client):
    event(title_en="Coffee", slug="coffee", starts_on=date(2026, 10, 6)).delete()

    assert read(client.get("/en/agenda/coffee.ics")) == NOT_THERE


def test_calendar_of_one_activity_does_not_mind_what_hangs_on_its_address(client):
    event(title_en="Coffee", slug="coffee", starts_on=date(2026, 10, 6))

    assert read(client.get("/en/agenda/coffee.ics?theme=gone&x=1"))[0] == ["Coffee"]


@pytest.mark.parametrize(("slug", "status"), [("ended", 410), ("nothing", 404)])
def test_single_date_of_what_is_not_there_is_answered_to_a_person(client, slug, status):
    row = event(title_en="Coffee", slug="ended", starts_on=date(2026, 10, 6))
    row.status = Status.ARCHIVED
    row.save()

    assert client.get(f"/en/agenda/{slug}.ics?date=2026-10-06").status_code == status
