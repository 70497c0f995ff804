"""What the questions of the site's lists mean in the database, as `Q`s.

The lists themselves ask bit sets in memory (`directory.listed`, `agenda.series`); this says the
same of tables, so that what goes out can be filtered where it is read. Nothing here multiplies
rows: what is related is asked with IN.
"""

import json
from datetime import date, datetime, time

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from agenda.dates import DAY
from agenda.models import Event, Occurrence
from directory import good_to_know
from directory.models import Answer, Location, Organisation
from directory.opening import BRUSSELS

YES, NO, UNKNOWN = Answer.YES.value, Answer.NO.value, Answer.UNKNOWN.value
_COSTS = {"1": Organisation.Cost.FREE, UNKNOWN: Organisation.Cost.UNKNOWN}
# The question and the answer that each value of the filters "baby" and "easy" stands for.
FACTS = {"baby": good_to_know.BABY, "easy": good_to_know.EASY}
NOTHING = Q(pk__in=())


class _InJson(Func):
    """Many ids as one parameter: a list of them would be longer than SQLite takes."""

    def as_sqlite(self, compiler, connection, **context):
        template = "(SELECT value FROM json_each(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "(SELECT json_array_elements_text((%(expressions)s)::json)::bigint)"
        return self.as_sql(compiler, connection, template=template, **context)


def of_ids(ids):
    return Q(pk__in=_InJson(Value(json.dumps(sorted(ids)), TextField()))) if ids else NOTHING


# Both organisations and activities


def related(model, name, pks):
    """Rows with at least one of these rows in a relation, such as "themes"."""
    row, other, links = _links(model, name)
    return Q(pk__in=links.filter(**{f"{other}__in": pks}).values(row))


def _links(model, name):
    relation = model._meta.get_field(name)
    links = relation.remote_field.through.objects.order_by()
    return relation.m2m_field_name(), relation.m2m_reverse_field_name(), links


def for_whom(model, pks, all_pks):
    """What says that it is for one of these audiences, and what says none: it is for everyone."""
    return related(model, "audiences", pks) | ~related(model, "audiences", all_pks)


def speaking(rows, codes):
    """Rows in one of these languages; "unknown" are those that say none."""
    condition = NOTHING
    for code in codes:
        condition |= (
            Q(spoken_languages=[]) if code == UNKNOWN else Q(spoken_text__contains=f'"{code}"')
        )
    # Only PostgreSQL looks into a list of JSON; both look into its text.
    return rows.alias(spoken_text=Cast("spoken_languages", TextField())).filter(condition)


def costing(values):
    return Q(cost__in=[_COSTS[value] for value in values])


def all_of(name, values, is_so):
    """What is so of all facts, or with "unknown" may be so: see `core.lists.filters.AllOf`.

    `is_so(question, answer)` is what answers a question so.
    """
    condition = Q()
    for question, answer in (FACTS[name][value] for value in values if value != UNKNOWN):
        so = is_so(question, answer)
        condition &= so | is_so(question, UNKNOWN) if UNKNOWN in values else so
    return condition


# Organisations


def reaching(places, gazetteer):
    """Organisations in one of the `directory.places.Place`s or its municipality, or serving it."""
    municipalities = {gazetteer.by_slug[place.municipality].pk for place in places}
    parts = {place.slug: place.pk for place in places if place.kind == "neighbourhood"}
    # What lies in a postal code with only one neighbourhood lies in it.
    codes = {code for code, slug in gazetteer.only_part.items() if slug in parts}
    there = _public_places().filter(
        Q(municipality__in=municipalities)
        | Q(neighbourhood__in=parts.values())
        | Q(postal_code__in=_codes(places))
        | Q(postal_code__in=codes, neighbourhood=None)
    )
    return (
        Q(serves_region=True)
        | Q(pk__in=there.values("organisation"))
        | related(Organisation, "serves_municipalities", municipalities)
    )


def _codes(places):
    return [place.slug for place in places if place.kind == "postal-code"]


def _public_places():
    places = Location.objects.public().exclude(location_type=Location.Type.VIRTUAL)
    return places.order_by()


def of_organisation(question, answer):
    """As `directory.good_to_know.of_organisations` has it: one place that says yes is enough, all
    of them have to say no, and of lines one only asks whether they want a name."""
    if question == "drop_in":
        return _drop_in(answer)
    if question in Location.BABY_FACTS:
        return _at_a_place(question, answer)
    said = Q(**{question: answer})
    return said & _asked() if (question, answer) == ("childcare", UNKNOWN) else said


