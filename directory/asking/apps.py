from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AskingConfig(AppConfig):
    name = "directory.asking"
    verbose_name = _("Calling")

    def ready(self):
        from core import roles

        from .models import Call

        roles.allow(Call, volunteers="view add change")
