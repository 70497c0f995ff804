"""Goes on with lists that somebody confirmed and whose page was closed, and clears away old ones.

To be run every hour or every day. Of a list that was sent in more than `--days` ago nothing is
kept but that it was: its rows may hold what only the team may know.
"""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.imports import parts
from core.imports.models import Entry, TableImport

A_GO = 60  # seconds for one list


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=30, help="how long rows are kept")

    def handle(self, days, **options):
        for table_import in TableImport.objects.filter(state=TableImport.State.SAVING):
            author = table_import.author
            # Who may no longer log in saves nothing either.
            if author and author.is_active and author.is_staff:
                parts.go_on(table_import, author, A_GO)
                self.stdout.write(f"{table_import}: {table_import.get_state_display()}")
        before = timezone.now() - timedelta(days=days)
        old = Entry.objects.filter(table_import__made_at__lt=before)
        count, _by_model = old.delete()
        TableImport.objects.filter(made_at__lt=before).exclude(state=TableImport.State.DONE).update(
            state=TableImport.State.GIVEN_UP
        )
        self.stdout.write(f"Rows cleared away: {count}.")
