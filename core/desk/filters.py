"""Filters of the admin's lists that more than one kind of thing uses."""

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _


class KnownValuesFilter(SimpleListFilter):
    """Ignores a value that it does not offer, instead of showing an empty list.

    `offered` are its `(value, label)` pairs, unless they come from the database.
    """

    offered = ()

    def lookups(self, request, model_admin):
        return self.offered

    def queryset(self, request, queryset):
        known = {str(value) for value, _label in self.lookup_choices}
        return self.filtered(request, queryset) if self.value() in known else queryset

    def filtered(self, request, queryset):
        raise NotImplementedError


class MineFilter(KnownValuesFilter):
    """What the volunteer looks after."""

    title = _("volunteer")
    parameter_name = "whose"
    offered = [("mine", _("I look after it"))]
