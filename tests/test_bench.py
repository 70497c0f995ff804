"""The benchmarks run at the smallest size. Their figures mean nothing here."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bench import pages, parts

SIZES = {"directory": 60, "agenda": 1_000, "search": 60}


@pytest.fixture
def one_connection(db):
    """A request would close the connection that the test's rows are in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("part", parts.PARTS)
def test_benchmark_measures_pages_that_agree(part, settings, monkeypatch):
    """One that answers anything but 200, or otherwise than its rival, ends the measuring."""
    settings.ROOT_URLCONF = "bench.ordinary"
    monkeypatch.setattr(pages, "MOST", 1)

    [result] = parts.measured(part, [SIZES[part]])

    assert result["size"] == SIZES[part]
