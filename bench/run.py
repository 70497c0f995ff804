"""`make bench`: how fast the list is, next to two ordinary ways to write it.

    python bench/run.py [--sizes 1000 10000 100000] [--databases sqlite postgresql]

Fills temporary databases with that many organisations, one after the other, and prints tables; see
`bench/measure.py` for what the numbers are, and docs/benchmarks.md for what was measured before.
Takes about six minutes on two cores. PostgreSQL is left out where it is not found.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import with_postgres  # noqa: E402  (lies in scripts/)

DATABASES = ("sqlite", "postgresql")
PAGES = ("ours", "grouped", "ordinary")
ALSO = (
    ("compressed", "our list, compressed as browsers get it"),
    ("a word", "our list with a word of text that all rows hold"),
    ("after a change", "the first list after a change: the index is built again"),
    ("new minute", "who is open now, once a minute"),
    ("kept", "a kept page"),
    ("not modified", "a kept page that the browser has already (304)"),
    ("yardstick", "the yardstick: 100,000 squares in Python"),
)


@contextmanager
def database(kind):
    """The address of an empty database of that kind, or None where there is none."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
    elif binaries := with_postgres.binaries():
        with with_postgres.cluster(binaries) as url:
            yield url
    else:
        print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
        yield None


def results(url, sizes):
    """What `bench/measure.py` finds, size after size."""
    command = [sys.executable, ROOT / "bench" / "measure.py", *map(str, sizes)]
    with subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            result = json.loads(line)
            print(f"  {result['size']:,} organisations measured", file=sys.stderr, flush=True)
            yield result
    if process.returncode:
        raise SystemExit(process.returncode)


def report(kind, found):
    """Prints the tables of one database. On PostgreSQL only the clock sees the server's work."""
    sizes = [result["size"] for result in found]
    print(f"\n{kind}: milliseconds a page, processor time of the process / on the clock")
    _row("", [f"{size:,}" for size in sizes], "growth")
    questions = [name for name, value in found[0].items() if isinstance(value, dict)]
    for question in (name for name in questions if "ours" in found[0][name]):
        print(f"  {question}, {found[-1][question]['options']} options with a number")
        for page in PAGES:
            times = [result[question][page] for result in found]
            _row(page, map(_both, times), f"{times[-1]['wall'] / times[0]['wall']:.1f}")
            if page == "ours":
                costs = [cost["yardsticks"] for cost in times]
                growth = f"{costs[-1] / costs[0]:.2f}"
                _row("ours, in yardsticks", [f"{cost:.2f}" for cost in costs], growth)
        for rival in PAGES[1:]:
            ratios = [
                result[question][rival]["wall"] / result[question]["ours"]["wall"]
                for result in found
            ]
            _row(f"{rival} / ours", [f"{ratio:.1f} times" for ratio in ratios])
    print("  also")
    for name, label in ALSO:
        _row(label, [_both(result[name]) for result in found])
    _row("seconds to fill the database", [f"{result['seconds to fill']:.0f}" for result in found])


def _both(times):
    return f"{times['cpu']:,.2f} / {times['wall']:,.2f}"


def _row(label, cells, last=""):
    print(f"    {label:<58}" + "".join(f"{cell:>22}" for cell in cells) + f"{last:>10}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    arguments = parser.parse_args()
    began = time.monotonic()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for kind in arguments.databases:
        with database(kind) as url:
            if url:
                report(kind, list(results(url, sorted(arguments.sizes))))
    print(f"\nMeasured in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
