"""Gives each group of volunteers the permissions that the setting ROLES names.

Part of every update, after `migrate`. It only adds: what an administrator gave by hand stays.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        ids = _permission_ids()
        for name, rights in settings.ROLES.items():
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.add(
                *(
                    ids[label, f"{action}_{apps.get_model(label)._meta.model_name}"]
                    for label, actions in rights.items()
                    for action in actions.split()
                )
            )


def _permission_ids():
    """`{(label of the model, codename): id}` of all permissions, in one query."""
    rows = Permission.objects.values_list(
        "content_type__app_label", "content_type__model", "codename", "pk"
    )
    return {(f"{app}.{model}", codename): pk for app, model, codename, pk in rows}
