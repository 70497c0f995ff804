"""What `/api/` can be asked: ordinary `FilterSet`s, with the names and the meaning of the lists.

What a value means, with aliases, former addresses and postal codes, says the list of the site
itself (`directory.filters`, `agenda.filters`), and so do the search for words and who is open now;
the rest is asked of the database (`conditions`). A program reads no notes: what the site would
only say that it ignored is an error here, a `NotKnownError` with the values that there are.
"""

from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from django_filters import CharFilter, MultipleChoiceFilter
from drf_spectacular.drainage import set_override

from agenda import index as agenda_index
from agenda.filters import EventFilters
from agenda.models import Event
from agenda.periods import WHEN
from core.kept import memory
from core.languages import CODES
from core.lists.filters import LONGEST_TEXT, UNKNOWN, OneFormClass
from core.search.snapshot import ids_of
from directory import index as directory_index
from directory.filters import BABY, EASY, OrganisationFilters
from directory.models import Organisation

from . import conditions
from .changed_since import ChangedSince


class NotKnownError(ValidationError):
    """A value that means nothing; `known` are those that do, where they can be counted."""

    def __init__(self, value, message="", known=()):
        super().__init__(message or f"“{value}” means nothing here.", code="not-known")
        self.value, self.known = value, list(known)


class Understood(forms.Field):
    """What the list of the site understands under the same name. Raises `NotKnownError`."""

    # The question to the list of the site, set before this is cleaned.
    asked = None

    def __init__(self, *, name, **kwargs):
        super().__init__(required=False, **kwargs)
        self.name = name

    def clean(self, _values):
        field, facet = self.asked.form.fields[self.name], self.asked.filters[self.name]
        for parameter, value in field.ignored:
            if parameter == self.name:
                raise NotKnownError(value, known=facet.choices or facet.labels)
        return self.asked.asked[self.name]


class Facts(Understood):
    def clean(self, values):
        chosen = super().clean(values)
        if not chosen and self.asked.data.get(self.name):
            # The site leaves it out without a word.
            message = "“unknown” needs a fact beside it: not to know is about something."
            raise NotKnownError(UNKNOWN, message, self.asked.filters[self.name].choices)
        return chosen


class Text(Understood):
    def clean(self, value):
        if self.asked.is_text_cut:
            raise NotKnownError(self.asked.text, f"At most {LONGEST_TEXT} characters.")
        return super().clean(value)


class OfPeriod(Understood):
    """One of the two days of a period, which the list of the site reads together with its words."""

    def clean(self, _value):
        for parameter, value in self.asked.form.fields["when"].ignored:
            if parameter == self.name:
                raise NotKnownError(value, f"“{value}” is no day such as 2026-12-31.")


class _Understood:
    """For a filter whose values are what the list of the site understands; `said` and `known` are
    for the description of the API."""

    field_class = Understood

    def __init__(self, said="", *, known=(), schema=(), **kwargs):
        super().__init__(**kwargs)
        values = {"enum": list(known)} if known else {}
        set_override(
            self, "field", {"type": "string", "description": said, **values, **dict(schema)}
        )

    @property
    def field(self):
        return self.field_class(name=self.field_name)


class Chosen(_Understood, MultipleChoiceFilter):
    """One of the values is enough."""


class AllOf(Chosen):
    """All that are chosen must be so."""

    field_class = Facts


class Words(_Understood, CharFilter):
    field_class = Text


class Day(_Understood, CharFilter):
    field_class = OfPeriod

    def filter(self, rows, _value):
        return rows  # with "when"


