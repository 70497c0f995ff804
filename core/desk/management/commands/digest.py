"""Sends every volunteer one e-mail about what waits for her; to be run every day.

At most one a person in 25 days, none in July and August, none when nothing waits.
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.desk import digest


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        sent, failed = digest.send(timezone.localdate())
        self.stdout.write(f"E-mails sent: {sent}.")
        if failed:
            raise CommandError(f"E-mails that could not be sent: {failed}. The log says why.")
