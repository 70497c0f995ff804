"""The coming activities, ready to be asked: `agenda.series` in the words of the active language."""

from functools import cached_property

from django.utils import timezone
from django.utils.text import capfirst

from core.kept import memory, shows, slots
from core.lists.bits import bits_of
from directory import index as directory_index
from directory.index import Positions
from directory.sensitive import rows_of
from directory.spoken_languages import label as language_label
from directory.streets import Streets

# `{language: the last one}`, for the next page.
_made = {}


def current(names=None):
    """The `Index` of the active language, of today and now (at most one second old).

    `names` is the `directory.index.Index` that the page has already: of the same version, which is
    that of the whole page (`core.kept.memory.pinned`). The page depends on all activities.
    """
    shows.note("events", "holiday")
    return noted(names)


def noted(names=None):
    """The same for a page that notes itself of which organisations it shows the activities."""
    names, series = names or directory_index.current(), memory.get("events")
    today = timezone.localdate()
    index = _made.get(names.language)
    if index is None or (index.series, index.names, index.today) != (series, names, today):
        index = _made[names.language] = Index(series, names, today)
    return index


class Index:
    """The series in the words of the active language: what filters ask of an index.

    As in `directory.index`, what is called a position is a slot, and `positions` has those of what
    is public. `last_day` is the last one of which anything is known.
    """

    def __init__(self, series, names, today):
        self.series, self.names, self.today = series, names, today
        self.ids, self.everything = slots.of("event").ids, series.everything
        self.last_day = max(today, series.last_day or today)
        self.language, self.places = names.language, names.places
        # An activity is where its place is, and not wherever its organisation is.
        self.by_street = Streets()
        self.theme_slugs, self.sensitive = names.theme_slugs, names.sensitive
        self.sensitive_rows = rows_of(series.groups["theme"], names.sensitive, series.marked)
        self.aliases, self.located, self.said = names.aliases, series.located, series.said
        self.points = series.points
        # In the order in which pages offer places, which is alphabetical.
        places = {slug: series.groups["place"].get(slug, 0) for slug in names.labels["place"]}
        self.groups = {**series.groups, "place": places}
        self.not_known = series.not_known
        spoken = names.labels["language"]
        self.labels = names.labels | {
            "language": {
                code: spoken.get(code) or capfirst(language_label(code, names.language))
                for code in {**series.groups["language"], **spoken}
            }
        }

    @property
    def order(self):
        return self.series.order

    @property
    def total(self):
        return self.everything.bit_count()

    @cached_property
    def positions(self):
        return Positions("event", self.everything)

    def bits_of_ids(self, ids):
        found = [self.positions[pk] for pk in ids if pk in self.positions]
        return bits_of(found, max(found, default=0) + 1)

    def page(self, bits, start, count):
        """The positions number `start` to `start + count`, from 0, of what is in a bit set."""
        return self.order.page(bits, start, count)

    def next_of(self, bits, now, most, days=None):
        """`[(day, position)]`: the next day of at most `most` of the series in `bits`, each once.

        `days` as `Moment.days` gives them; by default all that are coming.
        """
        moment = self.series.at(now)
        pairs = []
        if days is None:
            days = moment.days(moment.day, moment.last_day)
        for day, there in days:
            if not bits or len(pairs) == most:
                break
            if new := bits & there:
                pairs += [(day, position) for position in self.page(new, 0, most - len(pairs))]
                bits ^= new
        return pairs
