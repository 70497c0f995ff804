"""Deletes something that is archived, for ever: its page answers 404 from then on.

    manage.py purge directory.organisation name-of-the-house

Asks to type the address again first; `--yes` does not. Archiving is what one wants nearly always.
"""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from core.models import Publishable, Status


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("model", help="such as directory.organisation")
        parser.add_argument("which", help="its address (slug), or its number where it has none")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, model, which, **options):
        row = _row(_model(model), which)
        if row.status != Status.ARCHIVED:
            raise CommandError(f"“{row}” is not archived. Archive it in the admin first.")
        if not options["yes"]:
            answer = input(f"This deletes “{row}” and all that belongs to it. Type {which}: ")
            if answer.strip() != which:
                raise CommandError("Nothing was deleted.")
        _total, by_model = row.delete()
        for label, count in sorted(by_model.items()):
            self.stdout.write(f"{label}: {count}")


def _model(label):
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    if model is None or not issubclass(model, Publishable):
        raise CommandError(f"{label} is nothing that can be archived.")
    return model


def _row(model, which):
    has_slug = any(field.name == "slug" for field in model._meta.fields)
    if not has_slug and not which.isdigit():
        raise CommandError(f"{which} is not a number.")
    row = model._default_manager.filter(**{"slug" if has_slug else "pk": which}).first()
    if row is None:
        raise CommandError(f"There is no {model._meta.verbose_name} {which}.")
    return row
