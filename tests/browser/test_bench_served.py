"""The benchmarks of the running server run. Their figures mean nothing here."""

import shutil
import sys

import pytest

from bench import memory, mixed, served, servers, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Reads what processes use in /proc")


@pytest.fixture(scope="module")
def env(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    shutil.copy(prepared / "db.sqlite3", folder)
    env = served.environment(folder, f"sqlite:///{folder / 'db.sqlite3'}")
    return {**env, "STATIC_ROOT": str(prepared / "static")}


@pytest.fixture(scope="module")
def server(env):
    with served.serving(env, workers=1) as server:
        yield server


def test_benchmark_of_many_addresses_asks_beside_edits_and_looks_at_each(env, server):
    result = mixed.measured(env, server, rate=10, seconds=2, every=0.5, warm=0)

    assert {answer.status for answer in result.answers} == {200}
    assert len(result.answers) == 20
    assert (result.edits.edits, result.edits.looks) == (4, 4)


def test_benchmark_of_the_servers_asks_each_of_them(env, server):
    others = [
        name for name in (servers.NGINX, servers.FILE) if name == servers.FILE or servers.nginx()
    ]

    found = servers.measured(env, server, seconds=0, rounds=1, others=others)

    assert list(found) == [*others, servers.PAGE]


def test_benchmark_of_memory_asks_saves_and_looks(env, server):
    grown = memory.growth(env, server, edits=2, pages=40)

    assert grown.edits == 2
    assert grown.pages >= 40


def test_benchmark_of_first_pages_names_the_slowest(server):
    assert start.first_pages(server)["page"] in start.FIRST
