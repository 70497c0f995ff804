"""The bridge in the server of production, asked by raw socket."""

import json
import os
import random
import socket
import subprocess
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings

from scripts import with_postgres
from scripts.serve import command
from tests import hostile_requests

pytestmark = pytest.mark.one_database
START = 60  # seconds that it may take


@pytest.fixture(scope="module")
def port():
    found = with_postgres.free_port()
    server = subprocess.Popen(
        command(found, 1, "small_site:application"),
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{settings.BASE_DIR}"},
    )
    until = time.monotonic() + START
    while not is_there(found):
        assert server.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    yield found
    server.terminate()
    server.wait(START)


def is_there(port):
    try:
        return ask(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def ask(port, sent):
    """What comes back within 5 seconds; nothing where the server only closes the connection."""
    out = b""
    with socket.create_connection(("127.0.0.1", port), 5) as connection, suppress(ConnectionError):
        connection.sendall(sent)
        while part := _more(connection, out):
            out += part
    return out


def _more(connection, out):
    connection.settimeout(0.05 if out else 5)
    try:
        return connection.recv(65536)
    except TimeoutError:
        assert out, "It waits"
        return b""  # for another request


def told(port, *lines, body=b""):
    """What the site was told."""
    sent = b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body
    return json.loads(ask(port, sent).partition(b"\r\n\r\n")[2])


def status(port, *lines, body=b""):
    out = ask(port, b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body)
    return out.split()[1].decode()


POST, HOST = b"POST / HTTP/1.1", b"Host: x"


def test_request_is_what_was_sent(port):
    environ = told(port, b"GET /%C3%A9%2F/?a=%C3%A9 HTTP/1.1", HOST, b"Accept: a", b"Accept: b")

    assert environ["PATH_INFO"] == "/Ã©//"
    assert environ["QUERY_STRING"] == "a=%C3%A9"
    assert (environ["HTTP_HOST"], environ["HTTP_ACCEPT"]) == ("x", "a, b")
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


def test_forged_spelling_of_what_a_proxy_says_does_not_arrive(port):
    environ = told(
        port,
        b"GET / HTTP/1.1",
        HOST,
        b"X_Forwarded_Proto: https",
        b"X-Forwarded-Proto: http",
        b"x-forwarded_proto: https",
        b"SCRIPT_NAME: /evil",
    )

    assert environ["HTTP_X_FORWARDED_PROTO"] == "http"
    assert environ["SCRIPT_NAME"] == ""
    assert [name for name in environ if name.startswith("HTTP_")] == [
        "HTTP_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_CONNECTION",
    ]


def test_body_arrives_whole_with_its_length(port):
    environ = told(port, POST, HOST, b"Content-Length: 3", body=b"a=b")

    assert (environ["body"], environ["CONTENT_LENGTH"]) == ("a=b", "3")


def test_query_that_was_not_escaped_is_bytes(port):
    environ = told(port, "GET /عرب?q=عرب HTTP/1.1".encode(), HOST)

    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=عرب"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/عرب"


@pytest.mark.parametrize(
    ("lines", "body", "said"),
    [
        ([POST, HOST, b"Content-Length: 200001"], b"", "413"),
        ([POST, HOST, b"Content-Length: 1", b"Content-Length: 2"], b"a", "400"),
        # Cut off in the middle, which granian does not tell from its end.
        ([POST, HOST, b"Transfer-Encoding: chunked"], b"1\r\na\r\nzz\r\n", "411"),
        ([POST, HOST, b"Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n", "411"),
        ([b"GET http://evil.example/ HTTP/1.1", HOST], b"", "400"),
        ([b"GET / HTTP/1.1", HOST, b"Host: y"], b"", "400"),
        ([b"GET /broken HTTP/1.1", HOST], b"", "500"),
    ],
)
def test_what_is_refused(port, lines, body, said):
    assert status(port, *lines, body=body) == said


def test_hostile_requests_are_answered_in_time(port):
    choose = random.Random(20261129)
    sent = filter(hostile_requests.is_whole, iter(lambda: hostile_requests.request(choose), None))

    for request in islice(sent, 60):
        assert b"HTTP/1.1 5" not in ask(port, request), request

    assert is_there(port)


def test_many_who_are_slow_hold_up_nobody(port):
    begun = [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\na",
    ]
    slow = [socket.create_connection(("127.0.0.1", port), 5) for _number in range(80)]
    for number, connection in enumerate(slow):
        connection.sendall(begun[number % 3])

    assert is_there(port)
    for connection in slow:
        connection.close()


STREAMED = b"GET /streamed HTTP/1.1\r\nHost: x\r\n\r\n"


def begun(port):
    """A connection on which a long answer begins, and its status."""
    connection = socket.create_connection(("127.0.0.1", port), 5)
    connection.sendall(STREAMED)
    return connection, connection.recv(12).split()[1].decode()


def test_who_takes_nothing_of_long_answers_has_four_at_most(port):
    slow = [begun(port) for _number in range(5)]
    assert [status for _connection, status in slow] == ["200"] * 4 + ["429"]
    assert is_there(port)

    for connection, _status in slow:
        connection.close()
    until = time.monotonic() + START
    is_good = False
    while not is_good:
        assert time.monotonic() < until
        connection, status = begun(port)
        connection.close()
        is_good = status == "200"
