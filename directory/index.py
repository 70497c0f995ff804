"""The published organisations in memory, ready to be counted: see `core.lists.bits`.

Built once per content version, language and day, from a fixed number of queries, in time that grows
with the rows (docs/benchmarks.md: "the first list after a change"). An index is never changed: a
page takes one and hands it down, so that it says one thing from its beginning to its end.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import versions
from core.languages import CODES as LANGUAGES
from core.languages import Shown, order_of, shown
from core.lists.bits import Collector, bits_of, union
from core.lists.latest import Latest
from core.models import FormerSlug
from core.text import collation_key

from . import good_to_know, order
from .cards import where_text
from .models import Audience, Location, Organisation, Theme
from .open_now import Hours, Written
from .places import Places
from .sensitive import rows_of
from .spoken_languages import CODES
from .spoken_languages import label as language_label
from .streets import Streets

# The filters whose values are those of a column of an organisation.
COLUMNS = {"kind": "kind", "papers": "papers_needed"}


def current(day=None):
    """The `Index` of the active language, of now (at most one second old), in the order of a day.

    That is today, unless another one is given.
    """
    return _latest((versions.current(), get_language(), day or timezone.localdate()))


@dataclass(frozen=True, eq=False)
class Index:
    """Bit sets over the published organisations, in the order of a day (`directory.order`).

    `by_name` has, for each position, its place in the alphabetical order of what is shown, and
    `reachable` the bits of what one can call, write or look up. `urgent` are the slugs of themes.

    `groups` is `{filter: {value: bits}}`, and `said` the same of audiences without what is for
    everyone; for places the bits are what is located there or serves
    it, and `located` and `serving` tell these apart. `not_known` has what one does not know of
    facts (`core.lists.filters.AllOf`). `labels` has the name of every value that a filter
    can have, in the order in which pages offer them; the filters name fixed values themselves.

    `sensitive` has the slugs of sensitive themes, and `sensitive_rows` the bits of what is so.

    For cards: `where` has, for each position, the `Shown` of where it is, `addresses` the
    `(house number, *names of the street)` of its first place, or None, `phones` the first telephone
    of a location, `hours_notes` the `Shown` of hours in words, where there are any; `facts` has the
    bits of what is said of any of them. Secret places are in none of it.

    `by_street` finds what lies in a street; of a confidential address it knows nothing.
    """

    version: int
    language: str
    day: date
    ids: list
    positions: dict
    by_name: list = field(repr=False)
    reachable: int
    groups: dict
    not_known: dict
    said: dict
    labels: dict
    aliases: dict
    places: Places
    located: dict
    serving: dict
    theme_slugs: dict
    sensitive: frozenset
    sensitive_rows: int
    urgent: frozenset
    where: list = field(repr=False)
    hours_notes: dict = field(repr=False)
    addresses: list = field(repr=False)
    phones: dict = field(repr=False)
    facts: dict = field(repr=False)
    by_street: Streets = field(repr=False)
    hours: Hours = field(repr=False)

    @cached_property
    def everything(self):
        return (1 << len(self.ids)) - 1

    def bits_of_ids(self, ids):
        return bits_of((self.positions[pk] for pk in ids if pk in self.positions), len(self.ids))

    def street(self, position):
        """The `Shown` of the street and number of the first place, or None."""
        number, *names = self.addresses[position] or [""]
        for name, language in zip(names, order_of(self.language), strict=False):
            if name:
                return Shown(f"{name} {number}".strip(), language)
        return None

    def open_groups(self, now):
        """`{value: bits}` for the filter "open": open at the aware datetime `now`, or not known."""
        return self.hours.at(now).groups


def build(key):
    version, language, day = key
    written = Written.read()
    reachable = _plain(Organisation.objects.published().reachable())
    reachable = set(reachable.values_list("pk", flat=True))
    named = _published(language)
    by_name = {row[0]: place for place, row in enumerate(named)}
    rows = order.by_use(named, day, reachable, written.open_on(day))
    ids = [row[0] for row in rows]
    positions = {pk: position for position, pk in enumerate(ids)}
    places = Places()
    facts, regional = _facts(rows)
    themes, audiences = list(Theme.objects.all()), list(Audience.objects.all())
    said = {"audience": related(Organisation, "audience", audiences, positions)}
    groups = {
        **{name: facts.bits(name) for name in (*COLUMNS, "free")},
        "language": by_use(facts.bits("language")),
        "theme": related(Organisation, "theme", themes, positions),
        "audience": for_everyone(said["audience"], len(ids)),
    }
    located = _located(places, positions, regional, language)
    easier, not_known = good_to_know.groups(
        good_to_know.of_organisations(
            facts.bits("answers"),
            located["answers"],
            union(groups["kind"].get(kind, 0) for kind in Organisation.LINES),
            (1 << len(ids)) - 1,
        )
    )
    sensitive = frozenset(theme.slug for theme in themes if theme.is_sensitive)
    serving = _serving(places, positions, regional)
    return Index(
        version=version,
        language=language,
        day=day,
        ids=ids,
        positions=positions,
        by_name=[by_name[pk] for pk in ids],
        reachable=bits_of((positions[pk] for pk in reachable if pk in positions), len(ids)),
        groups={**groups, **easier, "place": _reached(places, located["places"], serving)},
        not_known=not_known,
        said=said,
        labels={
            "theme": {theme.slug: shown(theme, "name").text for theme in themes},
            "place": {place.slug: _place_label(place, places) for place in _in_order(places)},
            "audience": {a.slug: shown(a, "name").text for a in audiences},
            "language": _language_labels(groups["language"], language),
            "kind": {kind: capfirst(str(name)) for kind, name in Organisation.Kind.choices},
        },
        aliases={"theme": _former_slugs(Theme), "audience": _former_slugs(Audience)},
        places=places,
        located=located["places"],
        serving=serving,
        theme_slugs={theme.pk: theme.slug for theme in themes},
        sensitive=sensitive,
        sensitive_rows=rows_of(groups["theme"], sensitive, facts.bits("sensitive")),
        urgent=frozenset(theme.slug for theme in themes if theme.is_urgent),
        where=located["where"],
        hours_notes=_hours_notes(positions, language),
        addresses=located["addresses"],
        phones=located["phones"],
        facts={
            "buggies_welcome": easier["baby"]["buggies"],
            "women_only": easier["easy"]["women-only"],
        },
        by_street=Streets(located["by_street"]),
        hours=Hours.of(written, positions),
    )


# For the day before and the day after midnight.
_latest = Latest(build, most=2 * len(LANGUAGES))


def _published(language):
    """`(id, slug, *COLUMNS, *OWN, serves region, price, languages as JSON, mark)` of all, by
    name."""
    said = [
        "pk",
        "slug",
        *COLUMNS.values(),
        *good_to_know.OWN,
        "serves_region",
        "cost",
        "spoken",
        "sensitive",
    ]
    names, end = [f"name_{code}" for code in order_of(language)], len(said)
    published = _plain(Organisation.objects.published())
    # As text: few different ones are read (`_codes`).
    published = published.annotate(spoken=Cast("spoken_languages", TextField()))
    table = published.values_list(*said, *names)
    rows = [(collation_key(next(filter(None, row[end:]), "")), *row[:end]) for row in table]
    rows.sort(key=lambda row: row[:2])
    return [row[1:] for row in rows]


def _facts(rows):
    """What the columns of rows of `_published` say, in a `Collector`; and who serves the Region."""
    facts, regional, columns = Collector(len(rows)), [], len(COLUMNS)
    for position, (_pk, _slug, *values, serves, cost, languages, mark) in enumerate(rows):
        for name, value in zip(COLUMNS, values[:columns], strict=True):
            facts[name][value].append(position)
        facts["answers"][tuple(values[columns:])].append(position)
        collect(facts, position, cost, _codes(languages))
        facts["sensitive"][mark].append(position)
        if serves:
            regional.append(position)
    return facts, regional


@lru_cache(maxsize=4096)
def _codes(text):
    return tuple(json.loads(text))


# What organisations and activities say alike


def collect(facts, position, cost, languages):
    """Collects what is said of price and languages, in a `core.lists.bits.Collector`."""
    for code in languages or ["unknown"]:
        facts["language"][code].append(position)
    if cost == Organisation.Cost.FREE:
        facts["free"]["1"].append(position)
    elif cost == Organisation.Cost.UNKNOWN:
        facts["free"]["unknown"].append(position)


def by_use(bits):
    """`{value: bits}`, the values with most rows first."""
    return dict(sorted(bits.items(), key=lambda item: -item[1].bit_count()))


def related(model, name, rows, positions):
    """`{slug: bits}` of the themes or audiences `rows` of the rows of a model."""
    through, collected = getattr(model, f"{name}s").through, Collector(len(positions))
    for pk, other in through.objects.values_list(f"{model._meta.model_name}_id", f"{name}_id"):
        if pk in positions:
            collected[name][other].append(positions[pk])
    bits = collected.bits(name)
    return {row.slug: bits.get(row.pk, 0) for row in rows}


def for_everyone(audiences, size):
    """Without an audience it is for everyone."""
    everyone = ((1 << size) - 1) & ~union(audiences.values())
    return {slug: bits | everyone for slug, bits in audiences.items()}


def _plain(rows):
    """Rows as they are in the table, unordered: modeltranslation would copy each twice."""
    return rows.rewrite(False).order_by()


# Names


def _place_label(place, places):
    """Its whole name: there is room in a list. Only the city is called as the Region is."""
    if place.kind != "municipality":
        return place.short_name.text
    name = _municipality_name(place, places)
    return f"{name} ({place.postal_codes[0]})" if len(place.postal_codes) == 1 else name


def _municipality_name(place, places):
    return (place.short_name if place.slug == places.city else place.name).text


def _language_labels(spoken, language):
    """Those that are spoken most come first."""
    return {
        code: _("Languages not known")
        if code == "unknown"
        else capfirst(language_label(code, language))
        for code in dict.fromkeys([*spoken, *CODES, "unknown"])
    }


def _former_slugs(model):
    slugs = dict(model.objects.values_list("pk", "slug"))
    former = FormerSlug.objects.filter(model=model._meta.label_lower)
    return {old: slugs[pk] for old, pk in former.values_list("slug", "object_id") if pk in slugs}


# Places


def _located(places, positions, regional, language):
    """What public locations say: bits by place and by answers, and the texts of where."""
    collected, slugs, where = Collector(len(positions)), places.slug_of_pk, [None] * len(positions)
    addresses = _Addresses(len(positions), language)
    columns = len(Location.BABY_FACTS)
    codes = {place.slug for place in places.by_slug.values() if place.kind == "postal-code"}
    public = _plain(Location.objects.public()).order_by("position", "pk")
    for organisation, kind, municipality, neighbourhood, code, *rest in public.values_list(
        "organisation_id", "location_type", "municipality_id", "neighbourhood_id", "postal_code",
        *Location.BABY_FACTS, *addresses.columns,
    ):  # fmt: skip
        position = positions.get(organisation)
        if position is None:
            continue
        addresses.note(position, kind, *rest[columns:])
        known = where[position]
        if kind == Location.Type.VIRTUAL:
            where[position] = known or ()
            continue
        collected["answers"][tuple(rest[:columns])].append(position)
        municipality = slugs["municipality"][municipality]
        neighbourhood = slugs["neighbourhood"].get(neighbourhood, places.only_part.get(code))
        where[position] = (*known[:2], known[2] + 1) if known else (municipality, neighbourhood, 1)
        for slug in (municipality, neighbourhood, code if code in codes else None):
            if slug:
                collected["places"][slug].append(position)
    # A few hundred different texts, however many rows.
    everywhere = set(regional)
    keys = [(known, position in everywhere) for position, known in enumerate(where)]
    texts = {key: where_text(places, *key) for key in set(keys)}
    return {
        "places": collected.bits("places"),
        "answers": collected.bits("answers"),
        "where": [texts[key] for key in keys],
        "addresses": addresses.first,
        "phones": addresses.phones,
        "by_street": addresses.written,
    }


def _hours_notes(positions, language):
    """`{position: Shown}`: the hours in words of the few that have them."""
    languages = order_of(language)
    names = [f"hours_note_{code}" for code in languages]
    has_any = reduce(or_, (Q(**{f"{name}__gt": ""}) for name in names))
    notes = _plain(Location.objects.public().filter(has_any)).order_by("-position", "-pk")
    return {
        positions[organisation]: next(
            Shown(text, code) for text, code in zip(texts, languages, strict=True) if text
        )
        for organisation, *texts in notes.values_list("organisation_id", *names)
        if organisation in positions
    }


class _Addresses:
    """`first` has `(house number, *names of the street)` of each row's first place, or None, and
    `phones` its first telephone; `written` has `(position, address)` of all."""

    def __init__(self, size, language):
        names = [f"street_{code}" for code in order_of(language)]
        self.columns = ("phone", "house_number", *names)
        self.first, self.phones, self.written = [None] * size, {}, []

    def note(self, position, kind, phone, *address):
        if phone:
            self.phones.setdefault(position, phone)
        self.written.append((position, address))
        if kind == Location.Type.PHYSICAL and self.first[position] is None:
            self.first[position] = address


def _serving(places, positions, regional):
    """`{place: bits}` of what serves a place from wherever it is."""
    collected, slugs = Collector(len(positions)), places.slug_of_pk["municipality"]
    through = Organisation.serves_municipalities.through
    for pk, municipality in through.objects.values_list("organisation_id", "municipality_id"):
        if pk in positions:
            collected["serving"][slugs[municipality]].append(positions[pk])
    everywhere, serving = bits_of(regional, len(positions)), collected.bits("serving")
    return {
        place.slug: everywhere | serving.get(place.municipality, 0)
        for place in places.by_slug.values()
    }


def _reached(places, located, serving):
    """`{place: bits}` of what is located in a place or its municipality, or serves it."""
    return {
        place.slug: located.get(place.municipality, 0)
        | located.get(place.slug, 0)
        | serving[place.slug]
        for place in _in_order(places)
    }


def _in_order(places):
    """Each municipality followed by its postal codes and its neighbourhoods."""
    for municipality in sorted(
        places.municipalities,
        key=lambda place: collation_key(_municipality_name(place, places)),
    ):
        yield municipality
        for place in places.by_slug.values():
            if place.kind == "postal-code" and place.municipality == municipality.slug:
                yield place
        yield from places.neighbourhoods_of(municipality.slug)
