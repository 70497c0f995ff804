"""What each process of the server counts, and where the others find it.

Counting an answer is putting it into a queue. Once a second a thread adds up what is in it and
writes the sums into a file of this process, in a folder that only this server’s processes use; the
one of them that is asked (`watching.metrics`) reads the files of all. So no process waits for
another, and what one counted that is gone still counts.
"""

import json
import logging
import os
import tempfile
import threading
from bisect import bisect_left
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from core.kept import answered, memory
from core.limits import limiter

EVERY = 1.0  # seconds
# Seconds up to which an answer took. What is kept takes some microseconds.
BUCKETS = (0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
MOST_WAITING = 100_000  # answers, should the thread ever be late

_answers = deque(maxlen=MOST_WAITING)


def count(*answer):
    _answers.append(answer)


class Logged(logging.Handler):
    """Counts what is logged, by level and by who says it."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.counts = Counter()

    def emit(self, record):
        self.counts[record.levelname.lower(), record.name] += 1


class Figures:
    """The sums of this process. `front` has the kept pages."""

    def __init__(self, front):
        self.front, self.logged = front, Logged()
        self.statuses = Counter()  # (kind, class of the status, kept or not)
        self.times = {}  # (kind, kept or not): [for each bucket and above, sum in seconds]

    def add_up(self):
        """Takes what waits into the sums; whether there was anything."""
        waiting = [_answers.popleft() for _ in range(len(_answers))]
        for label, status, is_kept, seconds in waiting:
            kind = str(getattr(label, "kind", label) or "other")
            self.statuses[kind, f"{status // 100}xx", is_kept] += 1
            times = self.times.setdefault((kind, is_kept), [0] * (len(BUCKETS) + 1) + [0.0])
            times[bisect_left(BUCKETS, seconds)] += 1
            times[-1] += seconds
        return bool(waiting)

    def told(self):
        """All of it, as JSON has it."""
        pages = self.front.store.pages
        return {
            "statuses": [[*key, times] for key, times in self.statuses.items()],
            "times": [[*key, *times] for key, times in self.times.items()],
            "logged": [[*key, times] for key, times in self.logged.counts.items()],
            "counts": {
                "memory_followed": memory.followed_count,
                "memory_built_anew": memory.anew_count,
                "limiter_refused": limiter.refused_count,
            },
            "now": {"kept_pages": len(pages), "kept_bytes": pages.currsize},
        }


def folder():
    """The folder of this server’s processes, which have one parent. Raises OSError."""
    above = Path(tempfile.gettempdir()) / f"brussels-support-{os.getuid()}-{settings.METRICS_PORT}"
    above.mkdir(mode=0o700, exist_ok=True)
    if above.is_symlink() or above.stat().st_uid != os.getuid():
        raise PermissionError("The folder of the metrics belongs to somebody else.")
    for old in above.iterdir():
        if not _is_alive(old.name):
            _remove(old)
    mine = above / str(os.getppid())
    mine.mkdir(mode=0o700, exist_ok=True)
    return mine


def _is_alive(pid):
    return pid.isdigit() and Path(f"/proc/{pid}").exists()


def _remove(old):
    with suppress(OSError):
        for path in old.iterdir():
            path.unlink()
        old.rmdir()


def write(where, told):
    """Puts the sums of this process into the place of its former ones."""
    path = where / str(os.getpid())
    new = path.with_suffix(".new")
    new.write_text(json.dumps(told))
    new.replace(path)


def read(where):
    """`[(process id, sums), …]` of all processes that the server has had."""
    found = []
    for path in sorted(where.iterdir()):
        if path.name.isdigit():
            with suppress(OSError, ValueError):
                found.append((path.name, json.loads(path.read_text())))
    return found


def is_running(pid):
    return _is_alive(pid)


def begin(front):
    """Counts from now on in this process, and gives the folder with the figures of all."""
    where, figures = folder(), Figures(front)
    logging.getLogger().addHandler(figures.logged)
    answered.tell_to(count)
    write(where, figures.told())
    threading.Thread(target=_go_on, args=(where, figures), name="figures", daemon=True).start()
    return where


def _go_on(where, figures):
    pause, quiet = threading.Event(), 0
    while True:
        pause.wait(EVERY)
        # What is not an answer changes too, if seldom.
        quiet = 0 if figures.add_up() else quiet + 1
        if quiet in (0, 1) or quiet % 10 == 0:
            with suppress(OSError):
                write(where, figures.told())
