"""The benchmarks run at the smallest size. Their figures mean nothing here."""

import pytest
from django.core.management import call_command

from bench import after_change, agenda_data, inside, opendata, pages, parts, search

SIZES = {"directory": 60, "agenda": 1_000, "search": 60}


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("part", parts.PARTS)
def test_benchmark_measures_pages_that_agree(part, settings, monkeypatch):
    """One that answers anything but 200, or otherwise than its rival, ends the measuring."""
    settings.ROOT_URLCONF = "bench.ordinary"
    monkeypatch.setattr(pages, "MOST", 1)

    [result] = parts.measured(part, [SIZES[part]])

    assert result["size"] == SIZES[part]


@pytest.mark.one_database
@pytest.mark.usefixtures("one_connection")
def test_benchmark_of_one_process_measures_a_site_that_is_there(monkeypatch):
    monkeypatch.setattr(pages, "MOST", 1)
    monkeypatch.setattr(after_change, "MOST", 1)
    monkeypatch.setattr(inside, "STORE", 50_000)
    call_command("loaddata", "vocabulary", verbosity=0)
    search.add_organisations(1, 61)
    agenda_data.add_dates(1, 101)

    figures = {name: measure() for name, measure in inside.MEASURES.items()}

    assert list(figures["after a change"]) == list(after_change.LISTS)
    assert figures["held"] > 0
    assert list(figures["open data"]) == list(opendata.PAGES)
