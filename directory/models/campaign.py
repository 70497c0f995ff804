"""Calling all organisations before a summer or a winter, together."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.wording.labels import labelled

from .organisation import Organisation


class CampaignQuerySet(models.QuerySet):
    def running(self, today):
        return self.filter(starts_on__lte=today, ends_on__gte=today)


class Campaign(models.Model):
    """Some weeks in which every public organisation is called once.

    An organisation is done when it was checked on the first day or later (`verified_on`).
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("Such as “Before summer 2027”."))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until and including"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of calls")
        verbose_name_plural = _("rounds of calls")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})

    # Conditions of organisations

    @property
    def done(self):
        return Q(verified_on__gte=self.starts_on)

    def called_by(self, user):
        """Those that `user` calls: because she said so, or as the owner when nobody did."""
        hers = self.calls.filter(caller=user).values("organisation")
        return Q(pk__in=hers) | (Q(owner=user) & ~Q(pk__in=self.calls.values("organisation")))

    @property
    def called_by_nobody(self):
        return Q(owner=None) & ~Q(pk__in=self.calls.values("organisation"))

    # Counting

    def progress(self):
        """`{"total": …, "done": …}` of the public organisations, in one pass over them."""
        public = Organisation.objects.published().order_by()
        return public.aggregate(total=Count("pk"), done=Count("pk", filter=self.done))

    def left(self, user):
        """`{"mine": …, "team": …}`: how many are not done yet, hers and all."""
        public = Organisation.objects.published().order_by()
        todo = ~self.done
        return public.aggregate(
            mine=Count("pk", filter=todo & self.called_by(user)), team=Count("pk", filter=todo)
        )


class CampaignCallQuerySet(models.QuerySet):
    def open(self):
        """What is still to be called, in a round that has not ended."""
        since = F("campaign__starts_on")
        not_done = Q(organisation__verified_on=None) | Q(organisation__verified_on__lt=since)
        return self.filter(not_done, campaign__ends_on__gte=timezone.localdate())


class CampaignCall(models.Model):
    """Who calls an organisation in a round; without one, its owner does or nobody yet."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="calls")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="calls", verbose_name=_("organisation")
    )
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="calls",
        verbose_name=_("who calls"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CampaignCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation"], name="campaign_call_once_an_organisation"
            )
        ]

    def __str__(self):
        return labelled(self.campaign, self.organisation)
