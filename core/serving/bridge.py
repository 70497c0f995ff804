"""An RSGI application that answers what a WSGI application answers."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from core.limits import AtOnce

from . import process
from .bodies import read_body
from .environ import asked, environ_of
from .refused import Refused

THREADS = 4  # in which the application runs, each with a connection to the database

_log = logging.getLogger(__name__)
# Answers of a length that nobody knows wait in memory for whoever reads them slowly.
_on_their_way = AtOnce(16, each=4)


class Bridge:
    """`largest(path)` is how many bytes a body may have that is sent there.

    What an application’s `kept(environ)` gives, `(status, headers, body)` or None, is answered
    without a thread: it may neither wait nor ask the database.
    """

    def __init__(self, application, largest):
        self.application, self.largest = application, largest
        self.kept = getattr(application, "kept", None)
        self.threads = ThreadPoolExecutor(THREADS, "application")
        process.end_with_parent()

    def __rsgi_init__(self, loop):
        process.stop_gently(loop)
        process.give_up_on_who_takes_nothing(loop)

    def __rsgi_del__(self, _loop):
        self.threads.shutdown()

    async def __rsgi__(self, scope, protocol):
        try:
            environ = asked(scope)
            if self.kept and (found := self.kept(environ)):
                protocol.response_bytes(*found)
                return
            environ = environ_of(scope, environ)
            await read_body(environ, protocol, self.largest(environ["PATH_INFO"]))
            await self._answer(environ, protocol)
        except Refused as refused:
            protocol.response_str(*refused.answer())

    async def _answer(self, environ, protocol):
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self.threads, self._ask, environ)
        except Exception:
            _log.exception("The application failed")
            raise Refused(500) from None
        finally:
            environ["wsgi.input"].close()
        status, headers, body = answer
        if isinstance(body, bytes):
            protocol.response_bytes(status, headers, body)
        else:
            await self._stream(environ, protocol, answer)

    def _ask(self, environ):
        """`(status, headers, body)`; the body is bytes, or parts when nobody knows how many."""
        said = []

        def start_response(status, headers, _exc_info=None):
            said[:] = int(status[:3]), headers

        parts = self.application(environ, start_response)
        status, headers = said
        if getattr(parts, "streaming", False) and not _has_length(headers):
            return status, headers, parts
        try:
            return status, headers, b"".join(parts)
        finally:
            _close(parts)

    async def _stream(self, environ, protocol, answer):
        status, headers, parts = answer
        loop = asyncio.get_running_loop()
        turn = _on_their_way.begin(environ)
        if turn is None:
            await loop.run_in_executor(self.threads, _close, parts)
            raise Refused(429)
        with turn:
            # The connection ends when she has the last of it, and so does the turn.
            transport = protocol.response_stream(status, [*headers, ("connection", "close")])
            await loop.run_in_executor(self.threads, _send, loop, transport, parts)
            del transport
            await protocol.client_disconnect()


def _send(loop, transport, parts):
    """All parts, from one thread: they ask the database over its connection."""

    async def send(part):
        await transport.send_bytes(part)

    try:
        for part in parts:
            asyncio.run_coroutine_threadsafe(send(part), loop).result()
    except Exception as error:
        # Nobody is there any more, or the rest could not be made: the answer ends unfinished.
        _log.info("An answer ended before its end: %r", error)
    finally:
        _close(parts)


def _close(parts):
    if close := getattr(parts, "close", None):
        close()


def _has_length(headers):
    return any(name.lower() == "content-length" for name, _value in headers)
