"""Deletes what we promised not to keep, and what helps nobody any more; to be run every day.

A model that forgets has a manager with `forget_old()`, which says how many it forgot. How long each
of them keeps what stands in docs/data.md.
"""

from django.apps import apps
from django.core.management.base import BaseCommand


def forgetful():
    """The managers of all models that forget something."""
    managers = [model._default_manager for model in apps.get_models()]
    return [each for each in managers if hasattr(each, "forget_old")]


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        counts = [(each.model._meta.label, each.forget_old()) for each in forgetful()]
        said = ", ".join(f"{label} {count}" for label, count in counts if count)
        self.stdout.write(f"Forgotten: {said or 'nothing'}.")
