"""What pages of the admin show of notes, and of who is on what."""

from django import template
from django.contrib import admin
from django.db.models import F

from core.admin_request import editing
from core.desk import rights
from core.models import Publishable
from core.notes import present, views
from core.notes.models import Note

register = template.Library()

MOST = 30


@register.inclusion_tag("admin/notes/notes.html", takes_context=True)
def notes_on(context, row, part):
    """The notes on a row: what is "open", and "all" else, with a form to leave one. Nothing for who
    may not read them."""
    request = context["request"]
    if not isinstance(row, Publishable) or not views.may_read(request, type(row)):
        return {"row": None}
    notes = [note for note in _notes(request, row) if note.is_done is (part != "open")]
    for note in notes:
        note.may_take_away = views.may_take_away(request, note)
    return {
        "row": row,
        "notes": notes,
        "is_open": part == "open",
        "url": views.url_of("note_write", row),
        "next": request.get_full_path(),
        "longest": Note.LONGEST,
        "author": request.user,
        "csrf_token": context.get("csrf_token"),
    }


def _notes(request, row):
    """Those that nobody has done, and the last that somebody has; once for a request."""
    kept, key = editing(request).counts, ("notes", type(row), row.pk)
    if key not in kept:
        notes = Note.objects.about(row).select_related("written_by", "done_by")
        kept[key] = list(notes.order_by(F("done_at").desc(nulls_first=True), "-written_at")[:MOST])
    return kept[key]


@register.inclusion_tag("admin/notes/here.html", takes_context=True)
def here(context, row, button=True):
    """Who else is on a row, and the button that says that one is oneself."""
    request = context["request"]
    if not isinstance(row, Publishable) or row.pk is None:
        return {"others": [], "may": False}
    user, there = request.user, present.on_row(row)
    hers = [each for each in there if each.user == user and each.said is present.ON_THIS]
    return {
        "others": [each for each in there if each.user != user],
        "may": button and rights.may(request, "change", type(row)),
        "since": hers[0].since if hers else None,
        "url": views.url_of("here", row),
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def others_in_list(context, changelist):
    """`[(row, [Here, …]), …]` of the rows of one page of a list that others are on."""
    if (
        not issubclass(changelist.model, Publishable)
        or changelist.model not in admin.site._registry
    ):
        return []
    user, rows = context["request"].user, changelist.result_list
    found = present.on(changelist.model, [row.pk for row in rows])
    return [
        (row, others)
        for row in rows
        if (others := [each for each in found.get(row.pk, []) if each.user != user])
    ]
