"""What the list of organisations can be asked, and the filters that the agenda has, too."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from core.languages import comma
from core.lists.bits import union
from core.lists.filters import AllOf, Facet, FacetSet, KnownValues, Typed
from core.lists.ranked import in_all, rows_of
from core.search import snapshot
from core.wording.hours import moment_in_words

from .finding import found_with, named_with_all, where_in

_LONGEST_PLACE = 100  # characters

WHERE = _(
    "We only know Brussels: type a municipality, a neighbourhood or a postal code "
    "from 1000 to 1210."
)


class Words(Typed):
    """Rows of a kind (`core.search`) with every word, where the text says, if it does.

    A word may stand in what a row says itself, in a name of one of its themes or of its place.
    """

    def __init__(self, *, kind, **kwargs):
        super().__init__(**kwargs)
        self.kind = kind

    @property
    def found(self):
        """For each word, `core.lists.ranked` of what has it."""
        if "found" not in vars(self.parent):
            search, index = self.parent.search, self.parent.index
            words = self.parent.words
            self.parent.found = [found_with(search, index, word, self.kind) for word in words]
        return self.parent.found

    def filter(self, rows, text):
        search, index, where = self.parent.search, self.parent.index, self.parent.where
        found = rows
        if where.street:
            found &= where.street.bits
        elif where.places:
            found &= union(index.located.get(place.slug, 0) for place in where.places)
        for ranked in self.found:
            found &= rows_of(ranked)
        if where.places:
            # Whose name has every word is meant, wherever it is.
            found |= rows & named_with_all(search, index, text, self.kind)
        return found

    def best_first(self):
        """Bit sets: what is called exactly so, then what the words find, the best match first."""
        text, index = self.parent.text, self.parent.index
        if not text:
            return ()
        search, called = self.parent.search, ()
        if self.parent.where.places:
            # As in the filter: what has the name of the place in its own.
            called = (named_with_all(search, index, text, self.kind),)
        exactly = search.named(text, self.kind) & index.everything
        return exactly, *called, *(rows for _cost, rows in in_all(self.found))


class PlaceValues(KnownValues):
    """A name that several parts of a municipality share stands for all of them."""

    def clean(self, values):
        return super().clean(
            slug
            for value in values or ()
            for slug in [place.slug for place in self.filter.meant(value)] or [value]
        )


class PlaceFacet(Facet):
    """Municipalities, neighbourhoods and postal codes, by any of their names.

    Only those that pages offer are counted: all 200 would cost more than everything else.
    """

    field_class = PlaceValues

    def meant(self, value):
        return self.parent.index.places.meant(value) if len(value) <= _LONGEST_PLACE else ()

    def known(self, value):
        return value if value in self.parent.index.places.by_slug else None

    def narrowed(self, chosen):
        """A municipality and a part of it ask for the part: her street is not the whole town."""
        places = [self.parent.index.places.by_slug[slug] for slug in chosen]
        divided = {place.municipality for place in places if place.kind != "municipality"}
        return [place.slug for place in places if place.slug not in divided]

    def offered(self):
        """All municipalities, each followed by its parts once it is chosen."""
        index, chosen, offered = self.parent.index, self.chosen, {}
        opened = {place.municipality for place in self.places}
        for slug, bits in index.groups["place"].items():
            place = index.places.by_slug[slug]
            is_part = place.kind == "neighbourhood" and place.municipality in opened
            if (
                place.kind == "municipality"
                or slug in chosen
                or (is_part and index.located.get(slug))
            ):
                offered[slug] = bits
        return offered

    def in_words(self, chosen):
        """As people call them: the whole names are for who chooses."""
        return comma().join(self.parent.index.places.by_slug[slug].called for slug in chosen)

    @property
    def places(self):
        """The `directory.places.Place`s that were chosen."""
        return [self.parent.index.places.by_slug[slug] for slug in self.chosen]


class ForWhom(Facet):
    """What says itself that it is for her, and what is for everyone; only the first is counted."""

    rest = _("For everyone")

    @property
    def said(self):
        said = self.parent.index.said[self.field_name]
        return union(said.get(value, 0) for value in self.chosen) if self.chosen else None

    def offered(self):
        return self.parent.index.said[self.field_name]


class OpenNow(Facet):
    @property
    def values(self):
        return self.parent.index.open_groups(self.parent.now)

    def on_paper(self, chosen):
        open_then = _("Open on %(moment)s") % {"moment": moment_in_words(self.parent.now)}
        return comma().join(
            str(open_then if value == "1" else self.labels[value]) for value in chosen
        )


class NearbyFilters(FacetSet):
    """What lists of something that is somewhere have in common."""

    @cached_property
    def search(self):
        """The `Snapshot` that says what words stand for, one for all that is asked."""
        return snapshot.current()

    @cached_property
    def where(self):
        """What the text says of where, a `directory.finding.Where`."""
        return where_in(self.index, self.text)

    @property
    def rest(self):
        """The text without what is understood as something else than words."""
        return self.where.rest

    @cached_property
    def words(self):
        return self.search.words(self.rest) if self.rest else []

    @cached_property
    def crises(self):
        """The topics of danger that the text is about."""
        return self.search.crises.in_text(self.text) if self.text else ()

    @property
    def corrected(self):
        return None if self.crises else snapshot.corrected(self.words)

    @property
    def places(self):
        return self.filters["place"].places

    @property
    def is_sensitive(self):
        """Whether words say danger, or a sensitive theme was chosen, or named in words."""
        named = self.search.rows_with_all(self.words, "theme") if self.words else ()
        slugs = {self.index.theme_slugs.get(pk) for pk in named}
        return bool(self.crises or self.index.sensitive & slugs.union(self.asked["theme"]))


# What makes coming easier: see `directory.good_to_know`.
BABY = {
    "buggies": pgettext_lazy("filter", "Buggies"),
    "breastfeeding": pgettext_lazy("filter", "Breastfeeding"),
    "changing-table": pgettext_lazy("filter", "Changing table"),
    "siblings": pgettext_lazy("filter", "Brothers and sisters"),
    "step-free": pgettext_lazy("filter", "No steps"),
    "childcare": pgettext_lazy("filter", "Childcare"),
    "unknown": _("Not known how it is with a baby"),
}
EASY = {
    "drop-in": _("Just walk in"),
    "anonymous": pgettext_lazy("filter", "Without your name"),
    "women-only": _("Women only"),
    "unknown": _("Not known yet"),
}


def easier(unknown):
    """The filters of what makes coming easier; `unknown` is the notice of both."""
    return [
        AllOf(label=label, choices=choices, unknown=unknown, at_least=3)
        for label, choices in ((_("Coming with a baby"), BABY), (_("Good to know"), EASY))
    ]


class OrganisationFilters(NearbyFilters):
    q = Words(label=_("Word or name"), kind="organisation")
    theme = Facet(label=_("What are you looking for?"), any=_("Everything"))
    place = PlaceFacet(label=_("Where do you live?"), any=_("All of Brussels"), hint=WHERE)
    audience = ForWhom(label=_("For whom"))
    language = Facet(
        label=_("Language spoken"),
        unknown=ngettext_lazy(
            "We don’t know which languages they speak at %(count)s more place.",
            "We don’t know which languages they speak at %(count)s more places.",
            "count",
        ),
    )
    kind = Facet(label=_("Kind of place"))
    free = Facet(
        label=_("Price"),
        choices={"1": _("Free"), "unknown": _("Price not known")},
        unknown=ngettext_lazy(
            "We don’t know the price of %(count)s more place.",
            "We don’t know the price of %(count)s more places.",
            "count",
        ),
    )
    papers = Facet(
        label=_("Papers"),
        choices={
            "no": _("No papers needed"),
            "unknown": _("Not known if you need papers"),
        },
        unknown=ngettext_lazy(
            "We don’t know if you need papers at %(count)s more place.",
            "We don’t know if you need papers at %(count)s more places.",
            "count",
        ),
        at_least=3,
    )
    baby, easy = easier(
        ngettext_lazy(
            "We don’t know this about %(count)s more place: %(asked)s.",
            "We don’t know this about %(count)s more places: %(asked)s.",
            "count",
        )
    )
    open = OpenNow(
        label=_("Opening hours"),
        choices={"1": _("Open now"), "unknown": _("Opening hours not known")},
        unknown=ngettext_lazy(
            "We don’t know the opening hours of %(count)s more place.",
            "We don’t know the opening hours of %(count)s more places.",
            "count",
        ),
    )

    button = _("See what’s there")
    main = ("place", "theme")
    field_order = ("open", "free", "baby", "easy")
    has_orders = has_map = True
