"""Web addresses that our pages point to, and whether they still answer."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """What came of asking for one address (`core.links.checking`).

    `outcome` is a `core.links.checking.Verdict`: while it fails, of the last failure, otherwise of
    the last time. `failures` counts those since it last worked.
    """

    url = models.CharField(_("web address"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("last tried"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    is_broken = models.BooleanField(_("broken"), default=False)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["failing_since", "url"]

    def __str__(self):
        return self.url