def _asked():
    return ~Q(kind__in=Organisation.LINES)


def _drop_in(answer):
    no_need = Q(appointment_needed=NO, registration_needed=NO)
    if answer == YES:
        return no_need
    first = Q(appointment_needed=YES) | Q(registration_needed=YES)
    return _asked() & ~no_need & ~first


def _at_a_place(fact, answer):
    def some(said):
        there = _public_places().filter(**{fact: said}, organisation=OuterRef("pk"))
        return Exists(there)

    if answer == YES:
        return Q(some(YES))
    return _asked() & ~some(YES) & ~(some(NO) & ~some(UNKNOWN))


# Activities

# Each is said without NOT: of what has no location, SQL would neither say so nor the opposite.
_IS_SECRET = Q(location__is_confidential=True)
_HAS_OWN = Q(location=None, municipality__isnull=False)
_HAS_LOCATION = Q(location__is_confidential=False, location__municipality__isnull=False)
# Online, where she is told where it is, or where it must stay secret.
_NOWHERE = (
    _IS_SECRET
    | Q(location=None, municipality=None)
    | Q(location__isnull=False, location__municipality=None)
)
_AT_A_PLACE = Q(location__location_type=Location.Type.PHYSICAL, location__is_confidential=False)
_AT_NO_PLACE = Q(location=None) | Q(location__location_type=Location.Type.VIRTUAL) | _IS_SECRET


def taking_place(places, gazetteer):
    """Activities in one of the places or its municipality, and what takes place nowhere else."""
    municipalities = {gazetteer.by_slug[place.municipality].pk for place in places}
    parts = [place.pk for place in places if place.kind == "neighbourhood"]
    own = Q(municipality__in=municipalities) | Q(neighbourhood__in=parts)
    of_location = (
        Q(location__municipality__in=municipalities)
        | Q(location__neighbourhood__in=parts)
        | Q(location__postal_code__in=_codes(places))
    )
    return _NOWHERE | (_HAS_OWN & own) | (_HAS_LOCATION & of_location)


def of_event(question, answer):
    """As `agenda.answers` has it: its own answer, else that of its place or its organisation."""
    if question == "drop_in":
        registration = Event.Registration
        return Q(registration=registration.NONE if answer == YES else registration.UNKNOWN)
    own, not_said = Q(**{question: answer}), Q(**{question: ""})
    if question in Organisation.GOOD_TO_KNOW:
        return own | (not_said & Q(**{f"organisation__{question}": answer}))
    of_place = _AT_A_PLACE & Q(**{f"location__{question}": answer})
    if answer == UNKNOWN:
        # What is only online is not asked what it is like there.
        of_place |= _AT_NO_PLACE & (Q(is_online=False) | _HAS_OWN | _HAS_LOCATION)
    return own | (not_said & of_place)


def between(first, last, now):
    """Activities with a date that is listed in a period at `now`."""
    starting, running = _starting_and_running(first, last, now)
    dates = Occurrence.objects.order_by()
    begins = Exists(dates.filter(starting, event=OuterRef("pk")))
    return Q(begins) | Q(pk__in=dates.filter(running).values("event"))


def listed(first, last, now):
    """Dates that are listed in a period at `now`, as `agenda.moment.Moment` does.

    What is over has left, what began before and goes on is there, and a night that goes on is
    still listed under its evening.
    """
    starting, running = _starting_and_running(first, last, now)
    return starting | running


def _starting_and_running(first, last, now):
    """The same in two parts, because each has an index: what begins in the period, and what of
    several days began before."""
    if last < now.date() - DAY:
        return NOTHING, NOTHING
    is_coming = Q()
    if first <= now.date():
        # Of what is not over nothing else began before yesterday.
        first = now.date() - DAY
        is_coming = Q(over_at__gt=now)
        if last == first:
            is_coming &= Q(last_on=last)
    starting = Q(starts_at__gte=_midnight(first)) & is_coming
    if last < date.max:
        starting &= Q(starts_at__lt=_midnight(last + DAY))
    running = Q(last_on__gt=F("starts_on"), starts_on__lt=first, last_on__gte=first)
    return starting, running & is_coming


def _midnight(day):
    return datetime.combine(day, time(0), BRUSSELS)
