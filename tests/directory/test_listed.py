"""What is kept in memory after random changes against what is built of the tables anew."""

import os
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import translation

from agenda.models import Event
from core import versions
from core.kept import memory
from core.lists.bits import positions_of
from core.models import Status
from directory import listed, places, vocabulary
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
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

TODAY = date(2026, 11, 16)  # a Monday
MOMENTS = [
    datetime.combine(TODAY + timedelta(days=day), clock, ZoneInfo("Europe/Brussels"))
    for day, clock in ((0, time(10)), (1, time(0, 30)), (4, time(18)))
]
TEXTS = ["", "rue du Fort 3", "Lange straat", "Fortstraat 28"]
# scripts/prove_indexes.py asks for more.
HISTORIES = int(os.environ.get("HISTORIES", "2" if connection.vendor == "sqlite" else "1"))
STEPS = 40


# What pages could see of it


def told(rows):
    """All that a `Listed` says, with ids for slots."""
    views = [rows.views((0, language, TODAY), rows) for language in ("nl", "fr")]
    index = views[0]

    def ids(bits):
        return sorted(index.ids[slot] for slot in positions_of(bits, 0, bits.bit_count()))

    def of(sets):
        return {value: ids(bits) for value, bits in sets.items() if bits}

    def in_order(order):
        return [index.ids[slot] for slot in order.page(index.everything, 0, index.total)]

    def street(text):
        found = index.by_street.in_text(text)
        return found and ([index.ids[slot] for slot in found.positions], ids(found.bits))

    slots = positions_of(index.everything, 0, index.total)
    return {
        "everything": ids(index.everything),
        "reachable": ids(index.reachable),
        "sensitive": ids(index.sensitive_rows),
        "always": ids(index.hours.always),
        **{f"group {name}": of(sets) for name, sets in index.groups.items()},
        **{f"not known {name}": of(sets) for name, sets in index.not_known.items()},
        "said": of(index.said["audience"]),
        "located": of(index.located),
        "offered": {name: [*sets] for name, sets in index.groups.items() if name == "language"},
        "labels": [view.labels for view in views],
        "aliases": index.aliases,
        "places": [[*view.places.by_slug.values()] for view in views],
        "today": in_order(index.order),
        "yesterday": in_order(rows.days(TODAY - timedelta(days=1), index)),
        "by name": [in_order(view.by_name) for view in views],
        "streets": {text: street(text) for text in TEXTS},
        "open": [
            {**of(index.hours.at(now).groups), "until": until(index, now, slots)} for now in MOMENTS
        ],
        "weeks": {index.ids[slot]: sorted(index.hours.week(slot)) for slot in slots},
        "points": {index.ids[slot]: sorted(index.points.of(slot)) for slot in slots},
        "near": sorted(
            (off, index.ids[slot]) for off, slot in index.points.near(50.85, 4.35, 1_000)
        ),
    }


def until(index, now, slots):
    return {index.ids[slot]: clock for slot, clock in index.hours.at(now).until(slots).items()}


def anew():
    things = {"places": places.build(), "vocabulary": vocabulary.build()}
    return told(listed.build(things))


# What somebody changes


def one(chance, model, **values):
    rows = list(model.objects.filter(**values).order_by("pk"))
    return chance.choice(rows) if rows else None


def some(chance, model, most=2):
    return chance.sample(list(model.objects.order_by("pk")), chance.randint(0, most))


def an_organisation(chance):
    return one(chance, Organisation) or factories.organisation()


def values_of(chance):
    """Of an organisation, at random."""
    return {
        "name_nl": chance.choice(["Abri", "abri", "Écoute", "Zorg", "Élan", "Huis"]),
        "name_fr": chance.choice(["", "Maison", "abri"]),
        "kind": chance.choice(["helpline", "library", "shelter", "meeting-place"]),
        "cost": chance.choice(["free", "low", "unknown"]),
        "status": chance.choice([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]),
        "sensitive": chance.choice(["", "yes", "no"]),
        "phone": chance.choice(["", "1712"]),
        "papers_needed": chance.choice(["yes", "no", "unknown"]),
        "appointment_needed": chance.choice(["yes", "no", "unknown"]),
        "registration_needed": chance.choice(["no", "unknown"]),
        "childcare": chance.choice(["yes", "unknown"]),
        "name_asked": chance.choice(["no", "unknown"]),
        "spoken_languages": chance.choice([[], ["nl"], ["fr", "ar"], ["th"]]),
        "serves_region": chance.random() < 0.2,
    }


