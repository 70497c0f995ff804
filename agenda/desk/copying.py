"""Copying an activity: a page with what differs, and all else as it is."""

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from agenda.forms import WHEN_FIELDS
from core.admin_pages import row_for
from core.admin_paths import overview_url
from core.desk import kept_forms
from core.languages import CODES
from core.short import views
from core.short.steps import Beginning, Step

from .short import AsksWhen


class WhatDiffers(AsksWhen, Step):
    """The title in each language that has one, when, and where."""

    template = "admin/agenda/event/copy.html"
    layout = {
        **AsksWhen.layout,
        **{build_localized_fieldname("title", code): "line" for code in CODES},
    }

    def __init__(self):
        super().__init__("copy", _("Copy"), WHEN_FIELDS)

    def keys(self, sheet, part):
        state = sheet.state()
        titles = _written(state, "title") or [build_localized_fieldname("title", part.language)]
        return [*titles, *super().keys(sheet, part), *self.where(state)]

    def where(self, state):
        places = _written(state, "place")
        return ["location", *([*places, "municipality"] if places else [])]

    def dress(self, field, name):
        """Titles stand in several languages here, and say which."""
        label = field.label
        super().dress(field, name)
        field.label = label

    def context(self, task):
        own, where = {*self.keys(task.sheet, task.part)}, self.where(task.sheet.state())
        rest = [
            task.sheet.difference(key, task.state[key], [])
            for key in task.sheet.form.fields
            if key not in own and task.state.get(key) and not task.sheet.is_hidden(key)
        ]
        return {
            **super().context(task),
            "original": task.original,
            "before_when": own - {*WHEN_FIELDS} - {*where},
            "after_when": where,
            "rest": rest,
        }


def _written(state, name):
    columns = [build_localized_fieldname(name, code) for code in CODES]
    return [column for column in columns if state.get(column)]


class Copying(Beginning):
    """A new row that begins as the one that `?copy=` names; what is kept is a draft."""

    def __init__(self, model_admin, request, original):
        self.original = original
        super().__init__(model_admin, request, WhatDiffers())

    @property
    def steps(self):
        return [self.page]

    def then_of(self, row):
        return overview_url(row)

    @property
    def then(self):
        return overview_url(self.original)


class CopiesActivities:
    """For the admin of activities."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.copy_page)
        return [
            path("<int:object_id>/copy/", view, name="agenda_event_copy"),
            *super().get_urls(),
        ]

    def copy_page(self, request, object_id):
        original = row_for(self, request, object_id, "view_or_change")
        if not self.has_add_permission(request):
            raise PermissionDenied
        kept = kept_forms.take(request)
        request.GET = QueryDict(f"copy={original.pk}")
        task = Copying(self, request, original)
        if request.method == "POST":
            request.POST = task.receive(request.POST)
            return views.send(task)
        data = task.receive(QueryDict() if kept is None else kept)
        return views.show(task, None if kept is None else data, is_kept=kept is not None)

    def copy_url(self, request, row):
        """Where a copy of a row begins, or nothing for who may not add any."""
        may = self.has_add_permission(request)
        return reverse("admin:agenda_event_copy", args=[row.pk]) if may else ""

    def overview_context(self, request, row):
        return {
            **super().overview_context(request, row),
            "copy_url": self.copy_url(request, row),
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj:
            response.context_data["copy_url"] = self.copy_url(request, obj)
        return response
