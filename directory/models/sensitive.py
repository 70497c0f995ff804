"""What nobody else should see that she looks at."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.TextChoices):
    THEMES = "", _("as its themes say")
    YES = "yes", _("yes")
    NO = "no", _("no: people come here for many things")


class MaybeSensitive(models.Model):
    """A row with `themes`; `directory.sensitive` says what follows for pages."""

    sensitive = models.CharField(
        _("sensitive"),
        max_length=3,
        choices=Sensitivity,
        blank=True,
        default=Sensitivity.THEMES,
        help_text=_(
            "Being seen on this page could harm her: it has a quick exit and the emergency "
            "numbers, and messages and previews do not tell what it is about."
        ),
    )

    class Meta:
        abstract = True

    @property
    def is_sensitive(self):
        if self.sensitive == Sensitivity.THEMES:
            if hasattr(self, "has_sensitive_theme"):  # see `with_sensitivity`
                return self.has_sensitive_theme
            return any(theme.is_sensitive for theme in self.themes.all())
        return self.sensitive == Sensitivity.YES
