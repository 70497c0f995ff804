"""Danger that is understood from what somebody types: see `core.search.models.CrisisTopic`.

Whatever the language of the page, she may type in any. Nothing of what she types is kept.
"""

from dataclasses import dataclass, field

from core import slugs
from core.languages import CODES

from .models import CrisisTopic
from .phrases import Matcher

MOST = 2  # topics on one page

_offered = {}


def offer(name, model):
    """Tells that `CrisisTopic.<name>` has addresses of rows of `model`, a `Sluggable`."""
    _offered[name] = model


def row_at(name, slug):
    """The public row with this address, now or formerly; None when there is none."""
    if not slug or name not in _offered:
        return None
    rows = _offered[name]._default_manager.all()
    return slugs.find(getattr(rows, "published", rows.all)(), slug)


@dataclass(frozen=True, eq=False)
class Crises:
    """All topics that are in use, the most urgent first, as they were at one moment."""

    topics: tuple = ()
    lists: tuple = field(default=(), repr=False)  # (id, what an editor wrote) of each language
    matcher: Matcher | None = field(default=None, repr=False)

    def in_text(self, text):
        """The topics that a text is about, at most MOST."""
        if not text or self.matcher is None:
            return ()
        found = self.matcher.keys(text)
        return tuple(topic for topic in self.topics if topic.pk in found)[:MOST]


def read(before):
    """The `Crises` of now; what was made of patterns that have not changed is kept."""
    topics = tuple(CrisisTopic.objects.active())
    lists = tuple(
        (topic.pk, lines)
        for topic in topics
        for code in CODES
        if (lines := getattr(topic, f"patterns_{code}"))
    )
    matcher = before.matcher if lists == before.lists else Matcher.of(lists)
    return Crises(topics, lists, matcher)
