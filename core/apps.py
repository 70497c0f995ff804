from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Accounts")

    def ready(self):
        from . import charset, history, text_states
        from .models import SynonymGroup
        from .translation import clean_texts
        from .versions import watch

        charset.connect()
        pre_save.connect(clean_texts, dispatch_uid="clean-texts")
        pre_save.connect(text_states.note, dispatch_uid="text-states")
        watch(SynonymGroup)
        history.register(SynonymGroup)


class AdminSiteConfig(admin_apps.AdminConfig):
    """Stands in INSTALLED_APPS instead of `django.contrib.admin`."""

    default = False
    default_site = "core.admin_site.Site"
