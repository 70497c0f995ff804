"""Calendars in the shape in which Outlook, Google, Nextcloud and people send them."""

from datetime import date, time

import pytest

from tests.agenda.calendars.read import dates, days, moments, of_file

pytestmark = pytest.mark.one_database


def by_title(name):
    return {entry.title: entry for entry in of_file(name).entries}


def utc(entry):
    return [(each.starts_at.hour, each.ends_at.hour) for each in dates(entry)]


def test_outlook_keeps_its_hour_and_leaves_out_a_date():
    table, meeting = of_file("outlook.ics").entries

    assert table.title == "Praattafel « Babbelonië »"
    assert moments(table) == ["10-18 18:00", "10-25 18:00", "11-01 18:00", "11-15 18:00"]
    assert utc(table) == [(16, 18), (17, 19), (17, 19), (17, 19)]
    assert table.place == "Zaal ’t Anker, Vlaamsesteenweg - Rue de Flandre 999, 1000 Brussel"
    assert table.description == (
        "Elke zondag, iedereen welkom.\n\nInfo: Buurthuis De Kade; geen inschrijving nodig."
    )
    assert (moments(meeting), utc(meeting)) == (["03-29 19:00"], [(17, 19)])


def test_google_moves_cancels_and_leaves_out():
    reading = of_file("google.ics")
    lesson, choir = reading.entries

    assert reading.name == "Atelier numérique"
    assert lesson.title == "Cours d’informatique : débutants, niveau 1"
    assert moments(lesson) == ["10-07 14:00", "10-15 16:00", "11-04 14:00"]
    assert [each.day for each in lesson.exceptions if each.kind == "cancelled"] == [
        date(2026, 10, 21)
    ]
    assert lesson.description == (
        "Apporter sa carte d’identité 💚\n\ncliquez infos (https://example.org/atelier)"
    )
    assert moments(choir) == ["10-18 18:00", "10-25 18:00", "11-01 18:00"]
    assert utc(choir) == [(16, 17), (17, 18), (17, 18)]


def test_nextcloud_lasts_whole_days_and_ends_at_midnight():
    found = by_title("nextcloud.ics")
    conference, doors = found["Conférence sur l’accueil"], found["Journée portes ouvertes"]
    night, games = found["Nuit de l’écoute"], found["Soirée jeux"]

    assert (conference.starts_on, conference.ends_on) == (date(2026, 9, 17), date(2026, 9, 20))
    assert conference.start_time is None
    assert conference.categories == ("Integration", "Ouvert à tous")
    assert days(doors) == ["2026-10-07", "2026-10-21", "2026-10-28"]
    assert doors.categories == ("INTEGRATION",)
    (one,) = dates(night)
    assert (one.ends_on, one.end_time) == (date(2026, 10, 25), time(6))
    assert (one.ends_at - one.starts_at).total_seconds() == 9 * 3600
    (one,) = dates(games)
    assert (one.starts_on, one.last_on) == (date(2026, 10, 9), date(2026, 10, 9))
    assert days(found["Dernier dimanche du mois"]) == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-28",
        "2027-04-25",
    ]


def test_faults_of_one_are_not_those_of_the_others():
    reading = of_file("by-hand.ics")
    welcome, breakfast, evening, floating = reading.entries

    assert moments(welcome) == ["10-12 10:00"]
    assert moments(breakfast) == ["10-14 09:00"]
    assert breakfast.key.startswith("sha256:")
    (one,) = dates(evening)
    assert (one.start_time, one.ends_on, one.end_time) == (time(22), date(2026, 10, 17), time(2))
    assert evening.warnings == ("It ends before it begins: read as the next day.",)
    assert moments(floating) == ["10-19 18:30"]
    assert floating.description == "première ligne\ndeuxième ligne non pliée"
    assert [(each.uid, each.title, each.reason) for each in reading.problems] == [
        ("mauvais-date", "Mauvais : date impossible", "“20261345T990000Z” is not a date."),
        (
            "mauvais-regle",
            "Mauvais : règle inconnue",
            "A rule comes back by day, week, month or year.",
        ),
        (
            "mauvais-seconde",
            "Mauvais : chaque seconde",
            "It comes back several times a day, which no activity does.",
        ),
    ]


@pytest.mark.parametrize("name", ["outlook.ics", "google.ics", "nextcloud.ics", "by-hand.ics"])
def test_reading_twice_says_the_same(name):
    assert of_file(name) == of_file(name)
