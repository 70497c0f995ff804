"""Bit sets: exact values, and the same answers as Python's own sets for random rows.

That the whole search, from rows to counts, says what a slow one says: test_finding.py.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import facets

pytestmark = pytest.mark.one_database

# Rows 0 to 4 in two groups: {0, 1, 4} and {1, 2}, {0, 2} and {3}.
GROUPS = {
    "theme": {"health": 0b10011, "housing": 0b00110},
    "kind": {"library": 0b00101, "shelter": 0b01000},
}
EVERYTHING = 0b11111


@pytest.mark.parametrize(
    ("positions", "size", "bits"),
    [
        ([], 0, 0),
        ([], 9, 0),
        ([0], 1, 1),
        ([1, 3], 4, 0b1010),
        ([3, 1, 3], 4, 0b1010),
        ([7, 8], 9, 0b110000000),
        ([10_000], 10_001, 1 << 10_000),
    ],
)
def test_bits_of_positions(positions, size, bits):
    assert facets.bits_of(positions, size) == bits


def test_union_of_nothing_is_empty():
    assert facets.union([]) == 0


def test_union_holds_the_bits_of_all():
    assert facets.union([0b001, 0b100, 0b101]) == 0b101


@pytest.mark.parametrize(("position", "expected"), [(0, False), (1, True), (2, False), (99, False)])
def test_has_looks_at_one_position(position, expected):
    assert facets.has(0b1010, position) is expected


@pytest.mark.parametrize(
    ("start", "count", "positions"),
    [
        (0, 2, [1, 3]),
        (0, 9, [1, 3, 1023, 1024, 5000]),
        (2, 2, [1023, 1024]),
        (3, 9, [1024, 5000]),
        (4, 1, [5000]),
        (5, 1, []),
        (0, 0, []),
    ],
)
def test_positions_of_a_part_in_ascending_order(start, count, positions):
    bits = facets.bits_of([1, 3, 1023, 1024, 5000], 5001)

    assert facets.positions_of(bits, start, count) == positions


def test_positions_of_an_empty_set():
    assert facets.positions_of(0, 0, 20) == []


@pytest.mark.parametrize(
    ("chosen", "allowed", "matched"),
    [
        ({}, {}, EVERYTHING),
        ({"theme": []}, {}, EVERYTHING),
        ({"theme": ["health"]}, {"theme": 0b10011}, 0b10011),
        ({"theme": ["health", "housing"]}, {"theme": 0b10111}, 0b10111),
        (
            {"theme": ["health"], "kind": ["library", "shelter"]},
            {"theme": 0b10011, "kind": 0b01101},
            0b00001,
        ),
        ({"theme": ["housing"], "kind": ["shelter"]}, {"theme": 0b00110, "kind": 0b01000}, 0),
        ({"theme": ["nobody has this"]}, {"theme": 0}, 0),
    ],
)
def test_matching_joins_with_or_inside_a_group_and_and_between(chosen, allowed, matched):
    assert facets.matching(GROUPS, chosen, EVERYTHING) == (allowed, matched)


def test_matching_keeps_to_the_rows_asked_for():
    assert facets.matching(GROUPS, {"theme": ["health"]}, 0b00010)[1] == 0b00010


@pytest.mark.parametrize(
    ("allowed", "counts"),
    [
        ({}, {"theme": {"health": 3, "housing": 2}, "kind": {"library": 2, "shelter": 1}}),
        (
            {"theme": 0b10011},
            {"theme": {"health": 3, "housing": 2}, "kind": {"library": 1, "shelter": 0}},
        ),
        (
            {"theme": 0b10011, "kind": 0b00101},
            {"theme": {"health": 1, "housing": 1}, "kind": {"library": 1, "shelter": 0}},
        ),
    ],
)
def test_counts_keep_the_other_groups_but_not_their_own(allowed, counts):
    assert facets.counts(GROUPS, allowed, EVERYTHING) == counts


def test_counts_keep_to_the_rows_asked_for():
    counts = facets.counts(GROUPS, {}, 0b00011)

    assert counts == {"theme": {"health": 2, "housing": 1}, "kind": {"library": 1, "shelter": 0}}


rows = st.lists(
    st.fixed_dictionaries(
        {
            "theme": st.sets(st.sampled_from(["health", "housing", "legal"])),
            "kind": st.sets(st.sampled_from(["library", "shelter"]), min_size=1, max_size=1),
        }
    ),
    max_size=40,
)


@given(
    rows=rows,
    stretch=st.integers(1, 90),
    chosen=st.fixed_dictionaries(
        {
            "theme": st.lists(st.sampled_from(["health", "housing", "legal"]), unique=True),
            "kind": st.lists(st.sampled_from(["library", "shelter"]), unique=True),
        }
    ),
    start=st.integers(0, 50),
    count=st.integers(0, 50),
)
def test_bit_sets_agree_with_sets(rows, stretch, chosen, start, count):
    # Rows lie `stretch` positions apart, so that they cross every boundary of bytes and words.
    positions = [number * stretch for number in range(len(rows))]
    size = len(rows) * stretch
    values = {"theme": ["health", "housing", "legal"], "kind": ["library", "shelter"]}
    members = {
        group: {
            value: {p for p, row in zip(positions, rows, strict=True) if value in row[group]}
            for value in group_values
        }
        for group, group_values in values.items()
    }
    groups = {
        group: {value: facets.bits_of(found, size) for value, found in by_value.items()}
        for group, by_value in members.items()
    }

    allowed, matched = facets.matching(groups, chosen, facets.bits_of(positions, size))
    counts = facets.counts(groups, allowed, facets.bits_of(positions, size))

    def passing(group):
        wanted = chosen[group]
        found = set().union(*(members[group][value] for value in wanted))
        return found if wanted else set(positions)

    expected = sorted(passing("theme") & passing("kind"))
    assert facets.positions_of(matched, start, count) == expected[start : start + count]
    assert matched.bit_count() == len(expected)
    assert counts == {
        "theme": {v: len(found & passing("kind")) for v, found in members["theme"].items()},
        "kind": {v: len(found & passing("theme")) for v, found in members["kind"].items()},
    }
