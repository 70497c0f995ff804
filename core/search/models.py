"""What the search knows, and what it did not find."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.publishing import WatchedQuerySet
from core.text import fold


class SearchDocument(models.Model):
    """What one row says, as the words and stems under which it is found (`core.search`).

    `names` are its folded names, one a line; `name`, `summary` and `body` hold words and stems
    with spaces between. One that is gone stays, empty, so that every process notices.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    names = models.TextField(default="", blank=True)
    name = models.TextField(default="", blank=True)
    summary = models.TextField(default="", blank=True)
    body = models.TextField(default="", blank=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class SynonymGroup(models.Model):
    """Words that mean the same to whoever searches, in any language."""

    words = models.JSONField(
        _("words"),
        default=list,
        help_text=_("One on each line, in any language. Whoever types one finds the others too."),
    )

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")

    def __str__(self):
        return ", ".join(self.words)


class MissedSearchQuerySet(models.QuerySet):
    # More different texts in a week are a robot's.
    MOST_A_WEEK = 2_000

    def count_one(self, text, language, day=None, times=1):
        """Counts that `text` found nothing on `day`, folded and cut; see `core.text.fold`."""
        text = fold(text)[: MissedSearch.LONGEST].strip()
        day = day or timezone.localdate()
        week = day - timedelta(days=day.weekday())
        if not text:
            return
        more = {"times": models.F("times") + times}
        if self.filter(text=text, language=language, week=week).update(**more):
            return
        if self.filter(language=language, week=week).count() < self.MOST_A_WEEK:
            row, _created = self.get_or_create(text=text, language=language, week=week)
            self.filter(pk=row.pk).update(**more)

    def to_act_on(self):
        """What several people typed: a rare text may say something about one of them."""
        return self.filter(times__gte=3)


class MissedSearch(models.Model):
    """How often a text found nothing, by language and week. Nothing about who typed it."""

    LONGEST = 60  # characters

    text = models.CharField(_("text"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=2)
    week = models.DateField(_("week of"))
    times = models.PositiveIntegerField(_("times"), default=0)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        ordering = ["-week", "-times", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "language", "week"], name="missed_search_once_a_week"
            )
        ]

    def __str__(self):
        return self.text
