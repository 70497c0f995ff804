from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "core.editing"
    verbose_name = _("Changes")

    def ready(self):
        from core import roles

        from . import text_states
        from .models import Proposal

        pre_save.connect(text_states.note, dispatch_uid="text-states")
        roles.allow(Proposal, events="view", editors="delete")
