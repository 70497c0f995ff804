from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "core.search"
    verbose_name = _("Search")

    def ready(self):
        from core import roles
        from core.kept import memory
        from core.kept.watching import watch

        from . import snapshot
        from .models import CrisisNumber, CrisisTopic, MissedSearch, SynonymGroup

        memory.register("search", snapshot.build, snapshot.follow)
        watch(SynonymGroup, synonym="pk")
        watch(CrisisTopic, crisis="pk")
        watch(CrisisNumber, crisis="topic")
        roles.allow(MissedSearch, volunteers="view")
        roles.allow(SynonymGroup, editors=roles.EVERYTHING)
        roles.allow(CrisisTopic, CrisisNumber, volunteers="view", editors="add change delete")
