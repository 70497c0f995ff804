"""The pages on which two listings become one: which other one, what of both, the outcome; and the
page on which they are taken apart again. For editors, who read all that a listing holds."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly, page, row_for
from core.admin_paths import overview_url
from core.desk import page_help
from core.editing.models import Proposal
from core.text import clean
from core.wording.hours import moment_in_words
from directory import confidential
from directory.admin import duplicates
from directory.models import Organisation

from . import relations, waiting
from .comparing import SEEN, Comparison
from .models import Merge
from .planning import Plan
from .saving import RefusedError, hold, merge
from .undoing import BEFORE, Undoing, undo

MOST_FOUND = 8
LONGEST_SEARCH = 100  # characters
# The buttons.
LOOK, MERGE, BACK = "_look", "_merge", "_back"


def urls(site):
    start = "directory/organisation/<int:object_id>"
    name = "directory_organisation"
    return [
        path(f"{start}/merge/", site.admin_view(choose), name=f"{name}_merge_with"),
        path(f"{start}/merge/<int:pk>/", site.admin_view(compare), name=f"{name}_merge"),
        path(f"{start}/apart/<int:pk>/", site.admin_view(take_apart), name=f"{name}_apart"),
    ]


def may_merge(request):
    """Editors, who approve: and nobody merges what she may not read."""
    model_admin = admin.site.get_model_admin(Organisation)
    return model_admin.may_approve(request) and confidential.may_see(request)


def merge_url(kept, gone):
    return reverse("admin:directory_organisation_merge", args=[kept.pk, gone.pk])


def _admin_for(request):
    if not may_merge(request):
        raise PermissionDenied
    return admin.site.get_model_admin(Organisation)


# Which other one


def choose(request, object_id):
    model_admin = _admin_for(request)
    organisation = Organisation._base_manager.filter(pk=object_id).first()
    if organisation is None:
        raise Http404
    if organisation.merged_into_id:
        return _was_merged(request, organisation)
    words = clean(request.GET.get("q", ""))[:LONGEST_SEARCH]
    context = {
        "title": gettext("Merge with another listing"),
        "subtitle": str(organisation),
        "organisation": organisation,
        "overview_url": overview_url(organisation),
        "q": words,
        "likely": [
            (_url_for(organisation, each.organisation), each) for each in _likely(organisation)
        ],
        "results": [
            (_url_for(organisation, other), other)
            for other in (_with_words(model_admin, request, organisation, words) if words else ())
        ],
    }
    return page(model_admin, request, "directory/organisation/merge_with.html", context)


def _likely(organisation):
    values = {name: getattr(organisation, name) for name in duplicates.FIELDS}
    likely = duplicates.likely(values, exclude_pk=organisation.pk)
    merged = Organisation.objects.gone_into([each.organisation.pk for each in likely])
    return [each for each in likely if each.organisation.pk not in merged]


def _with_words(model_admin, request, organisation, words):
    rows = Organisation._base_manager.filter(merged_into=None).exclude(pk=organisation.pk)
    rows, _more = model_admin.get_search_results(request, rows, words)
    return rows.order_by("slug")[:MOST_FOUND]


def _url_for(one, other):
    """The address of the page for two: what is public stays, else what was there first."""
    kept, gone = sorted([one, other], key=lambda row: (not row.is_published, row.pk))
    return merge_url(kept, gone)


def _was_merged(request, organisation):
    text = gettext("“%(name)s” was merged into another listing already.")
    messages.warning(request, text % {"name": organisation})
    return HttpResponseRedirect(overview_url(organisation.merged_into))


# What of both


def compare(request, object_id, pk):
    model_admin = _admin_for(request)
    if object_id == pk:
        messages.warning(request, gettext("This is the same listing. Choose another one."))
        return HttpResponseRedirect(
            reverse("admin:directory_organisation_merge_with", args=[object_id])
        )
    if request.method == "POST":
        with transaction.atomic():
            return _compare(model_admin, request, hold(object_id, pk), object_id, pk)
    rows = Organisation._base_manager.in_bulk([object_id, pk])
    return _compare(model_admin, request, rows, object_id, pk)


def _compare(model_admin, request, rows, object_id, pk):
    if len(rows) < 2:
        raise Http404
    for row in rows.values():
        if row.merged_into_id:
            return _was_merged(request, row)
    sent = request.POST if request.method == "POST" else None
    comparison = Comparison(model_admin, request, rows[object_id], rows[pk], sent)
    show = partial(_both, model_admin, request, comparison)
    if sent is None or BACK in sent:
        return show()
    if comparison.changed:
        return show(status=409)
    plan = Plan(comparison)
    if MERGE not in sent or plan.problems:
        return _outcome(model_admin, request, plan, plan.problems)
    try:
        with transaction.atomic():
            record = merge(request, model_admin, plan)
    except RefusedError as error:
        return _outcome(model_admin, request, plan, error.texts)
    text = gettext("“%(gone)s” is a part of “%(kept)s” now. You can undo it until %(until)s.")
    values = {"gone": record.gone, "kept": record.kept, "until": moment_in_words(record.until)}
    messages.success(request, text % values)
    return HttpResponseRedirect(overview_url(record.kept))


def _both(model_admin, request, comparison, status=200):
    kept, gone = comparison.kept, comparison.gone
    context = {
        **_frame(comparison),
        "comparison": comparison,
        "changed": sorted(comparison.changed),
        "hanging": relations.hanging(kept.pk, gone.pk),
        "swap_url": merge_url(gone, kept),
    }
    template = "directory/organisation/merge.html"
    return page(model_admin, request, template, context, status=status)


def _frame(comparison):
    kept, gone = comparison.kept, comparison.gone
    sheet = comparison.sheets["kept"]
    return {
        "title": gettext("Merge two listings"),
        "kept": kept,
        "gone": gone,
        "kept_url": overview_url(kept),
        "gone_url": overview_url(gone),
        "SEEN": SEEN,
        "seen": comparison.seen,
        "waiting": [Proposal.objects.about(row).open().count() for row in (kept, gone)],
        "clashes": [
            (author, sheet.difference(key, goes_on, stops))
            for author, key, goes_on, stops in waiting.clashes(kept, gone)
        ],
        "LOOK": LOOK,
        "MERGE": MERGE,
        "BACK": BACK,
    }


def _outcome(model_admin, request, plan, problems):
    comparison = plan.comparison
    context = {
        **_frame(comparison),
        "title": gettext("This is what it becomes"),
        "chosen": [*comparison.sent],
        "plan": plan,
        "problems": problems,
        "addresses": [plan.gone.get_absolute_url(), plan.gone.get_short_url()],
        "days": Merge.CAN_BE_UNDONE.days,
    }
    return page(model_admin, request, "directory/organisation/merge_outcome.html", context)


# Two again


def take_apart(request, object_id, pk):
    model_admin = _admin_for(request)
    record = Merge.objects.filter(pk=pk, kept=object_id).first()
    if record is None:
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            rows = hold(record.kept_id, record.gone_id)
            record.refresh_from_db()
            record.kept, record.gone = rows[record.kept_id], rows[record.gone_id]
            return _take_apart(model_admin, request, Undoing(model_admin, request, record))
    return _apart_page(model_admin, request, Undoing(model_admin, request, record))


def _take_apart(model_admin, request, undoing):
    sent, asked = request.POST, {*undoing.changed_since}
    if undoing.why_not or asked - {*sent.getlist("asked")}:
        # Somebody changed more meanwhile: she is asked about that as well.
        return _apart_page(model_admin, request, undoing, status=409)
    wanted = {key for key in asked if sent.get(f"choose:{key}") == BEFORE}
    try:
        with transaction.atomic():
            undo(request, model_admin, undoing, wanted)
    except RefusedError as error:
        return _apart_page(model_admin, request, undoing, error.texts)
    record = undoing.record
    text = gettext("“%(kept)s” and “%(gone)s” are two listings again.")
    messages.success(request, text % {"kept": record.kept, "gone": record.gone})
    return HttpResponseRedirect(overview_url(record.gone))


def _apart_page(model_admin, request, undoing, problems=(), status=200):
    context = {
        "title": gettext("Take two listings apart again"),
        "subtitle": str(undoing.kept),
        "record": undoing.record,
        "kept": undoing.kept,
        "gone": undoing.gone,
        "kept_url": overview_url(undoing.kept),
        "undoing": undoing,
        "problems": problems,
        "BEFORE": BEFORE,
    }
    template = "directory/organisation/merge_apart.html"
    return page(model_admin, request, template, context, status=status)


admin.site.add_urls(urls)


@admin.register(Merge)
class MergeAdmin(ReadOnly, admin.ModelAdmin):
    """What was merged, to be found again while it can be undone."""

    list_display = ["gone", "kept", "merged", "made_by", "state"]
    list_display_links = None
    list_select_related = ["kept", "gone", "made_by"]

    def has_view_permission(self, request, obj=None):
        return may_merge(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return HttpResponseRedirect(apart_url(row_for(self, request, object_id, "view")))

    @admin.display(description=_("merged at"), ordering="made_at")
    def merged(self, record):
        return moment_in_words(record.made_at)

    @admin.display(description=_("state"))
    def state(self, record):
        if record.undone_at:
            return gettext("two listings again")
        if record.is_over:
            return gettext("merged")
        return format_html(
            '<a href="{}">{}</a>', apart_url(record), gettext("Take them apart again")
        )


def apart_url(record):
    return reverse("admin:directory_organisation_apart", args=[record.kept_id, record.pk])


page_help.belongs(
    "merging-two-listings",
    "merging_",
    "directory_organisation_merge_with",
    "directory_organisation_merge",
    "directory_organisation_apart",
)
