"""Writes everything that is public as files for a data portal, with their licences and sums."""

from django.core.management.base import BaseCommand

from opendata import portal
from opendata.lists import LISTS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", help="where the files come; it is made if there is none")

    def handle(self, *, folder, **options):
        package = portal.write(folder, LISTS)
        for resource in package["resources"]:
            self.stdout.write(f"{resource['path']}: {resource['rowcount']}")
