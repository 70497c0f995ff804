"""Works out which translations are missing, for rows that were saved before this was kept.

Part of the update that brings it; running it again changes nothing.
"""

from django.apps import apps
from django.core.management.base import BaseCommand

from core.editing.models import WithTextStates


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        for model in apps.get_models():
            if not issubclass(model, WithTextStates):
                continue
            count = 0
            for row in model._base_manager.filter(text_states={}).iterator():
                row.save(update_fields=["text_states", "missing_in", "outdated_in"])
                count += 1
            if count:
                self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")
