"""One go of what runs by itself: what is due and not yet done, one after another.

Each in a process of its own, which is stopped when it takes too long; what fails does not stop the
others, and is tried again after a pause that grows. Only one machine goes at a time
(`watching.turns`).
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from . import said, turns
from .daily import tasks
from .models import Outcome, Run
from .runs import VARIABLE

TURN = "daily"
PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=4)
MOST_FAILURES = 10  # that are counted
# One that somebody started and of which nothing is heard any more.
BY_HAND_AT_MOST = timedelta(days=1)
_GRACE = 10  # seconds between asking a process to end and ending it
_LONGEST = 10_000  # characters of a line that is read at once; a line of a log has fewer
_LOOK_EVERY = 0.2  # seconds


class LostError(Exception):
    """Somebody else has the turn by now."""


def go(tell=print, afterwards=lambda _now: None):
    """Does what is due: `(done, failed)`, names of tasks; None while another machine is at it.

    `afterwards(now)` is called while nobody else can go."""
    holder = turns.take(TURN)
    if holder is None:
        return None
    done, failed = [], []
    try:
        end_what_is_gone()
        for task in tasks():
            if is_due(task, timezone.now()):
                run = do(task, holder)
                (done if run.outcome == Outcome.DONE else failed).append(task.name)
                tell(in_a_line(run))
        if done or failed:
            Run.objects.prune()
        afterwards(timezone.now())
    finally:
        turns.end(TURN, holder)
    return done, failed


def go_one(task, tell=print):
    """Does one task at once, due or not; None while another machine is at something."""
    holder = turns.take(TURN)
    if holder is None:
        return None
    try:
        end_what_is_gone()
        run = do(task, holder)
        tell(in_a_line(run))
    finally:
        turns.end(TURN, holder)
    return run


def end_what_is_gone():
    """What is noted as running does not run any more, because whoever asks has the turn."""
    running = Run.objects.running()
    gone = {"outcome": Outcome.GONE, "ended_at": timezone.now()}
    running.filter(is_by_hand=False).update(**gone)
    running.filter(is_by_hand=True, started_at__lt=timezone.now() - BY_HAND_AT_MOST).update(**gone)


def is_due(task, now):
    """Whether it is time, and nobody has done it since, or is doing it, or tried just now."""
    due = task.due.last(now)
    runs = Run.objects.filter(task=task.name)
    if runs.running().exists() or runs.done().filter(started_at__gte=due).exists():
        return False
    if task.until and now > due + task.until:
        return False
    failures = failures_in_a_row(task.name)
    return not failures or now >= failures[0].ended_at + pause_after(len(failures))


def failures_in_a_row(name):
    """The failed runs of a task since it was done last, the newest first; at most so many."""
    latest = Run.objects.filter(task=name).ended()[:MOST_FAILURES]
    failures = []
    for run in latest:
        if run.outcome == Outcome.DONE:
            break
        failures.append(run)
    return failures


def pause_after(failures):
    return min(PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)


def do(task, holder):
    """Runs a task in a process of its own, and writes down what came of it; gives the Run."""
    run = Run.objects.create(task=task.name)
    lines = deque(maxlen=200)
    try:
        outcome = _run(task, run, lines, lambda: _held(holder))
    except BaseException:
        _write_down(run, Outcome.GONE, lines)
        raise
    _write_down(run, outcome, lines)
    return run


def _run(task, run, lines, hold):
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *task.line()],
        cwd=settings.BASE_DIR,
        env={**os.environ, VARIABLE: str(run.pk), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        code = _waited(process, time.monotonic() + task.limit.total_seconds(), hold)
    finally:
        _end(process)
        reader.join(_GRACE)
    if code is None:
        return Outcome.TOO_LONG
    return Outcome.DONE if code == 0 else Outcome.FAILED


def _waited(process, until, hold):
    """What the process ended with, or None when its time is over."""
    renew_at = time.monotonic() + turns.RENEWED_EVERY.total_seconds()
    while time.monotonic() < until:
        try:
            return process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            if time.monotonic() >= renew_at:
                hold()
                renew_at = time.monotonic() + turns.RENEWED_EVERY.total_seconds()
    return None


def _held(holder):
    """While the database is away nobody else can take the turn either."""
    try:
        is_mine = turns.hold(TURN, holder)
    except Error:
        connection.close()
        return
    if not is_mine:
        raise LostError


def _read(stream, lines):
    """Keeps what a process says; a log in JSON goes on to ours, it has left out what it must."""
    with stream:
        for line in iter(partial(stream.readline, _LONGEST), ""):
            if line.startswith("{"):
                sys.stderr.write(line)
            else:
                lines.append(line.rstrip("\n"))


def _end(process):
    """Ends a process and all that it started; nothing where it has ended."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
    # Also when it has ended: not all that it started need have.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _write_down(run, outcome, lines):
    """What its command said itself, or else the last lines that it wrote."""
    try:
        own = Run.objects.filter(pk=run.pk).values_list("said", "size").first()
        if own is None:
            return  # cleared away by hand meanwhile
        run.said, run.size = own
        run.outcome, run.ended_at = outcome, timezone.now()
        run.said = run.said or said.last_lines(lines)
        run.save(update_fields=["outcome", "ended_at", "said"])
    except Error:
        # The next go finds it as one that is gone.
        connection.close()
        run.outcome = outcome


def in_a_line(run):
    seconds = round((run.ended_at or timezone.now()).timestamp() - run.started_at.timestamp(), 1)
    return f"{run.task}: {Outcome(run.outcome).name.lower()} after {seconds} s. {run.said}".strip()
