"""An organisation as the open data says it: what its page says, and no more.

Of a secret address nothing is said, and of who has one, or is a shelter, no page that may tell it
(`directory.sources`).
"""

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery
from rest_framework import serializers

from directory import opening
from directory.contact import tel_uri, web_url
from directory.models import (
    Answer,
    Audience,
    Listing,
    Location,
    Municipality,
    Notice,
    OpeningHours,
    Organisation,
    Source,
    Theme,
)
from directory.spoken_languages import CODES as SPOKEN

from .licences import OF_POINTS
from .records import ChoiceOrNull, Licence, Listed, Record, TextOrNull, Texts, slugs, slugs_of
from .texts import texts

# Who found a point, as `Location.position_from` has it, and a person where that is empty.
BY_HAND = "person"
POINTS_FROM = [*Location.PointFrom.values, BY_HAND]
PHONE = "A telephone number as a `tel:` address has it (RFC 3966): +3221234567, or a short one."


def answer(said):
    return serializers.ChoiceField(Answer.choices, help_text=f"{said} “unknown” is not “no”.")


def telephone(field):
    return staticmethod(
        lambda row, _asked: tel_uri(getattr(row, field)).removeprefix("tel:") or None
    )


class NoticeRecord(Record):
    """For some days something is different. It is here from 15 days before the first, as on pages,
    and that is no change of the record."""

    kind = serializers.ChoiceField(Notice.Kind.choices)
    starts_on = serializers.DateField(help_text="The first day.")
    ends_on = serializers.DateField(help_text="The last day, included.")
    text = Texts(help_text="What is different, if the kind does not say it all.")


@staticmethod
def shown_notices(row, asked):
    shown = opening.visible_notices(row.its_notices, asked.today)
    return [NoticeRecord.write(notice, asked) for notice in shown]


class HoursRecord(Record):
    """One slot on one weekday, by the clocks of Brussels (Europe/Brussels)."""

    weekday = serializers.IntegerField(min_value=1, max_value=7, help_text="ISO 8601: 1 is Monday.")
    opens = serializers.RegexField(r"^\d\d:\d\d$", help_text="Hours and minutes, such as 09:30.")
    closes = serializers.RegexField(
        r"^\d\d:\d\d$",
        help_text="At or before “opens” it is of the next day: 20:00 to 02:00 is six hours, and "
        "00:00 to 00:00 the whole day.",
    )
    by_appointment = serializers.BooleanField(help_text="Only who has an appointment.")

    @staticmethod
    def read_weekday(row, _asked):
        return row.weekday + 1

    @staticmethod
    def read_opens(row, _asked):
        return row.opens.isoformat("minutes")

    @staticmethod
    def read_closes(row, _asked):
        return row.closes.isoformat("minutes")


class PointRecord(serializers.Serializer):
    """Where a place is on the map (WGS 84). It has a source and a licence of its own: keep a point
    from OpenStreetMap apart from your own data, or share that under the same licence."""

    latitude = serializers.FloatField(help_text="Degrees north.")
    longitude = serializers.FloatField(help_text="Degrees east.")
    source = serializers.ChoiceField(
        POINTS_FROM,
        help_text="What found it: the official list of addresses, OpenStreetMap (“map-data”), or "
        "one of us.",
    )
    licence = Licence(help_text="Of this point alone.")


