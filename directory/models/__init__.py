"""The directory's tables, one concept a file."""

from .campaign import Campaign, CampaignCall
from .external_id import ExternalId
from .hours import Notice, OpeningHours
from .listing import Listing
from .location import Location
from .organisation import Organisation
from .sensitive import MaybeSensitive, Sensitivity
from .source import Source
from .vocabulary import Answer, Audience, Municipality, Neighbourhood, Theme

__all__ = [
    "Answer",
    "Audience",
    "Campaign",
    "CampaignCall",
    "ExternalId",
    "Listing",
    "Location",
    "MaybeSensitive",
    "Municipality",
    "Neighbourhood",
    "Notice",
    "OpeningHours",
    "Organisation",
    "Sensitivity",
    "Source",
    "Theme",
]
