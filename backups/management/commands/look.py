"""Looks at some pages, as a visitor would ask for them, on the database in DATABASE_URL: a home
page, lists, a page of each kind, the admin’s login. Fails when one is not as it should be."""

from django.core.management.base import BaseCommand, CommandError

from backups.looking import wrong_pages


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        wrong = wrong_pages()
        if wrong:
            raise CommandError("\n".join(wrong))
