"""Many addresses in six languages while somebody keeps the site up to date.

    python -m bench.mixed [--organisations 0 1000 10000] [--rate 20] [--seconds 60]
        [--every 1.0] [--databases sqlite postgresql]

An open loop: requests are sent at planned moments whatever the answers do, and how long one took
counts from its planned moment, so that one slow answer does not hide those behind it. The server
is the demonstration's, with two processes; 0 organisations are the demonstration alone. A second
after each edit both processes are asked for the page that it changed. Addresses:
`bench.addresses`; edits: `bench.writer`. Without --rate it is 20 requests a second, and 5 from
10,000 organisations on.
"""

import argparse
import itertools
from collections import Counter
from dataclasses import dataclass

from . import addresses, editing, fill, load, served

WARM = 5  # seconds before measuring begins: the first pages of each kind and language
SIZES = (0, 1_000, 10_000)


@dataclass(frozen=True)
class Result:
    """Times in milliseconds."""

    answers: list
    waiting: int
    others: float
    edits: editing.Edits

    def __str__(self):
        times = [answer.took * 1000 for answer in self.answers]
        p50, p95, p99 = (load.percentile(times, part) for part in (50, 95, 99))
        errors = Counter(answer.status for answer in self.answers if answer.status != 200)
        return (
            f"p50 {p50:,.0f} ms, p95 {p95:,.0f}, p99 {p99:,.0f}, max {max(times):,.0f}; "
            f"{len(times):,} answers, {len({answer.path for answer in self.answers}):,} addresses, "
            f"{errors.total()} errors{f' {dict(errors)}' if errors else ''}; "
            f"{'keeps up' if self.keeps_up else f'does not keep up: {self.waiting} wait'}; "
            f"{self.edits.edits} edits, {len(self.edits.stale)} of {self.edits.looks} looks stale"
            f"{f' {self.edits.stale}' if self.edits.stale else ''}; "
            f"others used {self.others:.1f} processors"
        )

    @property
    def p99(self):
        return load.percentile([answer.took * 1000 for answer in self.answers], 99)

    @property
    def keeps_up(self):
        """Nothing waits at the end that should have been answered a second before."""
        late = [answer for answer in self.answers if answer.took > 1]
        return self.waiting <= 10 and len(late) < len(self.answers) / 20


def rate_at(organisations):
    """Requests a second."""
    return 5 if organisations >= 10_000 else 20


def measured(env, server, rate, seconds, every=1.0, warm=WARM):
    """The `Result` of a server that runs."""
    count = max(1, int(seconds / every))
    with editing.edits(env, server, count, every) as (edits, begin):
        asked = addresses.addresses(edits.slugs)
        if warm:
            load.open_loop(server.port, plan(asked, rate / 2, warm))
        machine = served.Machine(server)
        begin()
        answers, waiting = load.open_loop(server.port, plan(asked, rate, seconds))
        others = machine.others()
    return Result(answers, waiting, others, edits)


def plan(asked, rate, seconds):
    count = max(1, int(rate * seconds))
    return [(number / rate, path) for number, path in enumerate(itertools.islice(asked, count))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rate", type=float, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two edits")
    parser.add_argument(
        "--databases", nargs="+", choices=served.DATABASES, default=served.DATABASES
    )
    arguments = parser.parse_args()
    for kind in arguments.databases:
        with served.demonstration(kind) as env:
            for size in sorted(arguments.organisations) if env else ():
                fill.organisations(env, size)
                fill.dates(env, 10 * size)
                rate = arguments.rate or rate_at(size)
                with served.serving(env) as server:
                    result = measured(env, server, rate, arguments.seconds, arguments.every)
                print(f"{kind}, {size or 'the demonstration'}, {rate:g}/s: {result}", flush=True)


if __name__ == "__main__":
    main()