class Questions(OneFormClass, ChangedSince):
    """Filters over a QuerySet of public rows, from a query string.

    `site` is the class of the same question to a list of the site, `searched_as` what its rows are
    called by the search.
    """

    site, searched_as = None, ""

    theme = Chosen(
        "The slug of a theme. Several: one of them is enough, as with all filters but “baby” and "
        "“easy”.",
        method="by_theme",
    )
    place = Chosen(
        "A municipality, a neighbourhood or a postal code of Brussels: its slug, a former slug, or "
        "one of its names in any language. Finds what is there, in its municipality or for it, "
        "also online and by telephone.",
        method="by_place",
    )
    audience = Chosen(
        "The slug of an audience. What names no audience is for everyone, and always found.",
        method="by_audience",
    )
    language = Chosen(
        "A language spoken there, by its code (ISO 639), or “unknown” for what names none.",
        method="by_language",
    )
    free = Chosen(
        "“1” for what is free, “unknown” for what nobody knows the price of.",
        known=("1", UNKNOWN),
        method="by_price",
    )
    baby = AllOf(
        "What makes coming with a baby easier. All must be so; with “unknown” beside them, what "
        "nobody noted is found, too.",
        known=BABY,
        method="by_facts",
    )
    easy = AllOf("What else makes coming easier, as “baby”.", known=EASY, method="by_facts")
    q = Words(
        "Words, a street or a place, as in the search of the site. A slip of the finger is "
        "corrected in the first language of “lang”.",
        schema={"maxLength": LONGEST_TEXT},
        method="by_site",
    )

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        data = QueryDict() if data is None else data
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.now = timezone.localtime()

    def index(self):
        """The index of the site’s list, in the active language."""
        raise NotImplementedError

    def in_language(self):
        """With the first language that is asked for, or the first of the site."""
        asked = (code for code in self.data.getlist("lang") if code in CODES)
        return translation.override(next(asked, CODES[0]))

    @cached_property
    def asked(self):
        """The same question to the list of the site."""
        with self.in_language():
            return self.site(self.data, self.index(), self.now)

    @cached_property
    def form(self):
        form = self.get_form_class()(self.data)
        for field in form.fields.values():
            field.asked = self.asked
        with self.in_language():
            form.full_clean()
        return form

    def filter_queryset(self, rows):
        with self.in_language():
            return super().filter_queryset(rows)

    # What each says of the rows

    def by_theme(self, rows, name, slugs):
        pks = [word.pk for word in _words(name) if word.slug in slugs]
        return rows.filter(conditions.related(rows.model, "themes", pks))

    def by_audience(self, rows, name, slugs):
        words = _words(name)
        pks = [word.pk for word in words if word.slug in slugs]
        return rows.filter(conditions.for_whom(rows.model, pks, [word.pk for word in words]))

    def by_place(self, rows, _name, _slugs):
        return rows.filter(self.in_places(self.asked.places, self.asked.index.places))

    def by_language(self, rows, _name, codes):
        return conditions.speaking(rows, codes)

    def by_price(self, rows, _name, values):
        return rows.filter(conditions.costing(values))

    def by_facts(self, rows, name, values):
        return rows.filter(conditions.all_of(name, values, self.is_so))

    def by_site(self, rows, name, value):
        """What the list of the site finds, by its search or its hours."""
        asked = self.asked
        bits = asked.filters[name].filter(asked.everything, value)
        return rows.filter(conditions.of_ids(ids_of(self.searched_as, bits)))


def _words(name):
    return memory.get("vocabulary").words[name]


class OrganisationQuestions(Questions):
    site, searched_as = OrganisationFilters, "organisation"
    in_places, is_so = staticmethod(conditions.reaching), staticmethod(conditions.of_organisation)

    kind = Chosen("What sort of place.", known=Organisation.Kind.values, method="by_column")
    papers = Chosen(
        "“no” for what needs no papers, “unknown” for what nobody knows it of.",
        known=("no", UNKNOWN),
        method="by_column",
    )
    open = Chosen(
        "“1” for what is open at this moment, “unknown” for what nobody knows the hours of.",
        known=("1", UNKNOWN),
        method="by_site",
    )

    class Meta:
        model = Organisation
        fields = ()

    def index(self):
        return directory_index.current()

    def by_column(self, rows, name, values):
        column = {"papers": "papers_needed"}.get(name, name)
        return rows.filter(Q(**{f"{column}__in": values}))


_DAYS = {
    name: Day(said, schema={"format": "date"}, field_name=name)
    for name, said in (
        ("from", "The first day, such as 2026-12-31; today without it."),
        ("to", "The last day, included; without it as far as dates are known."),
    )
}


_OF_A_PERIOD = ("when", *_DAYS)


class ActivityQuestions(Questions):
    """Only what is coming is found: what has a date that is not over in the period asked for.
    Whoever follows without a period is told all that changed."""

    site, searched_as = EventFilters, "event"
    in_places, is_so = staticmethod(conditions.taking_place), staticmethod(conditions.of_event)

    when = Chosen(
        "A period from today on; one. A weekend is a Saturday and a Sunday, “week” is the next 7 "
        "days, “month” the next 30.",
        known=WHEN,
        always_filter=True,
        method="by_days",
    )

    class Meta:
        model = Event
        fields = ()

    @classmethod
    def get_filters(cls):
        # “from” is no name that a class may declare.
        return {**super().get_filters(), **_DAYS}

    def index(self):
        return agenda_index.current()

    def filter_queryset(self, rows):
        first, last = self.asked.period
        rows = super().filter_queryset(rows)
        # Whoever follows has to hear of what lost its last date: it is public and no more coming.
        if self.form.cleaned_data["changed_since"] and not any(map(self.data.get, _OF_A_PERIOD)):
            return rows
        return rows.filter(conditions.between(first, last, self.now))

    def by_days(self, rows, _name, _values):
        return rows  # all of its days at once, in `filter_queryset`
