"""What the site is told about a request: a WSGI environ (PEP 3333) from what granian has read.

WSGI writes `X_Forwarded_Proto` and `X-Forwarded-Proto` alike, and several headers of one name as
one. So what could pass for something else is left out or refused here, where it still differs.
"""

import sys

from .refused import Refused

# A second one is no addition but a contradiction.
_ALONE = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "CONTENT_TYPE", "CONTENT_LENGTH"}
_KEYS = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_USUAL = (
    "accept accept-encoding accept-language cache-control connection cookie dnt host if-none-match "
    "origin pragma referer sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc "
    "sec-purpose upgrade-insecure-requests user-agent x-forwarded-for x-forwarded-proto"
)


def _key(name):
    return f"HTTP_{name.upper().replace('-', '_')}"


_KEYS |= {name: _key(name) for name in _USUAL.split()}


def environ_of(scope):
    """Raises Refused."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI’s letters are bytes.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            _add(environ, _KEYS.get(name) or _key(name), value)
    # The address of a request that names a host counts more than the header (RFC 9112, 3.2.2), and
    # a proxy may have gone by either.
    if scope.authority and scope.authority != environ.get("HTTP_HOST"):
        raise Refused(400)
    return environ


def _add(environ, key, value):
    before = environ.get(key)
    if before is None:
        environ[key] = value
    elif key in _ALONE:
        raise Refused(400)
    else:
        environ[key] = f"{before}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
