"""Filters over bit sets: django-filter, with an integer of `core.lists.bits` where it has rows.

A list declares a `FacetSet`. What the query string means, the form, chips, notices, addresses and
counts come from the declaration; what the values find, and the names of most, from an index:

    class ThingFilters(FacetSet):
        q = Typed(label=_("Word or name"))
        colour = Facet(label=_("Colour"), any=_("All colours"))
        free = Facet(label=_("Price"), choices={"1": _("Free"), "unknown": _("Price not known")},
                     unknown=ngettext_lazy("…%(count)s…", "…%(count)s…", "count"))

An index has `everything` (bits), `groups` (`{filter: {value: bits}}`), `labels` (`{filter: {value:
name}}`, in the order of options) and `aliases` (`{filter: {other spelling: value}}`). Values of one
filter are joined with OR, those of an `AllOf` and filters with AND.
"""

import copy
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django_filters import Filter, FilterSet, MultipleChoiceFilter

from core.languages import comma
from core.text import clean

from .bits import union

UNKNOWN = "unknown"
LONGEST_TEXT = 200  # characters
_LONGEST_IGNORED = 40


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


class KnownValues(forms.Field):
    """Never errs: keeps what its filter knows, each once and in canonical spelling.

    `ignored` has the `(parameter, value)` pairs that mean nothing here, shortened for display.
    """

    widget = forms.MultipleHiddenInput
    filter = None

    def clean(self, values):
        chosen, self.ignored = [], []
        for value in values or ():
            known = self.filter.known(value)
            if known is None:
                self.ignore(self.filter.field_name, value)
            elif known not in chosen:
                chosen.append(known)
        return self.filter.narrowed(chosen)

    def ignore(self, parameter, value):
        if value:
            self.ignored.append((parameter, clean(value)[:_LONGEST_IGNORED]))


class TypedText(forms.Field):
    """Never errs: a text without what cannot be seen, cut when it is very long."""

    filter, ignored = None, ()

    def clean(self, value):
        text = typed(value or "")
        self.is_cut = len(text) > LONGEST_TEXT
        return text[:LONGEST_TEXT]


def typed(text):
    """A text without what cannot be seen, in one line."""
    return clean(" ".join(text.split()))


class Typed(Filter):
    """A text that somebody typed. What it finds says a subclass, in `filter`."""

    field_class = TypedText
    unknown = None

    def pairs(self, text):
        """How it stands in the query string."""
        return [(self.field_name, text)] if text else []

    def in_words(self, text):
        return _("“%(text)s”") % {"text": text}

    def chips(self, text):
        """`(label, what is left without it)` of each part."""
        return [(self.in_words(text), "")] if text else []

    def looser(self, text):
        """What may be left of it where nothing is found."""
        return [""]


class Facet(MultipleChoiceFilter):
    """A filter with values that are bit sets of the index.

    `choices` are the names of fixed values; others have theirs from the index. `any` is what the
    select of a main filter calls no choice. `unknown` is for what one may not know of a row, the
    value "unknown": the notice about the rows that were left out for it, `count` of them, and of
    what was `asked`. The filter is offered once
    a value has `at_least` so many rows. `hint` says what can be asked, where a value is not known.
    """

    field_class = KnownValues
    beside = ""  # a template of further fields, behind the filters that are shown at once
    is_compact = False  # whether its options stand side by side

    def __init__(self, *, choices=None, any=None, unknown=None, at_least=0, hint="", **kwargs):
        super().__init__(**kwargs)
        self.choices, self.any, self.unknown = choices, any, unknown
        self.at_least, self.hint = at_least, hint

    @property
    def labels(self):
        return self.choices or self.parent.index.labels[self.field_name]

    @property
    def values(self):
        """`{value: bits}`."""
        return self.parent.index.groups[self.field_name]

    @property
    def chosen(self):
        return self.parent.asked[self.field_name]

    def known(self, value):
        """The canonical spelling of a value, or None for what is not known."""
        aliases = {} if self.choices else self.parent.index.aliases.get(self.field_name, {})
        value = aliases.get(value, value)
        return value if value in self.labels else None

    def narrowed(self, chosen):
        """Known values without those that another one says better."""
        return chosen

    def filter(self, rows, chosen):
        return rows & union(self.values.get(value, 0) for value in chosen) if chosen else rows

    def offered(self):
        """`{value: bits}` of what is counted."""
        return self.values

    def counts(self):
        """`{value: rows}`: how many rows each value leaves, with the other filters kept."""
        rows = self.parent.rows(without=self.field_name)
        return {value: (rows & bits).bit_count() for value, bits in self.offered().items()}

    @property
    def said(self):
        """The bits of what says one of the chosen values, where more than that is found.

        Otherwise None. What else is found is called `rest`.
        """
        known = [value for value in self.chosen if value != UNKNOWN]
        if len(known) in (0, len(self.chosen)):
            return None
        return union(self.values.get(value, 0) for value in known)

    @property
    def rest(self):
        return self.labels[UNKNOWN]

    @property
    def is_offered(self):
        values, names = self.values, self.labels.keys() - {UNKNOWN}
        return bool(self.chosen) or any(
            values.get(name, 0).bit_count() >= self.at_least for name in names
        )

    @cached_property
    def options(self):
        """The values that would find something, and those that are chosen.

        What is not known is a notice, and an option only for who asks for it.
        """
        counts, chosen = self.parent.counts(self.field_name), self.chosen
        hidden = UNKNOWN if self.unknown else None
        return [
            Option(str(value), str(label), counts.get(value, 0), value in chosen)
            for value, label in self.labels.items()
            if value in chosen or (counts.get(value) and value != hidden)
        ]

    def pairs(self, chosen):
        return [(self.field_name, value) for value in chosen]

    def in_words(self, chosen):
        return comma().join(str(self.labels[value]) for value in chosen)

    def on_paper(self, chosen):
        """`in_words` that is still right when somebody reads the paper."""
        return self.in_words(chosen)

    def chips(self, chosen):
        return [
            (self.labels[value], self.narrowed([other for other in chosen if other != value]))
            for value in chosen
        ]

    def looser(self, chosen):
        """What may be left of it where nothing is found."""
        return [()]


