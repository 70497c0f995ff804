"""An activity as the open data says it: what its page says, and no more.

Of a secret address nothing is said but that there is one, as its page says it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Prefetch, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from rest_framework import serializers

from agenda.dates import date_of
from agenda.models import CalendarEntry, Event, EventException, Occurrence
from core.languages import CODES
from core.models import Status
from directory.contact import web_url
from directory.models import Listing, Location, Organisation
from directory.spoken_languages import CODES as SPOKEN

from . import dates
from .organisations import PHONE, LocationRecord, PointRecord, answer, telephone
from .records import ChoiceOrNull, Licence, Listed, Record, TextOrNull, Texts, slugs
from .related import of_relation, set_slugs, with_sensitivity
from .texts import Asked, texts


@dataclass(frozen=True)
class AskedDates(Asked):
    """`period` is the query string of the days that were asked for, or empty."""

    period: str = ""


_MOMENT = (
    "A moment with the offset of Brussels (ISO 8601: 2026-11-17T09:30:00+01:00), or for what lasts "
    "all day a date."
)


class WhenRecord(Record):
    starts = serializers.CharField(help_text=f"When it begins. {_MOMENT}")
    ends = serializers.CharField(
        allow_null=True,
        help_text=f"When it ends, null where nobody says; a day is included. {_MOMENT}",
    )
    all_day = serializers.BooleanField(help_text="Without hours: “starts” and “ends” are days.")


class RecurrenceRecord(WhenRecord):
    """By which rule it comes back: `starts` is the DTSTART of the rule, and `ends` the end of that
    date. What is different on single days is in “dates”; the time zone is Europe/Brussels."""

    rrule = serializers.CharField(
        help_text="RFC 5545, 3.3.10, such as FREQ=WEEKLY;UNTIL=20270630T215959Z;BYDAY=TU;WKST=MO."
    )
    exdates = serializers.ListField(
        child=serializers.CharField(),
        help_text="Its dates on which it does not take place (EXDATE): holidays and pauses.",
    )


class DateRecord(WhenRecord):
    """One date."""

    day = serializers.DateField(
        help_text="Its name: the day by the rule, also when it was moved (RECURRENCE-ID)."
    )
    state = serializers.ChoiceField(Occurrence.State.choices)
    moved_from = serializers.CharField(
        allow_null=True, help_text="When it would have begun, of what was moved."
    )
    is_extra = serializers.BooleanField(help_text="Not by the rule: it comes on top.")
    reason = ChoiceOrNull(EventException.Reason.choices, help_text="Why it is different.")
    note = Texts(help_text="What else there is to say of this date.")

    @staticmethod
    def of(event, date, asked):
        """What is said of an `agenda.dates.Date`."""
        exception = date.exception
        return {
            **dates.said(date),
            "day": date.day.isoformat(),
            "state": str(date.state),
            "moved_from": dates.usual(event, date.day) if date.is_moved else None,
            "is_extra": bool(exception) and exception.kind == EventException.Kind.EXTRA,
            "reason": (exception and exception.reason) or None,
            "note": texts(exception, "note", asked) if exception else [],
        }


class Dates(serializers.Serializer):
    """The dates of one activity."""

    licence = Licence(help_text="Of all of them.")
    results = DateRecord(many=True, help_text="The first one first.")


class PlaceRecord(Record):
    """Where it takes place: at a location of its organisation, or elsewhere."""

    location = serializers.IntegerField(
        allow_null=True, help_text="The id of the location of its organisation, null elsewhere."
    )
    name = Texts(help_text="What the place is called.")
    street = Texts(help_text="Without the number.")
    house_number = TextOrNull(help_text="With the box, where there is one.")
    postal_code = TextOrNull(help_text="1000 to 1210.")
    municipality = serializers.SlugField(help_text="The slug of a municipality.")
    neighbourhood = serializers.SlugField(
        allow_null=True, help_text="The slug of a neighbourhood, null where it is not known."
    )
    point = PointRecord(allow_null=True, help_text="Null where it is not known.")


def _place(event, asked):
    """What a `PlaceRecord` says, or None where there is no address, or a secret one."""
    location = event.public_location
    if location is not None and location.is_place:
        said = {
            name: getattr(LocationRecord, f"read_{name}")(location, asked)
            for name in ("street", "house_number", "postal_code", "point")
        }
        return {
            "location": location.pk,
            "name": texts(location, "name", asked),
            **said,
            **_slugs(location),
        }
    if event.location_id is None and event.municipality_id is not None:
        nothing = {"street": [], "house_number": None, "postal_code": None, "point": None}
        name = texts(event, "place", asked)
        return {"location": None, "name": name, **nothing, **_slugs(event)}
    return None


def _slugs(source):
    return {
        "municipality": source.municipality_slug,
        "neighbourhood": source.neighbourhood_slug,
    }


class CalendarRecord(Record):
    """The calendar of a partner that it comes from."""

    organisation = serializers.IntegerField(help_text="The id of the organisation of the calendar.")
    read_on = serializers.DateField(
        allow_null=True,
        help_text="The day on which it was last read, or was last in it. That it was read again is "
        "no change of the record.",
    )
    is_gone = serializers.BooleanField(help_text="Whether the calendar does not have it any more.")

    @staticmethod
    def of(entry):
        is_gone = entry.state == CalendarEntry.State.GONE
        day = entry.gone_on if is_gone else entry.source.read_on
        organisation = entry.source.organisation_id
        return {"organisation": organisation, "read_on": day, "is_gone": is_gone}


class ActivityRecord(Listed):
    """An activity, once or again and again, with its dates."""

    page, short = "agenda:event", "event_short"

    uid = serializers.UUIDField(help_text="As in our calendars (RFC 5545, UID).")
    is_demonstration = serializers.BooleanField(
        help_text="Invented, to show how the agenda works: never announce it as real."
    )
    title = Texts(help_text="What it is called.")
    summary = Texts(help_text="One plain sentence: what one does there.")
    description = Texts(help_text="Plain text; an empty line begins a paragraph.")
    how_to_join = Texts(help_text="What happens the first time. Plain text.")
    organisation = serializers.IntegerField(
        source="organisation_id", help_text="The id of who organises it."
    )
    organisation_name = Texts(help_text="What the organisation is called.")
    themes = slugs("Slugs of themes.")
    audiences = slugs("Slugs of audiences; none is for everyone.")
    age_from = serializers.IntegerField(allow_null=True, help_text="Of the child, in months.")
    age_to = serializers.IntegerField(allow_null=True, help_text="Included, in months.")
    languages = serializers.ListField(
        child=serializers.ChoiceField(SPOKEN),
        source="spoken_languages",
        help_text="In which one can take part (ISO 639); none: not known.",
    )
    cost = serializers.ChoiceField(Listing.Cost.choices)
    cost_note = Texts(help_text="About the price.")
    registration = serializers.ChoiceField(Event.Registration.choices)
    registration_url = serializers.URLField(allow_null=True, help_text="Where to sign up.")
    registration_phone = serializers.CharField(allow_null=True, help_text=PHONE)
    registration_email = TextOrNull(help_text="Where to write to sign up.")
    is_online = serializers.BooleanField(help_text="One can take part online.")
    place = PlaceRecord(
        allow_null=True, help_text="Null for what is only online, and where the address is secret."
    )
    is_address_secret = serializers.BooleanField(
        help_text="Who wants to come is told where it is by the organisation."
    )
    buggies_welcome = answer("Whether she can come with a buggy.")
    breastfeeding_welcome = answer("Whether she can breastfeed there.")
    changing_table = answer("Whether there is a table to change a baby.")
    siblings_welcome = answer("Whether brothers and sisters may come along.")
    step_free = answer("Whether there is a way in without steps.")
    women_only = answer("Whether only women come there.")
    childcare = answer("Whether there is childcare while she is there.")
    interpreter_possible = answer("Whether she can ask for an interpreter.")
    companion_welcome = answer("Whether she can bring somebody along.")
    flexible_times = answer("Whether she may come late or leave early.")
    contact_by_message = answer("Whether she can write first, without calling.")
    name_asked = answer("Whether she has to give her name.")
    recurrence = RecurrenceRecord(
        allow_null=True, help_text="Null for what takes place once, or on days without a rule."
    )
    dates_known_until = serializers.DateField(
        source="known_until",
        allow_null=True,
        help_text="It pauses in school holidays, which are known up to this day.",
    )
    dates = DateRecord(
        many=True,
        help_text=f"The next dates, cancelled ones too: at most {dates.MOST}, of the period that "
        "was asked for, if one was.",
    )
    more_dates = serializers.URLField(
        allow_null=True, help_text="Where all of them are, if there are more."
    )
    source = serializers.ChoiceField(Event.Source.choices, help_text="Who entered it.")
    calendar = CalendarRecord(
        allow_null=True, help_text="Null for what a volunteer entered, or of who is not public."
    )

    read_themes, read_audiences = of_relation("themes"), of_relation("audiences")
    read_registration_phone = telephone("registration_phone")

    @staticmethod
    def read_uid(row, _asked):
        return str(row.uid)

    @staticmethod
    def read_organisation_name(row, asked):
        return texts(row.organisation, "name", asked)

    @staticmethod
    def read_registration_url(row, _asked):
        return web_url(row.registration_url) or None

    @staticmethod
    def read_is_address_secret(row, _asked):
        return row.location_id is not None and row.location is None

    @staticmethod
    def read_recurrence(row, _asked):
        return dates.recurrence(row)

    @staticmethod
    def read_dates(row, asked):
        return written_dates(row, row.coming[: dates.MOST], asked)

    @staticmethod
    def read_more_dates(row, asked):
        if len(row.coming) <= dates.MOST:
            return None
        address = f"{settings.SITE_URL}{reverse('api:activity-dates', args=[row.pk])}"
        return f"{address}?{asked.period}" if asked.period else address

    @staticmethod
    def read_calendar(row, _asked):
        entry = getattr(row, "calendar_entry", None)
        return CalendarRecord.of(entry) if entry and row.source == Event.Source.CALENDAR else None

    read_place = staticmethod(_place)


def _answer_to(fact):
    return staticmethod(lambda row, _asked: row.answer_to(fact))


for _fact in Event.FACTS:
    setattr(ActivityRecord, f"read_{_fact}", _answer_to(_fact))


def written_dates(event, days, asked):
    """What is said of the dates with these names, of an activity with its `all_exceptions`."""
    exceptions = {exception.day: exception for exception in event.all_exceptions}
    found = (date_of(event, day, exceptions.get(day)) for day in days)
    return [DateRecord.of(event, date, asked) for date in found]


def with_exceptions():
    return Prefetch("exceptions", to_attr="all_exceptions")


def loaded(rows):
    """With what `ActivityRecord` needs: 4 queries more, however many rows. See `completed`.

    Secret places are not even read.
    """
    slugs = {f"{name}_slug": F(f"{name}__slug") for name in ("municipality", "neighbourhood")}
    names = [f"name_{code}" for code in CODES]
    entries = CalendarEntry.objects.select_related("source").only(
        "event_id", "state", "gone_on", "source__read_on", "source__organisation_id"
    )
    return (
        with_sensitivity(rows.defer("text_states", "stated", "stated_in", "stated_at", "stated_on"))
        .annotate(**slugs)
        .prefetch_related(
            Prefetch("organisation", Organisation.objects.only(*names, *Organisation.GOOD_TO_KNOW)),
            Prefetch("location", Location.objects.public().annotate(**slugs)),
            Prefetch(
                "calendar_entry", entries.filter(source__organisation__status=Status.PUBLISHED)
            ),
            with_exceptions(),
        )
    )


def completed(page, listed):
    """The rest of it, of a list of rows: 3 queries more.

    `listed` is the condition of the dates that are told.
    """
    set_slugs(page, "themes", "audiences")
    by_pk = {row.pk: row for row in page}
    for row in page:
        row.coming = []
    for pk, day in _next_days(by_pk, listed):
        by_pk[pk].coming.append(day)
    return page


def _next_days(pks, listed):
    """`(activity, day)` of the next dates, one more of each than is told."""
    there = Occurrence.objects.filter(listed, event__in=[*pks])
    number = Window(RowNumber(), partition_by="event", order_by=("starts_at", "pk"))
    first = there.annotate(number=number).filter(number__lte=dates.MOST + 1)
    return first.order_by("starts_at", "pk").values_list("event_id", "day")
