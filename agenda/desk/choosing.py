"""Choosing an organisation and one of its locations: what is meant most comes first.

The locations of the organisation that is chosen stand before all others, in a list and in what is
found by typing. Of many rows, which only a script can look through, hers are there without one:
the organisations that she looks after, and the locations of the one that is chosen.
"""

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q

from core.admin_paths import number_in
from core.admin_request import editing
from core.forms import by_name
from core.text import collation_key
from directory.admin.filters import looked_after_by
from directory.confidential import may_see
from directory.models import Location, Organisation

MOST_OPTIONS = 1_000
MOST_OF_HERS = 50
NONE = ("", "---------")


class SearchedSelect(AutocompleteSelect):
    """Finds rows by typing; `near` are `(pk, label)` pairs that are there without a script."""

    near = ()

    def optgroups(self, name, value, attr=None):
        groups = super().optgroups(name, value, attr)
        options = groups[0][1]
        there = {str(option["value"]) for option in options}
        for pk, label in self.near:
            if str(pk) not in there:
                options.append(self.create_option(name, pk, label, False, len(options)))
        return groups


class ChoosesWho:
    """For an admin whose rows have an organisation and a location: lists to choose from while they
    are short enough, by name, and with locations under the name of their organisation."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("organisation", "location") and are_many(db_field.related_model):
            kwargs["widget"] = SearchedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form_class = super().get_form(request, obj, **kwargs)
        fields = form_class.base_fields
        if organisation := fields.get("organisation"):
            _offer(organisation, lambda: by_name(Organisation.objects.all()), lambda: hers(request))
        if location := fields.get("location"):
            first = self.chosen_organisation(request, obj)
            _offer(
                location,
                lambda: locations(request, first),
                lambda: [row for _name, rows in locations(request, first, True) for row in rows],
            )
        return form_class

    def chosen_organisation(self, request, obj):
        """The primary key of the organisation that the form will show, or None."""
        for sent in (editing(request).unsaved, request.POST, request.GET):
            if sent and (pk := number_in(sent.get("organisation"))):
                return pk
        return obj.organisation_id if obj else None


def _offer(field, rows, near):
    """The `rows` to choose from, or those `near` where there are too many."""
    if isinstance(field.widget, SearchedSelect):
        field.widget.near = near()
    else:
        field.choices = [NONE, *rows()]


def are_many(model):
    """Whether a select of all rows would be too long to send, and to look through."""
    return model._default_manager.all()[MOST_OPTIONS : MOST_OPTIONS + 1].exists()


def hers(request):
    """The organisations that she looks after, as `(pk, label)`."""
    rows = Organisation.objects.filter(looked_after_by(request.user, ""))
    return by_name(rows[:MOST_OF_HERS])


def locations(request, first=None, is_only=False):
    """Locations to choose from, under the name of their organisation: those of the organisation
    `first` before the others, or without them."""
    groups, sees_all = {}, may_see(request)
    rows = Location.objects.filter(Q(organisation=first) if is_only else Q())
    for location in rows.select_related("organisation", "municipality"):
        label = location.where if sees_all else str(location)
        groups.setdefault(location.organisation, []).append((location.pk, label))
    named = [
        (
            organisation.pk != first,
            str(organisation),
            sorted(rows, key=lambda row: collation_key(row[1])),
        )
        for organisation, rows in groups.items()
    ]
    named.sort(key=lambda group: (group[0], collation_key(group[1])))
    return [(name, rows) for _is_other, name, rows in named]
