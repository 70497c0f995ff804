"""What a token means, and its rows."""

import pytest

from core.models import Status
from sharing import selections
from tests.factories import event, location, organisation, question, theme


@pytest.mark.parametrize(
    ("token", "names"),
    [
        ("o12-e5-q7", ["o12", "e5", "q7"]),
        ("q7-o12", ["q7", "o12"]),
        ("o12-o12-e5", ["o12", "e5"]),
        ("o12-e", ["o12"]),
        ("o12-e05-x7", ["o12"]),
        ("O12-o0-o-1", []),
        ("o12%20e5", ["o12", "e5"]),
        ("o١٢-e٥", []),
        ("\0o1\0", ["o1"]),
        ("o" + "9" * 10_000, []),
        ("o9999999999999999", ["o9999999999999999"]),
        ("", []),
        ("ö12'; DROP TABLE--", []),
    ],
)
def test_names_in_reads_what_it_can(token, names):
    assert selections.names_in(token) == names


def test_names_in_takes_thirty_at_most():
    token = "-".join(f"o{n}" for n in range(1, 40))

    assert selections.names_in(token) == [f"o{n}" for n in range(1, 31)]


def test_names_and_token_are_one_another():
    names = ["o12", "e5", "q7"]

    assert selections.names_in(selections.token_of(names)) == names


@pytest.mark.parametrize(
    ("name", "step", "moved"),
    [
        ("e2", -1, ["e2", "o1", "q3"]),
        ("e2", 1, ["o1", "q3", "e2"]),
        ("o1", -1, ["o1", "e2", "q3"]),
        ("q3", 1, ["o1", "e2", "q3"]),
    ],
)
def test_with_moved(name, step, moved):
    assert selections.with_moved(["o1", "e2", "q3"], name, step) == moved


@pytest.mark.django_db
def test_rows_of_keeps_the_order_and_leaves_out_what_is_not_public():
    here, there = organisation(), organisation()
    draft = organisation(status=Status.DRAFT)
    activity, answer = event(organisation=here), question()
    of_draft = event(organisation=draft)
    names = [
        f"q{answer.pk}", f"o{draft.pk}", f"e{of_draft.pk}", f"e{activity.pk}", f"o{there.pk}",
        f"o{here.pk}", "o999999",
    ]  # fmt: skip

    found = selections.rows_of(names)

    assert found == [
        (f"q{answer.pk}", answer),
        (f"e{activity.pk}", activity),
        (f"o{there.pk}", there),
        (f"o{here.pk}", here),
    ]
    assert [selections.name_of(row) for _name, row in found] == [name for name, _row in found]


@pytest.mark.django_db
def test_rows_of_has_what_was_public_but_no_draft_that_never_was():
    ended = organisation()
    ended.status = Status.ARCHIVED
    ended.save()
    never = organisation(status=Status.ARCHIVED)

    assert selections.rows_of([f"o{ended.pk}", f"o{never.pk}"]) == [(f"o{ended.pk}", ended)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_rows_of_costs_the_same_for_many(django_assert_num_queries, count):
    names = []
    for _number in range(count):
        place = location()
        names += [f"o{place.organisation.pk}", f"e{event(location=place).pk}"]
        names.append(f"q{question().pk}")

    with django_assert_num_queries(18):
        rows = selections.rows_of(names)
        for _name, row in rows:
            list(row.themes.all())
            for place in getattr(row, "public_locations", []):
                str(place.municipality)

    assert len(rows) == 3 * count


@pytest.mark.django_db
def test_is_sensitive_when_one_part_is():
    quiet = theme(is_sensitive=True)
    plain, secret = organisation(), organisation(themes=[quiet])

    assert not selections.is_sensitive([("o1", plain)])
    assert selections.is_sensitive([("o1", plain), ("o2", secret)])
