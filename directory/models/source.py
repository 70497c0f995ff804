"""Where we have it from: the pages that a listing rests on."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import WatchedQuerySet
from core.text import clean
from core.web_addresses import completed
from directory.contact import host, validate_website

from .organisation import Organisation

# A year, or a year and a month (ISO 8601): pages rarely say more of their own age.
_DATED = r"^(19|20)\d\d(-(0[1-9]|1[0-2]))?$"


class Source(models.Model):
    """A page, a magazine or a list that says what a listing says. Its title stays in its own
    language."""

    class Kind(models.TextChoices):
        OWN = "own", _("its own page, magazine or calendar")
        PUBLIC = "public", _("another public source")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="sources", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.PUBLIC)
    title = models.CharField(_("title of the page"), max_length=200, blank=True)
    address = models.CharField(
        _("web address"), max_length=500, blank=True, validators=[validate_website]
    )
    language = models.CharField(
        _("language of the page"),
        max_length=2,
        choices=[("nl", "Nederlands"), ("fr", "Français"), ("en", "English")],
        blank=True,
    )
    dated = models.CharField(
        _("date of the source"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(_DATED, _("Write a year and a month, such as 2025-03."))],
        help_text=_(
            "When it was written: year and month, such as 2025-03, or only the year. Leave it "
            "empty when the page does not say."
        ),
    )
    seen_on = models.DateField(
        _("seen on"), null=True, blank=True, help_text=_("The day on which we read it.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        indexes = [
            # Where a link that no longer works is written.
            models.Index(fields=["address"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="", address=""), name="source_has_title_or_address"
            ),
            models.CheckConstraint(
                condition=models.Q(dated__length__in=(0, 4, 7)), name="source_dated_year_or_month"
            ),
        ]

    def __str__(self):
        return self.title or host(self.address)

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.title, self.address = clean(self.title), completed(self.address)
        self.dated = clean(self.dated)
