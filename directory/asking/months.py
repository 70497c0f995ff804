"""What was known in each month, so that one sees how it grows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Month(models.Model):
    """`counts` is `{what: number}` as `directory.asking.progress` counted it last in that month,
    of which `month` is the first day."""

    month = models.DateField(unique=True)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("month")
        verbose_name_plural = _("months")
        ordering = ["-month"]

    def __str__(self):
        return f"{self.month:%Y-%m}"
