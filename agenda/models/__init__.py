"""The agenda's tables, one concept a file."""

from .calendar_source import CalendarEntry, CalendarSource, CalendarWord
from .event import Event
from .event_exception import EventException
from .occurrence import Occurrence
from .school_holiday import SchoolHoliday

__all__ = [
    "CalendarEntry",
    "CalendarSource",
    "CalendarWord",
    "Event",
    "EventException",
    "Occurrence",
    "SchoolHoliday",
]
