"""Gives each group of volunteers the permissions that `core.roles` names.

Part of every update, after `migrate`. It only adds: what an administrator gave by hand stays.
"""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from core import roles


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        ids = _permission_ids()
        for name, rights in roles.rights().items():
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.add(
                *(
                    ids[model._meta.label_lower, f"{action}_{model._meta.model_name}"]
                    for model, action in rights
                )
            )


def _permission_ids():
    """`{(label of the model, codename): id}` of all permissions, in one query."""
    rows = Permission.objects.values_list(
        "content_type__app_label", "content_type__model", "codename", "pk"
    )
    return {(f"{app}.{model}", codename): pk for app, model, codename, pk in rows}
