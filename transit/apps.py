from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransitConfig(AppConfig):
    name = "transit"
    verbose_name = _("Public transport")

    def ready(self):
        from core import roles
        from core.kept import memory
        from core.kept.watching import watch

        from . import stops
        from .models import Stop, Timetable

        memory.register("stops", stops.build, stops.follow)
        watch(Timetable, stops="pk")
        watch(Stop, stops="timetable")
        roles.allow(Timetable, editors="view")
