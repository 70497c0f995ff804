"""Hostile files end in a table or a message, soon and in little memory: `prove_files.py`.

    python scripts/prove_files.py

Each of `tests/hostile_files.py` is read by a process of its own, which may take 20 seconds and
300 MB, the program itself included. Needs Linux (it reads /proc).
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES = 20, 300
# What reads the bytes `data` and sets `said`.
TABLE = """
from core.tables import reading
try:
    found = reading.read(data)
    said = f"a table of {len(found.rows)} rows"
except reading.Unreadable as error:
    said = str(error)
"""
HSDS = """
from core.tables.table import Unreadable
from directory.tables import hsds
try:
    found = hsds.read(data)
    said = f"a table of {len(found.rows)} rows"
except Unreadable as error:
    said = str(error)
"""
IN_MEMORY = "sqlite://:memory:"
READ = """
import sys
import django
from django.utils import translation
django.setup()
translation.activate("en")
with open(sys.argv[1], "rb") as file:
    data = file.read()
exec(sys.argv[2])
with open("/proc/self/status") as status:
    most = next(line for line in status if line.startswith("VmHWM"))
print(int(most.split()[1]) // 1024, said)
"""


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 2, SECONDS * 2))
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))


def read(path, reader, database):
    """`(seconds, megabytes or None, what was said)`."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", READ, path, reader],
        env=environment(database),
        preexec_fn=limits,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        return seconds, None, (done.stderr.strip().splitlines() or ["killed"])[-1]
    megabytes, said = done.stdout.strip().split(" ", 1)
    return seconds, int(megabytes), said


def environment(database):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
        "DEBUG": "1",
        "DATABASE_URL": database,
        "PYTHONPATH": str(ROOT),
    }


def main():
    sys.path.insert(0, str(ROOT))
    from tests import hostile_files

    code = prove(hostile_files.files(), TABLE)
    with tempfile.TemporaryDirectory() as folder:  # HSDS looks up what is there already
        database = f"sqlite:///{folder}/db.sqlite3"
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment(database), check=True)
        return code | prove(hostile_files.hsds_files(), HSDS, database)


def prove(files, reader, database=IN_MEMORY):
    """Reads all `{name: bytes}` with the code `reader`. Returns 1 when one takes too much."""
    failed = []
    for name, data in files.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            seconds, megabytes, said = read(file.name, reader, database)
        fine = megabytes is not None and seconds <= SECONDS and megabytes <= MEGABYTES
        print(
            f"{'' if fine else 'FAILED '}{name} ({len(data):,} bytes): "
            f"{seconds:.1f} s, {megabytes} MB: {said}",
            flush=True,
        )
        if not fine:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
