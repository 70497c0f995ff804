from datetime import time

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from directory.hours_text import HoursError, Slot, format_day, literal_day, parse_day

pytestmark = pytest.mark.one_database

MORNING = Slot(time(9), time(12, 30))
AFTERNOON = Slot(time(13, 30), time(17))
WHOLE_DAY = Slot(time(0), time(0))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "text",
    [
        "9-12.30, 13.30-17",
        "9:00–12:30 13:30–17:00",
        "9u-12u30, 13u30-17u",
        "9h–12h30 / 13h30–17h",
        "9 h 00 – 12 h 30 et 13 h 30 – 17 h",
        "9 tot 12.30 uur en 13.30 tot 17 uur",
        "van 9 tot 12u30 en van 13u30 tot 17u",
        "de 9h à 12h30 et de 13h30 à 17h",
        "from 9:00 to 12:30 and 13:30 to 17:00",
        "13.30-17; 9-12.30",
        "09:00-12:30\n13:30-17:00",
        " 9 -12:30 ,13:30-  17 . ",
        "9 H - 12 H 30 + 13 H 30 - 17 HEURES",
        "٩-١٢:٣٠، ١٣:٣٠-١٧",
        "9‑12.30\u200b, 13.30−17\u200e",
    ],
)
def test_parse_day_two_slots_however_written(text):
    assert parse_day(text) == [MORNING, AFTERNOON]


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("9u-17u30", time(9), time(17, 30)),
        ("9h–17h", time(9), time(17)),
        ("9 tot 12", time(9), time(12)),
        ("9 à 12", time(9), time(12)),
        ("8.05-9.55", time(8, 5), time(9, 55)),
        ("20-2", time(20), time(2)),
        ("20-24", time(20), time(0)),
        ("20-0", time(20), time(0)),
        ("09-09", time(9), time(9)),
        ("09:00–05:00", time(9), time(5)),
        ("02u-05u", time(2), time(5)),
        ("9am-5pm", time(9), time(17)),
        ("9-5 p.m.", time(9), time(17)),
        ("1-5pm", time(13), time(17)),
        ("12am-6am", time(0), time(6)),
        ("9h-midi", time(9), time(12)),
        ("20h à minuit", time(20), time(0)),
        ("0900-1200", time(9), time(12)),
    ],
)
def test_parse_day_one_slot(text, opens, closes):
    assert parse_day(text) == [Slot(opens, closes)]


@pytest.mark.parametrize(
    "text",
    [
        "24h", "24 u", "24 uur", "24 heures", "24/24", "24h/24", "24/7", "24 h / 24 h", "0-24",
        "0:00–0:00", "Dag en nacht", "jour et nuit", "day and night",
    ],
)  # fmt: skip
def test_parse_day_whole_day(text):
    assert parse_day(text) == [WHOLE_DAY]


def test_parse_day_hour_without_minutes_before_another_slot():
    assert parse_day("9-12h 13-17h") == [Slot(time(9), time(12)), Slot(time(13), time(17))]
    assert parse_day("9-12 h 13 h-17 h") == [Slot(time(9), time(12)), Slot(time(13), time(17))]
    assert parse_day("9-12h 13.30-17h") == [Slot(time(9), time(12)), AFTERNOON]


@pytest.mark.parametrize(
    "text",
    [
        "14-16 op afspraak",
        "14u–16u (enkel op afspraak)",
        "op afspraak: 14-16",
        "14h-16h sur rendez-vous",
        "14h-16h uniquement sur rendez‑vous",
        "14h-16h RDV",
        "14-16 by appointment",
        "14:00–16:00 by appointment only",
    ],
)
def test_parse_day_by_appointment(text):
    assert parse_day(text) == [Slot(time(14), time(16), by_appointment=True)]


def test_parse_day_by_appointment_belongs_to_the_hours_before_it():
    assert parse_day("9-12.30 op afspraak, 13.30-17") == [
        Slot(time(9), time(12, 30), by_appointment=True),
        AFTERNOON,
    ]
    assert parse_day("9-12.30, 13.30-17 op afspraak") == [
        MORNING,
        Slot(time(13, 30), time(17), by_appointment=True),
    ]


def test_parse_day_whole_day_by_appointment():
    assert parse_day("24h sur rdv") == [Slot(time(0), time(0), by_appointment=True)]


