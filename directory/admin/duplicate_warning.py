"""The warning in the form of a new organisation that it may be there already."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms import Media, Script
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.admin_paths import number_in

from . import duplicates

IS_ANOTHER = "is_another"
ASKED = _("Is it one of these? If not, tick the box.")


class DuplicateCheck:
    """For the form of a new organisation: one that looks the same is saved when she says that it
    is another one. `likely` are the `duplicates.Likely`s that were found."""

    likely = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[IS_ANOTHER] = forms.BooleanField(
            label=_("It is another one: save it anyway"), required=False
        )

    def clean(self):
        data = super().clean()
        self.likely = duplicates.likely(data)
        if self.likely and not data.get(IS_ANOTHER):
            self.add_error(IS_ANOTHER, ASKED)
        return data


class OnlyTheBox(DuplicateCheck, forms.Form):
    """For the answer while she types."""


class DuplicateWarning:
    """For the admin of organisations, before its other classes.

    The page asks again while she types (`static/js/admin/duplicates.js`); without the script she
    is told once, when she saves.
    """

    add_form_template = "admin/directory/organisation/add_form.html"

    @property
    def media(self):
        # A `class Media` would be hidden by that of the admin itself.
        return super().media + Media(js=[Script("js/admin/duplicates.js", type="module")])

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.duplicates_view), saves=False)
        return [
            path("duplicates/", view, name="directory_organisation_duplicates"),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = type("NewOrganisationForm", (DuplicateCheck, self.form), {})
        return super().get_form(request, obj, change=change, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            form = context["adminform"].form
            context |= {
                "duplicates_url": reverse("admin:directory_organisation_duplicates"),
                "duplicates_fields": " ".join(duplicates.FIELDS),
                "likely": form.likely,
                "is_another": form[IS_ANOTHER],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def duplicates_view(self, request):
        """What looks like the form as it is at this moment: the list that stands above it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = number_in(request.GET.get("row"))
        likely = duplicates.likely(request.POST, exclude_pk=row)
        context = {"likely": likely, "is_another": OnlyTheBox()[IS_ANOTHER]}
        return TemplateResponse(request, "admin/directory/organisation/duplicates.html", context)
