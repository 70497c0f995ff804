"""Bodies of requests: whole, or refused in time."""

import asyncio
import errno

import pytest

from core.serving import bodies
from core.serving.bodies import read_body
from core.serving.refused import Refused

pytestmark = pytest.mark.one_database


class Clock(asyncio.SelectorEventLoop):
    """A loop whose time is what parts take to come."""

    now = 0.0

    def time(self):
        return self.now


async def _parts(parts, wait):
    for part in parts:
        asyncio.get_running_loop().now += wait
        await asyncio.sleep(0)
        yield part


def read(parts, most=100, wait=0, **environ):
    """The body, and the environ afterwards."""
    environ = {"REQUEST_METHOD": "POST", **environ}
    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(read_body(environ, _parts(parts, wait), most))
    with environ["wsgi.input"] as body:
        return body.read(), environ


def test_body_is_there_from_its_beginning():
    body, environ = read([b"ab", b"cd"], CONTENT_LENGTH="4")

    assert (body, environ["CONTENT_LENGTH"]) == (b"abcd", "4")


def test_long_body_waits_in_a_file(monkeypatch):
    monkeypatch.setattr(bodies, "IN_MEMORY", 3)

    assert read([b"ab", b"cd"], CONTENT_LENGTH="4")[0] == b"abcd"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_body_of_a_question_is_not_read(method):
    assert read([b"ab"], REQUEST_METHOD=method, CONTENT_LENGTH="2")[0] == b""


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (413, {"CONTENT_LENGTH": "101"}),
        (413, {"CONTENT_LENGTH": "4", "most": 3}),
        (400, {"CONTENT_LENGTH": "5"}),
        (411, {"HTTP_TRANSFER_ENCODING": "chunked"}),
        (411, {"CONTENT_LENGTH": "4", "HTTP_TRANSFER_ENCODING": "chunked"}),
        (411, {"REQUEST_METHOD": "GET", "HTTP_TRANSFER_ENCODING": "chunked"}),
    ],
    ids=str,
)
def test_what_is_too_large_or_of_another_length_is_refused(status, more):
    with pytest.raises(Refused) as refused:
        read([b"ab", b"cd"], **more)

    assert refused.value.status == status


def test_body_that_no_disk_takes_is_refused_in_words(monkeypatch):
    def full(*_size):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bodies.SpooledTemporaryFile, "write", full)

    with pytest.raises(Refused) as refused:
        read([b"ab"], CONTENT_LENGTH="2")

    assert refused.value.answer()[0] == 503


def test_body_that_does_not_end_is_refused():
    with pytest.raises(Refused) as refused:
        read([b"a"] * 50, wait=2, CONTENT_LENGTH="50")

    assert refused.value.status == 408


def test_what_comes_fast_enough_may_take_longer():
    """10 MB in ten minutes, which is what a slow telephone does."""
    part = b"a" * 100_000

    body, _environ = read([part] * 100, most=10_000_000, wait=6, CONTENT_LENGTH="10000000")

    assert len(body) == 10_000_000
