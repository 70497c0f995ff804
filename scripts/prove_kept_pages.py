"""Kept pages are what Django would answer, and what fresh pages would be: `prove_kept_pages.py`.

    python scripts/prove_kept_pages.py [--requests 4000] [--edits 250]

The tests of the same names, many more times: requests of every kind (hosts, schemes, encodings,
entity tags, cookies, odd addresses), each answered by the site with its kept pages in front and by
the site that keeps nothing; and random edits of everything that editors can change, after each of
which every kept page is compared with a fresh one. Takes a quarter of an hour.
"""

import argparse
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUESTS = "tests/core/kept/test_front.py::test_what_is_kept_is_what_django_answers"
EDITS = "tests/brussels_support/test_shown.py::test_kept_pages_are_what_fresh_ones_would_be"


def proved(test, examples):
    """The exit code of a test with so many examples."""
    seed = secrets.randbelow(100_000)
    print(f"{examples} examples of {test}, seed {seed}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    more = {"EXAMPLES": str(examples), "SEED": str(seed), "DATABASE_URL": "sqlite://:memory:"}
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--edits", type=int, default=250)
    arguments, _others = parser.parse_known_args()
    codes = [proved(REQUESTS, arguments.requests), proved(EDITS, arguments.edits)]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
