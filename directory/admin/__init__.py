"""The volunteers' admin of the directory, and what it asks of them."""

from . import campaigns, organisations, purposes, tasks  # noqa: F401

tasks.register()
