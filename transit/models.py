"""The stops of the Region, as `transit.importing` read them from timetables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import WatchedQuerySet


class Timetable(models.Model):
    """A file of somebody who runs lines: whose it is, of when, and under which licence."""

    agencies = models.JSONField(_("agencies"))  # their names, as the file has them
    publisher = models.CharField(_("publisher"), max_length=100, blank=True)
    version = models.CharField(_("version"), max_length=100, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), auto_now_add=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("timetable")
        verbose_name_plural = _("timetables")
        ordering = ["pk"]

    def __str__(self):
        return ", ".join(self.agencies)


class Stop(models.Model):
    """All platforms of one stop. WGS84 degrees; `lines` are `[mode, name]`, in order.

    One of the names may be empty; in a bilingual region many are the same in both languages.
    """

    timetable = models.ForeignKey(Timetable, models.CASCADE)
    name_nl = models.CharField(max_length=100, blank=True)
    name_fr = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    lines = models.JSONField()

    objects = WatchedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_nl="", name_fr=""), name="transit_stop_has_a_name"
            )
        ]

    def __str__(self):
        return " / ".join(dict.fromkeys(filter(None, (self.name_nl, self.name_fr))))
