"""Puts the days of months long past into one number a month; to be run every day.

So the table stays small, and who was here on which day of a year ago is in it no more.
"""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from usage.models import Tally

DAYS_ARE_KEPT = 92  # until the month in which a day is so old is whole


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        before = timezone.localdate() - timedelta(days=DAYS_ARE_KEPT)
        self.stdout.write(f"Rows of days that became months: {Tally.objects.add_up(before)}.")
