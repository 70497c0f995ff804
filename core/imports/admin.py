"""A list that was sent in: what would become of each row, and what became of it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import admin_pages
from core.admin_pages import ReadOnly
from core.admin_paths import change_url, number_in
from core.desk import page_help, tasks
from core.languages import direction
from core.wording.hours import moment_in_words

from . import pages, parts, saving
from .models import Entry, TableImport
from .tables import table_of

Plan, State = Entry.Plan, TableImport.State
A_PAGE = 50  # entries
# What the page shows first: what needs her.
SHOWN = [Plan.REFUSED, Plan.LIKELY, Plan.CHANGED, Plan.NEW, Plan.SAME]
CONFLICTS = "conflicts"


@admin.register(TableImport)
class TableImportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "kind", "author", "made", "state"]
    list_filter = ["state"]
    list_select_related = ["author"]
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        """Her own: a file may hold what others may not read."""
        return super().get_queryset(request).filter(author=request.user)

    @admin.display(description=gettext_lazy("list"), ordering="table")
    def kind(self, table_import):
        return str(table_of(table_import.table).model._meta.verbose_name_plural)

    @admin.display(description=gettext_lazy("made at"), ordering="made_at")
    def made(self, table_import):
        return moment_in_words(table_import.made_at)

    def get_urls(self):
        # Each row is saved by itself: one transaction around all would keep everybody waiting.
        view = self.admin_site.admin_view(self.one, saves=False)
        return [
            path("<int:object_id>/change/", view, name="imports_tableimport_change"),
            *super().get_urls(),
        ]

    # One import

    def one(self, request, object_id):
        table_import = self.get_object(request, str(object_id))
        if table_import is None:
            raise Http404
        table = table_of(table_import.table)
        if not pages.may_import(request, table.model_admin):
            raise PermissionDenied
        if request.method == "POST":
            self._act(request, table_import)
            return HttpResponseRedirect(_url(table_import, request.GET.get("show", "")))
        parts.go_on(table_import, request.user)
        if table_import.state in TableImport.IN_WORK:
            return self._progress(request, table_import, table)
        return self._overview(request, table_import, table)

    def _progress(self, request, table_import, table):
        counts = table_import.counts()
        if table_import.state == State.LOOKING:
            total = sum(counts.values())
            done = total - counts.get(Plan.PENDING, 0)
        else:
            total = table_import.entries.filter(plan__in=Entry.TO_SAVE).count()
            done = total - saving.left(table_import).count()
        context = {
            **self._frame(table_import, table),
            "done": done,
            "total": total,
            "is_saving": table_import.state == State.SAVING,
        }
        return admin_pages.page(self, request, "parts/progress.html", context)

    def _frame(self, table_import, table):
        return {
            "title": _("What this list changed")
            if table_import.state == State.DONE
            else _("What this list would change"),
            "subtitle": table_import.file_name,
            "table_import": table_import,
            "list_url": pages.list_url_of(table.model_admin),
            "list_name": table.model._meta.verbose_name_plural,
        }

    def _overview(self, request, table_import, table):
        counts = table_import.counts()
        conflicts = table_import.entries.exclude(conflicts=[]).count()
        offered = [
            {"value": plan, "label": Plan(plan).label, "count": counts[plan]}
            for plan in SHOWN
            if counts.get(plan)
        ]
        if conflicts:
            label = _("changed here since the export")
            offered.insert(0, {"value": CONFLICTS, "label": label, "count": conflicts})
        show = request.GET.get("show", "")
        if show not in [each["value"] for each in offered]:
            show = offered[0]["value"] if offered else ""
        entries = table_import.entries.all()
        entries = entries.exclude(conflicts=[]) if show == CONFLICTS else entries.filter(plan=show)
        list_page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
        is_open = table_import.state == State.READY
        context = {
            **self._frame(table_import, table),
            "offered": offered,
            "show": show,
            "list_page": list_page,
            "entries": [_shown(entry, table) for entry in list_page],
            "is_open": is_open,
            "to_save": saving.left(table_import).count(),
            "refused": counts.get(Plan.REFUSED, 0),
            "left_out": counts.get(Plan.LIKELY, 0),
            "has_choices": is_open
            and any(
                each.likely or each.twins or each.conflicts or each.taken for each in list_page
            ),
            "may_publish": table.model_admin.may_approve(request),
            "saved": _saved(table_import),
        }
        return admin_pages.page(self, request, "imports/overview.html", context)

    # What she decides

    def _act(self, request, table_import):
        if table_import.state == State.READY and "_choose" in request.POST:
            self._choose(request, table_import)
        elif table_import.state == State.READY and "_save" in request.POST:
            self._save(request, table_import)
        elif table_import.state in TableImport.NOT_SAVED and "_give_up" in request.POST:
            table_import.entries.all().delete()
            table_import.state = State.GIVEN_UP
            table_import.save(update_fields=["state"])

    def _choose(self, request, table_import):
        """What a row is that looks like another, and of which fields the file counts."""
        asked = [number_in(pk) for pk in request.POST.getlist("entry")]
        for entry in table_import.entries.filter(pk__in=filter(None, asked)):
            answer = request.POST.get(f"is:{entry.pk}", "")
            known = [str(each["pk"]) for each in entry.likely]
            if answer in known:
                entry.object_id = int(answer)
            entry.is_another = answer == "another"
            keys = {each["key"] for each in entry.conflicts} | {*entry.taken}
            entry.taken = [key for key in request.POST.getlist(f"take:{entry.pk}") if key in keys]
            entry.plan = Plan.PENDING
            entry.save(update_fields=["object_id", "is_another", "taken", "plan"])
        table_import.state = State.LOOKING
        table_import.save(update_fields=["state"])

    def _save(self, request, table_import):
        refused = table_import.entries.filter(plan=Plan.REFUSED).exists()
        if refused and "only_right" not in request.POST:
            return
        count = saving.left(table_import).count()
        if not count:
            return
        if count <= saving.SMALL:
            with parts.language_of(table_import):
                saving.save_all_or_none(table_import, request.user)
            return
        table_import.state = State.SAVING
        table_import.save(update_fields=["state"])


def _url(table_import, show=""):
    url = reverse("admin:imports_tableimport_change", args=[table_import.pk])
    return f"{url}?show={show}" if show in [*SHOWN, CONFLICTS] else url


def _saved(table_import):
    outcomes = table_import.entries.exclude(outcome=Entry.Outcome.NONE)
    counts = {}
    for outcome in outcomes.values_list("outcome", flat=True):
        counts[outcome] = counts.get(outcome, 0) + 1
    return [(Entry.Outcome(outcome).label, count) for outcome, count in counts.items()]


def _shown(entry, table):
    """An entry as the page shows it."""
    return {
        "entry": entry,
        "numbers": ", ".join(map(str, entry.numbers)),
        "url": _url_of(entry.object_id, table),
        "differences": [_difference(*each) for each in entry.differences],
        "conflicts": [
            {
                **each,
                "direction": _direction(each["language"]),
                "is_taken": each["key"] in entry.taken,
            }
            for each in entry.conflicts
        ],
        "likely": [{**each, "url": _url_of(each["pk"], table)} for each in entry.likely],
        "refusals": [
            {"number": number, "column": column, "text": text}
            for number, column, text in entry.refusals
        ],
    }


def _difference(label, before, after, language):
    return {
        "label": label,
        "before": before,
        "after": after,
        "language": language,
        "direction": _direction(language),
    }


def _direction(language):
    return direction(language) if language else "auto"


def _url_of(pk, table):
    return change_url(table.model(pk=pk)) if pk else ""


def _unfinished(request):
    return TableImport.objects.filter(
        author=request.user, state__in=[State.LOOKING, State.READY, State.SAVING]
    ).count()


tasks.register(
    gettext_lazy("lists that you sent in and that are not saved yet"),
    tasks.list_of(TableImport),
    _unfinished,
    is_mine=True,
    position=25,
)

page_help.belongs("lists-in-and-out", "list_export", "list_import", "imports_")
