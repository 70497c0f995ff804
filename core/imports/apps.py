from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "core.imports"
    verbose_name = _("Lists in and out")

    def ready(self):
        from core import roles

        from .models import TableImport

        roles.allow(TableImport, events="view")
