"""When a location is open, and notices that say something different."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import WatchedQuerySet
from core.wording.hours import hours

from .location import Location
from .organisation import Organisation


class Weekday(models.IntegerChoices):
    """Python's numbers: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """One slot on one weekday, in local wall time (Europe/Brussels).

    Closing at or before opening means the next day: 20:00 to 02:00 is six hours, and 00:00 to
    00:00 is the whole day.
    """

    location = models.ForeignKey(
        Location, models.CASCADE, related_name="opening_hours", verbose_name=_("location")
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    by_appointment = models.BooleanField(_("by appointment"), default=False)
    note = models.CharField(_("note"), max_length=120, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "weekday", "opens"], name="opening_hours_once_a_moment"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)), name="opening_hours_weekday"
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {hours(self.opens, self.closes)}"


class Notice(models.Model):
    """For some days something is different; pages say so from 15 days before."""

    SHOWN_BEFORE = 15  # days

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        OTHER_HOURS = "other_hours", _("other opening hours")
        MESSAGE = "message", _("a message")

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("organisation"),
    )
    location = models.ForeignKey(
        Location,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("location"),
    )
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.CLOSED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until and including"))
    text = models.CharField(_("text"), max_length=300, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="notice_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, location__isnull=True)
                | models.Q(organisation__isnull=True, location__isnull=False),
                name="notice_belongs_to_one",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.starts_on} – {self.ends_on}"

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})
