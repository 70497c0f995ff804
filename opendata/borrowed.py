"""What this copy of the site has of others, so that pages name it: only what is really there."""

from django.db import Error

from core.kept import shows
from geo import finding
from transit import words


def borrowed():
    """`{"addresses": …, "timetables": […]}`: whether the official addresses were read, from which
    points come, and whose timetables are shown. Empty while the database is away: who says it then
    keeps no page of it."""
    shows.note("addresses")
    try:
        return {"addresses": finding.is_loaded(), "timetables": words.credits()}
    except Error:
        return {}
