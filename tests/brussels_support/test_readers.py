"""Many readers beside a writer, in threads of one process, as a worker of the server has them."""

import sys
import time
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory

from core import versions
from core.search import snapshot
from core.search.models import SynonymGroup
from tests import factories
from tests.threads import together

READERS = 8
SECONDS = 3
SOON = 2.0  # seconds after which everybody has to read what was written
PATHS = [
    "/nl/search/?q={}", "/fr/search/?q=massage+{}", "/nl/search/?q=masage",
    "/nl/organisations/", "/fr/organisations/?q={}", "/nl/organisations/?q=huis&place=ixelles",
    "/nl/agenda/", "/ar/agenda/?q={}", "/nl/agenda/?q=koffie&when=week",
]  # fmt: skip


@pytest.fixture
def look_once():
    """Not here: whoever looked while the writer was writing has to look again."""


@pytest.fixture
def quick_switches():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.000_001)
    yield
    sys.setswitchinterval(usual)


def test_readers_beside_a_writer_read_what_was_written(database_of_many, quick_switches):
    site, requests = WSGIHandler(), RequestFactory()
    ixelles = factories.municipality(slug="ixelles", name_nl="Elsene")
    row = factories.organisation(name_nl="Huis", summary_nl="Babymassage", name_fr="Maison")
    factories.location(organisation=row, municipality=ixelles)
    series = factories.event(organisation=row, title_nl="Koffie", rule="FREQ=DAILY")
    group = SynonymGroup.objects.create(words=["huis", "thuis"])
    said, answers, late = ["nul"], [], []
    until = time.monotonic() + SECONDS

    def ask(path):
        response = site.get_response(requests.get(path))
        answers.append(response.status_code)
        return response.content.decode()

    def read(start):
        number = start
        while time.monotonic() < until:
            ask(PATHS[number % len(PATHS)].format(quote(said[-1])))
            number += 1

    def shown(word):
        names = {"search": ("Huis", "Koffie"), "organisations": ("Huis",), "agenda": ("Koffie",)}
        pages = {path: ask(f"/nl/{path}/?q={word}") for path in names}
        return {f"{name} {word}" in pages[path] for path in names for name in names[path]}

    def write():
        number = 0
        while time.monotonic() < until:
            number += 1
            old, new = said[-1], f"woord{'abcdefghij'[number % 10] * 3}{number}"
            with transaction.atomic():
                row.name_nl, series.title_nl = f"Huis {new}", f"Koffie {new}"
                row.description_nl = " ".join(f"{new}{letter}" for letter in "abcdefghijklmnopqrst")
                group.words = ["huis", new]
                for changed in (row, series, group):
                    changed.save()
            said.append(new)
            written = time.monotonic()
            began = written
            while (shown(new), shown(old)) != ({True}, {False}):
                if began > written + SOON:
                    late.append(new)
                    break
                began = time.monotonic()

    raised = together([write, *(lambda start=start: read(start) for start in range(READERS))])

    assert raised == []
    assert set(answers) == {200}
    assert late == []
    assert len(said) > 1


def test_what_one_reader_holds_never_changes(database_of_many, quick_switches):
    """Of two places one has the word, and both change in the same transaction."""
    rows = [factories.organisation(name_nl=name) for name in ("Huis", "Wissel")]
    group = SynonymGroup.objects.create(words=["thuis", "wissel"])
    counts, until = set(), time.monotonic() + 2

    def read():
        while time.monotonic() < until:
            search = snapshot.current()
            for typed in ("wissel", "wisssel", "wiss", "thuis"):
                counts.add(len(search.rows_with_all(search.words(typed), "organisation")))

    def write():
        number = 0
        while time.monotonic() < until:
            number += 1
            with transaction.atomic():
                rows.reverse()
                for row, name in zip(rows, (f"Woord {number}", "Wissel"), strict=True):
                    row.name_nl = name
                    row.save()
                group.words = ["thuis", "wissel", f"anders{number}"]
                group.save()

    raised = together([write, *[read] * READERS])

    assert raised == []
    assert counts == {1}


def test_version_is_never_missing_while_another_thread_forgets_it(database_of_many, quick_switches):
    versions.raise_version()
    seen = set()
    until = time.monotonic() + 1

    def look():
        while time.monotonic() < until:
            seen.add(versions.current())

    def forget():
        while time.monotonic() < until:
            versions.forget()

    assert together([look, look, look, forget]) == []
    assert len(seen) == 1