class LocationRecord(Record):
    """A place to go to, or a telephone line or website with hours of its own."""

    id = serializers.IntegerField(source="pk", help_text="Never changes.")
    type = serializers.ChoiceField(
        Location.Type.choices,
        source="location_type",
        help_text="“virtual” is by telephone or online, and has no address.",
    )
    name = Texts(help_text="Only where it differs from that of the organisation.")
    street = Texts(help_text="Without the number, as the signs in the street have it.")
    house_number = TextOrNull(help_text="With the box, where there is one.")
    postal_code = TextOrNull(help_text="1000 to 1210.")
    municipality = serializers.SlugField(
        allow_null=True, help_text="The slug of a municipality, null for what is virtual."
    )
    neighbourhood = serializers.SlugField(
        allow_null=True, help_text="The slug of a neighbourhood, null where it is not known."
    )
    point = PointRecord(allow_null=True, help_text="Null where it is not known.")
    phone = serializers.CharField(allow_null=True, help_text=f"{PHONE} Of this place.")
    opening_hours = HoursRecord(
        many=True,
        allow_null=True,
        help_text="Null: not known, which is not closed. Public holidays and notices come on top.",
    )
    on_public_holidays = serializers.ChoiceField(
        Location.HolidayHours.choices, source="holiday_hours"
    )
    hours_note = Texts(help_text="What the hours do not say, such as who answers at other times.")
    answers_always = serializers.BooleanField(
        help_text="At other times somebody else answers under the same number: never “closed”."
    )
    buggies_welcome = answer("Whether she can come with a buggy.")
    breastfeeding_welcome = answer("Whether she can breastfeed there.")
    changing_table = answer("Whether there is a table to change a baby.")
    siblings_welcome = answer("Whether brothers and sisters may come along.")
    step_free = answer("Whether there is a way in without steps.")
    women_only = answer("Whether only women come there.")
    notices = NoticeRecord(many=True, help_text="Of this place only.")

    read_phone = telephone("phone")

    @staticmethod
    def read_street(row, asked):
        return texts(row, "street", asked) if row.is_place else []

    @staticmethod
    def read_house_number(row, _asked):
        return (row.is_place and row.house_number) or None

    @staticmethod
    def read_postal_code(row, _asked):
        return (row.is_place and row.postal_code) or None

    @staticmethod
    def read_municipality(row, _asked):
        return row.municipality_slug if row.is_place else None

    @staticmethod
    def read_neighbourhood(row, _asked):
        return row.neighbourhood_slug if row.is_place else None

    @staticmethod
    def read_point(row, _asked):
        if row.latitude is None:
            return None
        return {
            "latitude": row.latitude,
            "longitude": row.longitude,
            "source": row.position_from or BY_HAND,
            "licence": OF_POINTS[row.position_from],
        }

    @staticmethod
    def read_opening_hours(row, asked):
        if not row.hours_known:
            return None
        return [HoursRecord.write(slot, asked) for slot in row.its_hours]

    read_notices = shown_notices


class SourceRecord(Record):
    """A page, a magazine or a list that the record rests on."""

    kind = serializers.ChoiceField(
        Source.Kind.choices, help_text="“own” is of the organisation itself, “public” of others."
    )
    title = serializers.CharField(
        allow_null=True, help_text="In the language of the source, null where it has none."
    )
    address = serializers.URLField(
        allow_null=True,
        help_text="Null where we do not link to it: it is on paper, or it may tell an address that "
        "must stay secret.",
    )
    language = ChoiceOrNull(["nl", "fr", "en"], help_text="Of the page, null where not known.")
    dated = TextOrNull(help_text="When it was written: a year and a month (2025-03), or a year.")
    seen_on = serializers.DateField(allow_null=True, help_text="The day on which we read it.")

    @staticmethod
    def read_title(row, _asked):
        return str(row) or None

    @staticmethod
    def read_address(row, _asked):
        return None if row.is_secret else web_url(row.address) or None


class FreshnessRecord(Record):
    """How we know it, and since when."""

    checked_on = serializers.DateField(
        source="verified_on",
        allow_null=True,
        help_text="The day on which we checked all of it, null where nobody has: then it is what "
        "the sources say.",
    )
    checked_how = ChoiceOrNull(Organisation.VerifiedHow.choices, source="verified_how")


