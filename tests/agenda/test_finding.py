"""The agenda’s search against a slow one that anyone can check: random activities and questions.

The slow search looks at one activity after the other, with plain comparisons on the rows of its
dates. It shares no code with `agenda.index`, `agenda.filters` and `core.lists`. What a card
says of a date and of the next ones is read from the same rows.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.translation import gettext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agenda import finding, occurrences
from agenda import index as agenda_index
from agenda.cards import card_lists
from agenda.filters import EventFilters
from agenda.models import Event, Occurrence
from core.kept import memory
from core.lists.results import Results
from core.models import Status
from core.wording.dates import short_day
from directory import index as directory_index
from directory.finding import further
from tests.factories import (
    audience,
    event,
    event_exception,
    location,
    municipality,
    neighbourhood,
    organisation,
    theme,
)

THEMES = {"budget": "Geld", "health": "Gezondheid", "housing": "Wonen"}
AUDIENCES = ["pregnant", "twins"]
LANGUAGES = ["nl", "ar", "tr"]
MUNICIPALITIES = ["brussel", "elsene", "etterbeek"]
NEIGHBOURHOODS = {"marollen": "brussel", "zavel": "brussel", "matonge": "elsene"}
POSTAL_CODES = {"1000": "brussel", "1020": "brussel", "1050": "elsene", "1040": "etterbeek"}
NEIGHBOURS = {
    "brussel": {"elsene", "etterbeek"},
    "elsene": {"brussel"},
    "etterbeek": {"brussel"},
}
WHEN = ["today", "tomorrow", "weekend", "next-weekend", "week", "next-week", "month"]
BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = timedelta(days=1)
MONDAY = date(2026, 10, 19)  # the clocks change in the night before the next Monday
EXAMPLES = 25 if connection.vendor == "sqlite" else 8
MOMENTS = [
    datetime.combine(MONDAY + timedelta(days=day), clock, BRUSSELS)
    for day in range(14)
    for clock in (time(0, 0), time(1), time(2, 30), time(5, 59), time(6), time(10), time(23, 59))
]
TIMES = [
    (None, None),
    (time(9, 30), time(11, 30)),
    (time(9, 30), time(11, 30)),
    (time(14), None),
    (time(20), time(0)),
    (time(20), time(2)),
    (time(21), time(7)),
    (time(22), time(6)),
    (time(23, 45), None),
    (time(0), time(0)),
    (time(0, 30), None),
    (time(2, 30), time(4)),
]

PATTERNS = [
    *["", "", "dates", "dates"],
    *["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=FR,SA", "FREQ=WEEKLY;BYDAY=SU"],
    *["FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
]


def several(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


def days(first, last):
    return st.integers(first, last).map(lambda number: MONDAY + timedelta(days=number))


exceptions = st.fixed_dictionaries(
    {
        "number": st.integers(0, 9),  # which of its dates
        "kind": st.sampled_from(["cancelled", "full", "moved", "moved", "extra"]),
        "new_day": st.none() | days(-3, 25),
        "new_times": st.sampled_from([(None, None), *TIMES]),
    }
)
events = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Koffie", "Zwemmen", "Muziek"]),
        "organiser": st.sampled_from(["Abri", "Oxfam"]),
        "status": st.sampled_from([Status.PUBLISHED] * 5 + [Status.DRAFT, Status.ARCHIVED]),
        "organisation_status": st.sampled_from([Status.PUBLISHED] * 6 + [Status.DRAFT]),
        "starts_on": days(-14, 20),
        "pattern": st.sampled_from(PATTERNS),
        "more": st.lists(st.integers(1, 25), max_size=4, unique=True).map(sorted),
        "until": st.integers(0, 40),
        "lasts": st.sampled_from([None] * 6 + [0, 1, 2, 9]),
        "times": st.sampled_from(TIMES),
        "exceptions": st.lists(exceptions, max_size=3),
        "where": st.sampled_from(
            [None, "online", "secret", "virtual"]
            + [("at", "elsene", "matonge", "1050"), ("at", "etterbeek", None, "1040")]
            + [
                ("at", "brussel", part, code)
                for part in (None, "marollen")
                for code in ("", "1020")
            ]
            + [("elsewhere", "brussel", "zavel", ""), ("elsewhere", "elsene", None, "")]
        ),
        "cost": st.sampled_from(["free", "paid", "low", "unknown"]),
        "spoken_languages": several(LANGUAGES),
        "themes": several(list(THEMES)),
        "audiences": several(AUDIENCES),
    }
)
questions = st.fixed_dictionaries(
    {
        "when": st.lists(st.sampled_from([*WHEN, "dates", "never"]), max_size=2),
        "from": st.sampled_from([None] * 4 + [-9, 0, 1, 2, 6, 12, "2026-02-30", "11/2026"]),
        "to": st.sampled_from([None] * 4 + [-1, 0, 1, 5, 20, "9999-12-31", "0001-01-01"]),
        "theme": several([*THEMES, "nonsense"]),
        "place": several([*MUNICIPALITIES, *NEIGHBOURHOODS, *POSTAL_CODES, "nowhere"]),
        "audience": several(AUDIENCES),
        "language": several([*LANGUAGES, "unknown"]),
        "free": several(["1", "unknown", "2"]),
        "q": st.sampled_from(
            [""] * 6 + ["koffie", "ZWEMMEN", "abri muziek", "geld", "matonge", "elsene oxfam"]
        ),
    }
)


def build(rows, today):
    """Writes the activities and what they use to the database, with their dates on `today`."""
    places = {slug: municipality(slug=slug, name_nl=slug) for slug in MUNICIPALITIES}
    for slug, row in places.items():
        row.postal_codes = [code for code, where in POSTAL_CODES.items() if where == slug]
        row.neighbours.set([places[other] for other in NEIGHBOURS[slug]])
        row.save()
    parts = {
        slug: neighbourhood(slug=slug, name_nl=slug, municipality=places[where])
        for slug, where in NEIGHBOURHOODS.items()
    }
    themes = {slug: theme(slug=slug, name_nl=name) for slug, name in THEMES.items()}
    audiences = {slug: audience(slug=slug) for slug in AUDIENCES}
    for values in rows:
        organiser = organisation(name_nl=values["organiser"], status=values["organisation_status"])
        row = event(
            organisation=organiser,
            title_nl=values["title"],
            **{key: values[key] for key in ("status", "cost", "spoken_languages")},
            themes=[themes[slug] for slug in values["themes"]],
            audiences=[audiences[slug] for slug in values["audiences"]],
            **when_of(values),
            **where_of(values["where"], organiser, places, parts),
        )
        change(row, values["exceptions"], today)
    occurrences.rebuild(Event.objects.all(), today=today)


def when_of(values):
    starts_on, pattern, lasts = values["starts_on"], values["pattern"], values["lasts"]
    start, end = values["times"]
    if lasts == 0 and start and end and end <= start:
        lasts = None  # the form does not accept an end before the beginning
    when = {
        "starts_on": starts_on,
        "start_time": start,
        "end_time": end,
        "ends_on": None if lasts is None else starts_on + timedelta(days=lasts),
    }
    if pattern == "dates":
        when["dates"] = [(starts_on + timedelta(days=more)).isoformat() for more in values["more"]]
    elif pattern:
        when["rule"] = pattern
        when["repeats_until"] = starts_on + timedelta(days=values["until"])
    return when


def where_of(where, organiser, places, parts):
    if where is None:
        return {}
    if where == "online":
        return {"is_online": True}
    if where == "secret":
        spot = {"municipality": places["elsene"], "is_confidential": True}
    elif where == "virtual":
        spot = {"location_type": "virtual"}
    else:
        kind, town, part, code = where
        spot = {"municipality": places[town], "neighbourhood": parts.get(part)}
        if kind == "elsewhere":
            return {**spot, "place_nl": "In het park"}
        spot["postal_code"] = code
    return {"location": location(organisation=organiser, **spot)}


def change(row, changes, today):
    """Adds exceptions to some of its dates."""
    occurrences.rebuild(Event.objects.filter(pk=row.pk), today=today)
    planned = sorted(row.occurrences.values_list("day", flat=True))
    taken = set()
    for values in changes:
        kind, new_day = values["kind"], values["new_day"]
        if kind == "extra":
            day = new_day or today
        elif planned:
            day = planned[values["number"] % len(planned)]
        else:
            continue
        if day in taken:
            continue
        taken.add(day)
        new = {}
        if kind in ("moved", "extra"):
            start, end = values["new_times"]
            new = {"new_start_time": start, "new_end_time": end}
        if kind == "moved":
            new["new_day"] = new_day
        event_exception(event=row, day=day, kind=kind, **new)


# The slow search


def where_is(row):
    """The slugs of what it is located in; empty when it is nowhere, or secret."""
    spot = row.location
    if spot and (spot.is_confidential or spot.location_type == "virtual"):
        return set()
    source = spot or row
    if source.municipality is None:
        return set()
    slugs = {source.municipality.slug}
    if source.neighbourhood:
        slugs.add(source.neighbourhood.slug)
    if spot and spot.postal_code in ("1000", "1020"):
        slugs.add(spot.postal_code)
    return slugs


def town_of(slug):
    return NEIGHBOURHOODS.get(slug) or POSTAL_CODES.get(slug) or slug


def days_listed(row, first, last, now):
    """The days of a period, both included, under which an activity stands."""
    today, found = now.date(), set()
    for one in row.occurrences.all():
        if one.over_at <= now:
            continue
        if one.last_on < today:
            # A night that goes on stands under its evening; whoever asks for today means it, too.
            if first <= today and last >= one.last_on:
                found.add(one.last_on)
            continue
        day = max(one.starts_on, first, today)
        if day <= min(one.last_on, last):
            found.add(day)
    return sorted(found)


def period(asked, now):
    """The first and the last day of what was asked."""
    today = now.date()
    if isinstance(asked, tuple):
        return asked[0] or today, asked[1] or date.max
    week = [today + timedelta(days=number) for number in range(7)]
    if asked == "today":
        return today, today
    if asked == "tomorrow":
        return week[1], week[1]
    if asked == "week":
        return today, week[6]
    rest = week[: 7 - today.weekday()]
    after = [rest[-1] + number * DAY for number in range(1, 8)]
    if asked in ("weekend", "next-weekend"):
        left = [day for day in rest if day.strftime("%a") in ("Sat", "Sun")]
        is_over = len(left) == 1 or (len(rest) == 2 and now.hour > 17)
        return (left[0], left[-1]) if asked == "weekend" and not is_over else tuple(after[-2:])
    if asked == "next-week":
        return after[0], after[-1]
    if asked == "month":
        return today, today + 29 * DAY
    return today, date.max


def words_of(row):
    names = [row.title_nl, row.organisation.name_nl, *(theme.name_nl for theme in row.themes.all())]
    return {word.lower() for word in names} | {slug for slug in where_is(row) if slug.isalpha()}


def matches(row, group, value, now):
    if group == "when":
        return bool(days_listed(row, *period(value, now), now))
    if group == "theme":
        return value in [theme.slug for theme in row.themes.all()]
    if group == "audience":
        own = [audience.slug for audience in row.audiences.all()]
        return not own or value in own
    if group == "language":
        return value in (row.spoken_languages or ["unknown"])
    if group == "free":
        return row.cost == {"1": "free", "unknown": "unknown"}[value]
    if group == "q":
        return set(value.lower().split()) <= words_of(row)
    there = where_is(row)
    return not there or value in there or town_of(value) in there


VALUES = {
    "when": WHEN,
    "place": [*MUNICIPALITIES, *NEIGHBOURHOODS, "1000", "1020"],
    "theme": list(THEMES),
    "audience": AUDIENCES,
    "language": [*LANGUAGES, "unknown"],
    "free": ["1", "unknown"],
}
CANONICAL = {"1050": "elsene", "1040": "etterbeek"}


def asked_of(question):
    """`{group: known values}`; a period of days is the value `(first, last)` of "when"."""
    asked = {}
    for group, known in VALUES.items():
        values = [CANONICAL.get(value, value) for value in question[group]]
        if group == "place":
            towns = {town_of(value) for value in values if value not in MUNICIPALITIES}
            values = [value for value in values if value not in towns]
        values = [value for value in dict.fromkeys(values) if value in known]
        if values:
            asked[group] = values[:1] if group == "when" else values
    limits = tuple(
        MONDAY + timedelta(days=value) if isinstance(value, int) else None
        for value in (question["from"], question["to"])
    )
    if any(limits):
        asked["when"] = [tuple(sorted(limits)) if all(limits) else limits]
    if question["q"]:
        asked["q"] = [question["q"]]
    return asked


def says(row, group, value, now):
    """What has a number beside it: of audiences only what names them."""
    if group == "audience":
        return value in [audience.slug for audience in row.audiences.all()]
    return matches(row, group, value, now)


def slow(question, now):
    """What the search must say; `pairs` are `(day, pk)` in the order of the list."""
    published = Event.objects.filter(status="published", organisation__status="published")
    rows = [
        row
        for row in published.select_related(
            "organisation", "location__municipality", "location__neighbourhood", "municipality",
            "neighbourhood",
        ).prefetch_related("themes", "audiences", "occurrences")
        if days_listed(row, now.date(), date.max, now)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.start_time or time(0), row.pk))
    asked = asked_of(question)

    def fits(row, without=None):
        return all(
            any(matches(row, group, value, now) for value in values)
            for group, values in asked.items()
            if group != without
        )

    found = [row for row in rows if fits(row)]
    pairs = []
    for number, row in enumerate(found):
        listed = days_listed(row, *period(asked.get("when", [None])[0], now), now)
        pairs += [(day, number, row.pk) for day in (listed if "when" in asked else listed[:1])]
    further = []
    if places := asked.get("place"):
        towns = {town_of(slug) for slug in places}
        near = [row for row in found if where_is(row) & {*towns, *places}]
        if len(near) < 8:
            around = {other for town in towns for other in NEIGHBOURS[town]} - towns
            further = [
                row.pk
                for row in rows
                if row not in found and fits(row, "place") and where_is(row) & around
            ]
    return {
        "pairs": [(day, pk) for day, _number, pk in sorted(pairs)],
        "total": len(found),
        "counts": {
            group: {
                value: sum(fits(row, group) and says(row, group, value, now) for row in rows)
                for value in values
            }
            for group, values in VALUES.items()
        },
        "unknown": {
            group: sum(
                fits(row, group) and matches(row, group, "unknown", now) and row not in found
                for row in rows
            )
            for group in ("language", "free")
            if group in asked and "unknown" not in asked[group]
        },
        "further": further,
        "loosened": {
            group: count
            for group in (asked if not found else ())
            if (count := sum(fits(row, group) for row in rows))
        },
    }


def slow_card(day, pk, now):
    """What the card of one activity under a day says: its state, and the next dates."""
    rows = list(Occurrence.objects.filter(event=pk, over_at__gt=now).order_by("starts_at"))
    there = [row.state for row in rows if row.starts_on <= day <= row.last_on]
    later = [row for row in rows if row.starts_on > day][:5]
    words = {"planned": "", "cancelled": gettext("Cancelled"), "full": gettext("Full")}
    return {
        "url": f"/nl/agenda/{Event.objects.get(pk=pk).slug}/",
        "iso_day": day.isoformat(),
        "state": "planned" if "planned" in there else there[0],
        "next": [(short_day(row.starts_on), words[row.state]) for row in later],
    }


def fast(question, now):
    params = QueryDict(mutable=True)
    for group, values in question.items():
        if isinstance(values, list):
            params.setlist(group, values)
        elif values is not None:
            is_day = isinstance(values, int)
            params[group] = (MONDAY + timedelta(days=values)).isoformat() if is_day else values
    names = directory_index.current()
    table = agenda_index.Index(memory.get("events"), names, now.date())
    filters = EventFilters(params, table, now)
    sections = finding.sections(filters)

    def ids(bits):
        return [table.ids[slot] for slot in table.page(bits, 0, bits.bit_count())]

    lists = [
        [(section.about, position) for position in positions]
        for page in range(1, Results(sections, 1).last_page + 1)
        for section, positions in Results(sections, page).shown
    ]
    pairs = [(day, table.ids[position]) for pairs in lists for day, position in pairs]
    cards = [card for cards in card_lists(table, lists, now) for card in cards]
    result = {
        "pairs": pairs,
        "total": filters.rows().bit_count(),
        "counts": {
            group: {value: filters.counts(group).get(value, 0) for value in values}
            for group, values in VALUES.items()
            if group != "place"
        }
        # Only the places that pages offer are counted.
        | {"place": filters.counts("place")},
        "unknown": filters.unknown(),
        "further": ids(further(filters)),
        "loosened": {name: count for name, _left, count in filters.loosened()},
    }
    return result, cards


def next_dates(card):
    """`[(day, state in words)]` from the list items of a card."""
    items = str(card.next_dates).replace("<s>", "").replace("</s>", "").split("</li>")[:-1]
    found = []
    for item in items:
        day, _dot, rest = item.removeprefix("<li>").partition(" · ")
        _moment, _mark, state = rest.partition("<strong>")
        found.append((day[0].lower() + day[1:], state.removesuffix("</strong>")))
    return found


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    rows=st.lists(events, max_size=7),
    now=st.sampled_from(MOMENTS),
    asked=st.lists(questions, min_size=2, max_size=5),
)
def test_finding_agrees_with_a_slow_search(rows, now, asked):
    with transaction.atomic():
        build(rows, now.date())
        for question in asked:
            (quick, cards), plain = fast(question, now), slow(question, now)
            offered = quick["counts"]["place"]
            assert set(MUNICIPALITIES) <= set(offered)
            plain["counts"]["place"] = {v: plain["counts"]["place"][v] for v in offered}
            assert quick == plain
            assert [
                {"url": c.url, "iso_day": c.iso_day, "state": c.state, "next": next_dates(c)}
                for c in cards
            ] == [slow_card(day, pk, now) for day, pk in plain["pairs"]]
        transaction.set_rollback(True)
    # What was rolled back is still in memory.
    memory.forget()
