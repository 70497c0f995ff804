"""Where an organisation can be found."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.languages import shown
from core.models import WatchedQuerySet
from directory.contact import clean_phone, validate_phone

from .organisation import Organisation
from .vocabulary import LATITUDES, LONGITUDES, Municipality, Neighbourhood, answer


class LocationQuerySet(WatchedQuerySet):
    def public(self):
        """Locations without what must stay secret: of a confidential one, nothing of its place.

        Confidential rows stay out altogether; only their organisation is public.
        """
        return self.filter(is_confidential=False)


class Location(models.Model):
    """A place, or a telephone line or website with opening hours (HSDS `location_type`)."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", _("a place to go to")
        VIRTUAL = "virtual", _("by phone or online")

    class HolidayHours(models.TextChoices):
        OPEN = "open", _("open as usual")
        CLOSED = "closed", _("closed")
        UNKNOWN = "unknown", _("not known")

    class PointFrom(models.TextChoices):
        """Where the coordinates come from, unless a person chose them: then it is empty."""

        ADDRESSES = "addresses", _("the official list of addresses")
        MAP_DATA = "map-data", "OpenStreetMap"

    class NeighbourhoodFrom(models.TextChoices):
        """Why it lies in its neighbourhood, unless a person chose that: then it is empty."""

        POINT = "point", _("the point on the map")
        STREET = "street", _("the whole street lies in it")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="locations", verbose_name=_("organisation")
    )
    location_type = models.CharField(_("type"), max_length=8, choices=Type, default=Type.PHYSICAL)
    name = models.CharField(
        _("name of the place"),
        max_length=120,
        blank=True,
        help_text=_("Only when it differs from the organisation’s name."),
    )
    street = models.CharField(
        _("street"),
        max_length=150,
        blank=True,
        help_text=_("Without the house number. Dutch and French names go in their own tabs."),
    )
    house_number = models.CharField(_("house number"), max_length=40, blank=True)
    postal_code = models.CharField(
        _("postal code"),
        max_length=4,
        blank=True,
        validators=[
            RegexValidator(r"^1[0-2]\d{2}$", _("A postal code in Brussels, 1000 to 1210."))
        ],
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("municipality"),
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("neighbourhood"),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDES)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDES)
    position_from = models.CharField(
        _("point found by"), max_length=9, choices=PointFrom, blank=True
    )
    neighbourhood_from = models.CharField(
        _("neighbourhood found by"), max_length=6, choices=NeighbourhoodFrom, blank=True
    )
    is_confidential = models.BooleanField(
        _("secret address"),
        default=False,
        help_text=_("For shelters: the place is never shown outside this admin."),
    )
    phone = models.CharField(
        _("telephone of this place"), max_length=40, blank=True, validators=[validate_phone]
    )
    step_free = answer(_("step-free"))
    buggies_welcome = answer(_("buggies welcome"))
    changing_table = answer(_("changing table"))
    breastfeeding_welcome = answer(_("breastfeeding welcome"))
    siblings_welcome = answer(_("brothers and sisters welcome"))
    women_only = answer(_("women only"))
    hours_known = models.BooleanField(
        _("opening hours are known"),
        default=False,
        help_text=_("Untick when you do not know them: unknown is not closed."),
    )
    holiday_hours = models.CharField(
        _("on public holidays"),
        max_length=7,
        choices=HolidayHours,
        default=HolidayHours.UNKNOWN,
    )
    hours_note = models.CharField(
        _("hours in words"),
        max_length=200,
        blank=True,
        help_text=_(
            "What the hours do not say, such as who answers at other times. It stands with the "
            "hours, or alone when these are not known."
        ),
    )
    answers_always = models.BooleanField(
        _("somebody always answers"),
        default=False,
        help_text=_(
            "At other times somebody else answers under the same number: pages never say "
            "“closed”. Write above who that is."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(location_type="virtual") | models.Q(municipality__isnull=False),
                name="location_place_has_municipality",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(50.7, 51.0), longitude__range=(4.2, 4.6)),
                name="location_coordinates_in_brussels",
            ),
            models.CheckConstraint(
                condition=models.Q(is_confidential=False) | models.Q(latitude__isnull=True),
                name="location_secret_has_no_point",
            ),
        ]

    # The facts of coming with a baby, in the order in which pages show them.
    BABY_FACTS = (
        "buggies_welcome",
        "breastfeeding_welcome",
        "changing_table",
        "siblings_welcome",
        "step_free",
        "women_only",
    )

    def __str__(self):
        """Safe to show to anybody: it gets into messages, the log and lists of choices."""
        if self.is_confidential:
            return f"{self.organisation} ({gettext('secret address')})"
        return self.where

    @property
    def where(self):
        """How it is called for who may know where it is."""
        return shown(self, "name").text or self.address or str(self.organisation)

    @property
    def is_place(self):
        return self.location_type == self.Type.PHYSICAL

    @property
    def address(self):
        """Street and number, in the active language or the nearest, or an empty string."""
        street = shown(self, "street").text
        return f"{street} {self.house_number}".strip() if street else ""

    def answers_to(self, facts):
        """`{fact: answer}`."""
        return {fact: getattr(self, fact) for fact in facts}

    def clean(self):
        super().clean()
        errors = {}
        if self.location_type == self.Type.PHYSICAL and self.municipality is None:
            errors["municipality"] = _("A place needs a municipality.")
        if (
            self.neighbourhood
            and self.municipality
            and self.neighbourhood.municipality_id != self.municipality_id
        ):
            errors["neighbourhood"] = _("This neighbourhood lies in another municipality.")
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude"] = _("Give both latitude and longitude, or neither.")
        elif self.latitude is not None and self.latitude < self.longitude:
            errors["latitude"] = _(
                "Latitude and longitude look swapped: in Brussels, 50.8 and 4.3."
            )
        if errors:
            raise ValidationError(errors)

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.phone = clean_phone(self.phone)
        if self.is_confidential:
            # What is not there can be told nowhere.
            self.forget_point()
        if self.latitude is None:
            self.position_from = ""
        if self.neighbourhood_id is None:
            self.neighbourhood_from = ""

    def forget_point(self):
        """Takes away where it is on the map, and what somebody did not choose because of it."""
        self.latitude = self.longitude = None
        if self.neighbourhood_from:
            self.neighbourhood = None
