"""Bit sets and filters over them: exact values, and the answers of Python's own sets.

That the whole search, from rows to counts, says what a slow one says: test_finding.py.
"""

from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from core.lists.bits import Collector, bits_of, has, positions_of, union
from core.lists.filters import AllOf, Facet, FacetSet, Typed
from core.lists.latest import Latest
from core.lists.results import Results, Section

pytestmark = pytest.mark.one_database

# Rows 0 to 4 in two groups: {0, 1, 4} and {1, 2}, {0, 2} and {3}.
GROUPS = {
    "theme": {"health": 0b10011, "housing": 0b00110},
    "kind": {"library": 0b00101, "shelter": 0b01000},
}
EVERYTHING = 0b11111


class Filters(FacetSet):
    theme = Facet(label="Theme")
    kind = Facet(label="Kind")


def asked(groups, chosen, everything):
    labels = {name: {**dict.fromkeys(chosen.get(name, ())), **groups[name]} for name in groups}
    index = SimpleNamespace(groups=groups, labels=labels, aliases={}, everything=everything)
    return Filters(MultiValueDict(chosen), index)


def matching(groups, chosen, everything):
    filters = asked(groups, chosen, everything)
    return filters.allowed, filters.rows()


def counted(groups, allowed, everything):
    filters = asked(groups, {}, everything)
    filters.allowed = allowed
    return {name: filters.counts(name) for name in groups}


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
    assert bits_of(positions, size) == bits


def test_union_of_nothing_is_empty():
    assert union([]) == 0


def test_union_holds_the_bits_of_all():
    assert union([0b001, 0b100, 0b101]) == 0b101


@pytest.mark.parametrize(("position", "expected"), [(0, False), (1, True), (2, False), (99, False)])
def test_has_looks_at_one_position(position, expected):
    assert has(0b1010, position) is expected


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
    bits = bits_of([1, 3, 1023, 1024, 5000], 5001)

    assert positions_of(bits, start, count) == positions


def test_positions_of_an_empty_set():
    assert positions_of(0, 0, 20) == []


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
    assert matching(GROUPS, chosen, EVERYTHING) == (allowed, matched)


def test_matching_keeps_to_the_rows_asked_for():
    assert matching(GROUPS, {"theme": ["health"]}, 0b00010)[1] == 0b00010


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
    assert counted(GROUPS, allowed, EVERYTHING) == counts


def test_counts_keep_to_the_rows_asked_for():
    counts = counted(GROUPS, {}, 0b00011)

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
        group: {value: bits_of(found, size) for value, found in by_value.items()}
        for group, by_value in members.items()
    }

    allowed, matched = matching(groups, chosen, bits_of(positions, size))
    counts = counted(groups, allowed, bits_of(positions, size))

    def passing(group):
        wanted = chosen[group]
        found = set().union(*(members[group][value] for value in wanted))
        return found if wanted else set(positions)

    expected = sorted(passing("theme") & passing("kind"))
    assert positions_of(matched, start, count) == expected[start : start + count]
    assert matched.bit_count() == len(expected)
    assert counts == {
        "theme": {v: len(found & passing("kind")) for v, found in members["theme"].items()},
        "kind": {v: len(found & passing("theme")) for v, found in members["kind"].items()},
    }


def test_collector_gives_the_bits_of_each_value_in_the_order_of_rows():
    collector = Collector(4)
    for position, value in enumerate(["b", "a", "b"]):
        collector["letter"][value].append(position)

    assert list(collector.bits("letter").items()) == [("b", 0b0101), ("a", 0b0010)]
    assert collector.bits("nothing") == {}


# Results


@pytest.mark.parametrize(
    ("page", "number", "is_missing", "shown"),
    [
        (1, 1, False, [("first", 15), ("second", 5)]),
        (2, 2, False, [("second", 10)]),
        (3, 1, True, [("first", 15), ("second", 5)]),
        (None, 1, True, [("first", 15), ("second", 5)]),
    ],
)
def test_results_show_a_page_of_sections(page, number, is_missing, shown):
    sections = [Section("first", (1 << 15) - 1), Section("second", (1 << 15) - 1)]

    results = Results(sections, page)

    assert (results.page, results.last_page, results.is_missing) == (number, 2, is_missing)
    assert [(section.kind, len(rows)) for section, rows in results.shown] == shown


# What was typed


class TextFilters(FacetSet):
    q = Typed(label="Text")


@pytest.mark.parametrize(
    ("typed", "text", "is_cut"),
    [
        ("  two\n words ", "two words", False),
        ("\x00\u200b", "", False),
        ("a" * 200, "a" * 200, False),
        ("a" * 201, "a" * 200, True),
    ],
)
def test_text_is_read_without_what_cannot_be_seen(typed, text, is_cut):
    filters = TextFilters(MultiValueDict({"q": [typed]}), None)

    assert (filters.text, filters.is_text_cut) == (text, is_cut)


# Snapshots


def test_latest_keeps_as_many_answers_as_it_may():
    built = []
    latest = Latest(lambda key: built.append(key) or [key], most=2)

    answers = [latest(key) for key in (1, 2, 1, 3, 2, 1)]

    assert answers == [[1], [2], [1], [3], [2], [1]]
    assert built == [1, 2, 3, 1]


