"""A site of a few lines behind the bridge: what it was sent, as JSON."""

import json

from core.serving import Bridge

LARGEST = 200_000


class Streamed:
    streaming = True

    def __iter__(self):
        return iter([b"a" * 1_000_000] * 20)


def site(environ, start_response):
    headers = [("Content-Type", "text/plain")]
    if environ["PATH_INFO"] == "/streamed":
        start_response("200 OK", headers)
        return Streamed()
    if environ["PATH_INFO"] == "/broken":
        raise ValueError
    told = {name: value for name, value in environ.items() if name.isupper()}
    told["body"] = environ["wsgi.input"].read().decode("latin-1")
    body = json.dumps(told).encode()
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]


application = Bridge(site, lambda _path: LARGEST)
