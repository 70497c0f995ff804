"""What follows changes in memory agrees with what is built anew: `prove_indexes.py [histories]`.

The property tests of the indexes, with many more random histories than there is time for in each
run of the tests, on SQLite, and on PostgreSQL where it is found.
"""

import os
import subprocess
import sys
from pathlib import Path

import with_postgres

ROOT = Path(__file__).resolve().parent.parent
FILES = ["tests/directory/test_listed.py", "tests/agenda/test_series.py"]
HISTORIES = 200


def main(number=HISTORIES, files=FILES, of_what="histories"):
    """Proves it on each database that there is; 0, or 1 when it did not hold.

    The tests read the number of what they try from the environment.
    """
    codes = [_run("sqlite://:memory:", number, files, of_what)]
    if binaries := with_postgres.binaries():
        with with_postgres.cluster(binaries) as url:
            codes.append(_run(url, number, files, of_what))
    else:
        print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
    return 1 if any(codes) else 0


def _run(url, number, files, of_what):
    print(f"{number} {of_what}, {url.partition(':')[0]}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    environment = {**os.environ, "DATABASE_URL": url, of_what.upper(): str(number)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
