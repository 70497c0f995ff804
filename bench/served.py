"""The site as production serves it, on this machine only: prepared, started, watched, ended.

Needs Linux: what processes use is read from /proc.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import serve, with_postgres

from .load import Connection

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
START = 120  # seconds that a server may take
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 2**20


@contextmanager
def database(kind, folder):
    """The address of an empty database of that kind, or None where there is none."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/{kind}.sqlite3"
    elif binaries := with_postgres.binaries():
        with with_postgres.cluster(binaries) as url:
            yield url
    else:
        print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
        yield None


@contextmanager
def demonstration(kind):
    """The environment of a site with the example data, or None without that database."""
    # A benchmark that is stopped ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, database(kind, folder) as url:
        env = environment(folder, url) if url else None
        if env:
            manage(env, "demo")
        yield env


def environment(folder, url):
    return {
        **os.environ,
        "DATABASE_URL": url,
        "STATIC_ROOT": f"{folder}/static",
        "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
        "DEBUG": "0",
        "BEHIND_PROXY": "0",
        "LOG_LEVEL": "CRITICAL",  # it is asked until it is ready, and says each time that it is not
        "SECRET_KEY": "only-for-the-benchmarks-abcdefghijklmnopqrstuvwxyz-0123456789",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1",
    }


def manage(env, *command):
    run(env, "manage.py", *command)


def run(env, *command):
    """What Python prints when it runs that."""
    command = [sys.executable, *map(str, command)]
    return subprocess.run(
        command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen

    def pids(self):
        return [self.process.pid, *_descendants(self.process.pid)]

    def workers(self):
        """The processes that answer."""
        return [
            pid
            for pid in self.pids()[1:]
            if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def processor_seconds(self):
        return sum(map(processor_seconds, self.pids()))

    def connection_to_each_worker(self):
        """`{pid: Connection}`; the kernel decides which of them gets a connection."""
        found, workers = {}, set(self.workers())
        for _attempt in range(200):
            connection = Connection(self.port)
            connection.ask("/healthz")
            pid = _who_holds(connection, workers - found.keys())
            if pid:
                found[pid] = connection
            else:
                connection.close()
            if found.keys() == workers:
                return found
        raise SystemExit("Not every worker takes connections.")


@contextmanager
def serving(env, workers=2, command=None, log=None):
    """The `Server`, once it answers; `command` is another one than the demonstration's."""
    port = with_postgres.free_port()
    command = command(port) if command else serve.command(port, workers)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=log, start_new_session=True)
    try:
        wait_for(process, port)
        yield Server(port, process)
    finally:
        _end(process)


def wait_for(process, port, path="/readyz"):
    until = time.monotonic() + START
    while process.poll() is None and time.monotonic() < until:
        try:
            connection = Connection(port)
            status = connection.ask(path)
            connection.close()
        except OSError:
            status = 0
        # 404: a server that has no such address, but answers.
        if status in (200, 404):
            return
        time.sleep(0.05)
    raise SystemExit("The server does not answer.")


def _end(process):
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# What processes use


def _descendants(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid):
    """The resident memory of a process in MiB, and what it shares with nobody or in part (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = dict(re.findall(r"^(Rss|Pss): +(\d+) kB", rollup, re.MULTILINE))
    return {name.lower(): int(size) / 1024 for name, size in sizes.items()}


def _who_holds(connection, pids):
    """Which of the processes has the other end of a connection, or None."""
    host, port = socket.htonl(0x7F000001), connection.socket.getsockname()[1]
    far = f"{host:08X}:{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[2] == far:
            wanted = f"socket:[{fields[9]}]"
            for pid in pids:
                for file in Path(f"/proc/{pid}/fd").iterdir():
                    try:
                        if os.readlink(file) == wanted:
                            return pid
                    except OSError:
                        continue
    return None


class Machine:
    """How much of the processors others used meanwhile: figures are worth less then."""

    def __init__(self, server):
        self.server = server
        self.before, self.began = self._used(), time.monotonic()

    def _used(self):
        names = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
        user, nice, system, _idle, _wait, irq, soft = map(int, names[:7])
        ours = self.server.processor_seconds() + sum(os.times()[:4])
        return (user + nice + system + irq + soft) / TICKS, ours

    def others(self):
        """Processors, on average; the database server counts as another."""
        everyone, ours = (now - then for now, then in zip(self._used(), self.before, strict=True))
        return max(0.0, everyone - ours) / (time.monotonic() - self.began)
