"""What the week is asked: the filters of the agenda, about seven days.

These are today and the six days after it, on a Monday the week. The feed is of the days that are
left of the week, Monday to Sunday, and gets a new entry on a Monday.
"""

from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from agenda import index as agenda_index
from agenda.dates import DAY
from agenda.filters import Between, EventFilters, days_text
from core.lists.bits import union
from directory import finding

# As in the agenda. Words of her own are no part of it: what is sent says nothing that was typed.
NAMES = ("theme", "place", "audience", "language", "free", "baby", "easy")
LONGEST_LINK = 200  # characters: with more filters than fit the link has the place and the theme
# What each step away from her costs; see `week.best`.
HERE, MUNICIPALITY, EVERYWHERE, FURTHER = range(4)
_NEAR = {"": HERE, "here": HERE, "municipality": MUNICIPALITY, "everywhere": EVERYWHERE}


class Week:
    """What takes place in seven days, in the active language; `data` is a QueryDict.

    `now` is an aware datetime in local time. Whoever asks for all of Brussels, or for a theme, gets
    nothing sensitive: the page is made to be sent, and hung on a door.
    """

    def __init__(self, data, now, *, last=None):
        self.now, self.today = now, now.date()
        self.last = last or self.today + 6 * DAY
        asked = QueryDict(mutable=True)
        for name in NAMES:
            if values := data.getlist(name):
                asked.setlist(name, values)
        asked["from"], asked["to"] = self.today.isoformat(), self.last.isoformat()
        self.index = agenda_index.current()
        self.filters = EventFilters(asked, self.index, now)

    @property
    def is_sensitive(self):
        return self.filters.is_sensitive

    @property
    def query(self):
        """Its query string in canonical order, without the days."""
        return self.filters.encoded(when=[])

    @property
    def days_query(self):
        """That of the agenda on these days."""
        return self.filters.encoded(when=[Between(self.today, self.last)])

    @property
    def days_in_words(self):
        """ "From Monday 16 November up to and including Sunday 22 November"."""
        return days_text(self.today, self.last, self.today)

    @property
    def asked_in_words(self):
        """What was chosen, in a few words; where she is comes first."""
        filters = self.filters.filters
        return [
            filters[name].in_words(filters[name].chosen)
            for name in ("place", *(name for name in NAMES if name != "place"))
            if filters[name].chosen
        ]

    def link(self, language):
        """The address to send, as short as possible. That of a sensitive theme does not name it:
        it is read by who looks along."""
        whole = {name: list(self.filters.asked[name]) for name in NAMES}
        whole["place"] = [_short(self.index.places, slug) for slug in whole["place"]]
        if self.is_sensitive:
            whole = {"place": whole["place"]}
        main = {name: whole.get(name, ())[:1] for name in ("place", "theme")}
        for asked in (whole, main, {}):
            query = urlencode([*_pairs(asked), ("lang", language)])
            link = f"{settings.SITE_URL}{reverse('week_short')}?{query}"
            if len(link) <= LONGEST_LINK:
                break
        return link

    # What takes place

    @cached_property
    def _calm(self):
        return -1 if self.is_sensitive else ~self.index.sensitive_rows

    @cached_property
    def rows(self):
        """The bits of what takes place in these days, as asked."""
        return self.filters.rows() & self._calm

    @cached_property
    def days(self):
        """`[(day, bits)]` of what is listed under each day."""
        days = ((day, bits & self.rows) for day, bits in self.filters.days)
        # A night that goes on since yesterday is nothing to send.
        return [(day, bits) for day, bits in days if bits and day >= self.today]

    @cached_property
    def near(self):
        """`[(bits, how far)]` of the rows, the nearest first."""
        parts = {}
        for part in finding.parts(self.filters):
            far = _NEAR[part.kind]
            parts[far] = parts.get(far, 0) | (part.bits & self.rows)
        return [(bits, far) for far, bits in sorted(parts.items())]

    @cached_property
    def further(self):
        """`[(day, bits)]` of what lies in the next municipalities, where little is nearby."""
        rows = finding.further(self.filters) & self._calm
        days = ((day, bits & rows) for day, bits in self.filters.days)
        return [(day, bits) for day, bits in days if bits and day >= self.today]

    @cached_property
    def later(self):
        """`[(day, bits)]` of what is asked, after these days; of a series the next date."""
        left = self.filters.rows(without="when") & self._calm & ~self.rows
        later = []
        for day, bits in self.filters.moment.days(self.last + DAY, self.index.last_day):
            if there := bits & left:
                later.append((day, there))
                left &= ~there
            if not left:
                break
        return later

    @cached_property
    def elsewhere(self):
        """`[(day, bits)]` of all that takes place in Brussels in these days, whatever was asked."""
        rows = self.filters.everything & ~self.index.sensitive_rows
        days = self.filters.moment.days(self.today, self.last)
        return [(day, bits & rows) for day, bits in days if bits & rows and day >= self.today]

    @property
    def over_at(self):
        """When the first of what is listed today is over, or None."""
        listed = union(bits for day, bits in (*self.days, *self.further) if day == self.today)
        moments = (
            over_at
            for slot, *_days, over_at in self.index.series.near(self.today)
            if over_at > self.now and listed >> slot & 1
        )
        return min(moments, default=None)


def _pairs(asked):
    return [(name, value) for name, values in asked.items() for value in values]


def _short(places, slug):
    """The postal code of a municipality that has one, which is shorter; else the slug."""
    codes = places.by_slug[slug].postal_codes
    if len(codes) == 1 and places.meant(codes[0]) == (places.by_slug[slug],):
        return codes[0]
    return slug
