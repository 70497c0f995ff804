"""How fast the two lists are next to ordinary ways to write them, and the search.

    python -m bench.compare [--only directory|agenda|search] [--databases sqlite postgresql]
        [--sizes 1000 10000 100000] [--dates 10000 100000 1000000]

Fills temporary databases with that many organisations, or dates of activities, one size after the
other, and prints tables; see `bench/pages.py` for what the numbers are, and docs/benchmarks.md for
what was measured before. Takes more than ten minutes when the machine has other work. PostgreSQL is
left out where it is not found.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

from .served import DATABASES, ROOT, database

AGENDA = "agenda"
RIVALS = {"directory": ("grouped", "ordinary"), AGENDA: ("exists", "joined"), "search": ()}
UNITS = {"directory": "organisations", AGENDA: "dates", "search": "organisations"}
# Not every list has all of these.
ALSO = (
    ("compressed", "our list, compressed as browsers get it"),
    ("after a change", "the first page after a change: the index is built or read again"),
    ("read anew", "what the search knows, read by a process that starts"),
    ("a document", "what the search keeps of an organisation, written anew"),
    ("new minute", "who is open now, once a minute"),
    ("kept", "a kept page"),
    ("not modified", "a kept page that the browser has already (304)"),
    ("calendar", "the calendar of one municipality"),
    ("save", "saving a weekly activity: its year of dates moves"),
    ("exception", "cancelling one date"),
    ("daily", "the daily command, for one activity"),
    ("yardstick", "the yardstick: 100,000 squares in Python"),
)


def results(url, part, sizes):
    """What `bench/measure.py` finds, size after size."""
    command = [sys.executable, "-m", "bench.measure", part, *map(str, sizes)]
    env = {**os.environ, "DATABASE_URL": url}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            result = json.loads(line)
            print(f"  {result['size']:,} {UNITS[part]} measured", file=sys.stderr, flush=True)
            yield result
    if process.returncode:
        raise SystemExit(process.returncode)


def report(kind, part, results):
    """Prints the tables of one database. On PostgreSQL only the clock sees the server's work."""
    sizes = [result["size"] for result in results]
    print(f"\n{kind}: milliseconds a page, processor time of the process / on the clock")
    _row(UNITS[part], [f"{size:,}" for size in sizes], "growth")
    questions = [name for name, value in results[0].items() if isinstance(value, dict)]
    for question in (name for name in questions if "ours" in results[0][name]):
        answers = [result[question] for result in results]
        options = answers[-1].get("options")
        print(f"  {question}" + (f", {options} options with a number" if options else ""))
        for who in ("ours", *RIVALS[part]):
            times = [answer.get(who) for answer in answers]
            if not any(times):
                continue
            growth = f"{times[-1]['wall'] / times[0]['wall']:.1f}" if times[-1] else ""
            _row(who, map(_both, times), growth)
            if who == "ours":
                costs = [cost["yardsticks"] for cost in times]
                growth = f"{costs[-1] / costs[0]:.2f}"
                _row("ours, in yardsticks", [f"{cost:.2f}" for cost in costs], growth)
        for rival in RIVALS[part]:
            ratios = [
                f"{answer[rival]['wall'] / answer['ours']['wall']:.1f} times"
                for answer in answers
                if rival in answer
            ]
            if ratios:
                _row(f"{rival} / ours", ratios)
    print("  also")
    for name, label in ALSO:
        if name in results[0]:
            _row(label, [_both(result[name]) for result in results])
    _row("seconds to fill the database", [f"{result['seconds to fill']:.0f}" for result in results])


def _both(times):
    if times is None:
        return "left out"
    return f"{times['cpu']:,.2f} / {times['wall']:,.2f}"


def _row(label, cells, last=""):
    print(f"    {label:<58}" + "".join(f"{cell:>22}" for cell in cells) + f"{last:>10}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=RIVALS, help="one of the parts")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="in organisations"
    )
    parser.add_argument("--dates", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    arguments = parser.parse_args()
    sizes = {
        "directory": sorted(arguments.sizes),
        AGENDA: sorted(arguments.dates),
        "search": sorted(arguments.sizes),
    }
    began = time.monotonic()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for part in [arguments.only] if arguments.only else sizes:
        for kind in arguments.databases:
            with (
                tempfile.TemporaryDirectory(prefix="bench-") as folder,
                database(kind, folder) as url,
            ):
                if url:
                    report(kind, part, list(results(url, part, sizes[part])))
    print(f"\nMeasured in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
