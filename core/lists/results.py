"""What a list shows of the answers to a question: sections, a list page of them, the words."""

from dataclasses import dataclass
from functools import cached_property

from core.discreet import render
from core.kept.moments import fresh_until, next_minute

from .bits import bits_of, positions_of
from .filters import UNKNOWN, Typed
from .orders import Order

PAGE_SIZE = 20
_MOST_IGNORED = 5


@dataclass(frozen=True)
class Section:
    """A part of the results with a heading of its own; `about` is what the heading names.

    `first` are the bits of what comes first, the best of it first, and then the rest, all in an
    `order` (`core.lists.orders`), or as their positions are. Where there are more than `most`, only
    so many of those that come first are listed here, and `more` in a list of their own.
    """

    kind: str
    bits: int
    about: object = None
    first: tuple = ()
    order: Order | None = None
    most: int | None = None

    @property
    def count(self):
        """How many rows are listed."""
        count = self.bits.bit_count()
        return count if self.most is None else min(count, self.most)

    @property
    def more(self):
        return self.bits.bit_count() - self.count

    def positions(self, start, count):
        """Those of the rows number `start` to `start + count`, from 0, in order."""
        if not self.more:
            return self._best(start, count)
        listed = self._best(0, self.most)
        return self._page(bits_of(listed, max(listed) + 1), start, count)

    @property
    def _page(self):
        return self.order.page if self.order else positions_of

    def _best(self, start, count):
        positions, left = [], self.bits
        for bits in (*self.first, left):
            here = left & bits
            left ^= here
            size = here.bit_count()
            if start < size and len(positions) < count:
                positions += self._page(here, start, count - len(positions))
            start = max(0, start - size)
        return positions


class Results:
    """One list page of sections: `shown` has its `(section, positions)` pairs.

    A row that is in two sections counts twice. A page that does not exist says so, and is the
    first: an old bookmark still helps.
    """

    def __init__(self, sections, page, most=None):
        """`page` is its number, from 1, or None for what is none.

        With `most` rows it is a short one, made to stand among other things.
        """
        self.sections = sections
        self.size, self.is_short = most or PAGE_SIZE, most is not None
        self.listed = sum(section.count for section in sections)
        self.last_page = max(1, -(-self.listed // self.size))
        self.is_missing = page is None or page > self.last_page
        self.page = 1 if self.is_missing else page

    def page_of(self, section):
        """The number of the list page on which a section begins."""
        before = self.sections[: self.sections.index(section)]
        return sum(other.count for other in before) // self.size + 1

    @property
    def is_last(self):
        return self.page == self.last_page

    @property
    def first(self):
        """The number of the first row of this page, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self):
        return min(self.listed, self.page * self.size)

    def beside(self, most):
        """How many of what was not asked for may follow: a short list is only filled up."""
        return max(0, min(most, self.size - self.listed)) if self.is_short else most

    @cached_property
    def shown(self):
        start, left = (self.page - 1) * self.size, self.size
        shown = []
        for section in self.sections:
            if start >= section.count:
                start -= section.count
                continue
            positions = section.positions(start, left)
            start, left = 0, left - len(positions)
            if positions:
                shown.append((section, positions))
            if not left:
                break
        return shown


def list_response(request, template, context, now):
    """A list page. For search engines it is a page of its own only while nothing is asked.

    When words of danger were typed (`crises`), it is not kept: they stand nowhere.
    """
    context["is_noindex"] = context["canonical_query"] or not request.GET.keys().isdisjoint(
        ("embed", "day", "view")
    )
    status = 404 if context["is_page_missing"] else 200
    response = render(request, template, context, status=status)
    return fresh_until(response, now if context.get("crises") else next_minute(now))


def order_context(filters):
    """Of a list that has more orders than one: which it is, and the addresses of both."""
    if not filters.has_orders:
        return None
    return {
        "is_by_name": filters.is_by_name,
        "by_use": filters.encoded(is_by_name=False),
        "by_name": filters.encoded(is_by_name=True),
    }


def view_context(filters):
    """Of a list that can be shown on the map: how it is shown, and the addresses of both ways.

    An embedded one stays so.
    """
    if not filters.has_map:
        return None
    is_embedded = filters.data.get("embed") == "1"
    end = "embed=1" if is_embedded else ""
    as_list, on_map = (filters.encoded(is_on_map=is_on_map) for is_on_map in (False, True))
    return {
        "is_on_map": filters.is_on_map,
        "is_embedded": is_embedded,
        "as_list": "&".join(filter(None, [as_list, end])),
        "on_map": "&".join(filter(None, [on_map, end])),
    }


def asked_context(filters, results):
    """What every list says of the question: chips, filters, what was left out or not known."""
    page, last_page = results.page, results.last_page
    return {
        "query": filters,
        "page": page,
        "last_page": last_page,
        "first": results.first,
        "last": results.last,
        "listed": results.listed,
        "is_page_missing": results.is_missing,
        "previous": filters.to_page(page - 1) if page > 1 else None,
        "next": filters.to_page(page + 1) if page < last_page else None,
        "order": order_context(filters),
        "view": view_context(filters),
        # What one sees on the map, search engines find in the list.
        "canonical_query": filters.encoded(1 if filters.is_on_map else page, is_on_map=False),
        "language_query": filters.encoded(page),
        "share_query": f"?{filters.encoded()}",
        "total": filters.rows().bit_count(),
        "main_filters": [filters.filters[name] for name in filters.main],
        "more_filters": filters.more,
        "options": {facet.field_name: facet.options for facet in filters.facets},
        "ignored": filters.ignored[:_MOST_IGNORED],
        "hints": filters.hints,
        "chips": [
            {"label": label, "query": filters.encoded(**{name: rest})}
            for name, one in filters.filters.items()
            for label, rest in one.chips(filters.asked[name])
        ],
        "unknown": [
            {
                "group": name,
                "count": count,
                "text": filters.filters[name].unknown
                % {"count": count, "asked": filters.filters[name].in_words(filters.asked[name])},
                "query": filters.encoded(**{name: [*filters.asked[name], UNKNOWN]}),
            }
            for name, count in filters.unknown().items()
            if count
        ],
        "loosened": [
            {
                "label": _left_out(filters.filters[name], filters.asked[name], left),
                "count": count,
                "query": filters.encoded(**{name: left}),
            }
            for name, left, count in filters.loosened()
        ],
    }


def _left_out(one, asked, left):
    """What is not asked any more, in words that a sentence quotes: a text without its own marks."""
    if isinstance(one, Typed):
        return asked
    return one.in_words([value for value in asked if value not in left] if left else asked)
