"""One date of an activity that is different."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import WatchedQuerySet

from .event import Event, year_errors


class EventException(models.Model):
    """What is different on `day`: the day on which the activity would begin by its rule.

    `day` stays the name of that date also when it is moved (RFC 5545's RECURRENCE-ID). For an
    extra date it is the new day itself. Empty new times keep the usual ones; `new_day` is for
    moved dates only.
    """

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", _("cancelled")
        MOVED = "moved", _("moved")
        FULL = "full", _("full")
        EXTRA = "extra", _("an extra date")

    class Reason(models.TextChoices):
        """Fixed phrases, so that nobody has to translate them."""

        ILLNESS = "illness", _("Somebody of the team is ill.")
        HOLIDAY = "holiday", _("The team is on holiday.")
        TOO_FEW = "too-few", _("Too few people signed up.")
        WEATHER = "weather", _("The weather is too bad.")
        ROOM = "room", _("The room is not available.")
        STRIKE = "strike", _("There is a strike.")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="exceptions", verbose_name=_("activity")
    )
    day = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.CANCELLED)
    new_day = models.DateField(_("new date"), null=True, blank=True)
    new_start_time = models.TimeField(_("new time, from"), null=True, blank=True)
    new_end_time = models.TimeField(_("new time, until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["event", "day"], name="event_exception_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(kind="moved") | models.Q(new_day__isnull=True),
                name="event_exception_new_day_when_moved",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.day}"

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._note_change()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            self._note_change()
        return deleted

    def _note_change(self):
        """Calendars that subscribed take over what has a higher number (RFC 5545, 3.8.7.4)."""
        Event.objects.filter(pk=self.event_id).update(
            sequence=models.F("sequence") + 1, updated_at=timezone.now()
        )

    def clean(self):
        super().clean()
        if self.kind == self.Kind.MOVED and not (self.new_day or self.new_start_time):
            raise ValidationError({"new_day": _("Write the new date or the new time.")})
        if self.kind != self.Kind.MOVED and self.new_day:
            raise ValidationError({"new_day": _("Only a moved date has a new date.")})
        if errors := year_errors(self, "day", "new_day"):
            raise ValidationError(errors)
