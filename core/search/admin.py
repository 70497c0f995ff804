"""The words that mean the same, and what nobody found."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin_pages import ReadOnly
from core.desk import rights, tasks
from core.editing import history
from core.editing.saving import SafeChanges
from core.forms import LinesField

from .models import MissedSearch, SynonymGroup

history.register(SynonymGroup)


@admin.register(SynonymGroup)
class SynonymGroupAdmin(SafeChanges, admin.ModelAdmin):
    list_display = ["__str__"]
    search_fields = ["words"]
    show_full_result_count = False

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, field_classes={"words": LinesField}, **kwargs)


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnly, admin.ModelAdmin):
    """To act on: a new synonym, a new listing. What few people typed is not shown."""

    list_display = ["text", "language", "week", "times"]
    list_filter = ["language"]
    list_display_links = None
    actions = ["take_off"]

    def get_queryset(self, request):
        return super().get_queryset(request).to_act_on()

    @admin.action(description=_("Done: take them off the list"), permissions=["answer"])
    def take_off(self, request, queryset):
        _rows, by_model = queryset.delete()
        count = by_model.get(MissedSearch._meta.label, 0)
        text = ngettext("%d is off the list.", "%d are off the list.", count)
        messages.success(request, text % count)

    def has_answer_permission(self, request):
        """For who may add the words that were missing."""
        return rights.may(request, "change", SynonymGroup)


def _missed_searches(request):
    if not (
        rights.may(request, "view", MissedSearch) and rights.may(request, "change", SynonymGroup)
    ):
        return 0
    return MissedSearch.objects.to_act_on().count()


tasks.register(
    _("searches that found nothing"),
    tasks.list_of(MissedSearch),
    _missed_searches,
    position=tasks.LAST,
)
