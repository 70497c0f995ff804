"""Brings a database up to date that came from a backup; `manage.py restore` calls it.

Migrates it, works out anew what is worked out (what the search knows, the dates of activities, the
states of translations), ends all sessions and what ran at the moment of the backup, and has every
process read everything again. Running it once more does no harm.
"""

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from core.versions import raise_version
from watching.models import Run, Turn


class Command(BaseCommand):
    help = __doc__
    requires_migrations_checks = False

    def handle(self, **options):
        call_command("migrate", interactive=False, verbosity=0)
        for command in ("roles", "search_documents", "text_states", "occurrences"):
            call_command(command, stdout=self.stdout)
        with transaction.atomic():
            # Somebody who logged out since, or whose account was closed, would be in again.
            Session.objects.all().delete()
            Run.objects.running().delete()
            Turn.objects.update(holder="", held_until=None)
            raise_version()
        cache.clear()
