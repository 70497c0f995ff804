"""What may be shown of the numbers: steps of five, so that nothing under five can be had.

Of each cell (a kind in a language, an action of a theme or of a municipality) the sum since the
beginning is rounded down to fives, at the end of each day. What a stretch of days shows is how many
steps were taken in it. What is left over waits for the next days, and goes lost nowhere: however
long the stretch, it is off by four at most. Every total is the sum of what stands beside it, and
every figure a multiple of five, so whoever adds and subtracts them has multiples of five again. One
day with nothing to show had between none and four, and each of these is possible
(tests/usage/test_figures.py tries all of them).

Days that are not over are left out: whoever could watch a figure grow would see single steps.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.db.models import Q, Sum
from django.utils import timezone

from .kinds import ACTION
from .models import Side, Tally

STEP = 5


@dataclass(frozen=True)
class Figures:
    """What is shown of some days: `cells` is `{(side, what, value): a multiple of STEP}`."""

    cells: dict

    def by_action(self):
        """`{action: figure}` of everything but pages with the red bar."""
        return self._sum(lambda kind, _language: ACTION[kind])

    def by_kind(self):
        return self._sum(lambda kind, _language: kind)

    def by_language(self, action):
        return self._sum(lambda kind, language: language if ACTION[kind] == action else None)

    def by(self, side, action):
        """`{slug: figure}` of the themes or of the municipalities."""
        return {
            value: figure
            for (of, what, value), figure in self.cells.items()
            if (of, what) == (side, action)
        }

    @property
    def sensitive(self):
        return self.cells.get((Side.SENSITIVE, "", ""), 0)

    def _sum(self, of):
        sums = Counter()
        for (side, what, value), figure in self.cells.items():
            if side == Side.LANGUAGE and what in ACTION and (key := of(what, value)) is not None:
                sums[key] += figure
        return sums


def last_day():
    """The last day that is over."""
    return timezone.localdate() - timedelta(days=1)


def between(*days):
    """The `Figures` from each of some days up to the next one, that one left out; one query.

    What is not over counts from tomorrow on.
    """
    ends = [min(day, timezone.localdate()) for day in days]
    sums = {f"sum_{n}": Sum("times", filter=Q(day__lt=day)) for n, day in enumerate(ends)}
    stretches = [{} for _stretch in ends[1:]]
    for row in Tally.objects.values("side", "what", "value").annotate(**sums).order_by():
        cell = row["side"], row["what"], row["value"]
        steps = [(row[name] or 0) // STEP for name in sums]
        for cells, (before, after) in zip(stretches, pairwise(steps), strict=True):
            if after > before:
                cells[cell] = (after - before) * STEP
    return [Figures(cells) for cells in stretches]
