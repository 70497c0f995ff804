"""The same list page as one usually writes it with Django: the rivals of `bench/compare.py`.

`ordinary` has a django-filter FilterSet and a COUNT for every option of every facet. `grouped` is
the fairer one: a GROUP BY for each facet. Both mean the same as the site (`compare.py` checks that
all counts agree): OR inside a facet and AND between facets, an option says how many places it would
leave, without an audience it is for everyone, and a place finds what is located there or serves
it. They use the site's own templates and middleware.

Where there was a choice, they got the faster one: subqueries instead of joins with DISTINCT, the
order of the slugs (which has an index) instead of that of the names as shown, nothing about
unknown facts, neighbouring municipalities and postal codes.
"""

from datetime import timedelta
from itertools import groupby
from types import SimpleNamespace
from urllib.parse import urlencode

import django_filters
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, TextField, When
from django.db.models.functions import Cast
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from brussels_support.urls import urlpatterns as site_urlpatterns
from core.languages import shown
from core.lists.filters import Option
from core.lists.results import PAGE_SIZE
from directory import cards
from directory.filters import OrganisationFilters
from directory.models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    OpeningHours,
    Organisation,
    Theme,
)
from directory.opening import is_public_holiday
from directory.spoken_languages import CODES, label

from . import agenda_ordinary

ThemeLink = Organisation.themes.through
AudienceLink = Organisation.audiences.through
ServesLink = Organisation.serves_municipalities.through
FACTS = ("buggies_welcome", "women_only")  # that cards say
GROUPS = ("theme", "place", "audience", "language", "kind", "free", "open")
KINDS = dict(Organisation.Kind.choices)  # `get_kind_display` builds this again for every row


# What each facet means, as conditions on organisations


def places():
    return Location.objects.public().filter(location_type=Location.Type.PHYSICAL)


def has_theme(slugs):
    return Q(pk__in=ThemeLink.objects.filter(theme__slug__in=slugs).values("organisation"))


def is_for(slugs):
    chosen = AudienceLink.objects.filter(audience__slug__in=slugs)
    return Q(pk__in=chosen.values("organisation")) | ~Q(
        pk__in=AudienceLink.objects.values("organisation")
    )


def says_for(slug):
    """Only what says so itself has a number."""
    return Q(pk__in=AudienceLink.objects.filter(audience__slug=slug).values("organisation"))


def municipalities_of(slugs):
    """The municipalities that municipalities and neighbourhoods are or lie in."""
    matching = Municipality.objects.filter(Q(slug__in=slugs) | Q(neighbourhoods__slug__in=slugs))
    return list(matching.distinct().values_list("pk", flat=True))


def reaches(slugs):
    """A neighbourhood is reached by all that reaches its municipality."""
    pks = municipalities_of(slugs)
    return (
        Q(serves_region=True)
        | Q(pk__in=places().filter(municipality__in=pks).values("organisation"))
        | Q(pk__in=ServesLink.objects.filter(municipality__in=pks).values("organisation"))
    )


def speaks(codes):
    condition = Q(pk__in=[])
    for code in codes:
        if connection.features.supports_json_field_contains:
            condition |= Q(spoken_languages__contains=[code])
        else:
            condition |= Q(spoken_text__contains=f'"{code}"')
    return condition


def open_slots(now):
    """The opening hours that hold `now`, of places where no notice says otherwise."""
    slots = OpeningHours.objects.none()
    clock, today = now.time(), now.date()
    usual = OpeningHours.objects.order_by().filter(
        by_appointment=False, location__hours_known=True, location__is_confidential=False
    )
    for day, times in (
        (today, Q(opens__lte=clock) & (Q(closes__gt=clock) | Q(closes__lte=F("opens")))),
        (today - timedelta(days=1), Q(closes__lte=F("opens"), closes__gt=clock)),
    ):
        changes = Notice.objects.order_by().filter(starts_on__lte=day, ends_on__gte=day)
        changes = changes.exclude(kind=Notice.Kind.MESSAGE)
        here = usual.filter(
            times,
            ~Q(
                location__organisation__in=changes.exclude(organisation=None).values("organisation")
            ),
            ~Q(location__in=changes.exclude(location=None).values("location")),
            weekday=day.weekday(),
        )
        if is_public_holiday(day):
            here = here.filter(location__holiday_hours=Location.HolidayHours.OPEN)
        slots = slots | here
    return slots


