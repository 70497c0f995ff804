"""Which tasks failed, are late or never began: what people are told about.

`of_tasks(now)` costs four queries, whatever the number of tasks and runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from core.wording.hours import moment_in_words

from . import going
from .daily import tasks
from .models import Outcome, Run, Turn

# Four calls of the timer that did not come.
TIMER_LATE = timedelta(hours=1)
# A machine that was restarted in the middle of something goes on by itself.
GOES_ON_WITHIN = timedelta(hours=1)
MOST_RUNS = 500


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not well. `says()` is a sentence in the language of now, `lines` what the
    command said, `to_do()` what helps."""

    name: str
    since: datetime
    says: Callable
    to_do: Callable
    lines: str = ""
    command: str = ""


def of_tasks(now):
    """What is wrong with them: a list of Wrong, in the order of the table; the timer comes first,
    and then alone as far as tasks are only late, because that is why."""
    wanted = tasks()
    last_done = dict(Run.objects.done().values_list("task").annotate(Max("started_at")))
    failures = _failures(last_done)
    failed = [_failed(task, failures[task.name], now) for task in wanted if task.name in failures]
    began = watched_since()
    if began is None:
        return [wrong for wrong in failed if wrong]
    if timer := _of_timer(now, began):
        return [timer, *(wrong for wrong in failed if wrong)]
    late = [
        _late(task, last_done.get(task.name), now, began)
        for task in wanted
        if task.name not in failures
    ]
    return [wrong for wrong in (*failed, *late) if wrong]


def watched_since():
    """Since when the timer should come; None on one’s own machine, until it came once."""
    if (settings.DEBUG or settings.IS_LOCAL) and not last_go():
        return None
    applied = MigrationRecorder.Migration.objects.filter(app="watching")
    return applied.order_by("applied").values_list("applied", flat=True).first()


def last_go():
    """When somebody came to the end of what was due, or has the turn now; None for never."""
    row = Turn.objects.filter(name=going.TURN).first()
    if row and row.held_until and row.held_until > timezone.now():
        return timezone.now()
    return row and row.last_at


def _failures(last_done):
    """`{task: its failed runs since it was last done, the newest first}`."""
    ended = Run.objects.ended().exclude(outcome=Outcome.DONE)[:MOST_RUNS]
    failures = {}
    for run in ended:
        done = last_done.get(run.task)
        if done is None or run.started_at > done:
            failures.setdefault(run.task, []).append(run)
    return failures


def _failed(task, runs, now):
    latest = runs[0]
    is_one_gone = len(runs) == 1 and latest.outcome == Outcome.GONE
    if is_one_gone and now < latest.ended_at + GOES_ON_WITHIN:
        return None
    since = runs[-1].started_at

    def says():
        if latest.outcome == Outcome.TOO_LONG:
            text = gettext("“%(task)s” takes too long, since %(moment)s.")
        else:
            text = gettext("“%(task)s” fails, since %(moment)s.")
        return text % {"task": task.label or task.name, "moment": moment_in_words(since)}

    def to_do():
        return gettext("It is tried again by itself. To do it at once:")

    return Wrong(task.name, since, says, to_do, latest.said, f"manage.py daily --now {task.name}")


def _of_timer(now, began):
    since = max(filter(None, [last_go(), began]))
    if now - since <= TIMER_LATE:
        return None
    return Wrong(
        "timer",
        since,
        lambda: (
            gettext("The daily tasks have not been looked after since %(moment)s.")
            % {"moment": moment_in_words(since)}
        ),
        lambda: gettext("The timer of the server does not run. To see what is due:"),
        command="manage.py daily --list",
    )


def _late(task, done, now, began):
    missed = task.due.next(done) if done else began
    if now <= missed + task.late:
        return None
    return Wrong(
        task.name,
        missed,
        lambda: (
            gettext("“%(task)s” was due %(moment)s, and has not been done.")
            % {"task": task.label or task.name, "moment": moment_in_words(missed)}
        ),
        lambda: gettext("To do it at once:"),
        command=f"manage.py daily --now {task.name}",
    )