def place_of(chance):
    """Of a location, at random."""
    part = one(chance, Neighbourhood) if chance.random() < 0.5 else None
    street = chance.choice(["", "Lange straat", "Fortstraat"])
    is_secret = chance.random() < 0.1
    point = (None, None)
    if not is_secret and chance.random() < 0.6:
        point = (50.85 + chance.randint(-30, 30) / 1_000, 4.35 + chance.randint(-30, 30) / 1_000)
    return {
        "neighbourhood": part,
        "municipality": part.municipality if part else one(chance, Municipality),
        "postal_code": chance.choice(["", "1000", "1020", "1050"]),
        "street_nl": street,
        "street_fr": "Rue du Fort" if street == "Fortstraat" else "",
        "house_number": chance.choice(["3", "28-32", ""]),
        "is_confidential": is_secret,
        "latitude": point[0],
        "longitude": point[1],
        "phone": chance.choice(["", "", "1712"]),
        "hours_known": chance.random() < 0.8,
        "answers_always": chance.random() < 0.1,
        "holiday_hours": chance.choice(["open", "closed", "unknown"]),
        "position": chance.randint(0, 2),
        "buggies_welcome": chance.choice(["yes", "no", "unknown"]),
        "women_only": chance.choice(["yes", "unknown"]),
    }


