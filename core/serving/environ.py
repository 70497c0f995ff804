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


# What is the same of every request.
_ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def asked(scope):
    """What is asked for, with which headers: enough for what is kept. Raises Refused."""
    environ = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _bytes(scope.path),
        "QUERY_STRING": _bytes(scope.query_string),
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        key = _KEYS.get(name)
        if key is not None and key not in environ:
            environ[key] = value
        elif "_" not in name:
            _add(environ, key or _key(name), value)
    # The address of a request that names a host counts more than the header (RFC 9112, 3.2.2), and
    # a proxy may have gone by either.
    authority = scope.authority
    if authority and authority != environ.get("HTTP_HOST"):
        raise Refused(400)
    return environ


def environ_of(scope, environ):
    """The whole, from what was `asked`."""
    server, _, port = scope.server.rpartition(":")
    return {
        **_ALWAYS,
        "SERVER_NAME": _bare(server),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _bare(scope.client.rpartition(":")[0]),
        **environ,
    }


def _bytes(text):
    """WSGI’s letters are bytes, also of what somebody typed without percent signs."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _bare(host):
    """An address of IPv6 without the brackets that part it from its port."""
    return host[1:-1] if host.startswith("[") else host


def _add(environ, key, value):
    before = environ.get(key)
    if before is None:
        environ[key] = value
    elif key in _ALONE:
        raise Refused(400)
    else:
        environ[key] = f"{before}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
