"""What is written down about a database, at the very moment of its copy."""

import subprocess
import tomllib
from dataclasses import dataclass

from django.conf import settings

from core.models import ContentVersion


@dataclass(frozen=True)
class Facts:
    engine: str
    engine_version: str
    migrations: list  # of those that ran: "app.name"
    counts: dict  # the rows of every table
    content_version: int


def read(rows, tables, engine, engine_version):
    """`rows(sql)` asks the copy, or the snapshot that the copy is made of."""
    migrations = rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    version = rows(f'SELECT version FROM "{ContentVersion._meta.db_table}"')  # noqa: S608
    return Facts(
        engine=engine,
        engine_version=engine_version,
        migrations=[f"{app}.{name}" for app, name in migrations],
        counts=counted(rows, tables),
        content_version=version[0][0] if version else 0,
    )


def counted(rows, tables):
    return {table: rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608


def code_version():
    """`{"version": …, "commit": … or None}` of the program that runs."""
    try:
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
        version = project["version"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        version = "unknown"
    return {"version": version, "commit": _commit()}


def _commit():
    command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "--verify", "HEAD"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None
