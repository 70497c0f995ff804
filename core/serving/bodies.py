"""The body of a request: read to its end before anybody handles it, or refused.

It has a size and a time. The time grows with what has come, so that a long file over a slow
telephone arrives, and a byte now and then does not.

Its length is said at its beginning. Of one in chunks granian does not tell its end from that of the
connection, and half a form is not to be saved; browsers send none, and the proxy makes them whole.
"""

import asyncio
import logging
from io import BytesIO
from tempfile import SpooledTemporaryFile

from .refused import Refused

PATIENCE = 10.0  # seconds for any body
SLOWEST = 16_000  # bytes a second, beyond that
IN_MEMORY = 128 * 1024  # bytes; what is longer waits in a file

_log = logging.getLogger(__name__)
_WITHOUT = {"GET", "HEAD", "OPTIONS", "TRACE"}


async def read_body(environ, protocol, most):
    """Puts the body into the environ as `wsgi.input`, with its length. Raises Refused."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise Refused(411)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > most:
        raise Refused(413)
    if environ["REQUEST_METHOD"] in _WITHOUT or not length:
        environ["wsgi.input"] = BytesIO()
        return
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (whoever reads it closes it)
    try:
        if await _in_time(protocol, body, most) != length:
            raise Refused(400)
        body.seek(0)
    except OSError:
        body.close()
        _log.exception("A body could not be kept while it came")
        raise Refused(503) from None
    except BaseException:
        body.close()
        raise
    environ["wsgi.input"] = body


async def _in_time(protocol, body, most):
    size, begun = 0, asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(PATIENCE) as limit:
            async for part in protocol:
                size += len(part)
                if size > most:
                    raise Refused(413)
                body.write(part)
                limit.reschedule(begun + PATIENCE + size / SLOWEST)
    except TimeoutError:
        raise Refused(408) from None
    return size
