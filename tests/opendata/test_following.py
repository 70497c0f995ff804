"""Whoever follows with `changed_since` and /api/gone/ alone has what a full read has, whatever
happened in between."""

import os
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from agenda.models import Event
from core.models import Status
from core.together import together
from directory.models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    Organisation,
    Source,
    Theme,
)
from faq.models import Insight, Question
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

# scripts/prove_opendata.py asks for more.
QUESTIONS = int(os.environ.get("QUESTIONS", "6" if connection.vendor == "sqlite" else "2"))
STEPS = 10
LISTS = ["organisations", "activities", "questions", "insights", "themes", "audiences",
         "municipalities", "neighbourhoods"]  # fmt: skip
# Seconds: longer than what is asked for twice.
PAUSE = 3600


class Reader:
    """A program elsewhere that keeps a copy of everything."""

    def __init__(self, client):
        self.client, self.since = client, {}
        self.copy = {name: {} for name in LISTS}

    def follow(self):
        for name in LISTS:
            self.copy[name] |= {row["id"]: row for row in self._read(name, follows=True)}
        for row in self._read("gone", follows=True):
            self.copy[row["of"]].pop(row["id"], None)
        # Nobody shows what has no date to come.
        activities = self.copy["activities"]
        self.copy["activities"] = {pk: row for pk, row in activities.items() if row["dates"]}

    def all_there_is(self):
        return {name: {row["id"]: row for row in self._read(name)} for name in LISTS}

    def _read(self, name, *, follows=False):
        query = {"limit": 100}
        if follows and (since := self.since.get(name)):
            query["changed_since"] = since
        said = self.client.get(f"/api/{name}/", query).json()
        if follows:
            self.since[name] = said["changed_since"]
        assert said["next"] is None
        return said["results"]


