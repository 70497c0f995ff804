"""The agenda's list as one usually writes it with Django: the rivals of `bench/agenda.py`.

Both count each facet with a GROUP BY over activities, and differ in how they say that an activity
takes place: `joined` joins its dates and counts DISTINCT activities, which is the usual way;
`exists` asks whether there is such a date, which is the fairer one. Both mean the same as the site
(all counts must agree). The page around it (words, cards, template, middleware) is the site's own,
from its index; nothing about unknown facts and neighbouring municipalities.
"""

from itertools import groupby
from types import SimpleNamespace

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from agenda import index as agenda_index
from agenda import list_page
from agenda.filters import EventFilters
from agenda.models import Event, Occurrence
from agenda.periods import WHEN, period
from core.lists.results import PAGE_SIZE, Section
from directory.models import Audience, Municipality, Neighbourhood, Organisation, Theme

# The filters that the rivals have, too.
GROUPS = ("when", "theme", "place", "audience", "language", "free")
ThemeLink, AudienceLink = Event.themes.through, Event.audiences.through


class Asked:
    """The question of one request, and the activities that answer it but for one facet."""

    def __init__(self, query, index, now, *, is_joined):
        self.query, self.index, self.now, self.is_joined = query, index, now, is_joined
        self.number = Count("pk", distinct=is_joined)

    def dates(self, when, prefix=""):
        """What a date must be to be in a period, or to be coming."""
        asked = {"over_at__gt": self.now}
        if when:
            first, last = period(when, timezone.localtime(self.now))
            asked["starts_on__lte"] = last
            if first > self.index.today:
                asked["last_on__gte"] = first
        return Q(**{f"{prefix}{name}": value for name, value in asked.items()})

    def taking_place(self, rows, when):
        if self.is_joined:
            return rows.filter(self.dates(when, "occurrences__"))
        return rows.filter(
            Exists(Occurrence.objects.filter(self.dates(when), event=OuterRef("pk")).order_by())
        )

    def matching(self, without=None):
        """What matches all facets but the days and one more."""
        chosen = {group: values for group, values in self.query.asked.items() if group != without}
        rows = Event.objects.published().rewrite(False).order_by().annotate(where=where())
        if slugs := chosen.get("theme"):
            rows = rows.filter(
                pk__in=ThemeLink.objects.filter(theme__slug__in=slugs).values("event")
            )
        if slugs := chosen.get("place"):
            there = Municipality.objects.filter(
                Q(slug__in=slugs) | Q(neighbourhoods__slug__in=slugs)
            )
            pks = list(there.distinct().values_list("pk", flat=True))
            rows = rows.filter(Q(where__in=pks) | Q(where=None))
        return rows

    def rows(self, without=None):
        return self.taking_place(
            self.matching(without), None if without == "when" else self.query.when_asked
        )


def where():
    """The municipality of an activity: of its location, unless that is secret, or its own."""
    return Case(
        When(location=None, then=F("municipality")),
        When(location__is_confidential=False, then=F("location__municipality")),
    )


def counted(asked):
    """`{facet: {value: activities}}`."""

    def grouped(group, column):
        return asked.rows(without=group).values_list(column).annotate(asked.number)

    themes = dict(grouped("theme", "themes__slug"))
    audiences = dict(grouped("audience", "audiences__slug"))
    free = asked.rows(without="free").filter(cost=Organisation.Cost.FREE)
    return {
        "when": _by_period(asked),
        "place": _by_place(asked, dict(grouped("place", "where"))),
        "theme": {slug: themes.get(slug, 0) for slug in _slugs(Theme)},
        "audience": {slug: audiences.get(slug, 0) for slug in _slugs(Audience)},
        "language": _by_language(asked, grouped("language", "spoken_languages")),
        "free": {"1": free.aggregate(count=asked.number)["count"]},
    }


def _slugs(model):
    return list(model.objects.values_list("slug", flat=True))


def _by_period(asked):
    rows = asked.matching()
    if asked.is_joined:
        return rows.aggregate(
            **{
                when: Count("pk", distinct=True, filter=asked.dates(when, "occurrences__"))
                for when in WHEN
            }
        )
    return {when: asked.taking_place(rows, when).count() for when in WHEN}


def _by_place(asked, counts):
    everywhere = counts.get(None, 0)
    counts_by_slug = {}
    opened = set()
    for municipality in Municipality.objects.all():
        counts_by_slug[municipality.slug] = counts.get(municipality.pk, 0) + everywhere
        if municipality.slug in asked.query.asked["place"]:
            opened.add(municipality.pk)
    there = Occurrence.objects.filter(event__status="published", municipality__in=opened).order_by()
    for neighbourhood in Neighbourhood.objects.filter(
        pk__in=there.values("neighbourhood")
    ).select_related("municipality"):
        counts_by_slug[neighbourhood.slug] = counts_by_slug[neighbourhood.municipality.slug]
    return counts_by_slug


def _by_language(asked, groups):
    """The database groups equal lists, of which there are some hundreds."""
    counts = {}
    for codes, count in groups:
        for code in codes:
            counts[code] = counts.get(code, 0) + count
    return counts


def page_of(asked):
    """The number of activities, of lines and the `(day, activity)` pairs of the first page."""
    total = asked.rows().aggregate(count=asked.number)["count"]
    if asked.query.when_asked:
        events = asked.matching().values("pk")
        dates = Occurrence.objects.filter(asked.dates(asked.query.when_asked), event__in=events)
        pairs = dates.order_by("starts_at", "event").values_list("starts_at", "event")
        return total, dates.count(), list(pairs[:PAGE_SIZE])
    if asked.is_joined:
        rows = asked.rows().annotate(next=Min("occurrences__starts_at"))
    else:
        dates = Occurrence.objects.filter(asked.dates(None), event=OuterRef("pk"))
        following = Subquery(dates.order_by("starts_at").values("starts_at")[:1])
        rows = asked.matching().annotate(next=following).filter(next__isnull=False)
    pairs = rows.order_by("next", "pk").values_list("next", "pk")
    return total, total, list(pairs[:PAGE_SIZE])


class Counted(EventFilters):
    """What the site's page needs, with counts from elsewhere."""

    total, counted = 0, {}

    def counts(self, name):
        return self.counted.get(name, {})

    def rows(self, without=None):
        return (1 << self.total) - 1

    def unknown(self):
        return {}


def answer(request, *, is_joined):
    now, index = timezone.localtime(), agenda_index.current()
    query = Counted(request.GET, index, now)
    asked = Asked(query, index, now, is_joined=is_joined)
    query.total, lines, pairs = page_of(asked)
    query.counted = counted(asked)
    results = SimpleNamespace(
        page=1,
        last_page=max(1, -(-lines // PAGE_SIZE)),
        first=1,
        last=min(lines, PAGE_SIZE),
        listed=lines,
        is_missing=False,
        is_last=False,  # nothing of neighbouring municipalities
        beside=lambda most: most,
        sections=[],
        shown=[
            (Section("day", 0, day), [index.positions[pk] for _moment, pk in there])
            for day, there in groupby(pairs, lambda pair: timezone.localdate(pair[0]))
        ],
    )
    context = list_page.list_context(query, results, now)
    return render(request, "agenda/event_list.html", {**context, "is_noindex": False})


urlpatterns = [
    path("nl/agenda-joined/", answer, {"is_joined": True}),
    path("nl/agenda-exists/", answer, {"is_joined": False}),
]
