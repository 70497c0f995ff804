"""Writes down that a command ran, and what came of it.

    with recording("backup") as run:
        ...
        run.say("12 MB", size=12_000_000)

It is the same for one that `manage.py daily` started, which has its row already, and for one that
somebody started by hand. Where the block raises, the run has failed.
"""

import os
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils import timezone

from . import said
from .models import Outcome, Run

# How a child of `manage.py daily` knows its row.
VARIABLE = "WATCHING_RUN"


class Recorded:
    """What can be said of a run while it runs. `say` is for words of our own."""

    def __init__(self, row):
        self.row = row

    def say(self, text, *, size=None):
        """Adds a line; `size` is in bytes, of what was written."""
        self.row.said = "\n".join(filter(None, [self.row.said, said.without_addresses(str(text))]))
        if size is not None:
            self.row.size = size
        self.row.save(update_fields=["said", "size"])


@contextmanager
def recording(name):
    """The run of the task `name`; gives a `Recorded`. Not in a transaction, or others see nothing
    of it before it is over."""
    row = _row_of_daily(name)
    is_of_daily = row is not None
    row = row or Run.objects.create(task=name, is_by_hand=True)
    run = Recorded(row)
    try:
        yield run
    except BaseException as error:
        run.say(_in_words(error))
        if not is_of_daily:
            _end(row, Outcome.FAILED)
        raise
    if not is_of_daily:
        _end(row, Outcome.DONE)


def _row_of_daily(name):
    """Whoever started this process writes down how it ended."""
    number = os.environ.get(VARIABLE, "")
    return (number.isdigit() and Run.objects.running().filter(pk=number, task=name).first()) or None


def _in_words(error):
    return str(error) if isinstance(error, CommandError) else type(error).__name__


def _end(row, outcome):
    row.outcome, row.ended_at = outcome, timezone.now()
    row.save(update_fields=["outcome", "ended_at"])
