"""What this copy of the site has of others, so that pages name it: only what is really there."""

from core.kept import shows
from geo import finding
from transit import words


def borrowed():
    """`{"addresses": …, "timetables": […]}`: whether the official addresses were read, from which
    points come, and whose timetables are shown."""
    shows.note("addresses")
    return {"addresses": finding.is_loaded(), "timetables": words.credits()}
