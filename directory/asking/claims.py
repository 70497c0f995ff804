"""Who is about to call whom, for a day: what one volunteer was given, nobody else is given."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.wording.labels import labelled
from directory.models import Organisation


class ClaimQuerySet(models.QuerySet):
    def good(self, now):
        """Those that hold at the aware datetime `now`."""
        return self.filter(taken_at__gt=now - Claim.HELD)

    def forget_old(self):
        return self.filter(taken_at__lte=timezone.now() - Claim.HELD).delete()[0]

    def take(self, user, ids, most, now):
        """Gives `user` the first `most` of the organisations that nobody else has: their ids.

        Two at the same moment get different ones, and none waits for the other: a row that the
        other one is looking at is passed over, and the table takes each organisation once.
        """
        taken = []
        with transaction.atomic():
            self.filter(taken_at__lte=now - Claim.HELD).delete()
            for pk in ids:
                if len(taken) == most:
                    break
                if self._is_free(pk) and self._is_taken(user, pk, now):
                    taken.append(pk)
        return taken

    def _is_free(self, pk):
        free = Organisation.objects.select_for_update(skip_locked=True, no_key=True)
        free = free.filter(pk=pk).exclude(pk__in=self.values("organisation"))
        return free.values_list("pk", flat=True).first() is not None

    def _is_taken(self, user, pk, now):
        try:
            with transaction.atomic():
                self.create(organisation_id=pk, taken_by=user, taken_at=now)
        except IntegrityError:
            return False
        return True


class Claim(models.Model):
    """That a volunteer calls an organisation, for a day."""

    HELD = timedelta(days=1)

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="claim", verbose_name=_("organisation")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="claims",
        verbose_name=_("who calls"),
    )
    taken_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("call that somebody will make")
        verbose_name_plural = _("calls that somebody will make")

    def __str__(self):
        return labelled(self.organisation, self.taken_by)
