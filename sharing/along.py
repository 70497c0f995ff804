"""What of a page can be taken along: the questions that its files, feeds and codes are asked."""

from dataclasses import dataclass
from urllib.parse import urlencode

from agenda.filters import EventFilters
from core.languages import direction

from . import selections


@dataclass(frozen=True, slots=True)
class Along:
    """In the `language` of whoever gets it. `organisations` and `events` are the query strings of
    the two lists that have what the page is about, None for a list that has nothing to do with it;
    without periods of that moment. `nearby` is a query with the places and themes alone, for what
    knows only these. `token` is that of a selection, `sheet_url` the address of a place’s sheet."""

    language: str
    organisations: str | None = None
    events: str | None = None
    nearby: str = ""
    token: str = ""
    sheet_url: str = ""

    @property
    def is_list(self):
        return (self.organisations is None) != (self.events is None)

    @property
    def direction(self):
        return direction(self.language)


def of(target, language):
    """The `Along` of a `sharing.targets.Target`, or None for what is one thing, and no list."""
    if target.kind == "selection":
        return Along(language, token=selections.token_of(target.names))
    if target.kind == "list":
        return _of_list(target.filters, language)
    if target.kind in ("theme", "place"):
        query = urlencode({target.kind: target.slug})
        sheet_url = f"/{language}{target.path}sheet/" if target.kind == "place" else ""
        return Along(language, query, query, nearby=query, sheet_url=sheet_url)
    return None


def _of_list(filters, language):
    query = filters.encoded(is_on_map=False)
    pairs = [(name, slug) for name in ("place", "theme") for slug in filters.asked[name]]
    is_agenda = isinstance(filters, EventFilters)
    return Along(
        language,
        organisations=None if is_agenda else query,
        events=query if is_agenda else None,
        nearby=urlencode(pairs),
    )
