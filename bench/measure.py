"""Fills the database in DATABASE_URL, measures one list at each size, and prints JSON lines.

`bench/run.py` starts it, once for each kind of database and each part: `directory` and `search`
with the sizes in organisations, or `agenda` with the sizes in dates. See `bench/pages.py` for what
the numbers are.
"""

import functools
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pages import check_that_they_agree, get, measure, yardstick  # isort: skip  (sets up)

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from bench import agenda, agenda_data, data, search
from core import versions
from directory import index as directory_index

QUESTIONS = {"all": "", "theme and place": "theme=meeting-others&place=anderlecht"}
OURS, ORDINARY, GROUPED = "/nl/organisations/", "/nl/ordinary/", "/nl/grouped/"
PAGE_CACHE_BYTES = 32 * 1024 * 1024


def change_something():
    versions.raise_version()
    get(OURS)


def directory_at_this_size():
    result = {}
    for name, query in QUESTIONS.items():
        pages = {
            page: functools.partial(get, path, query)
            for page, path in (("ours", OURS), ("grouped", GROUPED), ("ordinary", ORDINARY))
        }
        options = check_that_they_agree(OURS, (GROUPED, ORDINARY), query)
        result[name] = {
            "options": options,
            "ours": measure(pages["ours"], seconds=4, with_yardstick=True),
            "grouped": measure(pages["grouped"]),
            "ordinary": measure(pages["ordinary"]),
        }
    result["yardstick"] = measure(yardstick)
    result["compressed"] = measure(lambda: get(OURS, HTTP_ACCEPT_ENCODING="br"))
    with translation.override("nl"):
        index = directory_index.current()
        result["new minute"] = measure(lambda: index._open_groups(timezone.localtime()))
    result["after a change"] = measure(change_something)

    settings.PAGE_CACHE_BYTES = PAGE_CACHE_BYTES
    _, headers, _ = get(OURS, HTTP_ACCEPT_ENCODING="br")
    result["kept"] = measure(lambda: get(OURS, HTTP_ACCEPT_ENCODING="br"))
    result["not modified"] = measure(
        lambda: get(OURS, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=headers["ETag"])
    )
    settings.PAGE_CACHE_BYTES = 0
    return result


PARTS = {
    "directory": (data.add_organisations, directory_at_this_size),
    "agenda": (agenda_data.add_dates, agenda.at_this_size),
    "search": (search.add_organisations, search.at_this_size),
}


def main(part, sizes):
    add, at_this_size = PARTS[part]
    call_command("migrate", verbosity=0)
    data.load_vocabulary()
    there = 0
    for size in sizes:
        began = time.perf_counter()
        add(there + 1, size + 1)
        there = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the rivals' queries need it
        filled = time.perf_counter() - began
        versions.raise_version()
        print(json.dumps({"size": size, "seconds to fill": filled, **at_this_size()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
