"""What organisations and activities both say."""

from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from core.editing.models import WithTextStates
from core.models import Publishable, Sluggable

from .sensitive import MaybeSensitive
from .vocabulary import Audience, Theme

models.CharField.register_lookup(Length)


class Listing(MaybeSensitive, Sluggable, Publishable, WithTextStates):
    class Cost(models.TextChoices):
        FREE = "free", _("free")
        LOW = "low", _("small price")
        PAID = "paid", _("you pay")
        UNKNOWN = "unknown", _("not known")

    description = models.TextField(
        _("description"), blank=True, help_text=_("A blank line starts a new paragraph.")
    )
    how_to_join = models.TextField(
        _("the first time"),
        blank=True,
        help_text=_("What happens the first time: who opens the door, what to bring, how long."),
    )
    themes = models.ManyToManyField(
        Theme, related_name="%(class)ss", verbose_name=_("themes"), blank=True
    )
    audiences = models.ManyToManyField(
        Audience,
        related_name="%(class)ss",
        verbose_name=_("audiences"),
        blank=True,
        help_text=_("Choose none when it is for everyone."),
    )
    cost = models.CharField(_("cost"), max_length=7, choices=Cost, default=Cost.UNKNOWN)
    cost_note = models.CharField(_("about the cost"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__length__gt=0), name="%(class)s_has_slug"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(first_published_at__isnull=False),
                name="%(class)s_published_has_moment",
            ),
        ]
