"""A site whose processes are killed: what starts them again is here, as systemd would."""

import os
import random
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import with_postgres

from bench import served

RESTART = 2  # seconds: RestartSec of deploy/debian/brussels-support@.service
EDITS_BETWEEN = 5  # on average, between two kills
PATIENCE = 180  # seconds, on a machine that is busy


class Site:
    """The server on a port of its own, with two workers, and its database."""

    def __init__(self, folder):
        self.folder, self.port = folder, with_postgres.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.is_ending = False
        self.process, self.data = None, _data_folder()

    def keep_up(self):
        """Starts it whenever it has ended; runs in a thread."""
        while not self.is_ending:
            with (self.folder / "site.log").open("a") as log, self.mails.open("a") as mails:
                self.process = subprocess.Popen(
                    served.serve.command(self.port, workers=2),
                    cwd=served.ROOT,
                    stdout=mails,
                    stderr=log,
                    start_new_session=True,
                )
            self.process.wait()
            # KillMode=mixed: what is left of the unit when its main process is gone.
            _signal_group(self.process.pid, signal.SIGKILL)
            if not self.is_ending:
                time.sleep(RESTART)

    @property
    def mails(self):
        return self.folder / "mails"

    def answers(self):
        """Whether it answers now, with its database and without."""
        return all(_ask(self.port, path) == 200 for path in ("/nl/", "/readyz"))

    def seconds_until_it_answers(self):
        began = time.monotonic()
        while not self.answers():
            if time.monotonic() > began + PATIENCE:
                raise SystemExit(f"The site stays away: {(self.folder / 'site.log').read_text()}")
            time.sleep(0.05)
        return time.monotonic() - began

    # What is killed. Each gives whether there was something to kill.

    def kill_worker(self):
        workers = served.Server(self.port, self.process).workers()
        return _kill(random.choice(workers)) if workers else False

    def kill_main(self):
        return _kill(self.process.pid)

    def kill_all(self):
        """With SQLite these processes are the database."""
        return _signal_group(self.process.pid, signal.SIGKILL)

    def kill_backend(self):
        """A process of PostgreSQL that serves one connection: it ends all others as well."""
        from django.db import Error, connection

        mine = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND"
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"{mine} backend_type = 'client backend'")
                pids = [row[0] for row in cursor.fetchall()]
        except Error:
            pids = []
        connection.close()
        return _kill(random.choice(pids)) if pids else False

    def kill_postmaster(self):
        """Afterwards it is started again, on what is there on the disk."""
        data = self.data
        _kill(int((data / "postmaster.pid").read_text().split()[0]))
        time.sleep(RESTART)
        control = [with_postgres.binaries() / "pg_ctl", "-D", data, "-w"]
        control += ["-l", data.parent / "log", "-t", str(PATIENCE), "restart"]
        subprocess.run(
            control,
            cwd=data.parent,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **with_postgres.someone_else(),
        )
        return True


@contextmanager
def kept_up(folder):
    """A `Site` that answers."""
    site = Site(folder)
    unit = threading.Thread(target=site.keep_up)
    unit.start()
    try:
        site.seconds_until_it_answers()
        yield site
    finally:
        site.is_ending = True
        _signal_group(site.process.pid, signal.SIGTERM)
        unit.join(30)
        _signal_group(site.process.pid, signal.SIGKILL)


class Killer(threading.Thread):
    """Kills something after every few edits, and looks how long the site is away then.

    `begun()` says how many edits were begun.
    """

    def __init__(self, site, kinds, begun):
        super().__init__()
        self.site, self.kinds, self.begun = site, kinds, begun
        self.away = {kind: [] for kind in kinds}
        self.wrong, self.has_ended = [], threading.Event()

    def run(self):
        while self._waits():
            kind = min(self.kinds, key=lambda kind: (len(self.away[kind]), random.random()))
            began = time.monotonic()
            try:
                if getattr(self.site, f"kill_{kind}")():
                    self.site.seconds_until_it_answers()
                    self.away[kind].append(time.monotonic() - began)
            except (OSError, subprocess.SubprocessError, SystemExit) as error:
                self.wrong.append(f"{kind}: {error}")

    def _waits(self):
        """Until some more edits were begun, and one of them may be anywhere; False at the end."""
        until = self.begun() + random.randint(1, 2 * EDITS_BETWEEN)
        while self.begun() < until:
            if self.has_ended.wait(0.02):
                return False
        return not self.has_ended.wait(random.uniform(0, 1))

    def end(self):
        self.has_ended.set()
        self.join(PATIENCE)


def _data_folder():
    """Of PostgreSQL, before anything is killed; None with SQLite."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0])


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return False
    return True


def _ask(port, path):
    connection = None
    try:
        connection = served.Connection(port)
        return connection.ask(path)
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        if connection:
            connection.close()
