"""Adds what is true to this site: shared words, listings, school holidays, questions, dangers.

Without one invented activity, in parts, and never over what is there: run it as often as you like.
Activities that a public page states come in as drafts that somebody has to call about.
"""

import json
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from brussels_support import beginning


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        loaded = beginning.Loaded()
        for fixture in settings.REAL_FIXTURES:
            path = Path(settings.BASE_DIR, "fixtures", f"{fixture}.json")
            sheets = beginning.sheets_of(json.loads(path.read_text()))
            for _part in beginning.load(sheets, loaded):
                pass
        self.tell(loaded)

    def tell(self, loaded):
        with translation.override("en"):  # as the sentences around it
            for label in loaded.added | loaded.left:
                name = apps.get_model(label)._meta.verbose_name_plural
                added, left = loaded.added[label], loaded.left[label]
                self.stdout.write(f"{name}: {added} added, {left} left as they are")
        for key, name in loaded.alike:
            self.stdout.write(f"Not added, because it looks like “{name}”: {key}")
        for key in loaded.unfit:
            self.stdout.write(f"Not added, because it does not fit what is here: {key}")
        for key in loaded.different:
            self.stdout.write(f"This version says something else, and yours stays: {key}")
