"""The one moment at which all tests happen: `TODAY="2026-12-31 23:59"` in Brussels, or now."""

import os
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

# A Monday of which the demonstration data knows the school holidays and most ends to come.
DEMONSTRATION = "2026-11-16 10:00"


def travel(text=None, *, tick=False):
    """A journey to `text` instead of TODAY, where time stands still unless it ticks."""
    if not (text := text or os.environ.get("TODAY")):
        return time_machine.travel(time.time(), tick=tick)
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Brussels"))
    # A number of seconds, because time-machine changes the process’s own zone for a time zone.
    return time_machine.travel(moment.timestamp(), tick=tick)
