"""Works out which translations are missing, and which wait, of what was saved before.

Part of the update that brings it; running it again changes nothing.
"""

from django.apps import apps
from django.core.management.base import BaseCommand

from core.editing.models import Proposal, WithTextStates
from core.editing.texts_that_wait import completed


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
        waiting = _translations_that_wait()
        if waiting:
            self.stdout.write(f"{Proposal._meta.verbose_name_plural}: {waiting}")


def _translations_that_wait():
    count = 0
    for proposal in Proposal.objects.open().filter(completes="").select_related("content_type"):
        model = proposal.content_type.model_class()
        if not issubclass(model, WithTextStates):
            continue
        states = model._base_manager.filter(pk=proposal.object_id).values_list("text_states")
        languages = completed(next(iter(states), ({},))[0], proposal.changes)
        if languages:
            count += Proposal.objects.filter(pk=proposal.pk).update(completes=languages)
    return count
