"""The words that everything shares: themes, audiences, municipalities and neighbourhoods."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.editing.models import WithTextStates
from core.models import RichTextField, Sluggable
from core.models.slugs import SluggableQuerySet


class Answer(models.TextChoices):
    """A fact that one may not know. Unknown is not "no"."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


def answer(label, help_text=""):
    return models.CharField(
        label, max_length=7, choices=Answer, default=Answer.UNKNOWN, help_text=help_text
    )


def own_answer(label, help_text=""):
    """A fact of a part: empty is whatever the whole says, "unknown" that it differs unseen."""
    return models.CharField(
        label,
        max_length=7,
        choices=[("", _("as the place")), *Answer.choices],
        blank=True,
        default="",
        help_text=help_text,
    )


class CurrentManager(models.Manager.from_queryset(SluggableQuerySet)):
    """Those that one may choose: without what is archived."""

    def get_queryset(self):
        return super().get_queryset().filter(archived_at=None)


class Succeeded(Sluggable):
    """A word that is archived with a successor, and never deleted while something carries it.

    While all that carries it is given the successor it is still there for everybody. Then its
    addresses become former ones of the successor, so that every link and feed means that; `gave_up`
    are these addresses, its own first, and `moved` are the rows that had it, as `[[label of the
    model, field, pk, whether it had the successor too], …]`: to bring it back.
    """

    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("successor"),
    )  # fmt: skip
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    gave_up = models.JSONField(default=list, editable=False)
    moved = models.JSONField(default=list, editable=False)

    objects = CurrentManager()
    every = SluggableQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(archived_at=None) | models.Q(successor__isnull=False),
                name="%(class)s_archived_with_successor",
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("pk")),
                name="%(class)s_is_not_its_own_successor",
            ),
        ]

    @property
    def is_archived(self):
        return self.archived_at is not None


class Theme(Succeeded, WithTextStates):
    """What a mother looks for, such as "meeting others"."""

    TRACKED_TEXTS = ("name", "tagline", "guide")

    name = models.CharField(_("name"), max_length=60, blank=True)
    tagline = models.CharField(_("one line"), max_length=160, blank=True)
    guide = RichTextField(
        _("guide"),
        blank=True,
        help_text=_(
            "The text of the theme's page. Paragraphs, headings, lists, bold and links are kept; "
            "everything else is taken out when you save."
        ),
    )
    icon = models.SlugField(
        _("icon"), max_length=40, help_text=_("The name of a Lucide icon, such as “coffee”.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "Pages show the emergency numbers first and a quick exit, and their link previews "
            "do not tell what they are about."
        ),
    )
    is_urgent = models.BooleanField(
        _("urgent"),
        default=False,
        help_text=_("Helplines come first in its lists; in those of other themes they come last."),
    )

    class Meta(Succeeded.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "slug"]

    def get_absolute_url(self):
        return reverse("directory:theme", args=[self.slug])


class Audience(Succeeded):
    """Who an offer is for. An organisation without audiences is for everyone."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Succeeded.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["position", "slug"]


class PlaceModel(Sluggable):
    """What municipalities and neighbourhoods have in common."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    aliases = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        help_text=_("Names that people also use, in any language. Search and links know them."),
    )
    postal_codes = models.JSONField(_("postal codes"), default=list, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        abstract = True


class Municipality(PlaceModel):
    """One of the 19 municipalities of the Brussels Region."""

    RESERVED_SLUGS = frozenset(["numbers", "no-connection", "not-sent"])

    short_name = models.CharField(
        _("short name"),
        max_length=30,
        blank=True,
        help_text=_("As people say it and as it fits on the map: “Molenbeek”."),
    )
    nis_code = models.CharField(
        _("NIS code"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^21\d{3}$")],
        help_text=_("The number of the municipality at Statbel."),
    )
    neighbours = models.ManyToManyField("self", verbose_name=_("neighbours"), blank=True)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["slug"]

    def get_absolute_url(self):
        return reverse("directory:municipality", args=[self.slug])


class Neighbourhood(PlaceModel):
    """One of the 145 neighbourhoods of the Monitoring des Quartiers (wijkmonitoring.brussels)."""

    RESERVED_SLUGS = frozenset(["sheet"])

    class Kind(models.TextChoices):
        RESIDENTIAL = "residential", _("people live here")
        GREEN = "green", _("park or wood")
        INDUSTRY = "industry", _("industry or station")
        CEMETERY = "cemetery", _("cemetery")

    number = models.PositiveSmallIntegerField(_("official number"), unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.RESIDENTIAL)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="neighbourhoods",
        verbose_name=_("municipality"),
    )

    class Meta:
        verbose_name = _("neighbourhood")
        verbose_name_plural = _("neighbourhoods")
        ordering = ["number"]

    def get_absolute_url(self):
        return reverse("directory:neighbourhood", args=[self.municipality.slug, self.slug])


# In Brussels.
LATITUDES = [MinValueValidator(50.7), MaxValueValidator(51.0)]
LONGITUDES = [MinValueValidator(4.2), MaxValueValidator(4.6)]
