"""A command of this program on another database, in a process of its own."""

import os
import subprocess
import sys

from django.conf import settings

from .failing import NotDoneError


def manage(place, *command, doing):
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": place.url},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stdout[-1_000:] + done.stderr[-2_000:]
        raise NotDoneError(f"The backup came back, but {doing} failed.", detail=said)
    return done.stdout