def test_parse_day_walk_in_within_appointments():
    assert parse_day("9-17 op afspraak, 14-16") == [
        Slot(time(9), time(17), by_appointment=True),
        Slot(time(14), time(16)),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "  ", "-", "–", "gesloten", "Gesloten", "fermé", "FERMÉ", "ferme", "closed", "Closed."],
)
def test_parse_day_closed(text):
    assert parse_day(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9-17, 14-16", "9:00–17:00 and 14:00–16:00 overlap. Write each hour once."),
        ("20-2, 23-24", "20:00–2:00 and 23:00–24:00 overlap. Write each hour once."),
        ("9-12, 9-10", "9:00–12:00 and 9:00–10:00 overlap. Write each hour once."),
        (
            "9-12, 9-17 op afspraak",
            "9:00–12:00 and 9:00–17:00 by appointment overlap. Write each hour once.",
        ),
        ("9-5", "“9-5” would be at night. Write 9:00–17:00, or 09:00–05:00 if you mean that."),
        (
            "9-12, 2-5",
            "“2-5” would be at night. Write 14:00–17:00, or 02:00–05:00 if you mean that.",
        ),
        ("1-5", "“1-5” would be at night. Write 13:00–17:00, or 01:00–05:00 if you mean that."),
        (
            "9-12 en 1-4",
            "“1-4” would be at night. Write 13:00–16:00, or 01:00–04:00 if you mean that.",
        ),
        ("17pm-18", "“17pm” is not a time. Write hours from 0:00 to 24:00."),
        ("9-25:00", "“25:00” is not a time. Write hours from 0:00 to 24:00."),
        ("25:00", "“25:00” is not a time. Write hours from 0:00 to 24:00."),
        ("9:75-12", "“9:75” is not a time. Write hours from 0:00 to 24:00."),
        ("24-2", "“24” is not a time. Write hours from 0:00 to 24:00."),
        ("9-24:01", "“24:01” is not a time. Write hours from 0:00 to 24:00."),
        (
            "9-12, 13u",
            "“13u” is one time only. Write from when until when, such as 9:00–12:30.",
        ),
        ("op afspraak", "Write the hours too, such as 14:00–16:00 by appointment."),
        ("9-12, op afspraak", "Write the hours too, such as 14:00–16:00 by appointment."),
        (
            "in de voormiddag",
            "“in de voormiddag” is not clear. Write hours such as 9:00–12:30, 13:30–17:00.",
        ),
        (
            "9-12 behalve in juli",
            "“behalve in juli” is not clear. Write hours such as 9:00–12:30, 13:30–17:00.",
        ),
        ("9-12-2026", "“-2026” is not clear. Write hours such as 9:00–12:30, 13:30–17:00."),
        ("2025-2026", "“2025-2026” is not clear. Write hours such as 9:00–12:30, 13:30–17:00."),
        ("9.3-12", "“9.3-12” is not clear. Write hours such as 9:00–12:30, 13:30–17:00."),
        ("9-120", "“9-120” is not clear. Write hours such as 9:00–12:30, 13:30–17:00."),
    ],
)
def test_parse_day_refuses_and_says_what_to_write(text, message):
    with pytest.raises(HoursError) as error:
        parse_day(text)

    assert str(error.value) == message


def test_parse_day_only_separators():
    with pytest.raises(HoursError):
        parse_day(",,")


@pytest.mark.parametrize(
    ("slots", "text"),
    [
        ([], ""),
        ([AFTERNOON, MORNING], "9:00–12:30, 13:30–17:00"),
        ([WHOLE_DAY], "0:00–24:00"),
        ([Slot(time(20), time(0))], "20:00–24:00"),
        ([Slot(time(20), time(2, 5))], "20:00–2:05"),
        ([Slot(time(9), time(5))], "09:00–05:00"),
        ([Slot(time(2), time(5))], "02:00–05:00"),
        ([Slot(time(14), time(16), by_appointment=True)], "14:00–16:00 by appointment"),
    ],
)
def test_format_day(slots, text):
    assert format_day(slots) == text


@st.composite
def days(draw):
    """Slots of one day in order that do not overlap: pairs of minutes, the last past midnight."""
    minutes = sorted(draw(st.sets(st.integers(0, 1439), max_size=10)))
    pairs = [minutes[i : i + 2] for i in range(0, len(minutes) - 1, 2)]
    if len(minutes) % 2:
        pairs.append([minutes[-1], draw(st.integers(0, minutes[-1]))])
    return [
        Slot(time(*divmod(opens, 60)), time(*divmod(closes, 60)), draw(st.booleans()))
        for opens, closes in pairs
    ]


@given(days(), st.sampled_from([code for code, _ in settings.LANGUAGES]))
def test_parse_day_reads_what_format_day_writes(slots, language):
    with translation.override(language):
        assert parse_day(format_day(slots)) == slots


@given(st.sampled_from(settings.ADMIN_LANGUAGES), st.sampled_from(settings.ADMIN_LANGUAGES))
def test_parse_day_reads_what_another_admin_language_wrote(one, other):
    slots = [MORNING, Slot(time(14), time(16), by_appointment=True)]

    with translation.override(one):
        text = format_day(slots)

    with translation.override(other):
        assert parse_day(text) == slots


@given(st.text(alphabet="0123456789-–:.,;/ uhantote24dgc\n٣()", max_size=40) | st.text())
def test_parse_day_any_text_gives_sound_slots_or_a_message(text):
    try:
        slots = parse_day(text)
    except HoursError:
        return

    assert parse_day(format_day(slots)) == slots


def test_literal_day_asks_nothing():
    assert literal_day("9-12, 2-5") == [Slot(time(2), time(5)), Slot(time(9), time(12))]
