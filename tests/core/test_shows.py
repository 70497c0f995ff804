"""A page is good until something that it shows has changed."""

import pytest

from core.kept import shows


@pytest.fixture(autouse=True)
def nothing_changed():
    shows.changed(None, 1)


def test_page_is_good_until_what_it_shows_changes():
    keys = {("question", 1), "vocabulary"}

    shows.changed({("question", 2), "question"}, 2)
    assert shows.is_good(keys, 1)
    shows.changed({("question", 1), "question"}, 3)
    assert not shows.is_good(keys, 1)
    assert shows.is_good(keys, 3)


def test_page_that_noted_nothing_depends_on_everything():
    assert shows.is_good((), 1)

    shows.changed({"question"}, 2)

    assert not shows.is_good((), 1)


def test_all_pages_end_when_nobody_knows_what_changed():
    shows.changed(None, 2)

    assert not shows.is_good({"question"}, 1)


def test_more_changes_than_are_remembered_end_all_pages(monkeypatch):
    monkeypatch.setattr(shows, "MOST", 2)
    for number in range(2, 6):
        shows.changed({("question", number)}, number)

    assert not shows.is_good({("question", 1)}, 1)


def test_keys_are_noted_only_while_a_page_is_made():
    shows.note("question")
    with shows.noting() as keys:
        shows.note("question", ("event", 1))
    shows.note("insight")

    assert keys == {"question", ("event", 1)}
