"""What a file or a sheet says of organisations: the columns that it needs of many rows at once.

Rows come as plain values, a few hundred at a time: as model instances they would cost five times as
much. Of a secret place nothing is read.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language

from core.kept import memory, shows
from core.languages import CODES, Shown, shown
from core.lists.bits import has
from directory.collecting import plain
from directory.hours_text import WeekRow, week_text
from directory.models import Location, Notice, OpeningHours, Organisation, Source
from directory.opening import visible_notices

CHUNK = 250  # organisations that are read together

_FACTS = (
    "papers_needed", "appointment_needed", "registration_needed", "referral_needed",
    *Organisation.GOOD_TO_KNOW,
)  # fmt: skip


def _texts(*names):
    return [f"{name}_{code}" for name in names for code in CODES]


_OF_ROW = (
    "pk", "kind", "slug", "cost", "spoken_languages", "phone", "whatsapp", "email", "website",
    "serves_region", "verified_on", "verified_how", *_FACTS,
    *_texts("name", "summary", "cost_note"),
)  # fmt: skip
_OF_PLACE = (
    "pk", "organisation_id", "location_type", "house_number", "postal_code", "municipality_id",
    "neighbourhood_id", "phone", "hours_known", *Location.BABY_FACTS,
    *_texts("name", "street", "hours_note"),
)  # fmt: skip
_OF_NOTICE = (
    "organisation_id", "location_id", "kind", "starts_on", "ends_on", *_texts("text"),
)  # fmt: skip


class Rows(tuple):
    """Like a related manager, of what was read already."""

    __slots__ = ()

    def all(self):
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """A public place, in the active language. `street` has its number; `part` is the neighbourhood.
    `hours` is the usual week. By phone or online, `is_somewhere` is false and most are empty."""

    is_somewhere: bool
    name: Shown
    street: Shown
    postal_code: str
    municipality: Shown
    part: Shown
    phone: str
    hours: str
    hours_note: Shown
    facts: dict


@dataclass(frozen=True, slots=True)
class Listing:
    """An organisation, in the active language. `row` has the plain columns, `answers` is
    `{fact: answer}`, `themes` and `audiences` are slugs, `about` is what `directory.sources` asks
    an organisation, `notices` are those of today."""

    row: NamedTuple
    name: Shown
    summary: Shown
    cost_note: Shown
    places: list
    answers: dict
    about: SimpleNamespace
    themes: list
    audiences: list
    notices: list
    is_sensitive: bool

    @property
    def phone(self):
        return self.row.phone or next((place.phone for place in self.places if place.phone), "")

    @property
    def link(self):
        """Its short address, which tells nobody what it is about."""
        address = reverse("organisation_short", args=[self.row.pk])
        return f"{settings.SITE_URL}{address}?lang={get_language()}"


def listings(index, positions, today, near=frozenset()):
    """The `Listing`s of positions of a `directory.index.Index`, in that order.

    Seven queries for every CHUNK. Of several places those in the municipalities `near` (slugs) come
    first. What was unpublished meanwhile is left out.
    """
    for start in range(0, len(positions), CHUNK):
        yield from _chunk(index, positions[start : start + CHUNK], today, near)


def _chunk(index, positions, today, near):
    ids, language = [index.ids[position] for position in positions], index.language
    shows.note_rows("organisation", ids)
    rows = {row.pk: row for row in _organisations().filter(pk__in=ids)}
    places, owners = _places(index, rows, near)
    themes, audiences = themes_of(Organisation, rows), audiences_of(Organisation, rows)
    sources, notices = _sources(rows), _notices(rows, owners, today)
    for position, pk in zip(positions, ids, strict=True):
        if row := rows.get(pk):
            yield Listing(
                row=row,
                name=shown(row, "name", language),
                summary=shown(row, "summary", language),
                cost_note=shown(row, "cost_note", language),
                places=places.get(pk, []),
                answers={fact: getattr(row, fact) for fact in _FACTS},
                about=SimpleNamespace(
                    kind=row.kind,
                    verified_on=row.verified_on,
                    verified_how=row.verified_how,
                    sources=Rows(sources.get(pk, ())),
                    has_secret_place=row.has_secret_place,
                ),
                themes=themes.get(pk, []),
                audiences=audiences.get(pk, []),
                notices=notices.get(pk, []),
                is_sensitive=has(index.sensitive_rows, position),
            )


# Never read as they are: half of the cost of a query is to write it anew.


@lru_cache
def _organisations():
    secret = Location.objects.filter(organisation=OuterRef("pk"), is_confidential=True)
    rows = Organisation.objects.published().rewrite(False).order_by()
    rows = rows.annotate(has_secret_place=Exists(secret))
    return rows.values_list(*_OF_ROW, "has_secret_place", named=True)


@lru_cache
def _locations():
    rows = Location.objects.public().rewrite(False).order_by("position", "pk")
    return rows.values_list(*_OF_PLACE, named=True)


def _places(index, ids, near):
    """`({organisation: [Place, …]}, {location: organisation})`."""
    found = list(_locations().filter(organisation__in=ids))
    hours = defaultdict(list)
    known = [place.pk for place in found if place.hours_known]
    columns = ("weekday", "opens", "closes", "by_appointment")
    slots = OpeningHours.objects.filter(location__in=known).order_by("weekday", "opens")
    for location, *slot in slots.values_list("location_id", *columns):
        hours[location].append(WeekRow(*slot))
    slugs, places = index.places.slug_of_pk["municipality"], defaultdict(list)
    for place in found:
        is_near = slugs.get(place.municipality_id) in near
        week = tuple(hours[place.pk]) if place.hours_known else ()
        places[place.organisation_id].append((not is_near, _place(index, place, week)))
    # The first of those that are near, each in its own order.
    sorted_places = {
        pk: [place for _far, place in sorted(there, key=lambda pair: pair[0])]
        for pk, there in places.items()
    }
    return sorted_places, {place.pk: place.organisation_id for place in found}


def _place(index, row, week):
    language, nothing = index.language, Shown("", index.language)
    places, street = index.places, shown(row, "street", language)
    if street.text:
        street = Shown(f"{street.text} {row.house_number}".strip(), street.language)
    is_somewhere = row.location_type == Location.Type.PHYSICAL
    municipality = places.slug_of_pk["municipality"].get(row.municipality_id)
    part = places.slug_of_pk["neighbourhood"].get(row.neighbourhood_id)
    part = part or places.only_part.get(row.postal_code)
    return Place(
        is_somewhere=is_somewhere,
        name=shown(row, "name", language),
        street=street,
        postal_code=row.postal_code,
        municipality=_called(places.by_slug[municipality]) if municipality else nothing,
        part=places.by_slug[part].name if part and is_somewhere else nothing,
        phone=row.phone,
        hours=_week(week, language) if week else "",
        hours_note=shown(row, "hours_note", language),
        facts={fact: getattr(row, fact) for fact in Location.BABY_FACTS} if is_somewhere else {},
    )


def _called(place):
    return place.short_name if place.short_name.text else place.name


@lru_cache(maxsize=4096)
def _week(rows, language):
    """`language` is the active one."""
    return week_text(rows)


def themes_of(model, ids):
    """`{id: [slug, …]}` of organisations or activities, in the order in which pages offer them."""
    return _related(model.themes.through, model, "theme", ids)


def audiences_of(model, ids):
    return _related(model.audiences.through, model, "audience", ids)


def _related(through, model, kind, ids):
    slugs = {word.pk: word.slug for word in memory.get("vocabulary").words[kind]}
    found, order = defaultdict(list), {pk: number for number, pk in enumerate(slugs)}
    owner = model._meta.model_name
    pairs = through.objects.filter(**{f"{owner}__in": ids})
    for pk, word in pairs.values_list(f"{owner}_id", f"{kind}_id"):
        if word in order:
            found[pk].append(word)
    return {pk: [slugs[one] for one in sorted(there, key=order.get)] for pk, there in found.items()}


def _sources(ids):
    found = defaultdict(list)
    for source in Source.objects.filter(organisation__in=ids):
        found[source.organisation_id].append(source)
    return found


def _notices(ids, owners, today):
    """`{organisation: those that pages show today}`."""
    found = defaultdict(list)
    there = Notice.objects.filter(Q(organisation__in=ids) | Q(location__in=owners))
    for notice in plain(there.filter(ends_on__gte=today)).values_list(*_OF_NOTICE, named=True):
        found[notice.organisation_id or owners[notice.location_id]].append(notice)
    return {pk: visible_notices(notices, today) for pk, notices in found.items()}
