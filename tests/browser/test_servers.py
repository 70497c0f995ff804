"""The benchmark of the servers runs. Its figures mean nothing here."""

import sys

import pytest

from bench import servers


@pytest.mark.skipif(sys.platform != "linux", reason="What a process used is read from /proc")
def test_benchmark_of_the_servers_asks_each(prepared):
    rows = servers.measured(servers.environment(prepared), seconds=0, workers=1)

    asked = [(case, name) for case, name, *_figures in rows]
    assert asked == [
        (case, name)
        for cases in servers.CASES.values()
        for name in servers.SERVERS
        for case in cases
    ]
