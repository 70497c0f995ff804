"""The body of a request: read to its end before anybody handles it, or refused.

It has a size and a time. The time grows with what has come, so that a long file over a slow
telephone arrives, and a byte now and then does not.
"""

import asyncio
from io import BytesIO
from tempfile import SpooledTemporaryFile

from .refused import Refused

PATIENCE = 10.0  # seconds for any body
SLOWEST = 16_000  # bytes a second, beyond that
IN_MEMORY = 128 * 1024  # bytes; what is longer waits in a file

_WITHOUT = {"GET", "HEAD", "OPTIONS", "TRACE"}


async def read_body(environ, protocol, most):
    """Puts the body into the environ as `wsgi.input`, with its length. Raises Refused."""
    length = environ.get("CONTENT_LENGTH")
    coding = environ.pop("HTTP_TRANSFER_ENCODING", None)
    if coding is not None and (length is not None or coding.strip().lower() != "chunked"):
        raise Refused(400)
    if length is not None and int(length) > most:
        raise Refused(413)
    if environ["REQUEST_METHOD"] in _WITHOUT or (coding is None and length in (None, "0")):
        environ["wsgi.input"] = BytesIO()
        return
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (whoever reads it closes it)
    try:
        size = await _in_time(protocol, body, most)
        if length is not None and size != int(length):
            raise Refused(400)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)


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
