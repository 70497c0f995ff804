from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "core.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from core import roles

        from .models import SecurityEvent, User

        roles.allow(User, administrators="view add change")
        roles.allow(SecurityEvent, administrators="view")
