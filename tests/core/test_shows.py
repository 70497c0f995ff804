"""A page is good until something that it shows has changed."""

from threading import Thread

import pytest

from core.kept import shows


@pytest.fixture(autouse=True)
def nothing_changed(monkeypatch):
    for name, value in (("_changed", {}), ("_all_changed", 1), ("_last", 1)):
        monkeypatch.setattr(shows, name, value)


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


def test_two_threads_that_say_what_changed_lose_nothing():
    """A transaction says it for itself, while another thread follows what was committed."""
    other = Thread(target=shows.changed, args=({"insight"}, 2))

    def slowly():
        other.start()
        other.join(0.05)
        yield "question"

    class Slow(dict):
        def __iter__(self):
            return slowly()

    shows.changed(Slow(some=1), 3)
    other.join()

    assert not shows.is_good({"insight"}, 1)
    assert not shows.is_good({"question"}, 2)


@pytest.mark.parametrize("keys", [{"question"}, None])
def test_memory_that_took_long_takes_back_nothing(keys):
    """It has a lower number than those that others had ready before it."""
    shows.changed({"question"}, 8)
    shows.changed(keys, 5)

    assert not shows.is_good({"question"}, 7)
    assert not shows.is_good((), 7)
    assert shows.is_good({"question"}, 8)


def test_keys_are_noted_only_while_a_page_is_made():
    shows.note("question")
    with shows.noting() as keys:
        shows.note("question", ("event", 1))
    shows.note("insight")

    assert keys == {"question", ("event", 1)}
