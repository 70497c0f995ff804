"""House numbers as people write them, and which of the official ones they are."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.house_numbers import HouseNumber, matching, parse

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", (12, 12, "")),
        (" 12. ", (12, 12, "")),
        ("n° 12", (12, 12, "")),
        ("nr. 12 bis", (12, 12, "BIS")),
        ("12a", (12, 12, "A")),
        ("12 A", (12, 12, "A")),
        ("12_A", (12, 12, "A")),
        ("12/A", (12, 12, "A")),
        ("12-14", (12, 14, "")),
        ("12 – 14", (12, 14, "")),
        ("12 en 14", (12, 14, "")),
        ("12 à 14", (12, 14, "")),
        ("34-36 bte 5", (34, 36, "")),
        ("12 bte 3", (12, 12, "")),
        ("12, boîte B", (12, 12, "")),
        ("12 bus 3", (12, 12, "")),
        ("12b3", (12, 12, "")),
        ("12 b 3", (12, 12, "")),
        ("12/3", (12, 12, "")),
        ("12/301", (12, 12, "")),
        ("12/B001", (12, 12, "")),
        ("12 1er étage", (12, 12, "")),
        ("12 2e verdieping", (12, 12, "")),
        ("12 (rez)", (12, 12, "")),
    ],
)
def test_parse_reads_a_number(text, number):
    found = parse(text)

    assert (found.first, found.last, found.suffix) == number


@pytest.mark.parametrize(
    "text", ["", "annexe bloc 3", "1er étage 12", "14-12", "12-3", "0", "99999", "z/n", "12 rue"]
)
def test_parse_does_not_guess(text):
    assert parse(text) is None


def test_parse_knows_that_a_slash_says_a_range_or_a_box():
    assert parse("12/14") == HouseNumber(12, 14, may_be_box=True)


def official(*labels):
    numbers = [(label, parse(label)) for label in labels]
    return [
        SimpleNamespace(label=label, number=each.first, last=each.last, suffix=each.suffix)
        for label, each in numbers
    ]


@pytest.mark.parametrize(
    ("wanted", "there", "meant"),
    [
        ("12", ["12", "12A", "14"], ["12"]),
        ("12A", ["12", "12A", "14"], ["12A"]),
        # The Region has the building, and the letter is one of its doors.
        ("12A", ["12", "12B"], ["12"]),
        ("12A", ["12B", "14"], []),
        ("12", ["12A", "12B"], ["12A", "12B"]),
        ("12-14", ["12", "12-14", "14"], ["12-14"]),
        ("12-14", ["12", "14"], ["12"]),
        ("12-14", ["14", "16"], ["14"]),
        ("12/14", ["12", "12-14"], ["12"]),
        ("12/14", ["12-14"], ["12-14"]),
        ("13", ["11-15", "12-16"], ["11-15"]),
        ("14", ["11-15", "12-16"], ["12-16"]),
        ("13", ["11-14"], ["11-14"]),
        ("13", ["12", "14"], []),
    ],
)
def test_matching_takes_the_nearest_way_to_read_it(wanted, there, meant):
    found = matching(official(*there), parse(wanted))

    assert [point.label for point in found] == meant


@given(st.text(alphabet="0123456789 abB-/–.,;°nrbteusxé()#", max_size=12))
@settings(max_examples=100)
def test_parse_reads_anything_and_its_own_again(text):
    number = parse(text)

    assert number is None or 0 < number.first <= number.last <= number.first + 60
    if number and not number.is_range:
        assert parse(f"{number.first}{number.suffix}") == number
