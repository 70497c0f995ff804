"""All that remembers anybody, so that tests begin with nothing."""

_all = []


def forgettable(one):
    _all.append(one)


def forget():
    """As if nobody had been here."""
    for one in _all:
        one.forget()
