from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartsConfig(AppConfig):
    name = "core.parts"
    verbose_name = _("Work on many rows")
