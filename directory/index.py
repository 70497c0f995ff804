"""The published organisations in memory, ready to be counted: see `directory.facets`.

Built once per content version and language, from a fixed number of queries, in time that grows
with the rows (docs/benchmarks.md: "the first list after a change").
"""

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import versions
from core.languages import order_of, shown
from core.models import FormerSlug
from core.text import collation_key

from .cards import where_text
from .facets import bits_of, union
from .models import Answer, Audience, Location, Notice, OpeningHours, Organisation, Theme
from .opening import covers, is_public_holiday, status
from .places import Places
from .spoken_languages import CODES
from .spoken_languages import label as language_label

# What cards say of a location.
FACTS = ("buggies_welcome", "women_only")

_indexes = {}
_building = threading.Lock()


def current():
    """The `Index` of the active language, of now (at most one second old)."""
    language = get_language()
    index = _indexes.get(language)
    if index is None or index.version != versions.current():
        with _building:
            # Another thread may have built it meanwhile, of a later version.
            version, index = versions.current(), _indexes.get(language)
            if index is None or index.version != version:
                index = _indexes[language] = build(version, language)
    return index


@dataclass
class Index:
    """Bit sets over the published organisations, in alphabetical order of what is shown.

    `groups` is `{filter: {value: bits}}`; for places the bits are what is located there or serves
    it. `located` and `serving` tell these apart. Places and languages are in the order in which
    pages offer them. `labels` has the name of every value that a filter can have.

    For cards: `where` has, for each position, the `Shown` of where it is, and `facts` the bits of
    what is said of any of its locations.
    """

    version: int
    language: str
    ids: list
    positions: dict
    everything: int
    groups: dict
    labels: dict
    aliases: dict
    places: Places
    located: dict
    serving: dict
    theme_slugs: dict
    sensitive: frozenset
    where: list = field(default_factory=list, repr=False)
    facts: dict = field(default_factory=dict, repr=False)
    slots: dict = field(default_factory=dict, repr=False)
    hours_unknown: int = 0
    unknown_on_holidays: int = 0
    with_notice: list = field(default_factory=list, repr=False)
    _open_now: tuple = (None, None)

    def bits_of_ids(self, ids):
        return bits_of((self.positions[pk] for pk in ids if pk in self.positions), len(self.ids))

    def open_groups(self, now):
        """`{value: bits}` for the filter "open": open at the aware datetime `now`, or not known.

        Says the same as `opening.status` of every location, but looks at each different weekly
        slot once, however many rows share it; only where a notice is in force, it looks singly.
        """
        minute = now.replace(second=0, microsecond=0)
        known_at, groups = self._open_now
        if known_at != minute:
            groups = self._open_groups(minute)
            self._open_now = minute, groups
        return groups

    def _open_groups(self, now):
        now = timezone.localtime(now)
        today = now.date()
        is_open, unknown = 0, self.hours_unknown
        for (by_appointment, holiday_hours, weekday, opens, closes), bits in self.slots.items():
            if covers(weekday, opens, closes, now):
                began_on = today if now.weekday() == weekday else today - timedelta(days=1)
                if holiday_hours == Location.HolidayHours.OPEN or not is_public_holiday(began_on):
                    is_open |= 0 if by_appointment else bits
                elif holiday_hours == Location.HolidayHours.UNKNOWN:
                    unknown |= bits
        if is_public_holiday(today):
            unknown |= self.unknown_on_holidays
        changed = {"open": [], "unknown": [], "closed": []}
        for position, locations in self.with_notice:
            if any(_may_change(notice, today) for _, notices in locations for notice in notices):
                states = {status(location, now, notices).state for location, notices in locations}
                best = next((state for state in ("open", "unknown") if state in states), "closed")
                changed[best].append(position)
        there = {state: bits_of(found, len(self.ids)) for state, found in changed.items()}
        usual = ~union(there.values())
        is_open = is_open & usual | there["open"]
        unknown = unknown & usual | there["unknown"]
        return {"1": is_open, "unknown": unknown & ~is_open}


def _may_change(notice, today):
    # What began yesterday may go on after midnight.
    return notice.starts_on <= today and notice.ends_on >= today - timedelta(days=1)


