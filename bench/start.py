"""How long a new process takes until it answers, and what its first pages take."""

import time

from . import load, served

FIRST = ("/nl/organisations/", "/fr/agenda/", "/ar/", "/nl/search/?q=baby", "/tr/organisations/")


def measured(env):
    """`{"ready": seconds, "first": seconds of the slowest first page, "page": its address}`."""
    began = time.monotonic()
    with served.serving(env, workers=1) as server:
        return {"ready": time.monotonic() - began, **first_pages(server)}


def first_pages(server):
    times = {}
    connection = load.Connection(server.port)
    for path in FIRST:
        asked = time.monotonic()
        connection.ask(path)
        times[path] = time.monotonic() - asked
    connection.close()
    slowest = max(times, key=times.get)
    return {"first": times[slowest], "page": slowest}
