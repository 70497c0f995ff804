"""Brings a database up to date that came from a backup; `manage.py restore` calls it.

Migrates it, works out anew what is worked out (what the search knows, the dates of activities, the
states of translations), ends all sessions and what ran at the moment of the backup, and has every
process read everything again. Running it once more does no harm. With `--same-code`, what the
search knows of each row came with it, and only rows that differ are worked out again.
"""

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from core.search import documents
from core.search.models import SearchDocument
from core.versions import raise_version
from watching.models import Run, Turn


class Command(BaseCommand):
    help = __doc__
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--same-code", action="store_true")

    def handle(self, *, same_code, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("roles", stdout=self.stdout)
        if same_code:
            for kind in documents.kinds():
                documents.update(kind.name, _out_of_step(kind))
        else:
            call_command("search_documents", stdout=self.stdout)
        for command in ("text_states", "occurrences"):
            call_command(command, stdout=self.stdout)
        with transaction.atomic():
            # Somebody who logged out since, or whose account was closed, would be in again.
            Session.objects.all().delete()
            Run.objects.running().delete()
            Turn.objects.update(holder="", held_until=None)
            raise_version()
        cache.clear()


def _out_of_step(kind):
    """The numbers of the rows without a document, and of documents without a row."""
    rows = set(kind.rows().values_list("pk", flat=True))
    known = SearchDocument.objects.filter(kind=kind.name).values_list("object_id", flat=True)
    return sorted(rows.symmetric_difference(known))
