"""Loads the example data into an empty database, and never into one that somebody works in."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Loads the fixtures named in the setting DEMO_FIXTURES, unless the table named in "
        "DEMO_LOADED_WHEN already has rows."
    )

    def handle(self, **options):
        model = apps.get_model(settings.DEMO_LOADED_WHEN)
        name = model._meta.verbose_name_plural
        if model._base_manager.exists():
            self.stdout.write(f"The database already has {name}: nothing loaded.")
            return
        call_command("loaddata", *settings.DEMO_FIXTURES, verbosity=0)
        self.stdout.write(f"Loaded {model._base_manager.count()} {name}.")
