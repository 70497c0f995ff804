"""What the first list after an edit costs, in each language, and what it usually costs.

In one process, without kept pages: what differs is what the process has to read again. The edit
is an ordinary save, and is not counted.
"""

import random
import statistics
import time

from . import pages, writer

LANGUAGES = ("nl", "fr", "en", "ar", "es", "tr")
LISTS = {
    "organisations": ("organisations/", writer.edit_text),
    "organisations, hours": ("organisations/", writer.edit_hours),
    "agenda": ("agenda/", writer.edit_date),
}
LONG_ENOUGH, MOST = 6.0, 15  # seconds, and rounds, for each list
BUILT = ("organisations/", "agenda/", "search/?q=baby", "faq/")


def measured():
    """Milliseconds: `{list: {"usual", "first", "further", "more", "clock"}}`.

    `first` is after an edit in the first language, `further` in the slowest of the others; `more`
    is how much the slower of both costs over the usual page, and `clock` the same by the clock,
    which has the work of a database server in it.
    """
    chance = random.Random(writer.SEED)
    for path in BUILT:
        for code in LANGUAGES:
            path_, _, query = path.partition("?")
            pages.get(f"/{code}/{path_}", query)
    return {name: _measured(path, edit, chance) for name, (path, edit) in LISTS.items()}


def _measured(path, edit, chance):
    usual, after = [], []
    began = time.monotonic()
    while not after or (len(after) < MOST and time.monotonic() - began < LONG_ENOUGH):
        usual.append([pages.took(lambda code=code: _get(code, path)) for code in LANGUAGES])
        edit(chance)
        after.append([pages.took(lambda code=code: _get(code, path)) for code in LANGUAGES])
    usual, after = _medians(usual), _medians(after)
    more = [
        [now - then for now, then in zip(pair, before, strict=True)]
        for pair, before in zip(after, usual, strict=True)
    ]
    return {
        "usual": statistics.median(cpu for cpu, _clock in usual),
        "first": after[0][0],
        "further": max(cpu for cpu, _clock in after[1:]),
        "more": max(cpu for cpu, _clock in more),
        "clock": max(clock for _cpu, clock in more),
    }


def _get(code, path):
    pages.get(f"/{code}/{path}")


def _medians(rounds):
    """`[(cpu, clock) of each language]`."""
    return [
        tuple(map(statistics.median, zip(*times, strict=True)))
        for times in zip(*rounds, strict=True)
    ]
