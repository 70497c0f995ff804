"""Activities: what takes place, for whom, where, and by which rule it comes back."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.recurrence import MOST_DATES, Rule, RuleError
from core.models import PublishableQuerySet, SluggableQuerySet, Status
from core.web_addresses import completed
from directory.contact import clean_phone, validate_email, validate_phone, validate_website
from directory.models import Listing, Location, Municipality, Neighbourhood, Organisation
from directory.models.vocabulary import Answer, own_answer

# How long one date may last: whoever looks for what goes on today looks this far back.
LONGEST = timedelta(days=92)
# A slip of the finger such as 0206 or 20226 would be computed for ages, or not at all.
YEARS = range(2000, 2101)


class EventQuerySet(SluggableQuerySet, PublishableQuerySet):
    def published(self):
        """What the public may see: published, by an organisation that is published too."""
        return super().published().filter(organisation__status=Status.PUBLISHED)

    def archived(self):
        """What the public saw once: archived, or by an organisation that is archived."""
        ended = models.Q(status=Status.ARCHIVED) | models.Q(
            status=Status.PUBLISHED, organisation__status=Status.ARCHIVED
        )
        return self.filter(ended, first_published_at__isnull=False)

    def for_detail(self):
        """With what an activity's page shows: 3 queries more, however many dates it has."""
        return self.select_related(
            "organisation", "location__municipality", "municipality"
        ).prefetch_related("themes", "audiences", "exceptions")


def validate_rule(text):
    try:
        Rule.read(text)
    except RuleError as error:
        raise ValidationError(str(error)) from None


def validate_dates(value):
    try:
        days = [date.fromisoformat(text) for text in value]
    except (TypeError, ValueError):
        days = None
    if days is None or [day.isoformat() for day in days] != value:
        raise ValidationError(_("A list of dates such as 2026-12-31."))
    if days != sorted(set(days)):
        raise ValidationError(_("Write every date once, in order."))
    validate_count(days)
    for day in days:
        validate_year(day)


def validate_count(days):
    if len(days) > MOST_DATES:
        message = _("These are more than %(count)d dates. Write the next ones only.")
        raise ValidationError(message, params={"count": MOST_DATES})


def validate_year(day):
    if day.year not in YEARS:
        raise ValidationError(_("The year %(year)d cannot be right."), params={"year": day.year})


def year_errors(row, *names):
    """`{name: error}` of the dates of `row` whose year cannot be right."""
    errors = {}
    for name in names:
        try:
            if day := getattr(row, name):
                validate_year(day)
        except ValidationError as error:
            errors[name] = error
    return errors


