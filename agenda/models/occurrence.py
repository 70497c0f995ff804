"""The dates of public activities, one row each, for the next twelve months."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Municipality, Neighbourhood, Organisation

from .event import Event


class OccurrenceQuerySet(models.QuerySet):
    def upcoming(self, now):
        """What is not over at the aware datetime `now`, the next first."""
        return self.filter(over_at__gt=now).order_by("starts_at", "pk")

    def first_days(self, first, last, organisations=None):
        """`{organisation: day}`: the first day of a period on which something of it takes place.

        Of all organisations, or of those with some ids.
        """
        there = self.filter(
            event__in=Event.objects.published(),
            state=Occurrence.State.PLANNED,
            last_on__gte=first,
            starts_on__lte=last,
        )
        if organisations is not None:
            there = there.filter(organisation__in=organisations)
        days = there.order_by().values_list("organisation_id").annotate(models.Min("starts_on"))
        return {organisation: max(first, day) for organisation, day in days}


class Occurrence(models.Model):
    """Computed by `agenda.occurrences` and never written by hand; see there.

    `day` is the day by the rule, which names the date (RFC 5545's RECURRENCE-ID); `starts_on` and
    `last_on` are the local days on which it begins and under which it is still listed. `over_at`
    is when it leaves the pages. What pages ask for is copied here, so that no query needs a join.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("takes place")
        CANCELLED = "cancelled", _("cancelled")
        FULL = "full", _("full")

    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences")
    day = models.DateField()
    starts_on = models.DateField()
    last_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    is_moved = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="occurrences")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, related_name="occurrences"
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.SET_NULL, null=True, related_name="occurrences"
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "day"], name="occurrence_once_a_day")
        ]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["over_at"]),
            models.Index(fields=["event", "starts_at"]),
            # Few, and asked for all over a year: what goes on from an earlier day.
            models.Index(
                fields=["last_on"],
                condition=models.Q(last_on__gt=models.F("starts_on")),
                name="occurrence_of_several_days",
            ),
        ]

    def __str__(self):
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"
