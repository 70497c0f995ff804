"""Every request is UTF-8, whatever it says of itself.

Django decodes the query, of a GET too, with the charset that the request's own Content-Type names.
So the same address would have other answers, and one of them would be kept for everybody
(`core.kept.pages`); a charset that is none ends in an error before any view.
"""

import re

_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;\s"]+)', re.IGNORECASE)


def take_away(environ, **_kwargs):
    """Leaves the type and, for a form in parts, its boundary: all that Django needs."""
    kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    if parameters:
        boundary = _BOUNDARY.search(f";{parameters}")
        environ["CONTENT_TYPE"] = kind + (boundary[0] if boundary else "")
