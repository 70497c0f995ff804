"""One action on many rows, until each of them had its turn."""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person

KEPT = timedelta(days=30)  # what is done, or was never confirmed


class WorkQuerySet(models.QuerySet):
    def of(self, user):
        """Her own: what she chose is nobody else's."""
        return self.filter(author=user)

    def unfinished(self):
        return self.filter(done_at=None, is_asked=False)

    def forget_old(self):
        return (
            self.exclude(done_at=None, is_asked=False)
            .filter(made_at__lt=timezone.now() - KEPT)
            .delete()[0]
        )


class Work(models.Model):
    """`left` are the keys of the rows whose turn is still to come, `refused` is
    `[[key, name, reason], …]` of those with which it could not be done; `told` is
    `{key as text: text}` of what stood beside the rows when she chose them."""

    label = models.CharField(max_length=60)  # of the model
    action = models.CharField(max_length=60)
    author = person(_("by"), "works")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    is_asked = models.BooleanField(default=False)  # it waits for her yes
    total = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)  # they were so already
    left = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    told = models.JSONField(default=dict)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work on many rows")
        verbose_name_plural = _("work on many rows")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.action} {self.label} {self.total}"

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def is_done(self):
        return self.done_at is not None

    @property
    def tried(self):
        return self.changed + self.same + len(self.refused)

    @property
    def stopped(self):
        """How many never had their turn, because she stopped it."""
        return len(self.left) if self.is_done else 0

    def note_end(self):
        if not self.left:
            self.done_at = timezone.now()
