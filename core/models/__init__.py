"""What every room of the house uses, one concept a file."""

from .accounts import SecurityEvent, User
from .changes import Proposal
from .links import LinkCheck
from .publishing import (
    ContentVersion,
    Publishable,
    PublishableQuerySet,
    RichTextField,
    Status,
    WatchedQuerySet,
)
from .search import MissedSearch, SearchDocument, SynonymGroup
from .slugs import FormerSlug, Sluggable
from .translated import WithTextStates

__all__ = [
    "ContentVersion",
    "FormerSlug",
    "LinkCheck",
    "MissedSearch",
    "Proposal",
    "Publishable",
    "PublishableQuerySet",
    "RichTextField",
    "SearchDocument",
    "SecurityEvent",
    "Sluggable",
    "Status",
    "SynonymGroup",
    "User",
    "WatchedQuerySet",
    "WithTextStates",
]
