"""Sentences on the desk that are no work on a list: what is not well with the site itself.

Apps register who knows them, because this knows no app.
"""

_sources = []


def register(lines):
    """Adds `lines(request)`, which gives `[(sentence, url), …]` for who may do something about it;
    it costs no query for whoever may not."""
    _sources.append(lines)


def lines(request):
    return [line for source in _sources for line in source(request)]
