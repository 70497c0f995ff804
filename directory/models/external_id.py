"""How others call what we list: their numbers, by which a list of theirs finds its rows again."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import clean

from .organisation import Organisation


class ExternalId(models.Model):
    """The identifier `value` of an organisation in the register or list `scheme`."""

    class Scheme(models.TextChoices):
        SOCIAL_BRUSSELS = "social.brussels", "social.brussels"
        KBO = "kbo", "KBO/BCE"
        UITDATABANK = "uitdatabank", "UiTdatabank"
        HSDS = "hsds", "Open Referral HSDS"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="external_ids", verbose_name=_("organisation")
    )
    scheme = models.CharField(_("register"), max_length=20, choices=Scheme)
    value = models.CharField(
        _("number there"),
        max_length=100,
        help_text=_("As that register writes it, such as 0123.456.749 in the KBO/BCE."),
    )

    class Meta:
        verbose_name = _("number in another register")
        verbose_name_plural = _("numbers in other registers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="external_id_once",
                violation_error_message=_("Another listing has this number already."),
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="external_id_has_value"),
        ]

    def __str__(self):
        return f"{self.scheme}:{self.value}"

    def clean(self):
        super().clean()
        self.value = spelled(self.scheme, self.value)
        if self.scheme == self.Scheme.KBO and not is_enterprise_number(self.value):
            text = _("This is no number of the KBO/BCE: ten digits, such as 0123.456.749.")
            raise ValidationError({"value": text})

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.value = spelled(self.scheme, self.value)


def spelled(scheme, value):
    """`value` in the one spelling that is kept, so that it is found however a list writes it."""
    value = " ".join(clean(value).split())
    digits = re.sub(r"(?i)^BE|\D", "", value)
    if scheme == ExternalId.Scheme.KBO and len(digits) in (9, 10):
        digits = digits.zfill(10)  # a spreadsheet takes the first nought away
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return value.lower() if scheme in (ExternalId.Scheme.HSDS, "uitdatabank") else value


def is_enterprise_number(value):
    """Ten digits, of which the last two are 97 less the rest of dividing the others by 97 (royal
    decree of 24 June 2003 on the enterprise number, article 1)."""
    digits = value.replace(".", "")
    if not re.fullmatch(r"[01]\d{9}", digits, re.ASCII):
        return False
    return 97 - int(digits[:8]) % 97 == int(digits[8:])
