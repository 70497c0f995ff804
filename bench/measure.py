"""Fills the database in DATABASE_URL, measures one part at each size, and prints JSON lines.

`bench/run.py` starts it, once for each kind of database and each part: `directory` and `search`
with the sizes in organisations, or `agenda` with the sizes in dates. See `bench/pages.py` for what
the numbers are.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.update(
    DJANGO_SETTINGS_MODULE="brussels_support.settings",
    DEBUG="0",
    SECRET_KEY="only-for-the-benchmarks-abcdefghijklmnopqrstuvwxyz-0123456789",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1",
    BEHIND_PROXY="0",
    PAGE_CACHE_BYTES="0",
)

import django
from django.conf import settings
from django.core.management import call_command

settings.ROOT_URLCONF = "bench.ordinary"
# Hashed names would need `collectstatic`, and cost one look into a dictionary as well.
settings.STATIC_ROOT = settings.BASE_DIR / "static"
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
django.setup()

from bench import parts  # noqa: E402  (models need the setup)


def main(part, sizes):
    call_command("migrate", verbosity=0)
    for result in parts.measured(part, sizes):
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
