from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "core.links"
    verbose_name = _("Web addresses")

    def ready(self):
        from core import roles

        from .models import LinkCheck

        roles.allow(LinkCheck, volunteers="view")
