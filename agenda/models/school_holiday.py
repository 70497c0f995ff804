"""School holidays, of the two communities that have schools in Brussels."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.languages import shown
from core.models import WatchedQuerySet

from .event import year_errors


class SchoolHoliday(models.Model):
    """Both days included. Without a last day, what comes after the first is not known yet."""

    class Community(models.TextChoices):
        NL = "nl", _("Dutch-language schools")
        FR = "fr", _("French-language schools")

    community = models.CharField(_("schools"), max_length=2, choices=Community)
    name = models.CharField(_("name"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until and including"),
        null=True,
        blank=True,
        help_text=_(
            "Left empty when it is not known yet: activities that pause in these holidays then "
            "announce no dates from the first day on."
        ),
    )

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holiday")
        verbose_name_plural = _("school holidays")
        ordering = ["starts_on", "community"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "starts_on"], name="school_holiday_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="school_holiday_ends_after_start",
            ),
        ]

    def __str__(self):
        name = shown(self, "name").text
        return f"{name} {self.starts_on}"

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        errors = year_errors(self, "starts_on", "ends_on")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The last day lies before the first.")
        if errors:
            raise ValidationError(errors)
