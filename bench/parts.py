"""What is measured: each part fills the database size after size, and measures at each."""

import time

from django.core.management import call_command
from django.db import connection

from core import versions
from core.kept import memory

from . import agenda, agenda_data, data, directory, search

PARTS = {
    "directory": (data.add_organisations, directory.at_this_size),
    "agenda": (agenda_data.add_dates, agenda.at_this_size),
    "search": (search.add_organisations, search.at_this_size),
}


def measured(part, sizes):
    """What is measured at each size, in an empty database that has its tables."""
    add, at_this_size = PARTS[part]
    # What is built anew, here after each size, is waited for.
    memory.BESIDE = False
    call_command("loaddata", "vocabulary", verbosity=0)
    there = 0
    for size in sizes:
        began = time.perf_counter()
        add(there + 1, size + 1)
        there = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the rivals' queries need it
        filled = time.perf_counter() - began
        versions.raise_version()
        yield {"size": size, "seconds to fill": filled, **at_this_size()}
