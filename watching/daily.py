"""What runs by itself, in one table: `manage.py daily` does what is due of it.

A new one is a line here. Each is a command of its own that can also be started by hand, twice
without harm, and that says in a line what it did; it fails with a `CommandError`, whose message
says what to do and names nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .times import Daily, Hourly, Monthly

HOURS = timedelta(hours=1)
MINUTES = timedelta(minutes=1)
DAYS = timedelta(days=1)


def always():
    return True


def has_backups():
    """A public site, even one that has no key for them yet: then people are told."""
    return bool(settings.BACKUP_RECIPIENTS) or not settings.IS_LOCAL


@dataclass(frozen=True, slots=True)
class Task:
    """`limit` is how long it may take. When it is not done `late` after it was due, something is
    wrong and people are told. Where `until` is set, it does not begin any more that long after it
    was due, and waits for the next time. `arguments` are those of the command, and may be asked for
    when it begins. `label` is what people call it."""

    name: str
    due: Daily | Hourly | Monthly
    limit: timedelta
    late: timedelta = 6 * HOURS
    until: timedelta | None = None
    command: str = ""
    arguments: Callable | tuple = ()
    is_wanted: Callable = always
    label: str = ""

    def line(self):
        """The command with its arguments, as a list."""
        more = self.arguments() if callable(self.arguments) else self.arguments
        return [self.command or self.name, *more]


TASKS = [
    # The agenda reaches a day further.
    Task("occurrences", Daily(0, 15), limit=30 * MINUTES, label=_("Dates of activities")),
    # What is kept about people, and helps nobody any more (docs/data.md).
    Task(
        "forget", Daily(0, 20), limit=10 * MINUTES, label=_("Addresses that we promised to forget")
    ),
    Task("clearsessions", Daily(3, 10), limit=10 * MINUTES, label=_("Old logins")),
    Task(
        "links",
        Daily(3, 40),
        limit=90 * MINUTES,
        arguments=("--minutes", "60"),
        label=_("Checking of links"),
    ),
    Task("progress", Daily(3, 50), limit=10 * MINUTES, label=_("How much is known")),
    Task("add_up_use", Daily(3, 55), limit=10 * MINUTES, label=_("Adding up of use")),
    # Once the night's work is done.
    Task(
        "backup",
        Daily(4, 20),
        limit=60 * MINUTES,
        is_wanted=has_backups,
        label=_("The nightly backup"),
    ),
    Task(
        "rehearse",
        Monthly(3, 4, 40),
        limit=60 * MINUTES,
        late=2 * DAYS,
        is_wanted=has_backups,
        label=_("Restoring a backup, to see that one can"),
    ),
    # Each calendar is read as often as it says.
    Task(
        "calendars",
        Hourly(10),
        limit=45 * MINUTES,
        late=4 * HOURS,
        label=_("Calendars of partners"),
    ),
    # Lists whose page somebody closed too early.
    Task("imports", Hourly(25), limit=45 * MINUTES, late=4 * HOURS, label=_("Lists that come in")),
    # Nobody gets mail in the night because a machine was off in the afternoon.
    Task(
        "digest",
        Daily(17, 30),
        limit=30 * MINUTES,
        late=5 * HOURS,
        until=4 * HOURS,
        label=_("E-mail about what waits"),
    ),
    Task(
        "export_opendata",
        Daily(4, 30),
        limit=30 * MINUTES,
        arguments=lambda: [settings.OPEN_DATA_FOLDER],
        is_wanted=lambda: bool(settings.OPEN_DATA_FOLDER),
        label=_("Files of the open data"),
    ),
]


def tasks():
    """The tasks that this site wants, in the order in which they are done."""
    return [task for task in TASKS if task.is_wanted()]


def task_named(name):
    """The task of that name, wanted or not; or None."""
    return next((task for task in TASKS if task.name == name), None)
