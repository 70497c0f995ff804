"""Loads the example data into empty tables, and never into one that somebody works in."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError
from django.utils import translation

from core.together import together
from directory.placing import points


class Command(BaseCommand):
    help = (
        "Loads the fixtures named in the setting DEMO_FIXTURES, each unless the table named "
        "beside it already has rows."
    )

    def handle(self, **options):
        filled = {
            label
            for label in settings.DEMO_FIXTURES.values()
            if apps.get_model(label)._base_manager.exists()
        }
        for fixture, label in settings.DEMO_FIXTURES.items():
            model = apps.get_model(label)
            with translation.override("en"):  # as the sentences around it
                name = str(model._meta.verbose_name_plural)
            before = model._base_manager.count()
            if label in filled:
                self.stdout.write(f"The database already has {name}: nothing loaded.")
                continue
            try:
                with together():
                    call_command("loaddata", fixture, verbosity=0)
            except (DeserializationError, IntegrityError) as error:
                # Somebody's own listings, without those that the examples belong to.
                self.stdout.write(f"The example {name} do not fit what is here: {error}")
            else:
                self.stdout.write(
                    f"Loaded {model._base_manager.count() - before} {name} ({fixture})."
                )
                if fixture == "organisations":
                    placed = points.load(settings.BASE_DIR / "fixtures/points.csv")
                    self.stdout.write(f"Put {placed} places on the map (OpenStreetMap).")
