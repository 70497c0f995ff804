"""What the open data costs, and what pages wait for it.

    python -m bench.opendata [--organisations 10000] [--databases sqlite postgresql]

A page of a hundred organisations and of a hundred activities in one process; then, on the server of
the demonstration with one worker, an export of everything: how long it takes, what memory it needs,
and how long a kept page and one that is made anew take meanwhile, next to a server at rest.
"""

import argparse
import json
import statistics
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection

import brotli

from . import fill, load, served

PAGES = {"organisations": "/api/organisations/", "activities": "/api/activities/"}
EXPORTS = [f"{path.rstrip('/')}.ndjson" for path in PAGES.values()]
KEPT, COLD = "/nl/organisations/", "/nl/organisations/?q=baby+{}"
EVERY = 0.05  # seconds between two requests
PATIENCE = 120  # seconds until the first part, and between two


@dataclass(frozen=True)
class Beside:
    """Milliseconds of pages, the median and 95 of 100, at rest and during an export; `exports` has
    the seconds and the lines of each export, and `grew` the MiB that the worker needed more."""

    at_rest: dict
    during: dict
    exports: dict
    grew: float

    def __str__(self):
        lines = [
            f"{path}: {seconds:.1f} s, {count:,} lines"
            for path, (seconds, count) in self.exports.items()
        ]
        for name in self.at_rest:
            rest, during = (
                " / ".join(f"{each:.1f}" for each in times[name])
                for times in (self.at_rest, self.during)
            )
            lines.append(f"{name} page, p50 / p95: {rest} ms at rest, {during} ms beside an export")
        return "; ".join([*lines, f"{self.grew:.0f} MiB more"])


def beside(server, seconds):
    """The `Beside` of a server with one worker; at rest it is measured for so many seconds."""
    [worker] = server.workers()
    numbers = iter(range(10**6))
    for path in (KEPT, COLD.format("warm"), "/nl/agenda/", *PAGES.values()):
        _asked(server, path)
    at_rest = _times(server, numbers, until=_after(seconds))
    before = peak = served.memory(worker)["rss"]
    exports, during = {}, {"kept": [], "cold": []}
    for path in EXPORTS:
        ended = threading.Event()
        thread = threading.Thread(target=_export, args=(server, path, exports, ended))
        thread.start()
        for name, times in _raw(server, numbers, ended.is_set).items():
            during[name] += times
            peak = max(peak, served.memory(worker)["rss"])
        thread.join()
    return Beside(at_rest, _said(during), exports, peak - before)


def _after(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _times(server, numbers, until):
    return _said(_raw(server, numbers, until))


def _said(raw):
    return {
        name: (statistics.median(times), load.percentile(times, 95)) for name, times in raw.items()
    }


def _raw(server, numbers, until):
    """Milliseconds of a kept page and of one that nobody asked for before, in turn."""
    connection, times = load.Connection(server.port), {"kept": [], "cold": []}
    while not times["cold"] or not until():
        for name, path in (("kept", KEPT), ("cold", COLD.format(next(numbers)))):
            began = time.perf_counter()
            if connection.ask(path) != 200:
                raise SystemExit(f"{path} answers {connection.status}")
            times[name].append((time.perf_counter() - began) * 1000)
            time.sleep(EVERY)
    connection.close()
    return times


def _asked(server, path):
    connection = load.Connection(server.port)
    if connection.ask(path) != 200:
        raise SystemExit(f"{path} answers {connection.status}")
    connection.close()


def _export(server, path, exports, ended):
    unpacker, lines, began = brotli.Decompressor(), 0, time.perf_counter()
    try:
        # In chunks, as it is made.
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        answer = connection.getresponse()
        while part := answer.read1():
            lines += unpacker.process(part).count(b"\n")
        exports[path] = time.perf_counter() - began, lines
        connection.close()
    finally:
        ended.set()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=15, help="at rest")
    parser.add_argument(
        "--databases", nargs="+", choices=served.DATABASES, default=served.DATABASES
    )
    arguments = parser.parse_args()
    for kind in arguments.databases:
        with served.demonstration(kind) as env:
            if env is None:
                continue
            fill.organisations(env, arguments.organisations)
            # Half a hundred of each activity: as many activities as organisations.
            fill.dates(env, 50 * arguments.organisations)
            said = served.run(env, "-m", "bench.measure", "inside", "open data")
            print(f"{kind}, a page of 100: {json.loads(said)}", flush=True)
            with served.serving(env, workers=1) as server:
                print(f"{kind}: {beside(server, arguments.seconds)}", flush=True)


if __name__ == "__main__":
    main()
