"""How much the site is used: numbers, and nothing about anybody."""

from collections import Counter

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """By what something is counted. There is no row that knows two of them."""

    LANGUAGE = "language"
    THEME = "theme"
    MUNICIPALITY = "municipality"
    SENSITIVE = "sensitive"


class TallyQuerySet(models.QuerySet):
    def add(self, cells, *, is_month=False):
        """Adds `{(day, side, what, value): times}` to what is there.

        Django's own upsert writes what it is given over what is there, and other processes and
        machines add to the same rows; both databases know this one, and wait in the same order.
        """
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (is_month, day, side, what, value, times) "  # noqa: S608
                "VALUES (%s, %s, %s, %s, %s, %s) "
                "ON CONFLICT (day, is_month, side, what, value) "
                f"DO UPDATE SET times = {table}.times + excluded.times",
                [(is_month, *cell, times) for cell, times in sorted(cells.items())],
            )

    def add_up(self, before):
        """Puts the days of whole months before a day into one row a month; how many went."""
        days = self.filter(is_month=False, day__lt=before.replace(day=1))
        columns = ("pk", "day", "side", "what", "value", "times")
        with transaction.atomic():
            rows = list(days.select_for_update().values_list(*columns))
            months = Counter()
            for _pk, day, side, what, value, times in rows:
                months[day.replace(day=1), side, what, value] += times
            self.add(months, is_month=True)
            self.filter(pk__in=[row[0] for row in rows]).delete()
        return len(rows)


class Tally(models.Model):
    """How often something was opened, on one day or in one month, by one side of it.

    `what` is a kind of page by language, and an action by theme and by municipality; `value` is the
    code of a language or a slug. Of pages with the red bar there is one row a day with neither.
    """

    day = models.DateField()
    # The whole month that begins with `day`.
    is_month = models.BooleanField(default=False)
    side = models.CharField(max_length=12, choices=Side)
    what = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=60, blank=True)
    times = models.PositiveIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of the site")
        verbose_name_plural = _("use of the site")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "is_month", "side", "what", "value"], name="tally_once"
            ),
            models.CheckConstraint(
                condition=Q(is_month=False) | Q(day__day=1), name="tally_month_from_its_first"
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.side} {self.what} {self.value}"