def is_open(now):
    return Q(pk__in=open_slots(now).values("location__organisation"))


def place_choices():
    return [
        (slug, slug)
        for model in (Municipality, Neighbourhood)
        for slug in model.objects.values_list("slug", flat=True)
    ]


class OrganisationFilter(django_filters.FilterSet):
    theme = django_filters.ModelMultipleChoiceFilter(
        queryset=Theme.objects.all(), to_field_name="slug", method="by_theme"
    )
    place = django_filters.MultipleChoiceFilter(choices=place_choices, method="by_place")
    audience = django_filters.ModelMultipleChoiceFilter(
        queryset=Audience.objects.all(), to_field_name="slug", method="by_audience"
    )
    language = django_filters.MultipleChoiceFilter(
        choices=[(code, code) for code in CODES], method="by_language"
    )
    kind = django_filters.MultipleChoiceFilter(choices=Organisation.Kind.choices)
    free = django_filters.BooleanFilter(method="by_price")
    open = django_filters.BooleanFilter(method="by_hours")

    def by_theme(self, rows, _name, themes):
        return rows.filter(has_theme([theme.slug for theme in themes])) if themes else rows

    def by_place(self, rows, _name, slugs):
        return rows.filter(reaches(slugs)) if slugs else rows

    def by_audience(self, rows, _name, audiences):
        return rows.filter(is_for([row.slug for row in audiences])) if audiences else rows

    def by_language(self, rows, _name, codes):
        return rows.filter(speaks(codes)) if codes else rows

    def by_price(self, rows, _name, is_free):
        return rows.filter(cost=Organisation.Cost.FREE) if is_free else rows

    def by_hours(self, rows, _name, is_wanted):
        return rows.filter(is_open(timezone.localtime())) if is_wanted else rows


class Asked:
    """The question of one request: what it filters, and the rows without one of the facets."""

    def __init__(self, request):
        self.filterset = OrganisationFilter(request.GET, self.published())
        self.filterset.form.is_valid()
        self.values = {
            group: request.GET.getlist(group) for group in GROUPS if request.GET.get(group)
        }

    def published(self):
        rows = Organisation.objects.published()
        if not connection.features.supports_json_field_contains:
            rows = rows.alias(spoken_text=Cast("spoken_languages", TextField()))
        return rows

    def rows(self, without=None):
        rows = self.published()
        for group in GROUPS:
            if group != without:
                answer = self.filterset.form.cleaned_data.get(group)
                rows = self.filterset.filters[group].filter(rows, answer)
        return rows

    def places_offered(self):
        """Slugs and names of all municipalities, each with its neighbourhoods once chosen."""
        opened = set(municipalities_of(self.values.get("place", [])))
        offered = []
        for municipality in Municipality.objects.all():
            offered.append((municipality.slug, shown(municipality, "short_name").text))
            if municipality.pk in opened:
                neighbourhoods = municipality.neighbourhoods.filter(
                    pk__in=places().values("neighbourhood")
                )
                offered += [(row.slug, shown(row, "name").text) for row in neighbourhoods]
        return offered


# A COUNT for each option


def ordinary(request):
    return answer(request, counted_one_by_one)


