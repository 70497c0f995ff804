"""The benchmarks run at the smallest size. Their figures mean nothing here."""

import pytest

from bench import pages, parts

SIZES = {"directory": 60, "agenda": 1_000, "search": 60}


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("part", parts.PARTS)
def test_benchmark_measures_pages_that_agree(part, settings, monkeypatch):
    """One that answers anything but 200, or otherwise than its rival, ends the measuring."""
    settings.ROOT_URLCONF = "bench.ordinary"
    monkeypatch.setattr(pages, "MOST", 1)

    [result] = parts.measured(part, [SIZES[part]])

    assert result["size"] == SIZES[part]
