"""Asks whether the web addresses on our pages still work; to be run every day.

Each at most once a week, and once a day while it fails; one after another.
"""

from django.core.management.base import BaseCommand

from core.links import checking
from core.links.models import LinkCheck


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--limit", type=int, default=2_000, help="at most so many addresses (2000)"
        )
        parser.add_argument(
            "--minutes", type=float, default=60, help="start no new one after so long (60)"
        )

    def handle(self, *, limit, minutes, **options):
        done = checking.go_round(limit=limit, seconds=minutes * 60)
        if done.is_offline:
            self.stderr.write("No website answers: our own line is down, so nothing was noted.")
        broken = LinkCheck.objects.filter(is_broken=True).count()
        self.stdout.write(
            f"Links asked: {done.asked}; left for next time: {done.left}; "
            f"forgotten: {done.forgotten}; broken: {broken}."
        )
