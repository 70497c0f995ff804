"""What runs by itself: when it ran, what came of it, whose turn it is, and what was told of it."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What is older is deleted, but of each task some are kept: of a monthly one these are a year.
KEPT = timedelta(days=30)
KEPT_OF_EACH = 12


class Outcome(models.TextChoices):
    RUNNING = "running", _("is running")
    DONE = "done", pgettext_lazy("task", "done")
    FAILED = "failed", _("failed")
    TOO_LONG = "too_long", _("took too long and was stopped")
    GONE = "gone", _("ended without saying why")


class RunQuerySet(models.QuerySet):
    def done(self):
        return self.filter(outcome=Outcome.DONE)

    def running(self):
        return self.filter(outcome=Outcome.RUNNING)

    def ended(self):
        return self.exclude(outcome=Outcome.RUNNING)

    def prune(self):
        """Deletes what nobody looks at any more; how many went."""
        old, pruned = self.filter(started_at__lt=timezone.now() - KEPT), 0
        for task in old.order_by("task").values_list("task", flat=True).distinct():
            kept = [*self.filter(task=task).values_list("pk", flat=True)[:KEPT_OF_EACH]]
            last_done = self.filter(task=task).done().values_list("pk", flat=True)[:1]
            pruned += old.filter(task=task).exclude(pk__in=[*kept, *last_done]).delete()[0]
        return pruned


class Run(models.Model):
    """One run of a command that runs by itself (`watching.daily`), or that somebody started.

    `said` has nobody's address and no words of a visitor (`watching.said`). `size` is in bytes, of
    what it wrote, where that matters.
    """

    task = models.CharField(_("task"), max_length=50)
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.RUNNING
    )
    said = models.TextField(_("what it said"), blank=True)
    size = models.BigIntegerField(_("size"), null=True, blank=True)
    is_by_hand = models.BooleanField(_("started by hand"), default=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["task", "-started_at"], name="runs_of_a_task")]

    def __str__(self):
        return self.task

    @property
    def lasted(self):
        """A timedelta, or None while it runs."""
        return self.ended_at and self.ended_at - self.started_at


class Turn(models.Model):
    """Who does what only one may do at a time, on whichever machine (`watching.turns`).

    `held_until` is over for who was killed. `last_at` is when somebody came to its end last.
    """

    name = models.CharField(max_length=50, primary_key=True)
    holder = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.name


class Trouble(models.Model):
    """Something that is not well, or was a short while ago: so that nobody is told twice."""

    name = models.CharField(max_length=50, unique=True)
    since = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.name
