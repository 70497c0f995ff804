from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "core.search"
    verbose_name = _("Search")

    def ready(self):
        from core.versions import watch

        from .models import SynonymGroup

        watch(SynonymGroup)
