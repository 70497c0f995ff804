"""`make check`: everything that can be said about the code without running the tests.

Runs all checks, with the settings of a real site, and fails when one of them does.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
CONCISE = ["--output-format", "concise"]
MANAGE = [sys.executable, "manage.py"]

COLLECT_STATIC = """
import django, sys
from django.core.management import call_command
from django.test import override_settings
django.setup()
with override_settings(STATIC_ROOT=sys.argv[1]):
    call_command("collectstatic", interactive=False, verbosity=0)
"""


def checks(folder):
    """`(name, command)` of every check; `folder` may be written to."""
    return [
        ("Format", [BIN / "ruff", "format", "--check", *CONCISE, "."]),
        ("Style", [BIN / "ruff", "check", *CONCISE, "."]),
        ("Templates", [BIN / "djlint", "--quiet", "--lint", "templates"]),
        ("Settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
        ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        ("Translations", [*MANAGE, "catalogues", "check"]),
        ("Static files", [sys.executable, "-c", COLLECT_STATIC, folder / "static"]),
    ]


def production(folder):
    """The environment of a real site, whatever .env says on this machine."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://www.example.org",
        "ALLOWED_HOSTS": "www.example.org",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }


def main():
    failed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, command in checks(folder):
            done = subprocess.run(
                command,
                env=production(folder),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            print(f"{title}: {'FAILED' if done.returncode else 'ok'}", flush=True)
            if done.returncode:
                print(done.stdout, flush=True)
                failed.append(title)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
