"""`make test`: all tests on SQLite, on PostgreSQL and in a browser, each where it is possible.

What is missing is said first, so that pytest has the last word. With REQUIRE_ALL=1 (CI) nothing
may be missing. PostgreSQL goes beside the browser, which often waits and comes first when both want
a processor, and tells its own after it. Stops when SQLite fails. Arguments go to pytest.
"""

import os
import subprocess
import sys
import tempfile

import chromium
import with_postgres

PYTEST = [sys.executable, "-m", "pytest", "--quiet"]
# See the marks in pyproject.toml.
SAYS_SOMETHING = "not browser and not one_database"
SQLITE = {"DATABASE_URL": "sqlite://:memory:"}


def main(arguments):
    everything = os.environ.get("REQUIRE_ALL") == "1"
    has_postgres, browser = with_postgres.binaries(), chromium.path()
    missing = [
        f"The {part} is left out. {how}"
        for part, how, found in (
            ("run on PostgreSQL", with_postgres.HOW_TO_GET_IT, has_postgres),
            ("run in a browser", chromium.HOW_TO_GET_IT, browser),
        )
        if not found
    ]
    print(*missing, sep="\n", end="\n" if missing else "", flush=True)
    if missing and everything:
        return 1

    # Whole files, because some load the demonstration data once for all of their tests.
    files = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    elsewhere = arguments or ["--ignore=tests/browser"]
    fast = [*PYTEST, *files, "-m", "not browser", *elsewhere]
    print("\nSQLite", flush=True)
    if code := subprocess.run(fast, env={**os.environ, **SQLITE}, check=False).returncode:
        return code
    with tempfile.TemporaryFile() as told:
        started = None
        if has_postgres:
            some = [*PYTEST, *files, "-m", SAYS_SOMETHING, *elsewhere]
            beside = ["nice", sys.executable, with_postgres.__file__, "--", *some]
            started = subprocess.Popen(beside, stdout=told, stderr=subprocess.STDOUT)
        codes = []
        if browser:
            print("\nBrowser", flush=True)
            command = [*PYTEST, "-n", "2", "-m", "browser", *(arguments or ["tests/browser"])]
            environment = {**os.environ, **SQLITE, "CHROMIUM": browser}
            codes.append(subprocess.run(command, env=environment, check=False).returncode)
        if started:
            print("\nPostgreSQL", flush=True)
            codes.append(started.wait())
            told.seek(0)
            print(told.read().decode(), flush=True)
    return next(filter(None, codes), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
