"""`make test`: all tests on SQLite, on PostgreSQL and in a browser, each where it is possible.

What is missing is said first, so that pytest has the last word. With REQUIRE_ALL=1 (CI) nothing
may be missing. Stops at the first part that fails. Arguments go to pytest.
"""

import os
import subprocess
import sys

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
    runs = [("SQLite", fast, SQLITE)]
    if has_postgres:
        some = [*PYTEST, *files, "-m", SAYS_SOMETHING, *elsewhere]
        started = [sys.executable, with_postgres.__file__, "--", *some]
        runs.append(("PostgreSQL", started, {}))
    if browser:
        command = [*PYTEST, "-n", "2", "-m", "browser", *(arguments or ["tests/browser"])]
        runs.append(("Browser", command, {**SQLITE, "CHROMIUM": browser}))
    for name, command, environment in runs:
        print(f"\n{name}", flush=True)
        code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
