from django.apps import AppConfig, apps
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class NotesConfig(AppConfig):
    """What it keeps changes no public page, so nothing here raises the content version."""

    name = "core.notes"
    verbose_name = _("Notes")

    def ready(self):
        from core import roles
        from core.models import Publishable

        from .models import Note, forget

        roles.allow(Note, volunteers="view add change", editors="delete")
        for model in apps.get_models():
            if issubclass(model, Publishable):
                post_delete.connect(forget, sender=model)