def build(version, language):
    names = [f"name_{code}" for code in order_of(language)]
    rows = [
        (collation_key(next(filter(None, texts), "")), pk, kind, cost, languages, serves_region)
        for pk, kind, cost, languages, serves_region, *texts in (
            _plain(Organisation.objects.published()).values_list(
                "pk", "kind", "cost", "spoken_languages", "serves_region", *names
            )
        )
    ]
    rows.sort(key=lambda row: row[:2])
    ids = [row[1] for row in rows]
    positions = {pk: position for position, pk in enumerate(ids)}
    size = len(ids)
    everything = (1 << size) - 1
    places = Places()

    members = {group: defaultdict(list) for group in ("kind", "language", "free")}
    regional = set()
    for position, (_key, _pk, kind, cost, languages, serves_region) in enumerate(rows):
        members["kind"][kind].append(position)
        for code in languages or ["unknown"]:
            members["language"][code].append(position)
        if cost == Organisation.Cost.FREE:
            members["free"]["1"].append(position)
        elif cost == Organisation.Cost.UNKNOWN:
            members["free"]["unknown"].append(position)
        if serves_region:
            regional.add(position)
    groups = {
        group: {value: bits_of(found, size) for value, found in values.items()}
        for group, values in members.items()
    }

    themes = {theme.pk: theme for theme in Theme.objects.all()}
    audiences = {audience.pk: audience for audience in Audience.objects.all()}
    groups["theme"] = _related(Organisation.themes.through, "theme_id", themes, positions)
    groups["audience"] = _related(
        Organisation.audiences.through, "audience_id", audiences, positions
    )
    # Without an audience it is for everyone.
    for_everyone = everything & ~union(groups["audience"].values())
    groups["audience"] = {slug: bits | for_everyone for slug, bits in groups["audience"].items()}
    groups["language"] = dict(
        sorted(groups["language"].items(), key=lambda item: -item[1].bit_count())
    )

    index = Index(
        version=version,
        language=language,
        ids=ids,
        positions=positions,
        everything=everything,
        groups=groups,
        labels={
            "theme": {theme.slug: shown(theme, "name").text for theme in themes.values()},
            "place": {slug: _place_label(place) for slug, place in places.by_slug.items()},
            "audience": {a.slug: shown(a, "name").text for a in audiences.values()},
            "language": _language_labels([*CODES, *groups["language"]], language),
            "kind": {kind: capfirst(str(name)) for kind, name in Organisation.Kind.choices},
            "free": {"1": _("Free"), "unknown": _("Price not known")},
            "open": {"1": _("Open now"), "unknown": _("Opening hours not known")},
        },
        aliases={
            group: dict(_former_slugs(model))
            for group, model in (("theme", Theme), ("audience", Audience))
        },
        places=places,
        located={},
        serving={},
        theme_slugs={theme.pk: theme.slug for theme in themes.values()},
        sensitive=frozenset(theme.slug for theme in themes.values() if theme.is_sensitive),
    )
    _add_places(index, regional)
    _add_hours(index)
    return index


def _plain(rows):
    """Rows as they are in the table, unordered: modeltranslation would copy each twice."""
    return rows.rewrite(False).order_by()


def _place_label(place):
    if place.kind == "municipality" and len(place.postal_codes) == 1:
        return f"{place.short_name.text} ({place.postal_codes[0]})"
    return place.short_name.text


def _language_labels(codes, language):
    labels = {code: capfirst(language_label(code, language)) for code in codes}
    return labels | {"unknown": _("Languages not known")}


def _related(through, column, rows, positions):
    found = defaultdict(list)
    for organisation, related in through.objects.values_list("organisation_id", column):
        if organisation in positions:
            found[related].append(positions[organisation])
    return {row.slug: bits_of(found[pk], len(positions)) for pk, row in rows.items()}


def _former_slugs(model):
    slugs = dict(model.objects.values_list("pk", "slug"))
    former = FormerSlug.objects.filter(model=model._meta.label_lower)
    return [(old, slugs[pk]) for old, pk in former.values_list("slug", "object_id") if pk in slugs]


