"""What the search knows, and what it did not find."""

from datetime import timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import shown
from core.models.publishing import WatchedQuerySet
from core.text import fold

from . import phrases


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

    def forget_old(self):
        return self.filter(week__lte=timezone.localdate() - MissedSearch.KEPT).delete()[0]

    def to_act_on(self):
        """What several people typed: a rare text may say something about one of them."""
        return self.filter(times__gte=3)


class MissedSearch(models.Model):
    """How often a text found nothing, by language and week. Nothing about who typed it."""

    LONGEST = 60  # characters
    KEPT = timedelta(days=400)

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


class CrisisTopicQuerySet(WatchedQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def active(self):
        """With their numbers, the most urgent first."""
        numbers = Prefetch("numbers", CrisisNumber.objects.order_by("position", "pk"))
        return self.filter(is_active=True).prefetch_related(numbers)


class CrisisTopic(models.Model):
    """What somebody in danger types, and what stands first on the page then.

    `questions` and `theme` are addresses of what apps offer (`core.search.crisis.offer`), so that
    nothing breaks when one of them is renamed, taken off or not there yet.
    """

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    sentence = models.CharField(
        _("what stands first"),
        max_length=160,
        blank=True,
        help_text=_("One calm sentence, before the numbers. She is never blamed."),
    )
    patterns = models.TextField(
        _("what people type"),
        blank=True,
        validators=[phrases.validate],
        help_text=_(
            "One pattern on each line. “hits, beats > me” is one of the first words and, close "
            "behind it, “me”. “locked + husband” is both, in any order. “scared > home - cinema” "
            "is not meant when “cinema” is there too. A * is the rest of a word: “threat*”. A line "
            "“[hits] = hits, beats” gives words a name, and “[hits] > me” uses it below. Accents, "
            "capitals and letters typed several times make no difference."
        ),
    )
    questions = models.JSONField(
        _("questions"),
        default=list,
        blank=True,
        help_text=_("The addresses of questions, one on each line: they stand under the numbers."),
    )
    theme = models.SlugField(
        _("theme"), max_length=100, blank=True, help_text=_("Its places follow.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("What is most urgent comes first.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CrisisTopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("danger that is understood")
        verbose_name_plural = _("dangers that are understood")
        ordering = ["position", "slug"]

    def __str__(self):
        return shown(self, "sentence").text or self.slug

    def natural_key(self):
        return (self.slug,)


class CrisisNumberQuerySet(WatchedQuerySet):
    def get_by_natural_key(self, topic, phone):
        return self.get(topic__slug=topic, phone=phone)


class CrisisNumber(models.Model):
    """A number to call, as a button."""

    topic = models.ForeignKey(CrisisTopic, models.CASCADE, related_name="numbers")
    phone = models.CharField(
        _("telephone"),
        max_length=30,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ]{1,20}[0-9]\Z")],
        help_text=_("One number with spaces only, such as 0800 12 345."),
    )
    label = models.CharField(_("who answers"), max_length=80, blank=True)
    hours = models.CharField(
        _("when it answers"),
        max_length=80,
        blank=True,
        help_text=_("Only what a source says. Numbers in the foot of every page say it already."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CrisisNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "phone"], name="crisis_number_once")
        ]

    def __str__(self):
        return self.phone

    def natural_key(self):
        return (*self.topic.natural_key(), self.phone)

    natural_key.dependencies = ["search.crisistopic"]
