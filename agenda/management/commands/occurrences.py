"""Computes the dates of all activities again; to be run every day, which moves the year on."""

from django.core.management.base import BaseCommand

from agenda.models import Event
from agenda.occurrences import rebuild


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        changed = rebuild(Event.objects.all())
        self.stdout.write(f"Activities whose dates changed: {changed}.")
