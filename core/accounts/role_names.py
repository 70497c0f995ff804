"""What roles and rights are called in the language of who reads: the database has English names."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.wording.labels import labelled

NAMES = {
    "Event volunteers": _("Volunteers for activities"),
    "Volunteers": _("Volunteers"),
    "Editors": _("Editors"),
    "Administrators": _("Administrators"),
}
ACTIONS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("look at")}


def role_name(name):
    """A group that somebody made keeps the name that it has."""
    return str(NAMES.get(name, name))


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group):
        return role_name(group.name)


class RightsField(forms.ModelMultipleChoiceField):
    """Permissions as “Organisation: change”; Django has their names in English only."""

    def label_from_instance(self, permission):
        action = permission.codename.partition("_")[0]
        kind = capfirst(permission.content_type.name)
        return labelled(kind, ACTIONS[action]) if action in ACTIONS else permission.name


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return [(pk, role_name(name)) for pk, name in choices]
