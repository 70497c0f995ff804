"""That two listings became one, and how it was before."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person
from core.wording.labels import labelled
from directory.models import Organisation


class MergeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)


class Merge(models.Model):
    """`gone` was merged into `kept`.

    - `moved`: `[[model, column, pk, before, after], …]` of every row that named one of them, or
      one of their places
    - `said`: `{key: [[text, …] before, [text, …] after]}` of the sheet of the one that stayed
    - `rest`: what else is put back: see `directory.merging.saving`
    """

    CAN_BE_UNDONE = timedelta(days=30)

    kept = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("listing that stayed")
    )
    gone = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("listing that was merged")
    )
    made_at = models.DateTimeField(_("merged at"), default=timezone.now)
    made_by = person(_("by"))
    undone_at = models.DateTimeField(_("taken apart at"), null=True, blank=True)
    undone_by = person(_("taken apart by"))
    moved = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    rest = models.JSONField(default=dict)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merged listing")
        verbose_name_plural = _("merged listings")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at=None),
                name="merge_once_at_a_time",
            ),
        ]

    def __str__(self):
        return labelled(self.gone, self.kept)

    @property
    def until(self):
        """The last moment at which it can be undone."""
        return self.made_at + self.CAN_BE_UNDONE

    @property
    def is_over(self):
        return timezone.now() > self.until
