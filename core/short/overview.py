"""The page of a row in the admin: how it stands, what waits, and what one can do with it."""

from django.contrib import admin
from django.http import QueryDict
from django.urls import path, reverse

from core.admin_pages import page as admin_page
from core.admin_pages import row_for
from core.admin_paths import change_url
from core.editing import drafts
from core.editing.models import Proposal
from core.editing.sheets import Sheet
from core.models import Publishable

from . import ending, pages
from .views import find_model, page_url

MOST_PARTS = 3  # places, notices: more of them are behind one line


def urls(site):
    return [
        path(
            "<str:app_label>/<str:model_name>/<int:object_id>/edit/",
            site.admin_view(overview),
            name="overview",
        )
    ]


def overview(request, app_label, model_name, object_id):
    model = find_model(app_label, model_name)
    model_admin = admin.site.get_model_admin(model)
    row = row_for(model_admin, request, object_id, "view_or_change")
    may_change = model_admin.has_change_permission(request, row)
    sheet = Sheet(model_admin, request, row) if may_change else None
    context = {
        "title": str(row),
        "row": row,
        "original": row,
        "list_url": _list_url(request, model),
        "change_url": pages.along(request, change_url(row)),
        "history_url": reverse(f"admin:{app_label}_{model_name}_history", args=[row.pk]),
        "public_url": model_admin.get_view_on_site_url(row),
        "may_change": may_change,
        "waits": may_change and model_admin.waits(request, row),
        "proposals": _proposals(model_admin, request, row, may_change),
        "lines": _lines(model_admin, request, row, sheet) if may_change else [],
        **model_admin.overview_context(request, row),
    }
    if may_change and isinstance(row, Publishable) and drafts.is_one(row):
        lacking = ending.missing(sheet, sheet.state())
        context["ending"] = ending.of(model_admin, request, row, lacking)
    return admin_page(model_admin, request, model_admin.overview_template, context)


def _list_url(request, model):
    """The list of such rows, filtered as it was when she came from there."""
    options = model._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    query = QueryDict(request.GET.get("_changelist_filters", "")).urlencode()
    return f"{url}?{query}" if query else url


def _proposals(model_admin, request, row, may_change):
    """The open ones that she may see: all for who approves, else her own."""
    if not may_change:
        return []
    proposals = Proposal.objects.about(row).open().select_related("author")
    if not model_admin.may_approve(request):
        proposals = proposals.filter(author=request.user)
    return list(proposals)


def _lines(model_admin, request, row, sheet):
    """Each short page with what it says now, and whether something of it waits."""
    waiting = model_admin.waiting(request, row, sheet)
    lines = [_line(request, page, row, sheet, waiting) for page in pages.of(type(row)).values()]
    return [line for line in lines if line["parts"] or line["add_url"]]


def _line(request, page, row, sheet, waiting):
    parts = list(parts_of(request, page, row, sheet, waiting))
    shown = [part for part in parts if not part["part"].is_over]
    is_by_language = bool(parts and parts[0]["part"].language)
    lacking = page.lacking(row)
    is_single = len(shown) == 1 and not page.names_its_only
    for part in parts:
        part["label"] = "" if is_single else part["part"].label
        part["lacks"] = lacking.get(part["part"].language, "")
    new_url = page_url(row, page, pages.Part(pages.NEW))
    return {
        "page": page,
        "url": pages.along(request, page_url(row, page)),
        "parts": shown,
        "is_by_language": is_by_language,
        "is_folded": len(shown) > MOST_PARTS and not is_by_language,
        "is_waiting": any(part["is_waiting"] for part in shown),
        "add_url": pages.along(request, new_url) if page.adds else "",
        "has_ended": len(parts) - len(shown),
    }


def parts_of(request, page, row, sheet, waiting):
    """What the parts of a page say, a dictionary each; without the one that adds another."""
    for part in [*page.parts(sheet), *page.parts_that_wait(sheet, waiting.changes)]:
        if part.value == pages.NEW:
            continue
        keys, is_taken_away = {*page.keys(sheet, part)}, page.is_taken_away(waiting.state, part)
        yield {
            "part": part,
            "url": pages.along(request, page_url(row, page, part)),
            "says": page.says(sheet, waiting.state, part),
            "is_waiting": is_taken_away or any(key in keys for key in waiting.changes),
            "is_taken_away": is_taken_away,
        }


admin.site.add_urls(urls)
