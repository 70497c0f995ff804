"""Words and their rows: what is followed by the row equals what is built anew."""

import random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kept import memory, slots
from core.lists.bits import positions_of
from core.models import Status
from core.search import postings as postings_module
from core.search import snapshot
from core.search.models import SearchDocument, SynonymGroup
from core.search.postings import Postings
from directory.models import Organisation
from tests.factories import event, organisation, question

WORDS = ["thee", "koffie", "taart", "melk", "nl:kof", "brood", "soep"]
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
documents = st.tuples(texts, texts, texts)  # name, summary, body
# With 20 to 60 rows some words are kept as bit sets and others as short lists.
tables = st.dictionaries(st.integers(1, 60), documents, min_size=20, max_size=60)
changes = st.dictionaries(st.integers(1, 70), st.none() | documents, min_size=1, max_size=40)


def written(table, ids=None):
    return [
        (pk, tiers[0], *tiers)
        for pk, tiers in sorted(table.items())
        if tiers and (ids is None or pk in ids)
    ]


def said(postings):
    """What can be asked of it, with ids instead of slots."""
    ids = postings.slots.ids

    def of(bits):
        return {ids[slot] for slot in positions_of(bits, 0, bits.bit_count())}

    words = {
        word: (
            [(cost, of(bits)) for cost, bits in postings.ranked({word: 1})],
            postings.count(word),
            postings.is_in_name(word),
        )
        for word in postings.words()
        if postings.has(word)
    }
    names = {" ".join(pair) for first in WORDS for pair in [(first,), (first, WORDS[0])]}
    return words, {name: of(postings.named(name)) for name in names}


@pytest.mark.one_database
@settings(max_examples=40)
@given(tables, st.lists(changes, min_size=1, max_size=4), st.sampled_from([0, 20, 100]))
def test_postings_that_follow_are_those_built_anew(table, history, most_recent):
    """However many changes are looked through beside the other rows before they are merged."""
    with patch.object(postings_module, "_MOST_RECENT", most_recent):
        _follow(table, history)


def _follow(table, history):
    followed, before = Postings.of(written(table), slots.Slots()), None
    for change in history:
        before, known = followed, said(followed)
        table |= change
        followed = followed.with_changed(change, written(table, change))

        assert said(followed) == said(Postings.of(written(table), slots.Slots()))
        # Who still reads the one before is not disturbed.
        assert said(before) == known


@pytest.mark.one_database
def test_postings_stay_the_same_when_nothing_was_said_otherwise():
    table = dict.fromkeys(range(1, 30), ("thee", "taart", ""))
    postings = Postings.of(written(table), slots.Slots())

    assert postings.with_changed([1, 2, 50], written(table, [1, 2])) is postings


@pytest.mark.one_database
def test_row_counts_in_the_best_part_that_has_a_word():
    table = {1: ("thee", "thee taart", "taart thee melk"), 2: ("", "", "thee")}
    postings = Postings.of(written(table), slots.Slots())

    assert postings.ranked({"thee": 0}) == [(0, 0b01), (6, 0b10)]
    assert postings.ranked({"taart": 0}) == [(4, 0b01)]
    assert postings.ranked({"thee": 1, "melk": 0}) == [(1, 0b01), (7, 0b10)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_search_that_follows_is_the_one_built_anew(seed):
    """Through the tables and the log of changes: single saves, bulk changes and deletions."""
    chance, rows = random.Random(seed), []
    snapshot.current()

    def words():
        return " ".join(chance.sample(["theehuis", "Moeders", "babymassage", "samen", "crèche"], 2))

    def save():
        row = chance.choice(rows)
        field = {"Organisation": "name_nl", "Event": "title_nl"}.get(type(row).__name__)
        setattr(row, field or "question_nl", words())
        row.status = chance.choice(Status.values)
        row.save()

    def delete():
        event_or_question = [row for row in rows if not isinstance(row, Organisation)]
        if event_or_question:
            rows.remove(row := chance.choice(event_or_question))
            row.delete()

    actions = [
        lambda: rows.append(organisation(name_nl=words(), summary_fr=words())),
        lambda: rows.append(event(title_nl=words(), organisation=_organisation(rows))),
        lambda: rows.append(question(question_nl=words())),
        save,
        save,
        delete,
        lambda: Organisation.objects.filter(pk__gt=0).update(status=chance.choice(Status.values)),
        lambda: SynonymGroup.objects.create(words=[chance.choice(["poes", "kat"]), "samen"]),
    ]
    for action in [*actions[:3], *chance.choices(actions, k=9)]:
        action()
        assert answers(memory.get("search")) == answers(snapshot.build({}))


@pytest.mark.django_db
def test_change_reads_the_documents_of_what_changed(django_assert_num_queries):
    rows = [organisation(name_nl=name) for name in ("Koffiehuis", "Theesalon")]
    before = snapshot.current()
    SearchDocument.objects.filter(object_id=rows[1].pk).update(body="soep")

    with django_assert_num_queries(0):
        assert snapshot.follow(before, {"holiday": {1}, "place": {2}}, {}) == (before, ())
        assert snapshot.follow(before, {"organisation": {*range(6_000)}}, {}) is None
    with django_assert_num_queries(1):
        assert snapshot.follow(before, {"organisation": {rows[0].pk}}, {}) == (before, ())
    with django_assert_num_queries(1):
        now, keys = snapshot.follow(before, {"organisation": {row.pk for row in rows}}, {})

    assert keys == ("search",)
    assert now.rows_with_all(now.words("soep"), "organisation") == {rows[1].pk: 6}
    assert now.postings["theme"] is before.postings["theme"]


def _organisation(rows):
    return next(row for row in rows if isinstance(row, Organisation))


def answers(search):
    """What is found, and by which words, in some languages and wordings."""
    asked = [search.words(text) for text in ("theehuis", "moeder samen", "babymasage", "poes", "m")]
    return [
        (
            [(word.used, word.costs, word.phrases) for word in words],
            [search.rows_with_all(words, kind) for kind in ("organisation", "event", "question")],
            search.named("moeders samen", "organisation"),
        )
        for words in asked
    ]