def counted_one_by_one(asked):
    """`{facet: [(value, label, count), …]}`."""
    now = timezone.localtime()

    def count(group, options, condition):
        rows = asked.rows(without=group)
        return [(value, name, rows.filter(condition(value)).count()) for value, name in options]

    return {
        "theme": count("theme", names(Theme), lambda slug: has_theme([slug])),
        "place": count("place", asked.places_offered(), lambda slug: reaches([slug])),
        "audience": count("audience", names(Audience), says_for),
        "language": count("language", languages(), lambda code: speaks([code])),
        "kind": count("kind", KINDS.items(), lambda kind: Q(kind=kind)),
        "free": count("free", [("1", "Gratis")], lambda _: Q(cost=Organisation.Cost.FREE)),
        "open": count("open", [("1", "Nu open")], lambda _: is_open(now)),
    }


def names(model):
    return [(row.slug, shown(row, "name").text) for row in model.objects.all()]


def languages():
    return [(code, label(code, "nl")) for code in CODES]


# A GROUP BY for each facet


def grouped(request):
    return answer(request, counted_in_groups)


def counted_in_groups(asked):
    """`{facet: [(value, label, count), …]}`."""

    def with_counts(options, counts):
        return [(value, name, counts.get(value, 0)) for value, name in options]

    themes = ThemeLink.objects.filter(organisation__in=asked.rows(without="theme"))
    rows = asked.rows(without="audience")
    audiences = AudienceLink.objects.filter(organisation__in=rows)
    for_some = dict(audiences.values_list("audience__slug").annotate(Count("pk")))
    kinds = asked.rows(without="kind").rewrite(False).order_by()
    return {
        "theme": with_counts(
            names(Theme), dict(themes.values_list("theme__slug").annotate(Count("pk")))
        ),
        "place": with_counts(asked.places_offered(), places_in_groups(asked)),
        "audience": with_counts(names(Audience), for_some),
        "language": with_counts(languages(), languages_in_groups(asked)),
        "kind": with_counts(KINDS.items(), dict(kinds.values_list("kind").annotate(Count("pk")))),
        "free": [
            (
                "1",
                "Gratis",
                asked.rows(without="free").filter(cost=Organisation.Cost.FREE).count(),
            )
        ],
        "open": [
            (
                "1",
                "Nu open",
                asked.rows(without="open").filter(is_open(timezone.localtime())).count(),
            )
        ],
    }


def languages_in_groups(asked):
    """The database groups equal lists, of which there are some hundreds."""
    rows = asked.rows(without="language").rewrite(False).order_by()
    counts = {}
    for codes, count in rows.values_list("spoken_languages").annotate(Count("pk")):
        for code in codes:
            counts[code] = counts.get(code, 0) + count
    return counts


def places_in_groups(asked):
    """What serves the whole Region, what is located there, and what serves it from elsewhere."""
    rows = asked.rows(without="place")
    everywhere = rows.filter(serves_region=True).count()
    local = rows.filter(serves_region=False)
    there = places().order_by()
    located = there.filter(organisation__in=local).values_list("municipality")
    serving = ServesLink.objects.filter(organisation__in=local).exclude(
        Exists(
            there.filter(
                organisation=OuterRef("organisation"), municipality=OuterRef("municipality")
            )
        )
    )
    located = dict(located.annotate(Count("organisation", distinct=True)))
    serving = dict(serving.values_list("municipality").annotate(Count("pk")))
    counts = {}
    slugs = dict(Municipality.objects.values_list("pk", "slug"))
    for pk, slug in slugs.items():
        counts[slug] = everywhere + located.get(pk, 0) + serving.get(pk, 0)
    for slug, municipality in Neighbourhood.objects.values_list("slug", "municipality"):
        counts[slug] = counts[slugs[municipality]]
    return counts


# The page


