"""What people and spreadsheets write into a cell."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from core.tables import cells

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-Test", "'-Test"),
        ("\t=1+1", "'\t=1+1"),
        ("\n=1+1", "'\n=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("+32-2-512", "'+32-2-512"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        # As they are
        ("+32 2 512 34 56", "+32 2 512 34 56"),
        ("+32 (0)2/512.34.56 ext. 12", "+32 (0)2/512.34.56 ext. 12"),
        ("’t Anker", "’t Anker"),
        ("'t Anker", "'t Anker"),
        ("1 = 1", "1 = 1"),
        ("", ""),
    ],
)
def test_neutral(text, written):
    assert cells.neutral(text) == written
    assert cells.plain(written) == text


@given(st.text(st.sampled_from("'=+-@ \t\na1＝"), max_size=8))
@example("' '=x")
def test_plain_gives_back_what_neutral_was_given(text):
    assert cells.plain(cells.neutral(text)) == text


@pytest.mark.parametrize("language", ["en", "ar", "fr", "nl"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/02/2026", date(2026, 2, 1)),
        ("1-2-2026", date(2026, 2, 1)),
        ("25.10.2026", date(2026, 10, 25)),
        (" 2026-02-01 ", date(2026, 2, 1)),
        ("2026-02-01 00:00:00", date(2026, 2, 1)),
        ("", None),
    ],
)
def test_date_of_has_the_day_first_in_every_language(language, text, day):
    with translation.override(language):
        assert cells.date_of(text) == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1-2-26", "“1-2-26”: write the year with four figures, such as 01/02/2026."),
        ("46054", "“46054” is how Excel counts days. Write the date, such as 01/02/2026."),
        ("31/02/2026", "“31/02/2026” is not a day that exists."),
        ("10/25/2026", "“10/25/2026” is not a day that exists."),
        (
            "1 févr.",
            "“1 févr.” is not a date. Write the day, the month and the year: 01/02/2026.",
        ),
        (
            "2026-02-01 10:00",
            "“2026-02-01 10:00” is not a date. Write the day, the month and the year: 01/02/2026.",
        ),
    ],
)
def test_date_of_what_may_mean_two_things(text, hint):
    with pytest.raises(cells.Refused) as refusal:
        cells.date_of(text)

    assert str(refusal.value) == hint


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,50", "12.50"),
        ("12.5", "12.5"),
        ("€ 3", "3"),
        ("1\u202f250,00 €", "1250.00"),
        ("-1", "-1"),
    ],
)
def test_number_of(text, number):
    assert cells.number_of(text) == Decimal(number)


def test_number_of_nothing():
    assert cells.number_of("  ") is None


@pytest.mark.parametrize("text", ["gratis", "1.250,00", "1e9", "NaN", "9" * 40, "٣"])
def test_number_of_what_is_none(text):
    with pytest.raises(cells.Refused, match="is not a number such as"):
        cells.number_of(text)


@pytest.mark.parametrize(
    "text", ["02 512 34 56", "0475123456", "+32475123456", "1712", "116000", "112", ""]
)
def test_phone_of_what_is_whole(text):
    assert cells.phone_of(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3.2475E+10", "was a telephone number before Excel"),
        ("3,2475E+10", "was a telephone number before Excel"),
        ("475123456", r"Is it 0475123456\?"),
        ("25123456.0", r"Is it 025123456\?"),
        ("32475123456", r"Is it \+32475123456\?"),
        ("3225123456", r"Is it \+3225123456\?"),
    ],
)
def test_phone_of_what_a_spreadsheet_took_for_a_number(text, message):
    with pytest.raises(cells.Refused, match=message):
        cells.phone_of(text)
