"""Measures the list of organisations, at one size."""

import functools
from itertools import cycle

from django.conf import settings
from django.utils import timezone, translation

from directory import index as directory_index
from directory import open_now
from directory.models import Organisation

from .ordinary import GROUPS
from .pages import application, check_that_they_agree, get, measure, yardstick

QUESTIONS = {"all": "", "theme and place": "theme=meeting-others&place=anderlecht"}
OURS, ORDINARY, GROUPED = "/nl/organisations/", "/nl/ordinary/", "/nl/grouped/"
PAGE_CACHE_BYTES = 32 * 1024 * 1024


_KINDS = cycle(Organisation.Kind.values)


def change_something():
    """Of one organisation: only that one is read again."""
    Organisation.objects.filter(pk=1).update(kind=next(_KINDS))
    get(OURS)


def at_this_size():
    result = {}
    for name, query in QUESTIONS.items():
        pages = {
            page: functools.partial(get, path, query)
            for page, path in (("ours", OURS), ("grouped", GROUPED), ("ordinary", ORDINARY))
        }
        options = check_that_they_agree(OURS, (GROUPED, ORDINARY), query, GROUPS)
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
        result["new minute"] = measure(
            lambda: open_now.moment_at(timezone.localtime(), index.hours)
        )
    result["after a change"] = measure(change_something)

    keep_pages(PAGE_CACHE_BYTES)
    headers, _ = get(OURS, HTTP_ACCEPT_ENCODING="br")
    result["kept"] = measure(lambda: get(OURS, HTTP_ACCEPT_ENCODING="br"))
    result["not modified"] = measure(
        lambda: get(OURS, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=headers["ETag"])
    )
    keep_pages(0)
    return result


def keep_pages(size):
    """The store gets its limit, in bytes, when the application starts."""
    settings.PAGE_CACHE_BYTES = size
    application.cache_clear()
