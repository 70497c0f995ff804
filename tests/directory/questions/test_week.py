"""A week of hours in one line."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from directory.hours_text import HoursError
from directory.questions.week import day_in, read_week, say

pytestmark = pytest.mark.one_database

WEEKDAYS = ["ma–vr 9.00–17.00"]


def read(text, language="nl"):
    """What the text can mean, as Dutch says it."""
    with translation.override(language):
        weeks = read_week(text)
    with translation.override("nl"):
        return [say(week) for week in weeks]


def refused(text, language="en"):
    with translation.override(language), pytest.raises(HoursError) as error:
        read_week(text)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "ma-vr 9-17",
        "9-17 ma-vr",
        "Maandag tot en met vrijdag van 9 tot 17 uur",
        "ma t/m vr: 9u-17u.",
        "van maandag t.e.m. vrijdag 9.00-17.00",
        "weekdagen 9-17, weekend gesloten",
        "elke dag 9-17; za en zo gesloten",
        "ma, di, wo, do en vr 9-17",
        "ma 9-17\ndi 9-17\nwo 9-17\ndo 9-17\nvr 9-17",
        "lundi au vendredi 9h-17h",
        "du lundi au vendredi, de 9h à 17h",
        "lu-ve 9h-17h",
        "Lun. – ven. 9 h – 17 h",
        "les jours ouvrables 9h-17h",
        "Mon-Fri 9 to 17",
        "Mondays to Fridays from 9:00 to 17:00",
    ],
)
def test_week_however_it_is_said(text):
    assert read(text) == WEEKDAYS


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("ma-vr 9-17, za 10-12", "ma–vr 9.00–17.00; za 10.00–12.00"),
        ("ma, wo en vr 9-12", "ma 9.00–12.00; wo 9.00–12.00; vr 9.00–12.00"),
        ("ma-do 9-12 en 13-16; vr gesloten", "ma–do 9.00–12.00, 13.00–16.00"),
        ("ma 9-12 ma 13-16", "ma 9.00–12.00, 13.00–16.00"),
        ("di en do 14u-16u op afspraak", "di 14.00–16.00 op afspraak; do 14.00–16.00 op afspraak"),
        ("op dinsdagvoormiddag 9-12", "di 9.00–12.00"),
        ("za-ma 9-12", "ma 9.00–12.00; za–zo 9.00–12.00"),
        ("24/7", "dag en nacht"),
        ("jour et nuit", "dag en nacht"),
        ("ma-zo 20-2", "ma–zo 20.00–2.00"),
    ],
)
def test_week_of_several_parts(text, week):
    assert read(text) == [week]


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("ma-vr 9-5", ["ma–vr 9.00–17.00", "ma–vr 9.00–5.00"]),
        ("wo 2-5", ["wo 14.00–17.00", "wo 2.00–5.00"]),
        ("wo 9-12, 2-5", ["wo 9.00–12.00, 14.00–17.00", "wo 2.00–5.00, 9.00–12.00"]),
        ("wo 10-2", ["wo 10.00–14.00", "wo 10.00–2.00"]),
        ("wo 12-1.30", ["wo 12.00–13.30", "wo 12.00–1.30"]),
        ("wo 8-8", ["wo 8.00–20.00", "wo 8.00–8.00"]),
    ],
)
def test_hours_that_can_mean_two_things_are_not_taken_literally(text, weeks):
    assert read(text) == weeks


@pytest.mark.parametrize(
    "text", ["wo 9-12", "wo 7-19", "wo 13-17", "wo 22-6", "wo 20-24", "wo 0-24"]
)
def test_hours_that_mean_one_thing(text):
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "language", "weeks"),
    [
        ("di 9-12", "nl", ["di 9.00–12.00"]),
        ("di 9-12", "fr", ["zo 9.00–12.00"]),
        ("di 9-12", "en", ["di 9.00–12.00", "zo 9.00–12.00"]),
        ("ma et je 9-12", "nl", ["di 9.00–12.00; do 9.00–12.00"]),
        ("ma-vr 9-12", "fr", ["ma–vr 9.00–12.00"]),
        ("ma 9-12", "fr", ["di 9.00–12.00"]),
    ],
)
def test_short_names_that_two_languages_share(text, language, weeks):
    assert read(text, language) == weeks


@pytest.mark.parametrize("language", ["nl", "fr", "en", "ar", "es", "tr"])
def test_what_we_write_is_read_in_every_language(language):
    with translation.override(language):
        (week,) = read_week("lundi au vendredi 9h-12h, 13h-17h; samedi 10h-12h sur rendez-vous")
        (always,) = read_week("24/7")

        assert read_week(say(week)) == [week]
        assert read_week(say(always)) == [always]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9-17", "Write the days too, for example: Mon–Fri 9:00–17:00; Sat 10:00–12:00."),
        ("", "Write at least one day with hours."),
        ("gesloten", "Write at least one day with hours."),
        ("ma gesloten", "Write at least one day with hours."),
        ("ma-vr", "Write the hours of “ma-vr” too."),
        ("ma 9-12 zo", "Write the hours of “zo” too."),
        ("9-12 ma 13-16", "Begin with the days, for example: Mon–Fri 9:00–17:00; Sat 10:00–12:00."),
        ("wisselt", "“wisselt” is not clear. Write hours such as 9:00–12:30, 13:30–17:00."),
        ("ma 9-25", "“25” is not a time. Write hours from 0:00 to 24:00."),
        ("ma-vr 9-17, wo 9-12", "9:00–17:00 and 9:00–12:00 overlap. Write each hour once."),
    ],
)
def test_text_that_is_no_week_says_what_to_write(text, message):
    assert refused(text) == message


@given(st.text(alphabet="madivrzo 0123456789-,;:.uh&/\n", max_size=40))
def test_any_text_gives_weeks_or_says_why_not(text):
    with translation.override("en"):
        try:
            weeks = read_week(text)
        except HoursError:
            return
    assert 1 <= len(weeks) <= 4
    assert all([*week] == [*range(7)] and any(week.values()) for week in weeks)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("donderdag na vier", date(2026, 11, 19)),
        ("jeudi après 16 h", date(2026, 11, 19)),
        ("Thursday after four, ask for Rita", date(2026, 11, 19)),
        ("maandag", date(2026, 11, 23)),  # said on a Monday
        ("morgen", date(2026, 11, 17)),
        ("après-demain", date(2026, 11, 18)),
        ("later vandaag", date(2026, 11, 16)),
        ("na de vakantie", None),
    ],
)
def test_day_that_a_text_names(text, day):
    with translation.override("nl"):
        assert day_in(text, date(2026, 11, 16)) == day
