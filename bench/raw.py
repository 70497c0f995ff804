"""The same bytes with the same headers and nothing else: what the server costs without a site."""

import os
from pathlib import Path

_body = Path(os.environ["BENCH_PAGE"]).read_bytes()
_headers = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-encoding", "br"),
    ("content-length", str(len(_body))),
]


async def application(_scope, protocol):
    protocol.response_bytes(200, _headers, _body)
