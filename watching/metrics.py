"""Figures for Prometheus, on a port of their own: `METRICS_PORT`, off unless it is set.

One process of the server listens and answers for all; when it ends another one takes over. No label
has a word, an address or a path of anybody in it.
"""

import shutil
import threading
from collections import Counter

from django.conf import settings
from django.db import Error, connection
from django.db.models import Max

from . import checks, figures, going
from .checks import Remembered
from .daily import task_named, tasks
from .models import Run

LOOK_FOR = 10.0  # seconds that what the database says is remembered
TRY_AGAIN = 10.0  # seconds until the port is tried again
PREFIX = "brussels_support_"
_COUNTS = {
    "memory_followed": "Changes that were followed row by row in what is kept in memory.",
    "memory_built_anew": "Times that all of what is kept in memory was built.",
    "limiter_refused": "Requests that were refused because one sender asked too often.",
}
_NOW = {
    "kept_pages": "Finished pages in memory.",
    "kept_bytes": "Bytes that these take.",
}


def begin(front):
    """Counts, and listens as soon as nobody else does. Called once in a process that serves."""
    if settings.METRICS_PORT:
        where = figures.begin(front)
        threading.Thread(target=_listen, args=(where,), name="metrics", daemon=True).start()


def _listen(where):
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(Collector(where))
    pause = threading.Event()
    while True:
        try:
            start_http_server(settings.METRICS_PORT, settings.METRICS_ADDRESS, registry)
        except OSError:
            pause.wait(TRY_AGAIN)
        else:
            return


class Collector:
    """All figures at the moment at which Prometheus asks."""

    def __init__(self, where):
        self.where = where

    def describe(self):
        return []

    def collect(self):
        processes = figures.read(self.where)
        yield from _of_answers(processes)
        yield from _of_processes(processes)
        yield from _of_disks()
        yield from _of_database()


def _family(kind, name, text, labels=()):
    from prometheus_client import core

    return getattr(core, f"{kind}MetricFamily")(PREFIX + name, text, labels=labels)


def _of_answers(processes):
    statuses, times = Counter(), {}
    for _pid, told in processes:
        for kind, status, is_kept, number in told["statuses"]:
            statuses[kind, status, _yes(is_kept)] += number
        for kind, is_kept, *numbers in told["times"]:
            before = times.setdefault((kind, _yes(is_kept)), [0] * len(numbers))
            before[:] = map(sum, zip(before, numbers, strict=True))
    answers = _family("Counter", "answers", "Answers, by kind of page.", ["kind", "status", "kept"])
    for key, number in sorted(statuses.items()):
        answers.add_metric(key, number)
    yield answers
    seconds = _family(
        "Histogram",
        "answer_seconds",
        "How long it took to make an answer, or to find a kept one.",
        ["kind", "kept"],
    )
    for key, (*numbers, total) in sorted(times.items()):
        seconds.add_metric(key, [*_added_up(numbers)], total)
    yield seconds


def _added_up(numbers):
    total = 0
    for limit, number in zip((*map(str, figures.BUCKETS), "+Inf"), numbers, strict=True):
        total += number
        yield limit, total


def _yes(is_so):
    return "yes" if is_so else "no"


def _of_processes(processes):
    for name, text in _COUNTS.items():
        family = _family("Counter", name, text)
        family.add_metric([], sum(told["counts"][name] for _pid, told in processes))
        yield family
    running = [told for pid, told in processes if figures.is_running(pid)]
    for name, text in _NOW.items():
        family = _family("Gauge", name, text)
        family.add_metric([], sum(told["now"][name] for told in running))
        yield family
    family = _family("Gauge", "processes", "Processes that answer.")
    family.add_metric([], len(running))
    yield family
    logged = Counter()
    for _pid, told in processes:
        for level, name, number in told["logged"]:
            logged[level, name] += number
    family = _family(
        "Counter", "logged", "What was logged, mails that failed too.", ["level", "logger"]
    )
    for key, number in sorted(logged.items()):
        family.add_metric(key, number)
    yield family


def _of_disks():
    free = _family("Gauge", "disk_free_bytes", "What is free where it grows.", ["folder"])
    total = _family("Gauge", "disk_bytes", "How large these disks are.", ["folder"])
    for name, path in checks.folders().items():
        usage = shutil.disk_usage(path)
        free.add_metric([name], usage.free)
        total.add_metric([name], usage.total)
    yield from (free, total)


def _of_database():
    try:
        return _looked_up()
    except Error:
        up = _family("Gauge", "database_up", "Whether the database can be used.")
        up.add_metric([], 0)
        return [up]


def _look_up():
    """Asked seldom, and never by who asks for a page."""
    try:
        return [*_of_tasks(), *_of_backup(), *_of_checks(), *_of_connections()]
    finally:
        connection.close()


def _of_tasks():
    last = dict(Run.objects.done().values_list("task").annotate(Max("ended_at")))
    done = _family("Gauge", "task_done_timestamp_seconds", "When a task was last done.", ["task"])
    failed = _family("Gauge", "task_failures", "Failures since then, at most ten.", ["task"])
    for task in tasks():
        if task.name in last:
            done.add_metric([task.name], last[task.name].timestamp())
        failed.add_metric([task.name], len(going.failures_in_a_row(task.name)))
    return done, failed


def _of_backup():
    backup = task_named("backup")
    last = Run.objects.filter(task="backup").done().first()
    if backup is None or last is None:
        return
    family = _family(
        "Gauge", "backup_timestamp_seconds", "When the last backup that was made began."
    )
    family.add_metric([], last.started_at.timestamp())
    yield family
    if last.size is not None:
        family = _family("Gauge", "backup_bytes", "How large it is.")
        family.add_metric([], last.size)
        yield family


def _of_checks():
    """The same as /wellz."""
    family = _family("Gauge", "well", "1 for what is well, 0 for what is not.", ["check"])
    for finding in checks.all_findings():
        family.add_metric([finding.name], int(finding.state in (checks.OK, checks.NOTE)))
    up = _family("Gauge", "database_up", "Whether the database can be used.")
    up.add_metric([], 1)
    return family, up


def _of_connections():
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        [number] = cursor.fetchone()
    family = _family("Gauge", "database_connections", "Connections to the database, of anybody.")
    family.add_metric([], number)
    yield family


_looked_up = Remembered(LOOK_FOR, _look_up)
