"""A new row that begins as a copy of another one."""

from django import forms
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from core.admin_paths import add_url
from core.languages import CODES


class Copyable:
    """For a ModelAdmin: its form of a new row, with `?copy=<pk>`, begins as a copy of that one.

    The rows under it are not copied.
    """

    not_copied = ("slug", "status")

    def get_changeform_initial_data(self, request):
        if "copy" not in request.GET:
            return super().get_changeform_initial_data(request)
        row = self.original_of_copy(request)
        return self.initial_of_copy(row) if row else {}

    def original_of_copy(self, request):
        """The row that a new one is a copy of, for who may see it."""
        row = self.get_object(request, request.GET.get("copy", ""))
        return row if row and self.has_view_permission(request, row) else None

    def initial_of_copy(self, row):
        translated = {*translator.get_options_for_model(self.model).get_field_names()}
        fields = {field.name for field in self.model._meta.get_fields()}
        columns = []
        for _title, options in self.get_fieldsets(None):
            for name in options["fields"]:
                if name in translated:
                    columns += [build_localized_fieldname(name, code) for code in CODES]
                elif name in fields and name not in self.not_copied:
                    columns.append(name)
        return forms.model_to_dict(row, columns)

    def save_model(self, request, obj, form, change):
        if not change and (original := self.original_of_copy(request)):
            # A translation that lagged behind there does so here.
            obj.copied_states = original.text_states
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.has_add_permission(request):
            context["copy_url"] = f"{add_url(self.model)}?copy={obj.pk}"
        return super().render_change_form(request, context, add, change, form_url, obj)