class Town:
    """Something of everything, and random changes of it."""

    def __init__(self, chance):
        self.chance = chance
        with together():
            towns = [factories.municipality() for _number in range(3)]
            towns[0].neighbours.add(towns[1])
            parts = [factories.neighbourhood(municipality=town) for town in towns]
            themes = [factories.theme() for _number in range(3)]
            audiences = [factories.audience() for _number in range(3)]
            rows = [
                factories.organisation(
                    themes=self._some(themes), audiences=self._some(audiences),
                    serves_municipalities=self._some(towns),
                )
                for _number in range(5)
            ]  # fmt: skip
            Organisation.objects.filter(pk=rows[1].pk).update(parent_organisation=rows[0])
            for row, part in zip(rows, [*parts, parts[0]], strict=False):
                factories.location(organisation=row, neighbourhood=part)
        with together():
            for row in rows:
                place = self._one(row.locations.first(), None)
                town = None if place else self._one(*towns)
                factories.event(
                    organisation=row, location=place, municipality=town, themes=self._some(themes),
                    audiences=self._some(audiences),
                )  # fmt: skip
            for _number in range(3):
                factories.question(themes=self._some(themes), organisations=self._some(rows))
                factories.insight(themes=self._some(themes))

    def _one(self, *values):
        return self.chance.choice(values)

    def _some(self, rows):
        return self.chance.sample(rows, self.chance.randint(0, min(2, len(rows))))

    def _any(self, model):
        manager = getattr(model, "every", model.objects)
        rows = [*manager.order_by("pk")]
        return self.chance.choice(rows) if rows else model()

    def change(self):
        """Does something; gives its name."""
        do = self._one(
            self.rename, self.rename, self.hide, self.hide, self.archive, self.delete, self.relate,
            self.update, self.move, self.notice, self.warn, self.cancel, self.belong, self.answer,
            self.end,
        )  # fmt: skip
        return do.__name__, do()

    def rename(self):
        row = self._any(self._one(Theme, Audience, Municipality, Neighbourhood, Organisation))
        row.slug = f"{row.slug[:20]}-{self.chance.randint(1, 999)}"
        row.save()
        return row

    def hide(self):
        """Publishes or unpublishes."""
        row = self._any(self._one(Organisation, Organisation, Event, Question, Insight))
        row.status = self._one(*Status.values)
        row.save()
        return row

    def archive(self):
        row = self._any(self._one(Theme, Audience))
        others = type(row).objects.exclude(pk=row.pk)
        if row.archived_at is None and others:
            row.successor, row.archived_at = others[0], timezone.now()
        else:
            row.successor = row.archived_at = None
        row.save()
        return row

    def delete(self):
        row = self._any(self._one(Location, Event, Question, Insight, Source, Notice))
        if row.pk and not (isinstance(row, Location) and row.events.exists()):
            row.delete()
        return row

    def relate(self):
        row = self._any(self._one(Organisation, Event, Question, Insight))
        names = [field.name for field in row._meta.many_to_many]
        relation = getattr(row, self._one(*names))
        relation.set(self._some([*relation.model.objects.order_by("pk")]))
        return row, relation.model

    def update(self):
        model, values = self._one(
            (Theme, {"is_sensitive": self._one(True, False)}),
            (Organisation, {"childcare": self._one("yes", "no"), "phone": "1"}),
            (Organisation, {"status": self._one("published", "draft")}),
            (Location, {"step_free": self._one("yes", "no")}),
            (Location, {"is_confidential": self._one(True, False)}),
            (Event, {"cost_note_nl": str(self.chance.random())}),
            (Municipality, {"aliases": [str(self.chance.random())]}),
            (Municipality, {"slug": f"stad-{self.chance.randint(1, 999)}"}),
        )
        row = self._any(model)
        if row.pk:
            getattr(model, "every", model.objects).filter(pk=row.pk).update(**values)
        return row, values

    def move(self):
        row, part = self._any(Location), self._any(Neighbourhood)
        if row.pk:
            row.neighbourhood, row.municipality = part, part.municipality
            row.save()
        return row

    def notice(self):
        return factories.notice(organisation=self._any(Organisation))

    def warn(self):
        row = self._any(Theme)
        row.is_sensitive = not row.is_sensitive
        row.save()
        return row

    def cancel(self):
        row = self._any(Event)
        if row.pk:
            day = timezone.localdate() + timedelta(days=self.chance.randint(0, 40))
            row.exceptions.update_or_create(day=day, defaults={"kind": "cancelled"})
        return row

    def end(self):
        """Has its last date today, or comes back for ever."""
        row = self._any(Event)
        if row.pk:
            row.repeats_until = self._one(timezone.localdate(), None)
            row.save()
        return row

    def belong(self):
        row, parent = self._any(Organisation), self._any(Organisation)
        if row.pk != parent.pk and not row.sub_organisations.exists():
            row.parent_organisation = None if parent.parent_organisation_id else parent
            row.save()
        return row

    def answer(self):
        row = self._any(Organisation)
        row.contact_by_message = self._one("yes", "no", "unknown")
        row.save()
        return row


def told(record):
    """A record without what passes by itself, or says only when it was saved."""
    passing = ("changed_at", "dates", "more_dates")
    return {name: value for name, value in record.items() if name not in passing}


def differing(reader):
    """`{list: {id: names of what is not the same}}`."""
    there = reader.all_there_is()
    return {name: found for name in LISTS if (found := _differing(there[name], reader.copy[name]))}


def _differing(there, copied):
    found = {}
    for pk in there.keys() | copied.keys():
        now, known = told(there.get(pk, {})), told(copied.get(pk, {}))
        if now != known:
            names = now.keys() | known.keys()
            found[pk] = sorted(name for name in names if now.get(name) != known.get(name))
    return found


@pytest.mark.parametrize("seed", range(-(-QUESTIONS // STEPS)))
def test_who_follows_has_what_is_there(seed, clock, client):
    town, reader = Town(Random(seed)), Reader(client)
    reader.follow()
    for _step in range(min(STEPS, QUESTIONS)):
        clock.shift(PAUSE)
        changes = [town.change() for _number in range(town.chance.randint(1, 2))]
        clock.shift(PAUSE)
        reader.follow()
        assert differing(reader) == {}, changes


def test_who_follows_hears_of_an_activity_that_lost_its_last_date(client, clock):
    row = factories.event()
    since = client.get("/api/activities/").json()["changed_since"]
    clock.shift(PAUSE)
    row.repeats_until = timezone.localdate()  # a Monday
    row.save()

    def found(query):
        response = client.get(f"/api/activities/?{query}")
        return [(record["id"], record["dates"]) for record in response.json()["results"]]

    assert found("") == []
    assert found(f"changed_since={since}") == [(row.pk, [])]
    assert found(f"changed_since={since}&when=week") == []