def _add_places(index, regional):
    located, serving, facts = defaultdict(list), defaultdict(list), defaultdict(list)
    slugs, positions, size = index.places.slug_of_pk, index.positions, len(index.ids)
    codes = {place.slug for place in index.places.by_slug.values() if place.kind == "postal-code"}
    where = [None] * size
    public = _plain(Location.objects.public()).order_by("position", "pk")
    for organisation, kind, municipality, neighbourhood, code, *answers in public.values_list(
        "organisation_id", "location_type", "municipality_id", "neighbourhood_id", "postal_code",
        *FACTS,
    ):  # fmt: skip
        position = positions.get(organisation)
        if position is None:
            continue
        for fact, answer in zip(FACTS, answers, strict=True):
            if answer == Answer.YES:
                facts[fact].append(position)
        known = where[position]
        if kind == Location.Type.VIRTUAL:
            where[position] = known or ()
            continue
        municipality = slugs["municipality"][municipality]
        neighbourhood = slugs["neighbourhood"].get(neighbourhood)
        where[position] = (*known[:2], known[2] + 1) if known else (municipality, neighbourhood, 1)
        located[municipality].append(position)
        if neighbourhood:
            located[neighbourhood].append(position)
        if code in codes:
            located[code].append(position)
    index.facts = {fact: bits_of(facts[fact], size) for fact in FACTS}
    # A few hundred different texts, however many rows.
    keys = [(known, position in regional) for position, known in enumerate(where)]
    texts = {key: where_text(index.places, *key) for key in set(keys)}
    index.where = [texts[key] for key in keys]
    through = Organisation.serves_municipalities.through
    for organisation, municipality in through.objects.values_list(
        "organisation_id", "municipality_id"
    ):
        if organisation in positions:
            serving[slugs["municipality"][municipality]].append(positions[organisation])
    index.located = {slug: bits_of(found, size) for slug, found in located.items()}
    everywhere = bits_of(regional, size)
    index.serving = {
        place.slug: everywhere | bits_of(serving[place.municipality], size)
        for place in index.places.by_slug.values()
    }
    index.groups["place"] = {
        slug: index.located.get(place.municipality, 0)
        | index.located.get(slug, 0)
        | index.serving[slug]
        for slug, place in _in_order(index.places)
    }


def _in_order(places):
    """Each municipality followed by its postal codes and its neighbourhoods."""
    for municipality in places.municipalities:
        yield municipality.slug, municipality
        for slug, place in places.by_slug.items():
            if place.kind == "postal-code" and place.municipality == municipality.slug:
                yield slug, place
        for place in places.neighbourhoods_of(municipality.slug):
            yield place.slug, place


def _add_hours(index):
    positions, size = index.positions, len(index.ids)
    known = {}
    reachable, unknown, unknown_on_holidays = [], [], []
    public = _plain(Location.objects.public())
    for pk, organisation, hours_known, holiday_hours in public.values_list(
        "pk", "organisation_id", "hours_known", "holiday_hours"
    ):
        position = positions.get(organisation)
        if position is None:
            continue
        reachable.append(position)
        if not hours_known:
            unknown.append(position)
        else:
            known[pk] = position, holiday_hours
            if holiday_hours == Location.HolidayHours.UNKNOWN:
                unknown_on_holidays.append(position)

    slots = defaultdict(list)
    for location, by_appointment, *slot in _plain(OpeningHours.objects.all()).values_list(
        "location_id", "by_appointment", "weekday", "opens", "closes"
    ):
        if location in known:
            position, holiday_hours = known[location]
            slots[by_appointment, holiday_hours, *slot].append(position)
    index.slots = {slot: bits_of(found, size) for slot, found in slots.items()}
    nowhere = index.everything & ~bits_of(reachable, size)
    index.hours_unknown = bits_of(unknown, size) | nowhere
    index.unknown_on_holidays = bits_of(unknown_on_holidays, size)
    _add_notices(index)


def _add_notices(index):
    """All locations of an organisation count: one may be open while another is not."""
    that_change = Notice.objects.exclude(kind=Notice.Kind.MESSAGE)
    by_organisation, by_location = defaultdict(list), defaultdict(list)
    for notice in that_change:
        if notice.organisation_id:
            by_organisation[notice.organisation_id].append(notice)
        else:
            by_location[notice.location_id].append(notice)
    organisations = {
        *by_organisation,
        *Location.objects.filter(notices__in=that_change).values_list("organisation_id", flat=True),
    }
    with_notice = defaultdict(list)
    for location in (
        Location.objects.public()
        .filter(organisation__in=organisations)
        .prefetch_related("opening_hours")
    ):
        if location.organisation_id in index.positions:
            notices = by_organisation[location.organisation_id] + by_location[location.pk]
            with_notice[index.positions[location.organisation_id]].append((location, notices))
    index.with_notice = list(with_notice.items())
