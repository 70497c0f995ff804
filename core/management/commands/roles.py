"""Gives each group of volunteers the permissions that the setting ROLES names.

Part of every update, after `migrate`. It only adds: what an administrator gave by hand stays.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        for name, rights in settings.ROLES.items():
            group, _ = Group.objects.get_or_create(name=name)
            for label, actions in rights.items():
                model = apps.get_model(label)
                codenames = [f"{action}_{model._meta.model_name}" for action in actions.split()]
                group.permissions.add(
                    *(
                        Permission.objects.get(
                            content_type=ContentType.objects.get_for_model(model), codename=codename
                        )
                        for codename in codenames
                    )
                )
