"""Runs a command with a PostgreSQL of its own: `with_postgres.py -- pytest`.

The server lives in a temporary folder on a free port of 127.0.0.1 and is gone afterwards, however
the command ends. The command finds it in DATABASE_URL. Exit code: the command's; 3 without
PostgreSQL on this machine.
"""

import glob
import locale
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

NOT_FOUND = 3
HOW_TO_GET_IT = (
    "PostgreSQL was not found. On Debian and Ubuntu: apt-get install postgresql; "
    "on macOS: brew install postgresql."
)
# Nothing here needs to survive a power cut.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def binaries():
    """The folder with `initdb` and `pg_ctl`, or None."""
    folders = []
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(asked.stdout.strip())
    folders += os.environ.get("PATH", "").split(os.pathsep)
    folders += sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: path.split("/")[-2].zfill(3)
    )[::-1]
    for folder in filter(None, folders):
        if all(os.access(Path(folder, name), os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
            return Path(folder)
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cluster_locale():
    try:
        previous = locale.setlocale(locale.LC_COLLATE)
        locale.setlocale(locale.LC_COLLATE, "C.UTF-8")
        locale.setlocale(locale.LC_COLLATE, previous)
    except locale.Error:
        return "C"
    return "C.UTF-8"


def someone_else():
    """How to start PostgreSQL: it refuses root, so root starts it as `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL does not run as root, and there is no user postgres or nobody.")


@contextmanager
def cluster(bin_dir, options=SPEED):
    """Starts a server; gives its address as DATABASE_URL wants it."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    who = someone_else()
    if who:
        os.chown(folder, who["user"], who["group"])
    data, log, port = folder / "data", folder / "log", free_port()

    def run(program, *arguments):
        try:
            subprocess.run(
                [bin_dir / program, *arguments],
                cwd=folder,
                env={**os.environ, "HOME": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=True,
                **who,
            )
        except subprocess.CalledProcessError as error:
            written = log.read_text() if log.exists() else ""
            raise SystemExit(f"{program} failed:\n{error.output}{written}") from error

    try:
        run(
            "initdb",
            *("-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"),
            f"--locale={cluster_locale()}",
        )
        listen = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        # Not a pipe: the server would inherit it and keep it open.
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{listen} {options}", "start")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments):
    if arguments[:1] != ["--"] or not arguments[1:]:
        raise SystemExit("Usage: with_postgres.py -- command …")
    bin_dir = binaries()
    if bin_dir is None:
        print(HOW_TO_GET_IT, file=sys.stderr)
        return NOT_FOUND
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(bin_dir) as url:
        command = subprocess.run(
            arguments[1:], env={**os.environ, "DATABASE_URL": url}, check=False
        )
    # A command that a signal ended has a negative code; shells say 128 and the signal's number.
    return command.returncode if command.returncode >= 0 else 128 - command.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
