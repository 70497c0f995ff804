"""The pages beside a list of the admin: its export, and a file that comes in."""

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import admin_pages
from core.tables import writing
from core.tables.reading import Unreadable
from core.tables.writing import Unwritable

from . import exporting, reading
from .tables import table_of

MOST_BYTES = 10_000_000
KINDS = {"xlsx": writing.XLSX_TYPE, "csv": writing.CSV_TYPE}


def urls(site):
    # Each row is saved by itself: one transaction around all would keep everybody waiting.
    sent_in = site.admin_view(list_import, saves=False)
    return [
        path("lists/<str:label>/export/", site.admin_view(list_export), name="list_export"),
        path("lists/<str:label>/import/", sent_in, name="list_import"),
    ]


def may_export(request, model_admin):
    return model_admin.has_view_permission(request)


def may_import(request, model_admin):
    return model_admin.has_change_permission(request) or model_admin.has_add_permission(request)


# Out


def list_export(request, label):
    table = table_of(label)
    model_admin = table.model_admin
    if not may_export(request, model_admin):
        raise PermissionDenied
    query = request.GET.copy()
    kind, with_secret = query.pop("kind", [""])[-1], bool(query.pop("secret", []))
    try:
        pks = _filtered(request, model_admin, query)
    except IncorrectLookupParameters:  # as the list answers to what it cannot filter
        return HttpResponseRedirect(f"{list_url_of(model_admin)}?{ERROR_FLAG}=1")
    error = ""
    if kind in KINDS:
        try:
            return _file(request, table, pks, kind, with_secret)
        except Unwritable as unwritable:
            error = str(unwritable)
    context = {
        "title": _("Take the list out"),
        "subtitle": model_admin.opts.verbose_name_plural,
        "count": len(pks),
        "query": [(name, text) for name, texts in query.lists() for text in texts],
        "is_filtered": bool(query),
        "secret_rows": table.secret_rows(pks, request),
        "list_url": list_url_of(model_admin, query),
        "error": error,
    }
    status = 422 if error else 200
    return admin_pages.page(model_admin, request, "imports/list_export.html", context, status)


def _filtered(request, model_admin, query):
    """The keys of what the list shows with these filters, all its pages."""
    before, request.GET = request.GET, query
    try:
        changelist = model_admin.get_changelist_instance(request)
    finally:
        request.GET = before
    return list(changelist.queryset.values_list("pk", flat=True))


def _file(request, table, pks, kind, with_secret):
    table.with_secret = with_secret
    columns = exporting.columns_for(table, request)
    name = table.model._meta.verbose_name_plural
    headings = exporting.headers(columns)
    rows = exporting.rows(table, columns, pks, request)
    if kind == "csv":
        content = writing.csv_bytes(headings, rows)
    else:
        content = writing.xlsx_bytes(headings, rows, title=str(name)[:31])
    file_name = f"{table.model._meta.model_name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response = HttpResponse(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def list_url_of(model_admin, query=None):
    options = model_admin.opts
    url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return f"{url}?{query.urlencode()}" if query else url


# In


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "From Excel or LibreOffice: xlsx or csv, at most 10 MB. Nothing is saved before you "
            "have seen what would change."
        ),
    )

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        endings = ["xlsx", "csv", "txt", "tsv", *table.other_endings]
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{each}" for each in endings)
        for name, initial in table.defaults:
            column = table.by_name[name]
            self.fields[name] = forms.ChoiceField(
                label=capfirst(column.label),
                choices=[choice for choice in column.choices if choice[0]],
                initial=initial,
                help_text=_("For new rows that do not say it."),
            )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Divide it."))
        return file


def list_import(request, label):
    table = table_of(label)
    model_admin = table.model_admin
    if not may_import(request, model_admin):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = FileForm(request.POST if is_sent else None, request.FILES or None, table=table)
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        defaults = {name: form.cleaned_data[name] for name, _initial in table.defaults}
        try:
            read = reading.read(file.read(), file.name, table, request.user, defaults)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(reverse("admin:imports_tableimport_change", args=[read.pk]))
    context = {
        "title": _("Bring a list in"),
        "subtitle": model_admin.opts.verbose_name_plural,
        "form": form,
        "columns": [str(column) for column in table.columns],
        "list_url": list_url_of(model_admin),
    }
    status = 422 if form.errors else 200
    return admin_pages.page(model_admin, request, "imports/list_import.html", context, status)


admin.site.add_urls(urls)
