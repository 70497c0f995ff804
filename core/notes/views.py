"""What the buttons beside a row do: leave a note, settle it, say that one is on it."""

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from core.admin_pages import page, row_for
from core.admin_paths import is_admin_path, overview_url
from core.desk import kept_forms, rights
from core.models import Publishable
from core.text import clean

from .models import Note, Presence


def urls(site):
    view = site.admin_view
    about = "<str:app_label>/<str:model_name>/<int:object_id>/"
    return [
        path(f"notes/{about}", view(write), name="note_write"),
        path("notes/<int:pk>/", view(require_POST(settle)), name="note_settle"),
        path(f"here/{about}", view(require_POST(here)), name="here"),
    ]


def may_read(request, model):
    """Whether she reads the notes on rows of `model`."""
    return rights.may(request, "view", Note) and rights.may(request, "change", model)


def readable_models(request):
    """The models on whose rows she reads notes, in the order of the admin."""
    return [
        model
        for model in admin.site._registry
        if issubclass(model, Publishable) and may_read(request, model)
    ]


def url_of(name, row):
    options = row._meta
    return reverse(f"admin:{name}", args=[options.app_label, options.model_name, row.pk])


def write(request, app_label, model_name, object_id):
    """Leaves a note. The page itself is for what was written when the session ended."""
    model_admin, row = _find(request, app_label, model_name, object_id)
    if not (may_read(request, type(row)) and rights.may(request, "add", Note)):
        raise PermissionDenied
    if request.method == "POST":
        text = clean(request.POST.get("note", ""))[: Note.LONGEST]
        if text:
            Note.objects.create(
                content_type=ContentType.objects.get_for_model(row),
                object_id=row.pk,
                text=text,
                written_by=request.user,
            )
            Note.objects.forget_old()
            messages.success(request, gettext("Your note is there for all who work on this."))
        else:
            messages.warning(request, gettext("Write something first."))
        return _back(request, row)
    kept = kept_forms.take(request)
    context = {
        "title": gettext("Leave a note"),
        "subtitle": str(row),
        "row": row,
        "row_url": overview_url(row),
        "url": url_of("note_write", row),
        "text": kept.get("note", "") if kept else "",
        "longest": Note.LONGEST,
    }
    return page(model_admin, request, "notes/page.html", context)


def settle(request, pk):
    """Marks a note as done, or as not done after all; its author and editors take it away."""
    note = get_object_or_404(Note.objects.select_related("content_type"), pk=pk)
    model = note.content_type.model_class()
    row = model and model._base_manager.filter(pk=note.object_id).first()
    if row is None:
        raise Http404
    if not (may_read(request, model) and rights.may(request, "change", Note)):
        raise PermissionDenied
    if "_delete" in request.POST:
        if not may_take_away(request, note):
            raise PermissionDenied
        note.delete()
        messages.success(request, gettext("The note is gone."))
    else:
        note.settle(request.user, is_done="_open" not in request.POST)
    return _back(request, row)


def may_take_away(request, note):
    return note.written_by_id == request.user.pk or rights.may(request, "delete", Note)


def here(request, app_label, model_name, object_id):
    """Says that she is on it, for an hour; or that she has done."""
    _model_admin, row = _find(request, app_label, model_name, object_id)
    if "_done" in request.POST:
        Presence.objects.about(row).filter(user=request.user).delete()
    else:
        Presence.objects.begin(request.user, row)
    return _back(request, row)


def _find(request, app_label, model_name, object_id):
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise Http404 from None
    if model not in admin.site._registry or not issubclass(model, Publishable):
        raise Http404
    model_admin = admin.site.get_model_admin(model)
    return model_admin, row_for(model_admin, request, object_id)


def _back(request, row):
    url = request.POST.get("next", "")
    return HttpResponseRedirect(url if is_admin_path(url) else f"{overview_url(row)}#notes")


admin.site.add_urls(urls)
