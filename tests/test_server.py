"""The server as `make demo` starts it: what happens to its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from scripts.serve import command

ROOT = Path(settings.BASE_DIR)
PATIENCE = 60  # seconds


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "It did not happen"
        time.sleep(0.05)


def children_of(pid):
    """The process ids of the children that are alive, not only waiting to be buried."""
    pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in pids if is_alive(child)}


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        command(port),
        cwd=ROOT,
        env={
            **os.environ,
            "STATIC_ROOT": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
            "SITE_URL": address,
        },
        start_new_session=True,
    )
    process.address, process.port = address, port
    yield process
    # A worker that has only just begun to start does not hear SIGTERM.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def answers(server):
    try:
        with urlopen(f"{server.address}/healthz", timeout=5) as response:
            return response.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False


@pytest.mark.one_database
def test_connections_that_browsers_keep_open_hold_up_nobody(server):
    wait_for(lambda: answers(server))
    with ExitStack() as stack:
        for _number in range(40):
            kept = HTTPConnection("127.0.0.1", server.port, timeout=5)
            stack.enter_context(closing(kept)).request("GET", "/healthz")
            kept.getresponse().read()

        assert answers(server)


@pytest.mark.one_database
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_killed_worker_is_replaced_and_the_demonstration_goes_on(server):
    wait_for(lambda: answers(server))
    before = children_of(server.pid)

    os.kill(max(before), signal.SIGKILL)

    wait_for(lambda: server.poll() is not None or children_of(server.pid) - before)
    assert server.poll() is None
    wait_for(lambda: answers(server))
    assert len(children_of(server.pid)) == len(before)


@pytest.mark.one_database
def test_bodies_that_never_end_hold_up_nobody(server):
    wait_for(lambda: answers(server))
    begun = b"POST /nl/suggest/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    with ExitStack() as stack:
        for _number in range(24):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 5))
            slow.sendall(begun + b"Content-Length: 1000000\r\n\r\na")

        assert answers(server)


# The last one of this file: nothing of the server is left.
@pytest.mark.one_database
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_go_with_the_process_that_started_them(server):
    wait_for(lambda: answers(server))
    workers = children_of(server.pid)

    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    wait_for(lambda: not any(map(is_alive, workers)))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), 5)
