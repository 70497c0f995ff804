"""Writes down how much is known of the listings; to be run every day, and kept by the month."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.asking import progress


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        counts = progress.keep(timezone.localdate())
        self.stdout.write(
            f"{counts[progress.LISTINGS]} listings, complete for {counts[progress.SCORE]} of 100."
        )
