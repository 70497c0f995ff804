"""The list of notes, and what of it stands on the desk."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly
from core.admin_paths import overview_url
from core.desk import page_help, tasks
from core.desk.filters import KnownValuesFilter, MineFilter
from core.wording.hours import moment_in_words

from . import views
from .models import Note


class NoteOfMineFilter(MineFilter):
    def filtered(self, request, queryset):
        return queryset.on_what_is_hers(request.user, views.readable_models(request))


class DoneFilter(KnownValuesFilter):
    title = _("done")
    parameter_name = "done"
    offered = [("no", _("not yet")), ("yes", _("done"))]

    def filtered(self, request, queryset):
        return queryset.open() if self.value() == "no" else queryset.exclude(done_at=None)


@admin.register(Note)
class NoteAdmin(ReadOnly, admin.ModelAdmin):
    """To find them: they are written and settled beside the row that they are about."""

    list_display = ["about", "text", "who", "written", "done"]
    list_display_links = None
    list_filter = [DoneFilter, NoteOfMineFilter]
    list_select_related = ["written_by", "done_by", "content_type"]
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        return super().get_queryset(request).on(views.readable_models(request))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        _find_rows(changelist.result_list)
        return changelist

    @admin.display(description=_("about"))
    def about(self, note):
        if note.row is None:
            return "–"
        kind = capfirst(note.content_type.name)
        url = f"{overview_url(note.row)}#notes"
        return format_html('<a href="{}">{}</a> <small>{}</small>', url, note.row, kind)

    @admin.display(description=_("by"))
    def who(self, note):
        return str(note.written_by or "–")

    @admin.display(description=_("written at"), ordering="written_at")
    def written(self, note):
        return moment_in_words(note.written_at)

    @admin.display(description=_("done"), ordering="done_at")
    def done(self, note):
        if not note.is_done:
            return gettext("not yet")
        return f"{note.done_by or '–'}, {moment_in_words(note.done_at)}"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Beside the row that it is about."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        note = self.get_object(request, object_id)
        if note is None:
            raise Http404
        _find_rows([note])
        if note.row is None:
            raise Http404
        return HttpResponseRedirect(f"{overview_url(note.row)}#notes")


def _find_rows(notes):
    """Finds what notes are about, with one query for each kind."""
    by_type = {}
    for note in notes:
        by_type.setdefault(note.content_type, []).append(note)
    for content_type, alike in by_type.items():
        rows = content_type.model_class()._base_manager
        found = rows.in_bulk([note.object_id for note in alike])
        for note in alike:
            note.row = found.get(note.object_id)


# The desk


def _counts(request):
    """`{"hers", "all"}` of what nobody has done yet."""
    models = views.readable_models(request)
    if not models:
        return {"hers": 0, "all": 0}
    hers = Note.objects.on_what_is_hers(request.user, models).values("pk")
    wanted = {"all": Count("pk"), "hers": Count("pk", filter=Q(pk__in=hers))}
    return Note.objects.open().on(models).order_by().aggregate(**wanted)


tasks.register(
    _("notes on what you look after"),
    tasks.list_of(Note, is_mine=True, done="no"),
    lambda request: tasks.once(request, _counts)["hers"],
    is_mine=True,
    position=8,
)
tasks.register(
    _("notes that nobody has done"),
    tasks.list_of(Note, done="no"),
    lambda request: tasks.once(request, _counts)["all"],
    position=8,
)

page_help.belongs("working-together", "notes_", "note_write", "note_settle")
