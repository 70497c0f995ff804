from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovingConfig(AppConfig):
    """Without models: an app for its admin."""

    name = "core.approving"
    verbose_name = _("Changes that wait")
