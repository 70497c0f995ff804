"""All locations on the map, by the official addresses, and what could not be found.

Each organisation is a transaction of its own, held while it is changed, with the change in its
history. Secret places are not even looked at.
"""

from dataclasses import dataclass, field

import reversion
from django.db import transaction

from core.editing import history
from directory.models import Location, Organisation
from geo.finding import Found, Reason

from . import places, words


@dataclass
class Outcome:
    """Counts, and a line for each location that somebody should look at."""

    looked_at: int = 0
    found: int = 0
    changed: int = 0
    not_found: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)
    by_hand: list = field(default_factory=list)


def geocode():
    """Puts every location where its address is, as far as nobody chose; returns an `Outcome`."""
    outcome = Outcome()
    placed = (
        _placed()
        .order_by("organisation__slug", "position", "pk")
        .select_related("organisation", "municipality", "neighbourhood")
    )
    answers = [(location, places.look_up(location)) for location in placed]
    for location, found in answers:
        outcome.looked_at += 1
        outcome.found += isinstance(found, Found)
        _note(outcome, location, found)
        before = _state(location)
        places.settle(location, found)
        if _state(location) != before:
            outcome.changed += _change(location)
    return outcome


def _placed():
    return Location.objects.public().filter(location_type=Location.Type.PHYSICAL)


def _state(location):
    return [getattr(location, location._meta.get_field(name).attname) for name in places.FIELDS]


def _change(location):
    """Settles a location as it is now, whatever somebody saved meanwhile; whether it changed."""
    with transaction.atomic():
        organisations = Organisation.objects.select_for_update()
        organisation = organisations.get(pk=location.organisation_id)
        now = _placed().select_related("municipality").filter(pk=location.pk).first()
        if now is None:
            return False
        before = _state(now)
        places.settle(now, places.look_up(now))
        if _state(now) == before:
            return False
        history.keep_first(organisation)
        with reversion.create_revision():
            now.save()
            history.note(organisation, "geocode")
    return True


def _note(outcome, location, found):
    who = f"{location.organisation.slug}: {_address(location)}"
    if not isinstance(found, Found):
        near = "; ".join(words.names_of(found))
        line = f"{who}: {found.reason}" + (f" ({near})" if near else "")
        lines = outcome.elsewhere if found.reason == Reason.ELSEWHERE else outcome.not_found
        lines.append(line)
        return
    off = places.metres_off(location, found)
    if places.is_chosen(location) and off > places.FAR:
        outcome.by_hand.append(f"{who}: {off} m from the point that somebody set")
    there = places.neighbourhood_at(found.latitude, found.longitude, location.municipality_id)
    chosen = location.neighbourhood if not location.neighbourhood_from else None
    if chosen and there and there.pk != chosen.pk:
        outcome.by_hand.append(f"{who}: lies in {there}, somebody chose {chosen}")


def _address(location):
    return ", ".join(filter(None, (location.address, location.postal_code))) or "no address"
