"""What the site should reach, and the table that says what it does: `bench.run` fills it in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """`most` (or `least`) is the limit of a figure in `unit`; `was` is what it was before indexes
    followed changes by the row and kept pages stood before Django, measured in the same way."""

    name: str
    what: str
    unit: str
    was: str
    most: float | None = None
    least: float | None = None

    @property
    def limit(self):
        return f"≤ {self.most:,g}" if self.least is None else f"≥ {self.least:,g}"

    def is_met(self, figure):
        return figure <= self.most if self.least is None else figure >= self.least


def after_a_change(size, label, was):
    what = f"the first list after a change, over a usual page: {label}"
    return Goal(f"after a change {size}", what, "ms", was, most=20)


GOALS = [
    Goal("nginx", "a kept page, processor, to nginx with the same bytes", "times", "7.5", most=4),
    Goal("file", "the same, to a file that WhiteNoise answers", "times", "0.91", most=0.35),
    Goal("a second", "one kept page, 8 connections, an edit a second", "/s", "4,700", least=5_000),
    Goal("kept p99", "the same: 99 of 100 within", "ms", "515", most=50),
    Goal("mixed 0", "many addresses, 20/s, an edit a second: demonstration, p99", "ms",
         "4,700", most=150),
    Goal("mixed 1000", "the same, 1,000 organisations, p99", "ms", "14,700", most=150),
    Goal("mixed 10000", "the same, 5/s, 10,000 organisations, p99", "ms", "39,300", most=300),
    Goal("stale", "stale answers a second after an edit, in all of these", "", "", most=0),
    Goal("errors", "errors in all of these", "", "", most=0),
    after_a_change(0, "demonstration", "80 to 108"),
    after_a_change(1_000, "1,000", "168"),
    after_a_change(10_000, "10,000", "960"),
    after_a_change(100_000, "100,000", "8,700"),
    Goal("memory 0", "memory of a worker after 200 pages: demonstration", "MiB", "116", most=90),
    Goal("memory 10000", "the same, 10,000 organisations", "MiB", "195", most=110),
    Goal("memory 100000", "the same, 100,000 organisations", "MiB", "377 to 592", most=160),
    Goal("held", "list pages that 32 MiB of kept pages hold", "", "700", least=4_000),
    Goal("first 0", "the first page of a new process: demonstration", "s", "1.5", most=0.5),
    Goal("first 10000", "the same, 10,000 organisations", "s", "3.6", most=0.5),
    Goal("calendar", "calendar file of a municipality, 100,000 dates, after an edit", "ms",
         "2,300", most=150),
    Goal("first calendar", "the same, the first of a process", "ms", "2,300", most=150),
    Goal("agenda", "the agenda, 1,000,000 dates", "ms", "10 to 13", most=10),
    Goal("common", "search page: a word that nearly all of 100,000 have", "ms", "292", most=60),
    Goal("typo", "search page: a typing mistake, 10,000 organisations", "ms", "27", most=20),
]  # fmt: skip


def table(figures, databases):
    """The table as Markdown; `figures` is `{(name of the goal, database): figure}`."""
    lines = [
        f"| | before | goal | {' | '.join(databases)} |",
        f"|---|---|---|{'---|' * len(databases)}",
    ]
    for goal in GOALS:
        cells = [_cell(goal, figures.get((goal.name, database))) for database in databases]
        if any(cells):
            unit = f", {goal.unit}" if goal.unit else ""
            row = (f"{goal.what}{unit}", goal.was, goal.limit, *cells)
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _cell(goal, figure):
    if figure is None:
        return ""
    text = f"{figure:,.0f}" if abs(figure) >= 100 or figure == int(figure) else f"{figure:,.2g}"
    return text if goal.is_met(figure) else f"**{text}**"
