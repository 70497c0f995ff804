"""Deleting many rows: asked on one short page, and done in parts.

Of a few, Django’s own page shows all that goes with them; of hundreds that would be thousands of
lines, which nobody reads.
"""

from django.contrib import admin
from django.contrib.admin.actions import delete_selected as delete_few
from django.core.exceptions import PermissionDenied
from django.db.models import CASCADE
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import actions
from .actions import Refused, begin

NAMED = 20  # rows


@admin.action(
    permissions=["delete"],
    description=delete_few.short_description,
)
def delete_selected(model_admin, request, queryset):
    if queryset[actions.FEW : actions.FEW + 1].exists():
        return begin(model_admin, request, queryset, "delete_selected")
    return delete_few(model_admin, request, queryset)


def _delete(model_admin, request, row):
    _delete_all(model_admin, request, [row])


def _delete_all(model_admin, request, rows):
    if not all(model_admin.has_delete_permission(request, row) for row in rows):
        raise PermissionDenied
    _rows, _counts, forbidden, protected = model_admin.get_deleted_objects(rows, request)
    if forbidden or protected:
        needs = ", ".join(map(str, [*forbidden, *protected][:NAMED]))
        raise Refused(_("This cannot be deleted with it: %(rows)s.") % {"rows": needs})
    model_admin.log_deletions(request, rows)
    pks = [row.pk for row in rows]
    model_admin.delete_queryset(request, model_admin.model._default_manager.filter(pk__in=pks))


def _question(model_admin, request, work):
    """What the page shows that asks whether she means it."""
    rows = model_admin.get_queryset(request).filter(pk__in=work.left[:NAMED])
    relations = (
        relation
        for relation in work.model._meta.related_objects
        if getattr(relation, "on_delete", None) is CASCADE and not relation.many_to_many
    )
    counts = (
        (
            relation.related_model._meta.verbose_name_plural,
            relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": work.left}
            ).count(),
        )
        for relation in relations
    )
    return {
        "rows": [str(row) for row in rows],
        "more": work.total - len(rows),
        "along": [(name, count) for name, count in counts if count],
    }


def _done(count):
    return ngettext("%d is deleted now.", "%d are deleted now.", count) % count


delete_selected.do, delete_selected.do_all = _delete, _delete_all
delete_selected.done, delete_selected.question = _done, _question
delete_selected.is_so = delete_selected.rows = delete_selected.tells = None
delete_selected.few = delete_selected.order = None
delete_selected.keeps_history = False
admin.site.add_action(delete_selected, "delete_selected")
