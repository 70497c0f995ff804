"""Somebody who keeps the site up to date: ordinary saves, each of another kind than the one before.

    python -m bench.writer EDITS SECONDS

`bench.editing` starts it. First it prints what there is, `{kind: [slugs]}`, as one line of JSON;
then it waits for a line, and saves something every so many seconds. Of each edit it prints the
moment at which it was there for everybody (of the clock that never goes back, which processes
share), and an address with what it has to show from then on.
"""

import json
import random
import sys
import time
from datetime import time as clock_time

import django

django.setup()

from django.db import transaction  # noqa: E402  (models need the setup)
from django.utils import timezone, translation  # noqa: E402

from agenda.models import Event, EventException, Occurrence  # noqa: E402
from core.wording.hours import clock  # noqa: E402
from directory.models import (  # noqa: E402
    Municipality,
    Neighbourhood,
    OpeningHours,
    Organisation,
    Theme,
)
from faq.models import Question  # noqa: E402

SEED = 2026


def slugs():
    """What pages there are: as many as are needed for any number of different addresses."""
    there = {
        "organisation": Organisation.objects.published(),
        "event": Event.objects.published(),
        "question": Question.objects.published(),
        "theme": Theme.objects.all(),
        "municipality": Municipality.objects.all(),
    }
    parts = Neighbourhood.objects.order_by("slug").values_list("municipality__slug", "slug")
    return {
        **{kind: [*rows.order_by("slug").values_list("slug", flat=True)]
           for kind, rows in there.items()},
        "neighbourhood": ["/".join(part) for part in parts],
    }  # fmt: skip


def word(chance):
    """One that no page has."""
    return "q" + "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=11))


def edit_text(chance):
    row = Organisation.objects.published().order_by("?").first()
    shows = word(chance)
    row.description_nl = f"{row.description_nl}\n\n{shows}"
    row.save()
    return row, shows


def edit_hours(chance):
    usual = OpeningHours.objects.filter(
        by_appointment=False,
        location__hours_known=True,
        location__is_confidential=False,
        location__location_type="physical",
        location__organisation__status="published",
    )
    row = usual.order_by("?").first()
    # A minute that nobody has.
    minute = 5 * chance.randint(0, 11) + chance.randint(1, 4)
    row.closes = clock_time(chance.randint(12, 22), minute)
    row.save()
    with translation.override("nl"):
        return row.location.organisation, clock(row.closes)


def edit_date(chance):
    """The next date of an activity is cancelled, with a word of why."""
    date = Occurrence.objects.upcoming(timezone.now()).order_by("?").first()
    if date is None:
        return edit_answer(chance)
    event, shows = date.event, word(chance)
    day = event.occurrences.upcoming(timezone.now()).first().day
    there = EventException.objects.filter(event=event, day=day).first()
    there = there or EventException(event=event, day=day)
    there.kind, there.note_nl = EventException.Kind.CANCELLED, shows
    there.new_day = there.new_start_time = there.new_end_time = None
    there.save()
    return event, shows


def edit_answer(chance):
    row = Question.objects.published().order_by("?").first()
    shows = word(chance)
    row.answer_nl = f"{row.answer_nl}<p>{shows}</p>"
    row.save()
    return row, shows


EDITS = (edit_text, edit_hours, edit_date, edit_answer)


def main(count, every):
    chance = random.Random(SEED)
    print(json.dumps(slugs()), flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0, began + number * every - time.monotonic()))
        with transaction.atomic():
            row, shows = EDITS[number % len(EDITS)](chance)
        there = time.monotonic()
        path = row.get_absolute_url()
        print(json.dumps({"there": there, "path": path, "shows": shows}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
