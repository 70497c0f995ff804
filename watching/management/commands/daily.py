"""Does what is due and not yet done (watching/daily.py); a timer calls it every 15 minutes.

On every machine: only one goes at a time. A task that fails is tried again later, and does not stop
the others; the command then ends with an error.

    manage.py daily              what is due
    manage.py daily --now links  this one at once
    manage.py daily --list       all of them: when they were done, and when they are due
"""

import signal

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, ProgrammingError
from django.utils import timezone

from watching import alerts, going
from watching.daily import task_named, tasks
from watching.models import Outcome, Run


class Command(BaseCommand):
    help = __doc__
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="TASK", help="do this one at once")
        parser.add_argument("--list", action="store_true", help="say when each is due")

    def handle(self, *, now, list, **options):
        # Whoever stops us finds the turn given back and nothing left running.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if list:
                self._list()
            elif now:
                self._go_one(now)
            else:
                self._go()
        except KeyboardInterrupt:
            raise CommandError("Stopped. What was not done is done next time.") from None
        except going.LostError:
            raise CommandError("Another machine took over, so this one stopped.") from None
        except ProgrammingError:
            raise CommandError("The tables are not there yet: run manage.py migrate.") from None
        except Error:
            raise CommandError("The database cannot be used, so nothing was done.") from None

    def _list(self):
        now = timezone.now()
        for task in tasks():
            done = Run.objects.filter(task=task.name).done().first()
            last = f"{timezone.localtime(done.started_at):%Y-%m-%d %H:%M}" if done else "never"
            due = f"{timezone.localtime(task.due.next(now)):%Y-%m-%d %H:%M}"
            self.stdout.write(f"{task.name}: done {last}, due {due}")

    def _go_one(self, name):
        task = task_named(name)
        if task is None:
            names = ", ".join(each.name for each in tasks())
            raise CommandError(f"There is no task of that name. There are: {names}.")
        run = going.go_one(task, self.stdout.write)
        if run is None:
            raise CommandError("Another machine is at it. Try again in a few minutes.")
        if run.outcome != Outcome.DONE:
            raise CommandError(f"{name} failed.")

    def _go(self):
        gone = going.go(self.stdout.write, alerts.tell)
        if gone is None:
            self.stdout.write("Another machine is at it.")
            return
        done, failed = gone
        if failed:
            raise CommandError(f"These failed and are tried again later: {', '.join(failed)}.")
        if not done:
            self.stdout.write("Nothing is due.")
