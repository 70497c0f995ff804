"""All of a list at once, a thing on each line (`format=ndjson`)."""

from django.utils.translation import override

from opendata import exports


def response(view, rows, contents):
    """Of `Rows`, which are read while they are sent."""
    parts = _parts(view, rows, contents)
    return exports.sent(view, exports.unhurried(parts))


def of_things(view, things):
    return exports.sent(view, [_lines(things)])


def _parts(view, rows, contents):
    for found in rows.chunks(exports.CHUNK):
        # Not around the whole: a generator would leave its language to whoever runs between.
        with override(contents.vocabulary.language):
            part = _lines(view.things(contents, found))
        yield part


def _lines(things):
    return "".join(f"{exports.line(thing)}\n" for thing in things).encode()
