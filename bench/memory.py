"""What a worker takes of the memory, and whether it grows.

    python -m bench.memory [--organisations 0 10000 100000] [--databases sqlite]
        [--pages 5000] [--edits 1000]

One process of the demonstration's server, after pages of every kind in six languages, searches
among them: MiB of its resident set, and of that without what processes share (PSS). Then a few
addresses are asked again and again while rows are saved as fast as it goes: a process that has all
it needs takes no more afterwards. 0 organisations are the demonstration alone.
"""

import argparse
import itertools
import json
from dataclasses import dataclass

from . import addresses, editing, fill, load, served

SIZES = (0, 10_000, 100_000)
PAGES = 200  # after which a process has built what it needs
BARE = """
import django, json, os
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from bench.served import memory
WSGIHandler()
print(json.dumps(memory(os.getpid())))
"""


@dataclass(frozen=True)
class Growth:
    """MiB of the resident set, before and after so many edits and pages."""

    before: float
    after: float
    edits: int
    pages: int


def bare(env):
    """A process that has loaded the application and was asked nothing."""
    return json.loads(served.run(env, "-c", BARE))


def after_pages(env, server, count=PAGES):
    """Asks for so many addresses: `{"rss": MiB, "pss": MiB}` of the one process then."""
    with editing.edits(env, server, 0, looks=False) as (noted, _begin):
        ask(server, itertools.islice(addresses.addresses(noted.slugs), count))
    [worker] = server.workers()
    return served.memory(worker)


def growth(env, server, edits, pages):
    """After half of both, what is kept of each address and row is there."""
    [worker] = server.workers()
    with editing.edits(env, server, edits, every=0, looks=False) as (noted, begin):
        asked = list(itertools.islice(addresses.addresses(noted.slugs), PAGES))
        asked, count, before = itertools.cycle(asked), 0, None
        begin()
        while not noted.are_over or count < pages:
            ask(server, itertools.islice(asked, 20))
            count += 20
            if before is None and noted.edits >= edits / 2 and count >= pages / 2:
                before = served.memory(worker)["rss"]
    after = served.memory(worker)["rss"]
    return Growth(before or after, after, noted.edits, count)


def ask(server, paths):
    connection = load.Connection(server.port)
    for path in paths:
        if connection.ask(path) not in (200, 404):
            raise SystemExit(f"{path} answers {connection.status}")
    connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=served.DATABASES, default=["sqlite"])
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--edits", type=int, default=1_000)
    arguments = parser.parse_args()
    for kind in arguments.databases:
        with served.demonstration(kind) as env:
            if env:
                print(f"{kind}, the application alone: {bare(env)['rss']:.0f} MiB")
            for size in sorted(arguments.organisations) if env else ():
                fill.organisations(env, size)
                with served.serving(env, workers=1) as server:
                    [worker] = server.workers()
                    ready, used = served.memory(worker)["rss"], after_pages(env, server)
                    grown = growth(env, server, arguments.edits, arguments.pages)
                print(
                    f"{kind}, {size or 'the demonstration'}: ready {ready:.0f} MiB, after {PAGES} "
                    f"pages {used['rss']:.0f} (PSS {used['pss']:.0f}); {grown.edits} edits and "
                    f"{grown.pages} pages, half-way {grown.before:.0f}, then {grown.after:.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
