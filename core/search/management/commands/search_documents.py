"""Writes what the search knows of every row anew."""

from django.core.management.base import BaseCommand

from core.search import documents


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        self.stdout.write(f"Rows that can be searched: {documents.rebuild()}.")
