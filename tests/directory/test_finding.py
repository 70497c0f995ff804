"""The fast search against a slow one that anyone can check: random rows, random questions.

The slow search looks at one organisation after the other, with plain comparisons on model rows. It
shares no code with `core.lists`, `directory.index` and `directory.filters`.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.kept import memory
from core.models import Status
from directory import finding, index, opening
from directory.filters import OrganisationFilters
from directory.models import Organisation
from tests.factories import (
    audience,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
    theme,
)

# Thousands of savepoints in one transaction are slow on PostgreSQL.
EXAMPLES = 12 if connection.vendor == "sqlite" else 6
THEMES = ["budget", "health", "housing"]
AUDIENCES = ["pregnant", "twins"]
LANGUAGES = ["nl", "ar", "tr"]
KINDS = ["library", "shelter", "helpline"]
MUNICIPALITIES = ["brussel", "elsene", "etterbeek"]
NEIGHBOURHOODS = {"marollen": "brussel", "zavel": "brussel", "matonge": "elsene"}
POSTAL_CODES = {"1000": "brussel", "1020": "brussel", "1050": "elsene", "1040": "etterbeek"}
NEIGHBOURS = {
    "brussel": {"elsene", "etterbeek"},
    "elsene": {"brussel"},
    "etterbeek": {"brussel"},
}
MONDAY = date(2026, 12, 21)  # Christmas is the Friday of this week
MOMENTS = [
    datetime.combine(MONDAY + timedelta(days=day), time(hour, 30), ZoneInfo("Europe/Brussels"))
    for day in range(7)
    for hour in (1, 9, 12, 22)
]


def several(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


slots = st.fixed_dictionaries(
    {
        "weekday": st.integers(0, 6),
        "opens": st.sampled_from([time(0), time(9), time(12), time(20)]),
        "closes": st.sampled_from([time(0), time(2), time(13), time(17)]),
        "by_appointment": st.booleans(),
    }
)
locations = st.fixed_dictionaries(
    {
        "where": st.sampled_from(
            [None, ("elsene", "matonge", "1050"), ("elsene", None, ""), ("etterbeek", None, "1040")]
            + [("brussel", n, c) for n in (None, "marollen", "zavel") for c in ("1000", "1020")]
        ),
        "is_confidential": st.sampled_from([False, False, False, True]),
        "hours_known": st.booleans(),
        "holiday_hours": st.sampled_from(["open", "closed", "unknown"]),
        "slots": st.lists(slots, max_size=3, unique_by=lambda s: (s["weekday"], s["opens"])),
        "notice": st.sampled_from([None, None, "closed", "other_hours", "message"]),
    }
)
organisations = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Écoute", "Abri", "Zorg", "élan", "abri"]),
        "status": st.sampled_from([Status.PUBLISHED] * 4 + [Status.DRAFT, Status.ARCHIVED]),
        "kind": st.sampled_from(KINDS),
        "cost": st.sampled_from(["free", "paid", "low", "unknown"]),
        "spoken_languages": several(LANGUAGES),
        "themes": several(THEMES),
        "audiences": several(AUDIENCES),
        "serves_region": st.booleans(),
        "serves_municipalities": several(MUNICIPALITIES, 1),
        "locations": st.lists(locations, max_size=2),
        "notice": st.sampled_from([None, None, None, "closed", "other_hours"]),
    }
)
questions = st.fixed_dictionaries(
    {
        "theme": several([*THEMES, "nonsense"]),
        "place": several([*MUNICIPALITIES, *NEIGHBOURHOODS, *POSTAL_CODES, "nowhere"]),
        "audience": several(AUDIENCES),
        "language": several([*LANGUAGES, "unknown"]),
        "kind": several(KINDS),
        "free": several(["1", "unknown", "2"]),
        "open": several(["1", "unknown"]),
    }
)


def build(rows):
    """Writes the rows, and the places and words that they use, to the database."""
    places = {slug: municipality(slug=slug, name_nl=slug) for slug in MUNICIPALITIES}
    for slug, row in places.items():
        row.postal_codes = [code for code, where in POSTAL_CODES.items() if where == slug]
        row.neighbours.set([places[other] for other in NEIGHBOURS[slug]])
        row.save()
    parts = {
        slug: neighbourhood(slug=slug, name_nl=slug, municipality=places[where])
        for slug, where in NEIGHBOURHOODS.items()
    }
    themes = {slug: theme(slug=slug) for slug in THEMES}
    audiences = {slug: audience(slug=slug) for slug in AUDIENCES}
    for values in rows:
        row = organisation(
            name_nl=values["name"],
            **{key: values[key] for key in ("status", "kind", "cost", "spoken_languages")},
            serves_region=values["serves_region"],
            themes=[themes[slug] for slug in values["themes"]],
            audiences=[audiences[slug] for slug in values["audiences"]],
            serves_municipalities=[places[slug] for slug in values["serves_municipalities"]],
        )
        if values["notice"]:
            notice(organisation=row, kind=values["notice"], starts_on=MONDAY)
        for spot in values["locations"]:
            where = {"location_type": "virtual"}
            if spot["where"]:
                town, part, code = spot["where"]
                where = {
                    "municipality": places[town],
                    "neighbourhood": parts.get(part),
                    "postal_code": code,
                }
            place = location(
                organisation=row,
                **where,
                **{key: spot[key] for key in ("is_confidential", "hours_known", "holiday_hours")},
            )
            for slot in spot["slots"]:
                opening_hours(location=place, **slot)
            if spot["notice"]:
                notice(location=place, kind=spot["notice"], starts_on=MONDAY)


# The slow search


def public_places(row):
    return [spot for spot in row.locations.all() if not spot.is_confidential]


def is_located(row, slug):
    """Whether a public place of `row` lies in a municipality, neighbourhood or postal area."""
    for spot in public_places(row):
        if spot.municipality is None:
            continue
        part = spot.neighbourhood.slug if spot.neighbourhood else None
        if slug in (spot.municipality.slug, part):
            return True
        if slug in ("1000", "1020") and spot.postal_code == slug:
            return True
    return False


def town_of(slug):
    return NEIGHBOURHOODS.get(slug) or POSTAL_CODES.get(slug) or slug


def is_for(row, slug):
    served = {town.slug for town in row.serves_municipalities.all()}
    return (
        row.serves_region
        or town_of(slug) in served
        or is_located(row, town_of(slug))
        or is_located(row, slug)
    )


def is_open(row, now):
    """ "1", "unknown" or "no"."""
    states = []
    for spot in public_places(row):
        notices = [*row.notices.all(), *spot.notices.all()]
        states.append(opening.status(spot, now, notices).state)
    if "open" in states:
        return "1"
    return "unknown" if "unknown" in states or not states else "no"


def matches(row, group, value, now):
    if group == "theme":
        return value in [theme.slug for theme in row.themes.all()]
    if group == "audience":
        own = [audience.slug for audience in row.audiences.all()]
        return not own or value in own
    if group == "language":
        return value in (row.spoken_languages or ["unknown"])
    if group == "kind":
        return row.kind == value
    if group == "free":
        return row.cost == {"1": "free", "unknown": "unknown"}[value]
    if group == "open":
        return is_open(row, now) == value
    return is_for(row, value)


def says(row, group, value, now):
    """What has a number beside it: of audiences only what names them."""
    if group == "audience":
        return value in [audience.slug for audience in row.audiences.all()]
    return matches(row, group, value, now)


VALUES = {
    "theme": THEMES,
    "place": [*MUNICIPALITIES, *NEIGHBOURHOODS, "1000", "1020"],
    "audience": AUDIENCES,
    "language": [*LANGUAGES, "unknown"],
    "kind": KINDS,
    "free": ["1", "unknown"],
    "open": ["1", "unknown"],
}
CANONICAL = {"1050": "elsene", "1040": "etterbeek"}


def slow(question, now):
    """What `find` must say: names in order, counts, unknowns, and what lies a little further."""
    rows = sorted(
        Organisation.objects.filter(status=Status.PUBLISHED),
        key=lambda row: (["abri", "Abri", "Écoute", "élan", "Zorg"].index(row.name_nl), row.pk),
    )
    asked = {}
    for group, values in question.items():
        known = [CANONICAL.get(value, value) for value in values]
        known = [value for value in dict.fromkeys(known) if value in VALUES[group]]
        if group == "place":
            towns = {town_of(value) for value in known if value not in MUNICIPALITIES}
            known = [value for value in known if value not in towns]
        if known:
            asked[group] = known

    def says_all(row):
        for group, values in asked.items():
            sure = [value for value in values if value != "unknown"]
            is_divided = group == "audience" or (sure and len(sure) < len(values))
            if is_divided and not any(says(row, group, value, now) for value in sure):
                return False
        return True

    def fits(row, without=None):
        return all(
            any(matches(row, group, value, now) for value in values)
            for group, values in asked.items()
            if group != without
        )

    found = [row for row in rows if fits(row)]
    counts = {
        group: {
            value: sum(fits(row, group) and says(row, group, value, now) for row in rows)
            for value in values
        }
        for group, values in VALUES.items()
    }
    unknown = {
        group: sum(
            fits(row, group) and matches(row, group, "unknown", now) and row not in found
            for row in rows
        )
        for group in ("language", "free", "open")
        if group in asked and "unknown" not in asked[group]
    }
    divided = [[row for row in found if says_all(row)], [row for row in found if not says_all(row)]]
    sections, further = [[row.pk for row in part] for part in divided], []
    if places := asked.get("place"):
        narrow = [slug for slug in places if slug not in MUNICIPALITIES]
        towns = {town_of(slug) for slug in places}
        sections, near = [], 0
        for part in divided:
            first = [row for row in part if any(is_located(row, slug) for slug in narrow)]
            second = [
                row
                for row in part
                if row not in first and any(is_located(row, town) for town in towns)
            ]
            third = [row for row in part if row not in first and row not in second]
            sections += [[row.pk for row in some] for some in (first, second, third)]
            near += len(first) + len(second)
        if near < finding.FEW:
            around = {other for town in towns for other in NEIGHBOURS[town]} - towns
            further = [
                row.pk
                for row in rows
                if row not in found
                and fits(row, "place")
                and any(is_located(row, town) for town in around)
            ]
    return {"sections": [s for s in sections if s], "counts": counts, "unknown": unknown,
            "further": further, "total": len(found)}  # fmt: skip


def fast(question, now):
    params = QueryDict(mutable=True)
    for group, values in question.items():
        params.setlist(group, values)
    table = index.current()
    filters = OrganisationFilters(params, table, now)

    def ids(bits):
        return [table.ids[position] for position in table.by_name.page(bits, 0, table.total)]

    return {
        "sections": [ids(section.bits) for section in finding.sections(filters) if section.bits],
        "counts": {
            group: {value: filters.counts(group).get(value, 0) for value in values}
            for group, values in VALUES.items()
            if group != "place"
        }
        # Only the places that pages offer are counted: see `PlaceFacet.offered`.
        | {"place": filters.counts("place")},
        "unknown": filters.unknown(),
        "further": ids(finding.further(filters)),
        "total": filters.rows().bit_count(),
    }


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    rows=st.lists(organisations, max_size=7),
    asked=st.lists(st.tuples(questions, st.sampled_from(MOMENTS)), min_size=2, max_size=4),
)
def test_finding_agrees_with_a_slow_search(rows, asked):
    # What the search read of rows that are rolled back would only slow it down.
    memory.forget()
    with transaction.atomic():
        build(rows)
        for question, now in asked:
            quick, plain = fast(question, now), slow(question, now)
            offered = quick["counts"]["place"]
            plain["counts"]["place"] = {v: plain["counts"]["place"][v] for v in offered}
            assert set(MUNICIPALITIES) <= set(offered)
            assert quick == plain
        transaction.set_rollback(True)
