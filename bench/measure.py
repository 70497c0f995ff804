"""Measures in one process, in the database of DATABASE_URL, and prints lines of JSON.

    python -m bench.measure directory|agenda|search SIZE…
    python -m bench.measure inside NAME…

The first fills an empty database and measures a part at each size, next to its rivals: `directory`
and `search` with the sizes in organisations, `agenda` in dates; `bench.compare` starts it. The
other measures what is in `bench.inside` in a site that is there; `bench.run` starts it. See
`bench/pages.py` for what the numbers are.
"""

import json
import os
import sys

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

# Hashed names would need `collectstatic`, and cost one look into a dictionary as well.
settings.STATIC_ROOT = settings.BASE_DIR / "static"
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
django.setup()


def one_part(part, sizes):
    from bench import parts

    settings.ROOT_URLCONF = "bench.ordinary"
    call_command("migrate", verbosity=0)
    for result in parts.measured(part, sizes):
        print(json.dumps(result), flush=True)


def inside(names):
    from bench.inside import MEASURES

    for name in names:
        print(json.dumps(MEASURES[name]()), flush=True)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "inside":
        inside(rest)
    else:
        one_part(what, list(map(int, rest)))
