"""`make check`: everything that can be said about the code without running the tests.

Runs all checks, with the settings of a real site, and fails when one of them does.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
CONCISE = ["--output-format", "concise"]
MANAGE = [sys.executable, "manage.py"]


def checks():
    """`(name, command)` of every check."""
    return [
        ("Format", [BIN / "ruff", "format", "--check", *CONCISE, "."]),
        ("Style", [BIN / "ruff", "check", *CONCISE, "."]),
        ("Templates", [BIN / "djlint", "--quiet", "--lint", "templates"]),
        ("Settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
        ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        ("Translations", [*MANAGE, "catalogues", "check"]),
        ("Static files", [*MANAGE, "collectstatic", "--noinput"]),
    ]


def production(folder):
    """The environment of a real site, whatever .env says here; its files go to `folder`."""
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://www.example.org",
        "ALLOWED_HOSTS": "www.example.org",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }


def done(command, environment):
    return subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main():
    failed = []
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        environment = production(Path(name))
        # The longest is the last, and none needs another.
        begun = [
            (title, pool.submit(done, command, environment))
            for title, command in reversed(checks())
        ]
        for title, check in reversed(begun):
            code, output = check.result().returncode, check.result().stdout
            print(f"{title}: {'FAILED' if code else 'ok'}", flush=True)
            if code:
                print(output, flush=True)
                failed.append(title)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
