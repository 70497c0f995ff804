#!/usr/bin/env python3
"""Runs a unit of this folder where systemd does not: `without_systemd.py start NAME@8001.service`.

For machines such as containers and for trying out. It takes the user, the folder, the environment
and the command from the unit's own file, starts a server again when it ends, as Restart=always
says, and knows start, stop, restart, is-active and, for what ends by itself, run. None of what
protects the machine from the server is in force: that is systemd's work.
"""

import contextlib
import os
import pwd
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS = Path("/etc/systemd/system")
RUN = Path("/run/brussels-support")
LOGS = Path("/var/log/brussels-support")
PATIENCE = 30  # seconds that a server has to end


def service(name):
    """{key: value} of the section [Service]; %i is what stands behind the @ of the name."""
    template, _at, instance = name.removesuffix(".service").partition("@")
    path = UNITS / (f"{template}@.service" if instance else f"{template}.service")
    _before, _heading, section = path.read_text().partition("[Service]\n")
    lines = section.partition("\n[")[0].replace("%i", instance).splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and line[0].isupper())


def command(unit):
    """What starts the unit's process, for subprocess."""
    user = pwd.getpwnam(unit["User"])
    environment = dict(pair.split("=", 1) for pair in shlex.split(unit.get("Environment", "")))
    return {
        "args": shlex.split(unit["ExecStart"]),
        "cwd": unit["WorkingDirectory"],
        "env": {"PATH": "/usr/bin:/bin", "HOME": user.pw_dir, "LC_ALL": "C.UTF-8", **environment},
        "user": user.pw_uid,
        "group": user.pw_gid,
        "extra_groups": [],
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
    }


def kept_running(name):
    """The keeper: starts the server again whenever it ends, until it is told to stop."""
    unit, child = service(name), None

    def end(*_arguments):
        if child and child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        (RUN / f"{name}.pid").unlink(missing_ok=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    with (LOGS / f"{name}.log").open("ab") as log:
        while True:
            child = subprocess.Popen(**command(unit), stdout=log, stderr=log)
            child.wait()
            # Workers whose main process was killed would keep the port.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(2)


def keeper(name):
    """The process id of the unit's keeper, or None."""
    try:
        pid = int((RUN / f"{name}.pid").read_text())
        words = Path(f"/proc/{pid}/cmdline").read_text()
    except (OSError, ValueError):
        return None
    return pid if "without_systemd" in words else None


def start(name):
    if keeper(name):
        return
    RUN.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, __file__, "keep", name],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    (RUN / f"{name}.pid").write_text(str(process.pid))


def stop(name):
    pid = keeper(name)
    if pid:
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + PATIENCE + 5
        while keeper(name) and time.monotonic() < until:
            time.sleep(0.1)


def main(verb, name):
    name = name.removesuffix(".service")
    if verb == "start":
        start(name)
    elif verb == "stop":
        stop(name)
    elif verb == "restart":
        stop(name)
        start(name)
    elif verb == "is-active":
        return 0 if keeper(name) else 3
    elif verb == "run":
        return subprocess.run(**command(service(name)), check=False).returncode
    elif verb == "keep":
        kept_running(name)
    else:
        raise SystemExit(f"without_systemd.py knows no {verb}.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("Usage: without_systemd.py start|stop|restart|is-active|run UNIT")
    sys.exit(main(*sys.argv[1:]))
