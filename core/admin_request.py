"""What the admin knows of one request, beside what was sent: all of it by name, in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import QueryDict


@dataclass(slots=True)
class Editing:
    # What stands in a form instead of what is saved, and why.
    unsaved: QueryDict | None = None
    note: str = ""
    # What is being saved (`core.editing.conflicts.Change`); what waits of hers
    # (`core.editing.waiting.Waiting`); whether this waits as well, and something of it is left.
    change: object = None
    waiting: object = None
    waits: bool = False
    is_proposed: bool = False
    saved: object = None  # the row that was saved, or is proposed to be
    # `then(row)` is where one goes once it is saved, without a word of it.
    then: Callable | None = None
    approval: object = None  # the parts of waiting changes that this save approves
    counts: dict = field(default_factory=dict)  # of the desk
    # What is done once it is saved for certain: a mail cannot be taken back.
    afterwards: list = field(default_factory=list)


def editing(request):
    return request.__dict__.setdefault("editing", Editing())
