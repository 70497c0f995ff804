"""The same bytes with the same headers and nothing else: what the server costs without a site."""

import os
from pathlib import Path

_body = Path(os.environ["BENCH_PAGE"]).read_bytes()
_headers = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", str(len(_body))),
]


def application(_environ, start_response):
    start_response("200 OK", _headers)
    return [_body]