class AllOf(Facet):
    """A filter for facts that one may not know of a row: all that are chosen must be so.

    Besides the rows of which a fact is true (`groups`) an index has those of which it is not known:
    `not_known`, `{filter: {fact: bits}}`. With the value "unknown" these are found, too. Each fact
    is offered by itself, once it is true of `at_least` so many rows.
    """

    is_compact = True

    @property
    def not_known(self):
        return self.parent.index.not_known[self.field_name]

    def narrowed(self, chosen):
        """Not to know is about something."""
        return chosen if chosen != [UNKNOWN] else []

    def filter(self, rows, chosen):
        for fact in chosen:
            if fact != UNKNOWN:
                bits = self.values.get(fact, 0)
                rows &= bits | self.not_known.get(fact, 0) if UNKNOWN in chosen else bits
        return rows

    @property
    def said(self):
        if UNKNOWN not in self.chosen:
            return None
        facts = [value for value in self.chosen if value != UNKNOWN]
        return self.filter(self.parent.everything, facts)

    def offered(self):
        """Of the facts those that are true of enough rows, and those that are chosen."""
        return {
            fact: bits
            for fact, bits in self.values.items()
            if fact in self.chosen or bits.bit_count() >= self.at_least
        }

    def counts(self):
        """How many rows each fact leaves beside those that are chosen."""
        rows, chosen = self.parent.rows(), self.chosen
        counts = {fact: self.filter(rows, [*chosen, fact]).bit_count() for fact in self.offered()}
        if UNKNOWN in chosen:
            counts[UNKNOWN] = (rows & ~self.said).bit_count()
        return counts

    def looser(self, chosen):
        """Without one of the facts, or without all."""
        parts = [left for _label, left in self.chips(chosen)] if len(chosen) > 1 else []
        return [*(left for left in parts if left), ()]


class OneFormClass:
    """Before FilterSet, which makes a class of form for each request: that costs more than all that
    a form does."""

    def get_form_class(self):
        if "form_class" not in vars(type(self)):
            type(self).form_class = super().get_form_class()
        return self.form_class


