"""Reads the calendars of partners again; to be run every day, or every hour.

Each as often as it says. One that fails does not stop the others, and whatever fails, the
activities stay as they are.
"""

import traceback

from django.core.management.base import BaseCommand
from django.utils import timezone

from agenda.calendars import reading_again
from agenda.calendars.troubles import Trouble
from agenda.models import CalendarSource


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        total = reading_again.Done()
        read = failed = 0
        for source in reading_again.due(timezone.now()):
            done = self._read(source)
            read += 1
            failed += done.trouble is not None
            for name in ("taken", "waiting", "changed", "gone"):
                setattr(total, name, getattr(total, name) + getattr(done, name))
        reading_again.show_reading_days()
        self.stdout.write(
            f"Calendars read: {read}; failed: {failed}; activities taken over: {total.taken}; "
            f"changed: {total.changed}; waiting: {total.waiting}; "
            f"no longer announced: {total.gone}."
        )

    def _read(self, source):
        try:
            return reading_again.read_again(source)
        except Exception:
            self.stderr.write(f"Calendar {source.pk}:\n{traceback.format_exc()}")
            CalendarSource.objects.filter(pk=source.pk).update(
                trouble=Trouble.BROKEN, trouble_since=timezone.now()
            )
            return reading_again.Done(trouble=Trouble.BROKEN)