def test_latest_builds_once_for_many_threads():
    built, answers, together = [], [], Barrier(8)
    latest = Latest(lambda key: built.append(key) or object())

    def read():
        together.wait()
        answers.append(latest("key"))

    threads = [Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert built == ["key"]
    assert len(answers) == 8
    assert len(set(answers)) == 1


# Facts that one may not know

# Of rows 0 to 4 it is true, false or not known that there is a lift, and a ramp.
TRUE = {"lift": 0b00011, "ramp": 0b00110}
NOT_KNOWN = {"lift": 0b01100, "ramp": 0b10001}


class FactFilters(FacetSet):
    access = AllOf(
        label="Access",
        choices={"lift": "Lift", "ramp": "Ramp", "unknown": "Not known"},
        unknown="%(count)s: %(asked)s",
        at_least=2,
    )
    kind = Facet(label="Kind", choices={"library": "Library", "shelter": "Shelter"})


def facts(*chosen, true=TRUE, not_known=NOT_KNOWN, **others):
    index = SimpleNamespace(
        groups={**GROUPS, "access": true},
        not_known={"access": not_known},
        labels={},
        aliases={},
        everything=EVERYTHING,
    )
    return FactFilters(MultiValueDict({"access": [*chosen], **others}), index)


@pytest.mark.parametrize(
    ("chosen", "rows", "counts", "left_out"),
    [
        ((), EVERYTHING, {"lift": 2, "ramp": 2}, {}),
        (("lift",), 0b00011, {"lift": 2, "ramp": 1}, {"access": 2}),
        (("lift", "ramp"), 0b00010, {"lift": 1, "ramp": 1}, {"access": 2}),
        (("lift", "ramp", "unknown"), 0b00111, {"lift": 3, "ramp": 3, "unknown": 2}, {}),
        (("unknown", "ramp"), 0b10111, {"lift": 3, "ramp": 4, "unknown": 2}, {}),
        (("unknown",), EVERYTHING, {"lift": 2, "ramp": 2}, {}),
    ],
)
def test_facts_are_joined_with_and(chosen, rows, counts, left_out):
    filters = facts(*chosen)

    assert filters.rows() == rows
    assert filters.counts("access") == counts
    assert filters.unknown() == left_out


def test_facts_say_first_what_is_true_and_then_what_is_not_known():
    assert facts("lift").divided == []
    assert facts("lift", "unknown").said == 0b00011


@pytest.mark.parametrize(
    ("true", "chosen", "offered"),
    [
        ({"lift": 0b11, "ramp": 0b1}, (), ["lift"]),
        ({"lift": 0b11, "ramp": 0b1}, ("ramp",), ["lift", "ramp"]),
        ({"lift": 0b1, "ramp": 0b1}, (), []),
    ],
)
def test_facts_are_offered_one_by_one(true, chosen, offered):
    facet = facts(*chosen, true=true).filters["access"]

    assert list(facet.offered()) == offered
    assert facet.is_offered is bool(offered)


def test_facts_are_left_out_one_by_one_where_nothing_is_found():
    filters = facts("lift", "ramp", kind=["shelter"], true={"lift": 0b01000, "ramp": 0b00111})

    assert filters.loosened() == [("access", ["lift"], 1), ("access", (), 1)]
    assert facts("lift", kind=["shelter"]).loosened() == [("access", (), 1), ("kind", (), 2)]


def test_facts_are_taken_off_one_by_one():
    chips = facts("lift", "ramp", "unknown").filters["access"].chips(["lift", "unknown"])

    assert chips == [("Lift", []), ("Not known", ["lift"])]


@given(
    st.lists(st.tuples(*[st.sampled_from(["yes", "no", "unknown"])] * 2), max_size=9),
    st.lists(st.sampled_from(["lift", "ramp", "unknown"]), unique=True, max_size=3),
)
def test_facts_find_what_plain_rows_say(rows, chosen):
    said = [dict(zip(("lift", "ramp"), row, strict=True)) for row in rows]

    def bits(answer):
        return {
            fact: bits_of([n for n, row in enumerate(said) if row[fact] == answer], len(rows))
            for fact in ("lift", "ramp")
        }

    def found(chosen):
        allowed = {"yes", "unknown"} if "unknown" in chosen else {"yes"}
        wanted = [fact for fact in chosen if fact != "unknown"]
        return {n for n, row in enumerate(said) if all(row[fact] in allowed for fact in wanted)}

    filters = facts(*chosen, true=bits("yes"), not_known=bits("unknown"))
    filters.index.everything = (1 << len(rows)) - 1

    asked = filters.asked["access"]
    assert filters.rows() == bits_of(found(asked), len(rows))
    for fact, count in filters.counts("access").items():
        if fact != "unknown":
            assert count == len(found([*asked, fact]))
    if asked and "unknown" not in asked:
        left_out = found([*asked, "unknown"]) - found(asked)
        assert filters.unknown() == {"access": len(left_out)}
