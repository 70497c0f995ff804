"""Where Chromium is on this machine; the browser tests use the one that is installed."""

import os
import shutil

# The headless shell is the same browser without windows: a page opens in half the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
HOW_TO_GET_IT = (
    "Chromium was not found. On Debian: apt-get install chromium; elsewhere install Chromium or "
    "Chrome and name its program in CHROMIUM."
)


def path():
    """The program named in CHROMIUM or found on PATH, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)
