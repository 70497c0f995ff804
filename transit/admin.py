"""Which timetables were read. Nobody edits them: `manage.py import_stops` reads newer ones."""

from django.contrib import admin
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly
from core.desk import page_help, rights, tasks

from .models import Timetable


@admin.register(Timetable)
class TimetableAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "stops", "version", "ends_on", "read_at", "licence"]
    list_display_links = None
    ordering = ["ends_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stops=Count("stop"))

    @admin.display(description=_("stops"))
    def stops(self, timetable):
        return timetable.stops


def _ended(request):
    if not rights.may(request, "view", Timetable):
        return 0
    return Timetable.objects.filter(ends_on__lt=timezone.localdate()).count()


tasks.register(
    _("timetables that have ended"), tasks.list_of(Timetable), _ended, position=tasks.LAST
)

page_help.belongs("what-waits-for-you", "transit_")
