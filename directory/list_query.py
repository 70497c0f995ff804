"""What a list is asked: its query string, read and written.

The query string is the whole state of a list. A list says with GROUPS which filters it has; what
their values mean comes from an index (`directory.index`, `agenda.index`).
"""

from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from core.text import clean

LONGEST_QUERY = 200  # characters


@dataclass(frozen=True)
class ListQuery:
    """What a query string asks, with known values only, each once and in canonical spelling.

    `ignored` holds the `(parameter, value)` pairs that mean nothing here, shortened for display.
    """

    # The filters, in the order of chips and links.
    GROUPS: ClassVar[tuple] = ()
    # Those of a fact that one may not know: they never hide silently what is not known.
    CAN_BE_UNKNOWN: ClassVar[tuple] = ()

    chosen: dict
    text: str = ""
    page: int = 1
    ignored: tuple = ()
    is_text_cut: bool = False
    is_page_wrong: bool = False

    @classmethod
    def read(cls, params, index):
        """From a `QueryDict`. Never raises, whatever is in it."""
        chosen, ignored = {}, []
        for group in cls.GROUPS:
            values = []
            for value in params.getlist(group):
                known = known_value(group, value, index)
                if known is None:
                    if value:
                        ignored.append((group, clean(value)[:40]))
                elif known not in values:
                    values.append(known)
            if values:
                chosen[group] = values
        text = clean(" ".join(params.get("q", "").split()))
        page = params.get("page", "1")
        is_number = page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0
        return cls(
            chosen,
            text[:LONGEST_QUERY],
            int(page) if is_number else 1,
            tuple(dict.fromkeys(ignored)),
            len(text) > LONGEST_QUERY,
            not is_number,
        )

    def pairs(self, group, value):
        """How a chosen value stands in the query string."""
        return [(group, value)]

    def encoded(self):
        """The query string without the question mark: canonical order, page 1 left out."""
        pairs = [("q", self.text)] if self.text else []
        for group in self.GROUPS:
            for value in self.chosen.get(group, ()):
                pairs += self.pairs(group, value)
        if self.page > 1:
            pairs.append(("page", self.page))
        return urlencode(pairs)

    def without(self, group, value=None):
        """The same question without one value of a group, or without the group; "q" is the text."""
        if group == "q":
            return replace(self, text="", page=1)
        chosen = {name: list(values) for name, values in self.chosen.items()}
        kept = [other for other in chosen.pop(group, []) if value is not None and other != value]
        if kept:
            chosen[group] = kept
        return replace(self, chosen=chosen, page=1)

    def with_value(self, group, value):
        values = [*self.chosen.get(group, ()), value]
        return replace(self, chosen={**self.chosen, group: values}, page=1)

    def on_page(self, page):
        return replace(self, page=page)


def known_value(group, value, index):
    """The canonical spelling of a value, or None for what the index does not know."""
    if group == "place":
        place = index.places.find(value) if len(value) <= 100 else None
        return place and place.slug
    value = index.aliases.get(group, {}).get(value, value)
    return value if value in index.labels[group] else None