def saved(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def add_organisation(chance):
    pk = chance.choice([None, None, chance.randint(50_000, 90_000)])
    factories.organisation(
        pk=pk, themes=some(chance, Theme), audiences=some(chance, Audience), **values_of(chance)
    )


def change_organisation(chance):
    saved(an_organisation(chance), values_of(chance))


def rename_organisation(chance):
    row = an_organisation(chance)
    saved(
        row,
        {
            "name_nl": chance.choice(["Aap", "noot", "Mies"]),
            "slug": f"{row.pk}-{chance.random()}"[:30].replace(".", ""),
        },
    )


def describe_organisation(chance):
    saved(an_organisation(chance), {"description_nl": f"<p>{chance.random()}</p>"})


def relate_organisation(chance):
    row = an_organisation(chance)
    field, model = chance.choice(
        [("themes", Theme), ("audiences", Audience), ("serves_municipalities", Municipality)]
    )
    getattr(row, field).set(some(chance, model))


def delete_organisation(chance):
    if row := one(chance, Organisation):
        row.delete()


def add_location(chance):
    row = factories.location(organisation=an_organisation(chance), **place_of(chance))
    if chance.random() < 0.3:
        saved(row, {"location_type": "virtual"})


def change_location(chance):
    if row := one(chance, Location):
        saved(row, {**place_of(chance), "organisation": an_organisation(chance)})


def delete_location(chance):
    if row := one(chance, Location):
        row.delete()


def add_hours(chance):
    if row := one(chance, Location):
        weekday, opens = chance.randint(0, 6), time(chance.choice([0, 9, 10, 14, 20]))
        values = {
            "closes": time(chance.choice([0, 12, 14, 17])),
            "by_appointment": not chance.randint(0, 3),
        }
        OpeningHours.objects.update_or_create(
            location=row, weekday=weekday, opens=opens, defaults=values
        )


def open_always(chance):
    if row := one(chance, Location):
        row.opening_hours.all().delete()
        saved(row, {"hours_known": True, "holiday_hours": "open"})
        for weekday in range(7):
            factories.opening_hours(location=row, weekday=weekday, opens=time(0), closes=time(0))


def delete_hours(chance):
    if row := one(chance, OpeningHours):
        row.delete()


def add_notice(chance):
    about = chance.choice(["organisation", "location"])
    row = an_organisation(chance) if about == "organisation" else one(chance, Location)
    if row:
        factories.notice(
            **{about: row},
            kind=chance.choice(["closed", "other_hours", "message"]),
            starts_on=TODAY + timedelta(days=chance.randint(-8, 3)),
        )


def delete_notice(chance):
    if row := one(chance, Notice):
        row.delete()


def add_event(chance):
    starts_on = TODAY + timedelta(days=chance.randint(0, 40))
    factories.event(organisation=an_organisation(chance), starts_on=starts_on)


def change_event(chance):
    if row := one(chance, Event):
        saved(row, {"status": chance.choice([Status.DRAFT, Status.PUBLISHED])})


def delete_event(chance):
    if row := one(chance, Event):
        row.delete()


def update_many(chance):
    rows = Organisation.objects.filter(cost=chance.choice(["free", "low", "unknown"]))
    rows.update(**{name: values_of(chance)[name] for name in ("cost", "kind", "phone")})


def move_many(chance):
    Location.objects.filter(house_number="3").update(organisation=an_organisation(chance))


def change_theme(chance):
    if row := one(chance, Theme):
        saved(row, {
            "name_nl": chance.choice(["Geld", "Wonen"]),
            "slug": f"thema-{chance.randint(0, 999_999)}",
            "is_sensitive": chance.random() < 0.5,
        })  # fmt: skip


def delete_theme(chance):
    if Theme.objects.count() > 2:
        one(chance, Theme).delete()


def change_place(chance):
    row = one(chance, chance.choice([Municipality, Neighbourhood]))
    if row:
        saved(
            row,
            {
                "name_nl": chance.choice(["Elsene", "Zavel", "Anders"]),
                "slug": f"plek-{chance.randint(0, 999_999)}",
            },
        )


def delete_place(chance):
    if row := one(chance, Neighbourhood):
        row.delete()
    else:
        factories.neighbourhood(municipality=one(chance, Municipality), postal_codes=["1020"])


EDITS = [
    *[add_organisation, change_organisation, add_location, add_hours, add_notice] * 3,
    *[relate_organisation, change_location, add_event] * 2,
    rename_organisation, describe_organisation, delete_organisation, delete_location, open_always,
    delete_hours, delete_notice, change_event, delete_event, update_many, move_many, change_theme,
    delete_theme, change_place, delete_place,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_what_followed_is_what_is_built_anew(seed):
    chance = Random(seed)
    for code in (["1000", "1020"], ["1050"]):
        row = factories.municipality(postal_codes=code)
        factories.neighbourhood(municipality=row, postal_codes=code[-1:])
    for _number in range(3):
        factories.theme()
        factories.audience()
    for _number in range(5):
        add_organisation(chance)
    before, followed = memory.current(), 0
    seen = told(before["organisations"])
    for _step in range(STEPS):
        edit = chance.choice(EDITS)
        with transaction.atomic():
            edit(chance)
        changed = versions.changes(before.version, versions.current())
        if None in changed.values():
            before = memory.current()
            seen = told(before["organisations"])
            continue
        before, keys = before.followed(versions.current(), changed)
        now = told(before["organisations"])
        assert now == anew(), edit.__name__
        # What a page shows has a key when it is another one.
        assert now == seen or not keys.isdisjoint(("organisations", "place", "vocabulary"))
        for name in before["organisations"].groups:
            then, here = seen[f"group {name}"], now[f"group {name}"]
            assert keys.issuperset(
                ("organisations", name, value)
                for value in {**then, **here}
                if then.get(value) != here.get(value)
            )
        followed, seen = followed + (now != seen), now
    assert followed > STEPS / 5


def test_a_text_that_no_list_shows_changes_nothing():
    row = factories.organisation()
    before = memory.current()
    assert before["organisations"].everything

    saved(row, {"description_nl": "<p>Anders</p>"})
    changed = versions.changes(before.version, versions.current())
    later, keys = before.followed(versions.current(), changed)

    assert later["organisations"] is before["organisations"]
    assert keys == {"organisation", ("organisation", row.pk)}


@pytest.mark.parametrize("rows", [1, 30])
def test_following_costs_the_same_queries_for_any_number(django_assert_num_queries, rows):
    town = factories.municipality()
    for _ in range(rows):
        place = factories.location(organisation=factories.organisation(), municipality=town)
        factories.opening_hours(location=place)
    with translation.override("nl"):
        index = memory.get("organisations").views((0, "nl", TODAY), memory.get("organisations"))
    assert index.order.slots
    before = memory.current()
    saved(place.organisation, {"kind": "shelter"})
    changed = versions.changes(before.version, versions.current())

    with django_assert_num_queries(8):
        before.followed(versions.current(), changed)


def test_all_of_a_site_of_hundreds_is_followed():
    """Else the next visitor saw what it was before, while all was built anew beside her."""
    pks = [factories.organisation().pk for _each in range(3)]
    before = memory.current()
    before["organisations"]
    changed = {"organisation": frozenset({*pks, *range(pks[-1] + 1, pks[-1] + 300)})}

    followed = before.followed(before.version, changed)

    assert followed is not None
    assert followed[0]["organisations"].everything.bit_count() == 3
