"""Everything that `make demo` needs before it can serve; adds what is missing, changes nothing."""

import json
import os
import secrets
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.search.models import SearchDocument

# Name, name of the group, what the account is.
ACCOUNTS = [
    ("admin", None, "administrator, may do everything"),
    ("editor", "Editors", "publishes, approves what volunteers change, keeps the shared words"),
    ("volunteer", "Volunteers", "changes listings; on public pages that waits for the editor"),
]


def static_files_are_fresh():
    """Whether `collectstatic`, which takes ten seconds, would find nothing new."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    files = {
        name: storage.path(name)
        for finder in get_finders()
        for name, storage in finder.list(ignored)
    }
    collected = json.loads(manifest.read_text())["paths"]
    newest = max(os.path.getmtime(path) for path in files.values())
    return files.keys() == collected.keys() and newest <= manifest.stat().st_mtime


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        call_command("catalogues", "compile")
        call_command("migrate", verbosity=0)
        call_command("load_demo")
        call_command("occurrences")
        if not SearchDocument.objects.exists():
            call_command("search_documents")
        call_command("roles")
        if not static_files_are_fresh():
            call_command("collectstatic", interactive=False, verbosity=0)
        made, password = self.make_accounts()
        self.stdout.write(f"\nThe site:  {settings.SITE_URL}/   (stop it with Ctrl+C)")
        self.stdout.write(f"The admin: {settings.SITE_URL}{settings.ADMIN_URL}")
        for name, _group, what in ACCOUNTS:
            told = f"password {password}" if name in made else "its password stays as it was"
            self.stdout.write(f"  {name:<10} {told}   ({what})")
        self.stdout.flush()

    def make_accounts(self):
        """Makes the accounts that are missing. Returns their names and the password of these."""
        users = get_user_model().objects
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
        made = set()
        for name, group, _what in ACCOUNTS:
            if users.filter(username=name).exists():
                continue
            user = users.create_user(
                name, password=password, is_staff=True, is_superuser=group is None
            )
            if group:
                user.groups.add(Group.objects.get(name=group))
            made.add(name)
        return made, password
