"""The volunteers' desk: what needs somebody, on the first page of the admin.

Apps register their tasks in their admin modules, because this knows no app.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse_lazy
from django.utils.http import urlencode
from django.utils.text import format_lazy

from core.admin_request import editing

LAST = 100  # the `position` of what may wait


@dataclass(frozen=True, slots=True)
class Task:
    label: str
    url: str
    count: Callable
    is_mine: bool
    part: str
    position: int


@dataclass(slots=True)
class Line:
    """One line of the desk; its links are `(part, url, count)`, and a single one has no part."""

    label: str
    links: list = field(default_factory=list)


_tasks = []


def register(label, url, count, is_mine=False, *, part="", position=0):
    """Adds a task: `count(request)` says how much of it is left in the list at `url`.

    The count is 0 for who may not do it, costs at most a few queries whatever the number of rows,
    and agrees with the list. `is_mine` tells what is the volunteer's own from what is the team's.
    Tasks with the same label share a line, where each is called by its `part`. Lower positions
    come first, then what was registered first.
    """
    _tasks.append(Task(label, url, count, is_mine, part, position))


def lines(request):
    """The lines with something left to do: `{"mine": [Line, …], "team": [Line, …]}`.

    Where all of the team's is hers, it stands there only once, as hers.
    """
    lines, hers = {"mine": {}, "team": {}}, set()
    for task in sorted(_tasks, key=lambda task: (not task.is_mine, task.position)):
        label, part, count = str(task.label), str(task.part), task.count(request)
        if count and (label, part, count) not in hers:
            line = lines["mine" if task.is_mine else "team"].setdefault(label, Line(label))
            line.links.append((part, str(task.url), count))
        if task.is_mine:
            hers.add((label, part, count))
    return {whose: list(by_label.values()) for whose, by_label in lines.items()}


def list_of(model, is_mine=False, **query):
    """The address of the admin's list of `model`, filtered by `query`; lazy.

    With `is_mine`, of what she looks after (`core.desk.filters.MineFilter`).
    """
    if is_mine:
        query["whose"] = "mine"
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return format_lazy("{}?{}", reverse_lazy(name), urlencode(query))


def once(request, compute):
    """`compute(request)`, at most once for a request: for tasks that share a query."""
    kept = editing(request).counts
    if compute not in kept:
        kept[compute] = compute(request)
    return kept[compute]
