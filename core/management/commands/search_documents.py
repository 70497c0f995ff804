"""Writes what the search knows of every row anew."""

from django.core.management.base import BaseCommand

from core import search


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        self.stdout.write(f"Rows that can be searched: {search.rebuild()}.")
