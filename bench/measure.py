"""Fills the database in DATABASE_URL, measures the list page at each size, and prints JSON lines.

`bench/run.py` starts it, once for each kind of database. Everything is measured through the WSGI
application, in this one process, without the page cache and with DEBUG off. Times are medians, in
milliseconds: of this process's processor time, which depends less on what else the machine does,
and of the clock, which includes the database server. A rented machine may still be twice as slow
from one second to the next: after every repetition of our own pages a yardstick is measured, always
the same work, and "yardsticks" is how many of these a page costs.
"""

import functools
import io
import json
import os
import re
import statistics
import sys
import time
from pathlib import Path

os.environ.update(
    DJANGO_SETTINGS_MODULE="brussels_support.settings",
    DEBUG="0",
    SECRET_KEY="only-for-the-benchmarks-abcdefghijklmnopqrstuvwxyz-0123456789",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1",
    BEHIND_PROXY="0",
    PAGE_CACHE_BYTES="0",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings

settings.ROOT_URLCONF = "bench.ordinary"
# Hashed names would need `collectstatic`, and cost one look into a dictionary as well.
settings.STATIC_ROOT = settings.BASE_DIR / "static"
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from bench import data  # noqa: E402
from core import versions  # noqa: E402
from directory import index as directory_index  # noqa: E402

QUESTIONS = {"all": "", "theme and place": "theme=meeting-others&place=anderlecht"}
OURS, ORDINARY, GROUPED = "/nl/organisations/", "/nl/ordinary/", "/nl/grouped/"
PAGE_CACHE_BYTES = 32 * 1024 * 1024
LONG_ENOUGH = 1.0  # seconds for one number …
FEWEST, MOST = 2, 200  # … within these numbers of repetitions

application = get_wsgi_application()


def get(path, query="", **headers):
    """One request, as a WSGI server makes it: the status, the headers and the body."""
    answer = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **headers,
    }
    response = application(environ, lambda status, found: answer.extend((status, dict(found))))
    body = b"".join(response)
    response.close()
    return answer[0], answer[1], body


def yardstick():
    return sum(number * number for number in range(100_000))


def took(action):
    """Milliseconds of the processor and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def measure(action, seconds=LONG_ENOUGH, with_yardstick=False):
    """Medians of `action`: `{"cpu": …, "wall": …}`, and `"yardsticks"` if wanted."""
    cpu, wall, ratios = [], [], []
    began = time.perf_counter()
    while len(cpu) < FEWEST or (len(cpu) < MOST and time.perf_counter() - began < seconds):
        used, passed = took(action)
        cpu.append(used)
        wall.append(passed)
        if with_yardstick:
            ratios.append(used / took(yardstick)[0])
    result = {"cpu": statistics.median(cpu), "wall": statistics.median(wall)}
    return result | ({"yardsticks": statistics.median(ratios)} if ratios else {})


def counts_on(path, query):
    """`{(filter, value): count}` of every option on the page that would find something."""
    status, _, body = get(path, query)
    if status != "200 OK":
        raise SystemExit(f"{path}?{query} answers {status}")
    page = body.decode()
    counts = {}
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page, re.DOTALL):
        for value, count in re.findall(r'value="([\w-]+)"[^>]*>[^<]* · (\d+)<', options):
            counts[name, value] = int(count)
    ticks = r' name="(\w+)" value="([\w-]+)".*?class="count">(\d+)<'
    for name, value, count in re.findall(ticks, page):
        counts[name, value] = int(count)
    return {key: count for key, count in counts.items() if count}


def check_that_all_agree(query):
    """The rivals must answer the same question, or comparing them would mean nothing."""
    ours = counts_on(OURS, query)
    for rival in (ORDINARY, GROUPED):
        for _attempt in range(2):  # between the two pages a minute may end
            theirs = counts_on(rival, query)
            if theirs == ours:
                break
            ours = counts_on(OURS, query)
        else:
            wrong = sorted(set(ours.items()) ^ set(theirs.items()))
            raise SystemExit(f"{rival}?{query} counts otherwise: {wrong[:10]}")
    return len(ours)


def change_something():
    versions.raise_version()
    get(OURS)


def at_this_size():
    result = {}
    for name, query in QUESTIONS.items():
        pages = {
            page: functools.partial(get, path, query)
            for page, path in (("ours", OURS), ("grouped", GROUPED), ("ordinary", ORDINARY))
        }
        options = check_that_all_agree(query)
        result[name] = {
            "options": options,
            "ours": measure(pages["ours"], seconds=4, with_yardstick=True),
            "grouped": measure(pages["grouped"]),
            "ordinary": measure(pages["ordinary"]),
        }
    result["yardstick"] = measure(yardstick)
    result["compressed"] = measure(lambda: get(OURS, HTTP_ACCEPT_ENCODING="br"))
    result["a word"] = measure(lambda: get(OURS, "q=koffie"))
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


def main(sizes):
    call_command("migrate", verbosity=0)
    data.load_vocabulary()
    there = 0
    for size in sizes:
        began = time.perf_counter()
        data.add_organisations(there + 1, size + 1)
        there = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the rivals' queries need it
        filled = time.perf_counter() - began
        versions.raise_version()
        print(json.dumps({"size": size, "seconds to fill": filled, **at_this_size()}), flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
