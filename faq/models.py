"""Questions that mothers ask, with answers, and insights from research with their source."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing.models import WithTextStates
from core.models import (
    Publishable,
    PublishableQuerySet,
    RichTextField,
    Sluggable,
    SluggableQuerySet,
    WatchedQuerySet,
)
from core.web_addresses import completed
from directory.contact import validate_website
from directory.models import MaybeSensitive, Organisation, Theme

# More that wait to be read are a flood.
MOST_REMARKS = 20_000


class QuestionQuerySet(SluggableQuerySet, PublishableQuerySet):
    def featured(self):
        return self.filter(is_featured=True)

    def with_sensitivity(self):
        """Knows of each whether it is sensitive without its themes, in the same query."""
        themes = Question.themes.through.objects.filter(
            question=OuterRef("pk"), theme__is_sensitive=True
        )
        return self.annotate(has_sensitive_theme=Exists(themes))

    def for_list(self):
        """With what a list shows: 2 queries more, however many rows."""
        return self.prefetch_related(_themes(), "sources")

    def for_detail(self):
        """With its themes and sources, and which its organisations are: cards know the rest."""
        organisations = Prefetch("organisations", Organisation.objects.only("pk").order_by())
        return self.prefetch_related(_themes(), "sources", organisations)


def _themes():
    """Without their guides, which are long."""
    return Prefetch("themes", Theme.objects.defer("guide"))


class Question(MaybeSensitive, Sluggable, Publishable, WithTextStates):
    """A question in a mother's own words, and its answer."""

    SLUG_FROM = "question"
    TRACKED_TEXTS = ("question", "answer")

    question = models.CharField(_("question"), max_length=160, blank=True)
    answer = RichTextField(
        _("answer"),
        blank=True,
        help_text=_("Short sentences. End with one small step that she can take today."),
    )
    themes = models.ManyToManyField(
        Theme, related_name="questions", verbose_name=_("themes"), blank=True
    )
    organisations = models.ManyToManyField(
        Organisation,
        related_name="questions",
        verbose_name=_("organisations"),
        blank=True,
        help_text=_("Who helps with this: they stand under the answer."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_featured = models.BooleanField(
        _("on the home page"), default=False, help_text=_("The first five are shown.")
    )
    updated_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(first_published_at__isnull=False),
                name="question_published_has_moment",
            ),
        ]

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["directory.theme", "directory.organisation"]

    def get_absolute_url(self):
        return reverse("faq:question", args=[self.slug])

    def get_short_url(self):
        """The address to print or to send: `/q/<id>`, in the reader's own language."""
        return reverse("question_short", args=[self.pk])

    def derive(self):
        """Sets what is computed. Called before every save, also `loaddata`."""
        self.note_publication()
        self.updated_at = timezone.now()


class QuestionSource(models.Model):
    """A page that an answer rests on. Its title stays in its own language."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="sources")
    title = models.CharField(_("title of the page"), max_length=200)
    url = models.CharField(_("web address"), max_length=300, validators=[validate_website])
    language = models.CharField(
        _("language of the page"),
        max_length=2,
        choices=[("nl", "Nederlands"), ("fr", "Français"), ("en", "English")],
        default="nl",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.url = completed(self.url)


class Insight(Publishable, WithTextStates):
    """A short fact from research, with its full source."""

    TRACKED_TEXTS = ("text",)

    text = models.TextField(
        _("text"),
        blank=True,
        max_length=400,
        help_text=_("One or two plain sentences: what the source says, and no more."),
    )
    authors = models.CharField(_("authors"), max_length=200)
    title = models.CharField(_("title of the work"), max_length=300)
    publisher = models.CharField(
        _("published in"), max_length=200, help_text=_("The journal, volume and pages.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    link = models.CharField(
        _("web address"), max_length=300, blank=True, validators=[validate_website]
    )
    themes = models.ManyToManyField(
        Theme, related_name="insights", verbose_name=_("themes"), blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.authors} ({self.year})"

    def derive(self):
        """Sets what is computed. Called before every save, also `loaddata`."""
        self.note_publication()
        self.link = completed(self.link)


class ClarityQuerySet(models.QuerySet):
    def count_one(self, question, language, is_clear, times=1):
        """Adds one to the count, or more, at once for any number of visitors; fewer than nothing
        (`times=-1`) for those who changed their minds."""
        field = "yes" if is_clear else "no"
        row, _created = self.get_or_create(question=question, language=language)
        self.filter(pk=row.pk).update(**{field: Greatest(F(field) + times, 0)})


class Clarity(models.Model):
    """How many found an answer clear, by the language of the page. Nothing about anyone."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="clarity")
    language = models.CharField(_("language"), max_length=2)
    yes = models.PositiveIntegerField(_("clear"), default=0)
    no = models.PositiveIntegerField(_("not clear"), default=0)

    objects = ClarityQuerySet.as_manager()

    class Meta:
        verbose_name = _("was it clear?")
        verbose_name_plural = _("was it clear?")
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="clarity_once_a_language")
        ]

    def __str__(self):
        return f"{self.language}: {self.yes} / {self.no}"


class RemarkQuerySet(models.QuerySet):
    def is_full(self):
        """Whether there are so many that nobody reads them, and no more are kept."""
        return self[:MOST_REMARKS].count() >= MOST_REMARKS

    def forget_old(self):
        return self.filter(written_on__lte=timezone.localdate() - Remark.KEPT).delete()[0]


class Remark(models.Model):
    """What somebody wrote about an answer. Of the moment only the day is kept."""

    KEPT = timedelta(days=400)

    question = models.ForeignKey(Question, models.CASCADE, related_name="remarks")
    language = models.CharField(_("language"), max_length=2)
    text = models.CharField(_("text"), max_length=300)
    written_on = models.DateField(_("written on"), default=timezone.localdate)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-written_on", "-pk"]

    def __str__(self):
        return self.text
