from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchingConfig(AppConfig):
    name = "watching"
    verbose_name = _("Running the site")

    def ready(self):
        from core import roles

        from . import deploy_checks  # noqa: F401
        from .models import Run

        roles.allow(Run, editors="view")
