"""The directory's tables, one concept a file."""

from .hours import Notice, OpeningHours
from .location import Location
from .organisation import Organisation
from .vocabulary import Answer, Audience, Municipality, Neighbourhood, Theme

__all__ = [
    "Answer",
    "Audience",
    "Location",
    "Municipality",
    "Neighbourhood",
    "Notice",
    "OpeningHours",
    "Organisation",
    "Theme",
]
