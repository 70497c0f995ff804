"""Who is told of every answer, kept or made: whoever measures. Nobody is unless somebody asked to.

`tell(label, status, is_kept, seconds)` has a microsecond. The label is what a page counts as
(`core.kept.opened`), the word `admin`, or None; nothing else of a request is handed on.
"""

from time import perf_counter

# Where the middleware says what an answer is, in the environ of its request.
LABEL = "core.kept.label"

tell = None


def tell_to(count):
    """Has `count(label, status, is_kept, seconds)` called for each answer; None for nobody."""
    global tell
    tell = count


def asked(application, environ, start_response):
    """What a WSGI application answers, told with how long it took to make."""
    # A process that makes its first pages asks itself, and has no address.
    if tell is None or "REMOTE_ADDR" not in environ:
        return application(environ, start_response)
    status, began = 500, perf_counter()

    def started(line, headers, *error):
        nonlocal status
        status = int(line[:3])
        return start_response(line, headers, *error)

    try:
        return application(environ, started)
    finally:
        if tell is not None:
            tell(environ.get(LABEL), status, False, perf_counter() - began)