class OrganisationRecord(Listed):
    """Who is there for mothers: a place, a service, a network or a helpline."""

    page, short = "directory:organisation", "organisation_short"

    name = Texts(help_text="What it is called.")
    kind = serializers.ChoiceField(Organisation.Kind.choices)
    summary = Texts(help_text="One plain sentence: what she finds there.")
    description = Texts(help_text="Plain text; an empty line begins a paragraph.")
    how_to_join = Texts(help_text="What happens the first time. Plain text.")
    themes = slugs("Slugs of themes.")
    audiences = slugs("Slugs of audiences; none is for everyone.")
    languages = serializers.ListField(
        child=serializers.ChoiceField(SPOKEN),
        source="spoken_languages",
        help_text="Spoken there (ISO 639); none: not known.",
    )
    cost = serializers.ChoiceField(Listing.Cost.choices)
    cost_note = Texts(help_text="About the price.")
    papers_needed = answer("Whether she needs a residence permit or an identity card.")
    appointment_needed = answer("Whether she makes an appointment first.")
    registration_needed = answer("Whether she signs up first.")
    referral_needed = answer("Whether a doctor or a social worker has to send her.")
    childcare = answer("Whether there is childcare while she is there.")
    interpreter_possible = answer("Whether she can ask for an interpreter.")
    companion_welcome = answer("Whether she can bring somebody along.")
    flexible_times = answer("Whether she may come late or leave early.")
    contact_by_message = answer("Whether she can write first, without calling.")
    name_asked = answer("Whether she has to give her name.")
    phone = serializers.CharField(allow_null=True, help_text=PHONE)
    whatsapp = serializers.CharField(allow_null=True, help_text=PHONE)
    email = TextOrNull(help_text="Null where there is none.")
    website = serializers.URLField(allow_null=True, help_text="Null where there is none.")
    no_contact = ChoiceOrNull(
        Organisation.NoContact.choices, help_text="Why there is no way to reach it."
    )
    serves_region = serializers.BooleanField(
        help_text="Everybody in Brussels can use it, wherever it is."
    )
    serves_municipalities = slugs("Slugs of municipalities whose inhabitants can use it.")
    belongs_to = serializers.IntegerField(
        allow_null=True, help_text="The id of the organisation that it is a part of."
    )
    locations = LocationRecord(
        many=True,
        source="public_locations",
        help_text="None where it has no place to go to, or keeps it secret.",
    )
    notices = NoticeRecord(many=True, help_text="Of all of it; its places have their own.")
    freshness = FreshnessRecord(help_text="Since when we know it, and how.")
    sources = SourceRecord(many=True, help_text="What it rests on, the best first.")

    read_themes, read_audiences = slugs_of("its_themes"), slugs_of("its_audiences")
    read_serves_municipalities = slugs_of("its_municipalities")
    read_phone, read_whatsapp = telephone("phone"), telephone("whatsapp")
    read_notices = shown_notices

    @staticmethod
    def read_is_sensitive(row, _asked):
        row.has_sensitive_theme = any(theme.is_sensitive for theme in row.its_themes)
        return row.is_sensitive

    @staticmethod
    def read_website(row, _asked):
        return web_url(row.website) or None

    @staticmethod
    def read_belongs_to(row, _asked):
        return row.public_parent_id

    @staticmethod
    def read_freshness(row, asked):
        return FreshnessRecord.write(row, asked)

    @staticmethod
    def read_sources(row, asked):
        is_secret = row.kind == Organisation.Kind.SHELTER or row.has_secret_place
        for source in row.its_sources:
            source.is_secret = is_secret
        return [SourceRecord.write(source, asked) for source in row.its_sources]


def loaded(rows):
    """With what `OrganisationRecord` needs: 8 queries more, however many rows.

    As lists: a queryset for each relation of each row would take half of the time of a page.
    """
    secret = Location.objects.filter(organisation=OuterRef("pk"), is_confidential=True)
    parents = Organisation.objects.published().filter(pk=OuterRef("parent_organisation"))
    return (
        rows.defer("internal_notes", "text_states")
        .annotate(has_secret_place=Exists(secret), public_parent_id=Subquery(parents.values("pk")))
        .prefetch_related(
            Prefetch("themes", Theme.objects.only("slug", "is_sensitive"), "its_themes"),
            Prefetch("audiences", Audience.objects.only("slug"), "its_audiences"),
            Prefetch(
                "serves_municipalities", Municipality.objects.only("slug"), "its_municipalities"
            ),
            Prefetch("notices", Notice.objects.all(), "its_notices"),
            Prefetch("sources", Source.objects.all(), "its_sources"),
            Prefetch("locations", _locations(), "public_locations"),
        )
    )


def _locations():
    slugs = {f"{name}_slug": F(f"{name}__slug") for name in ("municipality", "neighbourhood")}
    public = Location.objects.public().annotate(**slugs)
    return public.prefetch_related(
        Prefetch("opening_hours", OpeningHours.objects.all(), "its_hours"),
        Prefetch("notices", Notice.objects.all(), "its_notices"),
    )
