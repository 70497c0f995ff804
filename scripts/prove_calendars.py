"""Calendars of partners are read right, and hostile ones soon: `prove_calendars.py`.

    python scripts/prove_calendars.py [--examples 500]

Each of `tests/hostile_calendars.py` is read by a process of its own, which may take 20 seconds and
300 MB. Then random series have the dates that another program finds in them, many more than the
test of the same name has time for. Needs Linux (it reads /proc).
"""

import argparse
import os
import sys

from prove_files import ROOT, prove

CALENDAR = """
from datetime import date
from agenda.calendars.entries import NotACalendarError
from agenda.calendars.reading import read
try:
    found = read(data, "nl", date(2026, 11, 27))
    said = f"{len(found.entries)} entries, {len(found.problems)} problems"
except NotACalendarError as error:
    said = str(error)
"""


def expands(examples):
    """Returns 1 when the dates of a random series are not those of another program."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
        "DEBUG": "1",
        "DATABASE_URL": "sqlite://:memory:",
    }
    import django
    from hypothesis import HealthCheck, given, settings

    django.setup()
    from tests.agenda.calendars.test_expansion import calendars, is_same

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(calendars())
    def same(data):
        assert is_same(data)

    try:
        same()
    except AssertionError as error:
        print(f"FAILED {error}", flush=True)
        return 1
    print(f"{examples} random series: the same dates", flush=True)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=500)
    arguments, _others = parser.parse_known_args()
    sys.path.insert(0, str(ROOT))
    from tests import hostile_calendars

    return prove(hostile_calendars.files(), CALENDAR) | expands(arguments.examples)


if __name__ == "__main__":
    sys.exit(main())
