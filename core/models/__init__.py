"""What every room of the house uses, one concept a file."""

from .publishing import (
    ContentChange,
    ContentVersion,
    Publishable,
    PublishableQuerySet,
    RichTextField,
    Status,
    WatchedQuerySet,
)
from .slugs import FormerSlug, Sluggable, SluggableQuerySet

__all__ = [
    "ContentChange",
    "ContentVersion",
    "FormerSlug",
    "Publishable",
    "PublishableQuerySet",
    "RichTextField",
    "Sluggable",
    "SluggableQuerySet",
    "Status",
    "WatchedQuerySet",
]
