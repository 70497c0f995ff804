"""Deletes what we promised not to keep; to be run every day.

The e-mail addresses of messages that were closed 30 days ago.
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from feedback.models import Suggestion


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        deleted = Suggestion.objects.forget_emails(timezone.localdate())
        self.stdout.write(f"E-mail addresses deleted: {deleted}.")