class FacetSet(OneFormClass, FilterSet):
    """One question of a list. `asked` has what it says, by filter, with known values only.

    The order of declaration is that of addresses and chips; `field_order` that of the form, as
    with Django's forms; `main` are the filters that it shows at once, `button` is what sends it.

    A list that `has_orders` stands in an order that changes every day (`core.lists.turns`), and
    with `?order=name` in that of the alphabet. One that `has_map` can be asked on it: `?view=map`.
    """

    field_order = main = ()
    button = ""
    has_orders = has_map = False

    def __init__(self, data, index, now=None):
        """From a `QueryDict`. Never raises, whatever is in it."""
        self.is_bound, self.data, self.index, self.now = True, data, index, now
        # Not the deep copy of FilterSet: a filter has nothing of a request but its parent.
        self.filters = {name: copy.copy(one) for name, one in self.base_filters.items()}
        for one in self.filters.values():
            one.parent = self

    @cached_property
    def form(self):
        form = self.get_form_class()(self.data)
        for name, field in form.fields.items():
            field.filter = self.filters[name]
        form.full_clean()
        return form

    @property
    def asked(self):
        return self.form.cleaned_data

    @property
    def text(self):
        return self.asked["q"]

    @property
    def is_text_cut(self):
        return self.form.fields["q"].is_cut

    @cached_property
    def page(self):
        """The number of the list page that is asked for, or None for what is no such number."""
        page = self.data.get("page", "1")
        is_number = page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0
        return int(page) if is_number else None

    @property
    def names(self):
        """What each parameter is called."""
        return {name: one.label for name, one in self.filters.items()}

    @property
    def ignored(self):
        """`(name, value)` of what means nothing here."""
        pairs = [pair for field in self.form.fields.values() for pair in field.ignored]
        # What is said beside a filter comes after the filters.
        pairs.sort(key=lambda pair: pair[0] not in self.filters)
        ignored = [(self.names[parameter], value) for parameter, value in dict.fromkeys(pairs)]
        view = self.data.get("view", "") if self.has_map else ""
        if view not in ("", "map"):
            ignored.append((_("On the map"), clean(view)[:_LONGEST_IGNORED]))
        return ignored

    @property
    def is_by_name(self):
        return self.has_orders and self.data.get("order") == "name"

    @property
    def is_on_map(self):
        return self.has_map and self.data.get("view") == "map"

    @property
    def hints(self):
        """What can be asked, of each filter whose values mean nothing here."""
        ignored = {parameter for f in self.form.fields.values() for parameter, _value in f.ignored}
        return [facet.hint for facet in self.facets if facet.hint and facet.field_name in ignored]

    def encoded(self, page=1, is_by_name=None, day=None, is_on_map=None, **changed):
        """The query string in canonical order; `changed` has other values of some filters."""
        asked = {**self.asked, **changed}
        pairs = [pair for name, one in self.filters.items() for pair in one.pairs(asked[name])]
        if self.is_on_map if is_on_map is None else is_on_map:
            pairs.append(("view", "map"))
        if self.is_by_name if is_by_name is None else is_by_name:
            pairs.append(("order", "name"))
        if page > 1:
            pairs.append(("page", page))
        if day:
            pairs.append(("day", day.isoformat()))
        return urlencode(pairs)

    def to_page(self, page):
        """The query string of another page of this list, in the order that this one has."""
        is_of_a_day = self.has_orders and not self.is_by_name
        return self.encoded(page, day=self.index.day if is_of_a_day else None)

    # What is found

    @property
    def everything(self):
        return self.index.everything

    @cached_property
    def allowed(self):
        """`{filter: bits}` of what each filter that says something allows."""
        return {
            name: one.filter(self.everything, self.asked[name])
            for name, one in self.filters.items()
            if self.asked[name]
        }

    def rows(self, without=None):
        """The bits of the rows that answer the question, or the question without one filter."""
        rows = self.everything
        for name, bits in self.allowed.items():
            if name != without:
                rows &= bits
        return rows

    @cached_property
    def divided(self):
        """The facets that find more than what says that it is what was chosen."""
        return [facet for facet in self.facets if facet.said is not None]

    @cached_property
    def said(self):
        """The bits of what says all that was chosen: what is for everyone or not known does not."""
        rows = self.everything
        for facet in self.divided:
            rows &= facet.said
        return rows

    def counts(self, name):
        """`{value: rows}`: how many rows each value of a filter leaves, with the others kept."""
        return self.filters[name].counts()

    def unknown(self):
        """`{filter: rows}` that were left out because one does not know."""
        rows = self.rows()
        return {
            name: (self._rows_with(name, [*self.asked[name], UNKNOWN]) & ~rows).bit_count()
            for name in self.allowed
            if self.filters[name].unknown and UNKNOWN not in self.asked[name]
        }

    def loosened(self):
        """`[(filter, what is left of it, rows)]` of what would find something, when nothing is
        found."""
        if self.rows():
            return []
        loosened = [
            (name, left, self._rows_with(name, left).bit_count())
            for name in self.allowed
            for left in self.filters[name].looser(self.asked[name])
        ]
        # What was chosen before what was typed.
        return sorted((one for one in loosened if one[2]), key=lambda one: one[0] == "q")

    def _rows_with(self, name, asked):
        """The bits of the rows that answer the question with something else in one filter."""
        rows = self.rows(without=name)
        return self.filters[name].filter(rows, asked) if asked else rows

    def in_words(self):
        """What was chosen and typed, in a few words; empty when nothing was."""
        return self._joined(facet.in_words(facet.chosen) for facet in self.facets)

    def on_paper(self):
        """`in_words`, and nothing of it about the moment at which it is read."""
        return self._joined(facet.on_paper(facet.chosen) for facet in self.facets)

    def _joined(self, facets):
        return comma().join(filter(None, [*facets, self.text]))

    # The form

    @property
    def facets(self):
        return [one for one in self.filters.values() if isinstance(one, Facet)]

    @cached_property
    def more(self):
        """The facets behind the main ones, in the order of the form."""
        order = dict.fromkeys([*self.field_order, *self.filters])
        facets = [self.filters[name] for name in order if name not in (*self.main, "q")]
        return [facet for facet in facets if facet.is_offered]

    @property
    def has_more(self):
        return any(facet.chosen for facet in self.more)