class Event(Listing):
    """An activity, once or again and again (RFC 5545's VEVENT).

    All times are local wall time in Europe/Brussels. `starts_on` is the first day, or the day from
    which the rule counts; it is unknown, and there are no dates, only while the activity is
    `to_call`: a page states it (`stated…`, with a year or a year and a month), nobody of us has
    asked, and it cannot be public. Without `start_time` it lasts all day; without `end_time` the
    end is open. `end_time` at or before `start_time` means the next day, unless `ends_on` says how
    many days one date lasts. An event with `rule` comes back by that rule until `repeats_until`
    (included), but `not_on` these days (EXDATE); with `dates`, on these days as well as on
    `starts_on`; with neither, once.
    """

    SLUG_FROM = "title"
    RESERVED_SLUGS = frozenset(["week"])
    TRACKED_TEXTS = ("title", "summary", "description", "how_to_join", "cost_note")

    class Registration(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        NONE = "none", _("no need to sign up")
        OPTIONAL = "optional", _("signing up is possible")
        REQUIRED = "required", _("sign up first")

    class Source(models.TextChoices):
        VOLUNTEER = "volunteer", _("a volunteer")
        CALENDAR = "calendar", _("an imported calendar")

    # What it is
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One plain sentence, at most 200 characters: what one does there."),
    )

    # Who it is for
    age_from = models.PositiveSmallIntegerField(
        _("child’s age from (months)"), null=True, blank=True
    )
    age_to = models.PositiveSmallIntegerField(
        _("child’s age up to and including (months)"), null=True, blank=True
    )
    spoken_languages = models.JSONField(
        _("languages spoken"),
        default=list,
        blank=True,
        help_text=_("In which languages one can take part. Choose none when you do not know."),
    )
    registration = models.CharField(
        _("signing up"), max_length=8, choices=Registration, default=Registration.UNKNOWN
    )
    registration_url = models.CharField(
        _("website to sign up"), max_length=300, blank=True, validators=[validate_website]
    )
    registration_phone = models.CharField(
        _("telephone to sign up"), max_length=40, blank=True, validators=[validate_phone]
    )
    registration_email = models.CharField(
        _("e-mail to sign up"), max_length=254, blank=True, validators=[validate_email]
    )

    # What it has of its own; all else is as its location and its organisation say
    step_free = own_answer(_("step-free"))
    buggies_welcome = own_answer(_("buggies welcome"))
    changing_table = own_answer(_("changing table"))
    breastfeeding_welcome = own_answer(_("breastfeeding welcome"))
    siblings_welcome = own_answer(_("brothers and sisters welcome"))
    women_only = own_answer(_("women only"))
    childcare = own_answer(_("childcare on the spot"), _("While the mother is there."))
    interpreter_possible = own_answer(_("an interpreter can be asked"))
    companion_welcome = own_answer(_("somebody may come along"))
    flexible_times = own_answer(_("may come late or leave early"))
    contact_by_message = own_answer(
        _("first contact by message"), _("She may write or text first, without calling.")
    )
    name_asked = own_answer(_("name asked"), _("“No” when she does not have to say who she is."))

    # Where
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="events", verbose_name=_("organisation")
    )
    location = models.ForeignKey(
        Location,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("location"),
        help_text=_("One of the organisation’s own locations."),
    )
    place = models.CharField(
        _("another place"),
        max_length=200,
        blank=True,
        help_text=_("Only when it is elsewhere: the name and the address, such as a park."),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("municipality of the other place"),
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("neighbourhood of the other place"),
    )
    is_online = models.BooleanField(_("online"), default=False)

    # When
    starts_on = models.DateField(
        _("first day"),
        null=True,
        blank=True,
        help_text=_("Left empty only while nobody has asked whether it takes place."),
    )
    start_time = models.TimeField(_("from"), null=True, blank=True)
    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Only when one date lasts several days."),
    )
    end_time = models.TimeField(_("until"), null=True, blank=True)
    rule = models.CharField(
        _("rule"), max_length=200, blank=True, default="", validators=[validate_rule]
    )
    repeats_until = models.DateField(_("until and including"), null=True, blank=True)
    dates = models.JSONField(
        _("other dates"), default=list, blank=True, validators=[validate_dates]
    )
    not_on = models.JSONField(
        _("not on these dates"),
        default=list,
        blank=True,
        validators=[validate_dates],
        help_text=_(
            "Dates of the rule on which it does not take place, one on each line, such as "
            "31/12/2026. What people expected already is better cancelled: see “Dates”."
        ),
    )
    pauses_in_nl_holidays = models.BooleanField(
        _("not in the holidays of the Dutch-language schools"), default=False
    )
    pauses_in_fr_holidays = models.BooleanField(
        _("not in the holidays of the French-language schools"), default=False
    )
    pauses_on_public_holidays = models.BooleanField(_("not on public holidays"), default=False)

    # How we know
    source = models.CharField(
        _("entered by"), max_length=9, choices=Source, default=Source.VOLUNTEER
    )
    to_call = models.BooleanField(
        _("to be called about"),
        default=False,
        help_text=_(
            "A page says so and nobody has asked yet whether it still takes place. It stays a "
            "draft until you untick this."
        ),
    )
    stated = models.TextField(_("what the page says"), blank=True, editable=False)
    stated_in = models.CharField(_("title of the page"), max_length=200, blank=True, editable=False)
    stated_at = models.CharField(_("web address"), max_length=500, blank=True, editable=False)
    stated_on = models.CharField(_("date of the source"), max_length=7, blank=True, editable=False)
    is_demonstration = models.BooleanField(
        _("example"),
        default=False,
        help_text=_("An invented activity that shows how the agenda works; its page says so."),
    )

    # Derived: before every save, or when the dates are computed (agenda.occurrences)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    paused_on = models.JSONField(default=list, editable=False)
    known_until = models.DateField(null=True, editable=False)
    updated_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(start_time__isnull=False) | models.Q(end_time__isnull=True),
                name="event_end_time_has_start_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="event_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_to__isnull=True)
                | models.Q(age_to__gte=models.F("age_from")),
                name="event_ages_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(to_call=False) | ~models.Q(status=Status.PUBLISHED),
                name="event_to_call_is_not_public",
            ),
            models.CheckConstraint(
                condition=models.Q(to_call=True) | models.Q(starts_on__isnull=False),
                name="event_has_first_day",
            ),
        ]
        indexes = [models.Index(fields=["status"])]

    # What may differ from its location and from its organisation, in the order of pages.
    FACTS = (*Location.BABY_FACTS, *Organisation.GOOD_TO_KNOW)

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = [
        "directory.organisation",
        "directory.theme",
        "directory.audience",
        "directory.municipality",
        "directory.neighbourhood",
    ]

    def get_absolute_url(self):
        return reverse("agenda:event", args=[self.slug])

    def get_short_url(self):
        """The address to print or to send: `/e/<id>`, in the reader's own language."""
        return reverse("event_short", args=[self.pk])

    def save(self, *args, **kwargs):
        # With its dates, which a signal computes: both or neither.
        with transaction.atomic():
            super().save(*args, **kwargs)

    @property
    def is_to_be_seen(self):
        """Whether it is one of `EventQuerySet.published`."""
        return self.is_published and self.organisation.is_published

    @property
    def is_all_day(self):
        return self.start_time is None

    @property
    def is_drop_in(self):
        """Whether she can just walk in, as far as we know."""
        return self.registration == self.Registration.NONE

    @property
    def public_location(self):
        """The location, unless its address must stay secret."""
        location = self.location
        return location if location and not location.is_confidential else None

    def answer_to(self, fact):
        """Of one of `FACTS` what it says itself, else what its place or its organisation says."""
        own = getattr(self, fact)
        if own:
            return own
        is_of_place, place = fact in Location.BABY_FACTS, self.public_location
        if is_of_place and not (place and place.is_place):
            return Answer.UNKNOWN.value
        return getattr(place if is_of_place else self.organisation, fact)

    def answers_to(self, facts):
        """`{fact: answer}`."""
        return {fact: self.answer_to(fact) for fact in facts}

    def clean(self):
        super().clean()
        errors = {
            **dict(self._too_long()),
            **year_errors(self, "starts_on", "ends_on", "repeats_until"),
            **dict(self._wrong_times()),
            **dict(self._wrong_repeating()),
            **dict(self._wrong_ages()),
            **dict(self._wrong_place()),
        }
        if errors:
            raise ValidationError(errors)

    # What is wrong, as `(field, error)` pairs

    def _too_long(self):
        if self.starts_on and self.ends_on and self.ends_on - self.starts_on >= LONGEST:
            message = _("One date lasts at most %(count)d days. What comes back needs a rule.")
            yield "ends_on", ValidationError(message, params={"count": LONGEST.days})

    def _wrong_times(self):
        if self.end_time and not self.start_time:
            yield "start_time", _("Write from when, too. Without times it lasts all day.")
        if not (self.starts_on and self.ends_on):
            return
        if self.ends_on < self.starts_on:
            yield "ends_on", _("The last day lies before the first.")
        has_times = self.start_time and self.end_time
        if self.ends_on == self.starts_on and has_times and self.end_time <= self.start_time:
            yield "end_time", _("The end lies before the beginning.")

    def _wrong_repeating(self):
        if self.starts_on and self.repeats_until and self.repeats_until < self.starts_on:
            yield "repeats_until", _("The last day lies before the first.")
        if self.rule and self.dates:
            yield "dates", _("Choose either a rule or a list of dates.")

    def _wrong_ages(self):
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            yield "age_to", _("The highest age lies below the lowest.")

    def _wrong_place(self):
        if self.location and self.location.organisation_id != self.organisation_id:
            yield "location", _("This location belongs to another organisation.")
        if self.place and not self.municipality:
            yield "municipality", _("A place needs a municipality.")
        if not (self.neighbourhood and self.municipality):
            return
        if self.neighbourhood.municipality_id != self.municipality_id:
            yield "neighbourhood", _("This neighbourhood lies in another municipality.")

    def derive(self):
        """Sets what is computed from other fields. Called before every save, also `loaddata`."""
        self.note_publication()
        self.registration_phone = clean_phone(self.registration_phone)
        self.registration_url = completed(self.registration_url)
        self.updated_at = timezone.now()
        # Calendars that subscribed take over what has a higher number (RFC 5545, 3.8.7.4).
        if not self._state.adding:
            self.sequence += 1
