"""`make bench`: the table of what the site should reach and what it does.

    python -m bench.run [--databases sqlite postgresql] [--sizes 0 1000 10000 100000]
        [--seconds 30]

One site grows from the demonstration (0 organisations) to 100,000 organisations and a million
dates, and at each size what belongs to it is measured: on the running server (`bench.mixed`,
`bench.servers`, `bench.memory`, `bench.start`) and in one process (`bench.inside`). Each of these
can be run by itself and tells more. A quarter of an hour, Linux only; PostgreSQL is left out where
it is not found. Read it on a quiet machine.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time

from . import fill, goals, memory, mixed, served, servers, start

SIZES = (0, 1_000, 10_000, 100_000)
DATES = {0: 0, 1_000: 10_000, 10_000: 100_000, 100_000: 1_000_000}


def inside(env, *names):
    """What `bench.inside` finds, name after name."""
    lines = served.run(env, "-m", "bench.measure", "inside", *names).splitlines()
    return [json.loads(line) for line in lines]


def at_size(env, size, seconds, *, with_servers):
    """`(name of the goal, figure)` pairs of all that is measured at one size."""
    fill.organisations(env, size)
    if with_servers and size in memory.SIZES:
        yield f"memory {size}", worker(env)
    if size != 1_000:
        yield from started(env, size)
    yield from of_one_process(env, size)
    if size in mixed.SIZES:
        fill.dates(env, DATES[size])
        with served.serving(env) as server:
            if with_servers and size == 0:
                yield from of_servers(env, server, seconds)
            result = mixed.measured(env, server, mixed.rate_at(size), seconds)
            tell(f"mixed: {result}")
            yield f"mixed {size}", result.p99
            yield "stale", len(result.edits.stale)
            yield "errors", sum(answer.status != 200 for answer in result.answers)
    if size == 10_000:
        [calendar] = inside(env, "calendar")
        yield "calendar", calendar["wall"]
        yield "first calendar", calendar["first"]
    if size == 100_000:
        fill.dates(env, DATES[size])
        [agenda] = inside(env, "agenda")
        yield "agenda", agenda["wall"]


def worker(env):
    with served.serving(env, workers=1) as server:
        used = memory.after_pages(env, server)
    tell(f"memory: {used}")
    return used["rss"]


def started(env, size):
    new = start.measured(env)
    tell(f"a new process: {new}")
    if size < 100_000:
        yield f"first {size}", new["first"]


def of_one_process(env, size):
    after, yardstick = inside(env, "after a change", "yardstick")
    tell(f"after a change: {after}; yardstick {yardstick['cpu']:.1f} ms")
    yield f"after a change {size}", max(each["more"] for each in after.values())
    if size == 0:
        yield "held", *inside(env, "held")
    if size in (10_000, 100_000):
        [search] = inside(env, "search")
        tell(f"search: {search}")
        if size == 10_000:
            yield "typo", search["a typing mistake"]["cpu"]
        else:
            yield "common", search["a word that most hold"]["cpu"]


def of_servers(env, server, seconds):
    found = servers.measured(env, server, seconds / 20, rounds=5)
    tell("servers: " + "; ".join(
        f"{name} {statistics.median(each.cost for each in rounds):.0f} µs"
        for name, rounds in found.items()
    ))  # fmt: skip
    if (to_nginx := servers.ratio(found, servers.NGINX)) is not None:
        yield "nginx", to_nginx
    yield "file", servers.ratio(found, servers.FILE)
    beside = servers.beside_edits(env, server, seconds / 2)
    yield "a second", beside.a_second
    yield "kept p99", beside.p99
    yield "stale", len(beside.edits.stale)


def tell(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--databases", nargs="+", choices=served.DATABASES, default=served.DATABASES
    )
    parser.add_argument("--sizes", nargs="+", type=int, choices=SIZES, default=SIZES)
    parser.add_argument("--seconds", type=float, default=30, help="of many addresses, a size")
    arguments = parser.parse_args()
    began, figures = time.monotonic(), {}
    for kind in arguments.databases:
        with served.demonstration(kind) as env:
            for size in sorted(arguments.sizes) if env else ():
                tell(f"{kind}, {size:,} organisations, {time.monotonic() - began:.0f} s")
                for name, figure in at_size(
                    env, size, arguments.seconds, with_servers=kind == "sqlite"
                ):
                    figures[name, kind] = (
                        figures.get((name, kind), 0) + figure
                        if name in ("stale", "errors")
                        else figure
                    )
    cores = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{cores}, {time.monotonic() - began:.0f} s\n")
    print(goals.table(figures, arguments.databases))


if __name__ == "__main__":
    main()
