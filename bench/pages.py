"""The instruments to measure the pages of the site with, in this one process.

Everything is measured through the WSGI application, without the page cache and with DEBUG off
(`bench/measure.py` sets that). Times are medians, in milliseconds: of this process's processor
time, which depends less on what else the machine does, and of the clock, which includes the
database server. A rented machine may still be twice as slow from one second to the next: after
every repetition of our own pages a yardstick is measured, always the same work, and "yardsticks" is
how many of these a page costs.
"""

import io
import re
import statistics
import sys
import time
from functools import cache

from django.core.wsgi import get_wsgi_application

from core.kept.front import Front

LONG_ENOUGH = 1.0  # seconds for one number …
MOST = 200  # … and no more repetitions than this; what takes longer is measured once
ANSWERED = ("200 OK", "304 Not Modified")


@cache
def application():
    """Made when it is first asked: then the folder of static files is there."""
    return Front(get_wsgi_application())


def get(path, query="", **headers):
    """One request, as a WSGI server makes it: the headers and the body of a page that is there."""
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
    response = application()(environ, lambda status, sent: answer.extend((status, dict(sent))))
    body = b"".join(response)
    getattr(response, "close", int)()
    status, sent = answer
    if status not in ANSWERED:
        raise SystemExit(f"{path}?{query} answers {status}")
    return sent, body


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
    while not cpu or (len(cpu) < MOST and time.perf_counter() - began < seconds):
        used, passed = took(action)
        cpu.append(used)
        wall.append(passed)
        if with_yardstick:
            ratios.append(used / took(yardstick)[0])
    result = {"cpu": statistics.median(cpu), "wall": statistics.median(wall)}
    return result | ({"yardsticks": statistics.median(ratios)} if ratios else {})


def counts_on(path, query):
    """`{(filter, value): count}` of every option on the page that would find something.

    Under `("", "")` the number of results that the heading tells, part by part.
    """
    page = get(path, query)[1].decode()
    counts = {}
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page, re.DOTALL):
        for value, count in re.findall(r'value="([\w-]+)"[^>]*>[^<]* · (\d+)<', options):
            counts[name, value] = int(count)
    ticks = r' name="(\w+)" value="([\w-]+)".*?class="count">(\d+)<'
    for name, value, count in re.findall(ticks, page):
        counts[name, value] = int(count)
    parts = re.findall(r'<(h1|p class="counts")[^>]*>(.*?)</(?:h1|p)>', page, re.DOTALL)
    said = " ".join(re.sub("<[^>]*>", "", part) for _tag, part in parts)
    counts["", ""] = sum(map(int, re.findall(r"\d+", said)))
    return {key: count for key, count in counts.items() if count}


def check_that_they_agree(ours, rivals, query, filters=None):
    """All must answer the same question, or comparing them would mean nothing.

    Returns how many options have a number on the page at `ours`; with `filters`, the names of those
    that the rivals have, of these.
    """

    def of_both():
        counts = counts_on(ours, query)
        return {key: counts[key] for key in counts if filters is None or key[0] in ("", *filters)}

    counts = of_both()
    for rival in rivals:
        for _attempt in range(2):  # between the two pages a minute may end
            theirs = counts_on(rival, query)
            if theirs == counts:
                break
            counts = of_both()
        else:
            wrong = sorted(set(counts.items()) ^ set(theirs.items()))
            raise SystemExit(f"{rival}?{query} counts otherwise: {wrong[:10]}")
    return len(counts) - 1
