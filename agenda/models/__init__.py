"""The agenda's tables, one concept a file."""

from .event import Event
from .event_exception import EventException
from .occurrence import Occurrence
from .school_holiday import SchoolHoliday

__all__ = ["Event", "EventException", "Occurrence", "SchoolHoliday"]
