"""What comes next of an organisation. The agenda knows; the directory, below it, may only ask."""

from typing import NamedTuple


class Coming(NamedTuple):
    """The next date that takes place: when, escaped, and the address of its page."""

    when_html: str
    url: str


_tellers = []


def register(dates):
    """`dates(index, ids, now)` gives `{id: Coming}` of organisations, without a query.

    `index` is the `directory.index.Index` of the page, in whose language they are.
    """
    _tellers.append(dates)


def dates(index, ids, now):
    return {pk: coming for tell in _tellers for pk, coming in tell(index, ids, now).items()}