def answer(request, count):
    """The page of the site's own template, with the counts that `count` gives."""
    asked = Asked(request)
    rows = asked.rows()
    chosen_places = asked.values.get("place", [])
    if chosen_places:
        located = places().filter(municipality__in=municipalities_of(chosen_places))
        rank = Case(When(Q(pk__in=located.values("organisation")), then=0), default=1)
        rows = rows.annotate(rank=rank).order_by("rank", "slug")
    list_page = Paginator(with_locations(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    total = list_page.paginator.count
    sections = [
        {"id": f"r{rank}", "heading": str(rank or ""), "cards": as_cards(list(organisations))}
        for rank, organisations in groupby(list_page, lambda row: getattr(row, "rank", 0))
    ]
    options = {
        group: [
            Option(value, name, number, value in asked.values.get(group, ()))
            for value, name, number in counted
            if number or value in asked.values.get(group, ())
        ]
        for group, counted in count(asked).items()
    }
    declared = OrganisationFilters.base_filters
    facets = {
        name: SimpleNamespace(
            field_name=name,
            label=facet.label,
            any=facet.any,
            beside="",
            is_compact=False,
            options=options[name],
        )
        for name in GROUPS
        for facet in [declared[name]]
    }
    main = OrganisationFilters.main
    context = {
        "heading": f"{total} plekken in Brussel",
        "counted": [(f"{total} plekken in Brussel", "")],
        "also": "",
        "query": SimpleNamespace(
            encoded=lambda: urlencode(asked.values, doseq=True),
            text="",
            is_text_cut=False,
            has_more=False,
            in_words=", ".join(value for values in asked.values.values() for value in values),
            on_paper=", ".join(value for values in asked.values.values() for value in values),
            button=OrganisationFilters.button,
        ),
        "page": list_page.number,
        "main_filters": [facets[name] for name in main],
        "more_filters": [facets[name] for name in GROUPS if name not in main],
        "canonical_query": urlencode(asked.values, doseq=True),
        "share_query": f"?{urlencode(asked.values, doseq=True)}",
        "corrected": None,
        "total": total,
        "chips": [
            {"label": value, "query": ""} for values in asked.values.values() for value in values
        ],
        "options": options,
        "ignored": [],
        "hints": [],
        "unknown": [],
        "loosened": [],
        "sections": sections,
        "further": [],
        "last_page": list_page.paginator.num_pages,
        "previous": None,
        "next": "page=2" if list_page.has_next() else None,
        "order": None,
        "is_sensitive": False,
        "is_page_missing": False,
        "first": 1,
        "last": 20,
        "listed": total,
        "is_noindex": False,
    }
    return render(request, "directory/organisation_list.html", context)


def with_locations(rows):
    public = Location.objects.public().select_related("municipality", "neighbourhood")
    return rows.defer("internal_notes").prefetch_related(
        Prefetch("locations", public, "public_locations")
    )


def as_cards(organisations):
    slots = open_slots(timezone.localtime()).filter(location__organisation__in=organisations)
    open_now = set(slots.values_list("location__organisation", flat=True))
    return [
        cards.Card(
            pk=row.pk,
            url=row.get_absolute_url(),
            name=shown(row, "name"),
            name_html=shown(row, "name").html("nl"),
            summary_html=shown(row, "summary").html("nl"),
            icon=cards.KIND_ICONS[row.kind],
            kind=str(KINDS[row.kind]),
            where=", ".join(
                shown(place, name).html("nl")
                for location in row.public_locations[:1]
                for place, name in (
                    (location.neighbourhood, "name"),
                    (location.municipality, "short_name"),
                )
                if place
            ),
            chips=cards.chips(
                "nl",
                row,
                opening=cards.chip("Nu open", "good no-print") if row.pk in open_now else "",
                **{
                    fact: any(getattr(location, fact) == "yes" for location in row.public_locations)
                    for fact in FACTS
                },
            ),
        )
        for row in organisations
    ]


urlpatterns = [
    *site_urlpatterns,
    *agenda_ordinary.urlpatterns,
    path("nl/ordinary/", ordinary),
    path("nl/grouped/", grouped),
]
