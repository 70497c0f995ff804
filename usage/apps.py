from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsageConfig(AppConfig):
    """What it keeps changes no public page, so nothing here raises the content version."""

    name = "usage"
    verbose_name = _("Use of the site")

    def ready(self):
        from core import roles
        from core.kept import opened

        from .counting import count
        from .models import Tally

        opened.tell_to(count)
        roles.allow(Tally, editors="view")
