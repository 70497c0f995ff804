"""How often pages are opened, counted beside the requests (`core.public_writes`).

Numbers only: a day, what was done, and of which language, theme or municipality. Each of these is
counted for itself, so that no number says of one reader all three.
"""

from collections import Counter, deque
from datetime import datetime
from time import time

from django.utils import timezone

from core.kept.moments import next_midnight
from core.public_writes import beside, counts

from .kinds import ACTION, Kind
from .models import Side, Tally
from .readers import is_person, is_subscriber

MOST_HEARD = 100_000  # that one second brings at most


class _Opened(counts.Counts):
    """To note one is to append it, and no more, because every kept page does it; what it adds to
    is found out beside the requests. `deque` takes turns by itself."""

    def __init__(self, save):
        super().__init__(save)
        self._heard = deque(maxlen=MOST_HEARD)

    def note(self, label):
        self._heard.append((label, time()))
        beside.wake(counts.write)

    @property
    def is_waiting(self):
        return bool(self._heard) or super().is_waiting

    def write(self):
        self._add(_cells(self._taken()))
        return super().write()

    def forget(self):
        self._heard.clear()
        super().forget()

    def _taken(self):
        """`{(label, day in Brussels): times}` of what was heard."""
        taken, midnight, day = Counter(), 0, None
        for _one in range(len(self._heard)):
            label, at = self._heard.popleft()
            if at >= midnight:
                moment = datetime.fromtimestamp(at, timezone.get_current_timezone())
                day, midnight = moment.date(), next_midnight(moment).timestamp()
            taken[label, day] += 1
        return taken


def _cells(opened):
    """`{(day, side, what, value): times}`: what each label adds to."""
    cells = Counter()
    for (label, day), times in opened.items():
        action = ACTION[label.kind].value
        if label.kind == Kind.SENSITIVE:
            cells[day, Side.SENSITIVE.value, "", ""] += times
            continue
        cells[day, Side.LANGUAGE.value, label.kind, label.language] += times
        for theme in label.themes:
            cells[day, Side.THEME.value, action, theme] += times
        if label.municipality:
            cells[day, Side.MUNICIPALITY.value, action, label.municipality] += times
    return cells


_opened = _Opened(lambda cells: Tally.objects.add(cells))


def count(label, environ):
    """Counts one answer, if somebody reads it; see `core.kept.opened`."""
    if environ["REQUEST_METHOD"] == "GET" and (
        is_subscriber(environ) if label.is_fetched else is_person(environ)
    ):
        _opened.note(label)


def add(label):
    """Counts what was looked at already."""
    _opened.note(label)
