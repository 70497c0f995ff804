"""What came of calling an organisation, for whoever calls it next."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person
from core.wording.labels import labelled
from directory.models import Organisation

from .claims import Claim
from .months import Month

__all__ = ["Call", "Claim", "Month"]


class CallQuerySet(models.QuerySet):
    def going_on(self, organisation, caller):
        """The call that somebody began today and has not ended."""
        begun = self.filter(organisation=organisation, caller=caller, outcome="")
        return begun.filter(began_at__date=timezone.localdate())

    @transaction.atomic
    def begun(self, organisation, caller):
        """The same row, held; a new one unless there is one, and as good as new from yesterday."""
        self.get_or_create(organisation=organisation, caller=caller, outcome="")
        call = self.select_for_update().get(organisation=organisation, caller=caller, outcome="")
        if timezone.localdate(call.began_at) < timezone.localdate():
            call.began_at, call.settled = timezone.now(), {}
        return call

    def ended(self):
        return self.exclude(outcome="")

    def forget_old(self):
        return self.filter(began_at__lt=timezone.now() - Call.KEPT).delete()[0]

    def to_repeat(self):
        """Those that somebody should call again, until somebody did or the listing was checked."""
        later = Call.objects.ended().filter(
            organisation=OuterRef("organisation"), began_at__gt=OuterRef("began_at")
        )
        # Looked up for each call, and not joined: calls are few, and organisations may be many.
        checked = Organisation.objects.filter(
            pk=OuterRef("organisation"), verified_on__gt=OuterRef("began_at__date")
        )
        return self.filter(~Exists(later), ~Exists(checked), outcome=Call.Outcome.AGAIN)


class Call(models.Model):
    """One call of one organisation by one volunteer; while it goes on, it has no outcome.

    `settled` is `{key of a question: how}` of what was asked in it, `how` being a `Settled`: it is
    not asked again before the next call.
    """

    A_CALL = timedelta(hours=1)
    KEPT = timedelta(days=400)

    class Outcome(models.TextChoices):
        NOBODY = "nobody", _("nobody answered")
        AGAIN = "again", _("call again")
        CHECKED = "checked", _("checked")

    class Settled(models.TextChoices):
        ANSWERED = "answered", _("answered")
        STILL_RIGHT = "right", _("still right")
        UNKNOWN = "unknown", _("they do not know")

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="answered_calls",
        verbose_name=_("organisation"),
    )
    caller = person(_("who calls"), "answered_calls")
    began_at = models.DateTimeField(default=timezone.now)
    settled = models.JSONField(default=dict)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    word = models.CharField(max_length=200, blank=True)
    again_on = models.DateField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "caller"],
                condition=Q(outcome=""),
                name="call_one_at_a_time",
            )
        ]

    def __str__(self):
        return labelled(self.organisation, self.get_outcome_display())

    def settle(self, key, how):
        self.settled = {**self.settled, key: str(how)}
        self.save()

    def end(self, outcome, word="", again_on=None):
        """Keeps what came of it, and forgets what is too old to help anybody."""
        self.outcome, self.word, self.again_on = outcome, word, again_on
        self.began_at = timezone.now()
        self.save()
        Call.objects.filter(organisation=self.organisation).forget_old()
