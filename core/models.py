"""What every room of the house uses: accounts, publishing, and addresses that never break."""

from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .languages import all_texts
from .text import fold, slugify


class User(AbstractUser):
    """A volunteer or editor. Visitors have no account."""

    class AdminLanguage(models.TextChoices):
        NL = "nl", "Nederlands"
        FR = "fr", "Français"
        EN = "en", "English"

    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=AdminLanguage,
        blank=True,
        help_text=_("Left empty, the admin follows the language of your browser."),
    )

    class Meta(AbstractUser.Meta):
        pass


class ContentVersion(models.Model):
    """The one row behind `core.versions`."""

    version = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_content_version")]


class WatchedQuerySet(models.QuerySet):
    """A queryset whose bulk changes raise the content version, as single saves do."""

    def update(self, **values):
        return self._raising_version(super().update, **values)

    def bulk_create(self, objs, *args, **kwargs):
        return self._raising_version(super().bulk_create, objs, *args, **kwargs)

    def bulk_update(self, objs, *args, **kwargs):
        return self._raising_version(super().bulk_update, objs, *args, **kwargs)

    def _raising_version(self, change, *args, **kwargs):
        from .versions import raise_version

        with transaction.atomic(using=self.db):
            result = change(*args, **kwargs)
            raise_version()
        return result


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


class PublishableQuerySet(WatchedQuerySet):
    def published(self):
        """What the public may see. Public code starts from here."""
        return self.filter(status=Status.PUBLISHED)

    def archived(self):
        """What the public saw once: its page says that it has ended."""
        return self.filter(status=Status.ARCHIVED, first_published_at__isnull=False)


class Publishable(models.Model):
    """Something that the public sees only while its status is published."""

    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_(
            "Only published listings are public. An archived one answers with a page that says "
            "that it has ended."
        ),
    )
    first_published_at = models.DateTimeField(_("first published at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED

    def note_publication(self):
        """Called before every save, also those of `loaddata`."""
        if self.is_published and self.first_published_at is None:
            self.first_published_at = timezone.now()


class FormerSlug(models.Model):
    """A slug that something had before: it redirects for ever and is never given out again."""

    model = models.CharField(max_length=100)
    slug = models.CharField(max_length=100)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "slug"], name="unique_former_slug"),
        ]

    def __str__(self):
        return self.slug


class Sluggable(models.Model):
    """Something with an address. The slug is made once from the name and may be changed by hand;
    the old one keeps working."""

    SLUG_FROM = "name"

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the web address. Left empty, it is made from the name. When you "
            "change it, the old address keeps working."
        ),
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self._save_with_free_slug(*args, **kwargs)
        old = getattr(self, "_slug_in_db", self.slug)
        if old != self.slug:
            label = self._meta.label_lower
            FormerSlug.objects.filter(model=label, slug=self.slug, object_id=self.pk).delete()
            FormerSlug.objects.update_or_create(
                model=label, slug=old, defaults={"object_id": self.pk}
            )
        self._slug_in_db = self.slug

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        if "slug" in field_names:
            instance._slug_in_db = instance.slug
        return instance

    def _save_with_free_slug(self, *args, **kwargs):
        """Two editors may save the same name at the same moment: the second takes the next one."""
        for attempt in range(1, 4):
            self.slug = self._free_slug()
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                if attempt == 3 or not self._is_taken(self.slug):
                    raise
        return None

    def clean(self):
        super().clean()
        if self.slug and self._is_taken(self.slug):
            raise ValidationError({"slug": _("Another page has or had this address.")})

    def _is_taken(self, slug):
        others = type(self)._default_manager.exclude(pk=self.pk)
        former = FormerSlug.objects.filter(model=self._meta.label_lower, slug=slug)
        return others.filter(slug=slug).exists() or former.exclude(object_id=self.pk or 0).exists()

    def _free_slug(self):
        names = all_texts(self, self.SLUG_FROM)
        base = next((slug for name in names if (slug := slugify(name))), self._meta.model_name)
        slug, number = base, 1
        while self._is_taken(slug):
            number += 1
            slug = f"{base}-{number}"
        return slug


class RichTextField(models.TextField):
    """Text with a small safe subset of HTML; sanitised when saved (see `core.rich_text`)."""


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

    def count_one(self, text, language):
        """Counts that `text` found nothing, folded and cut; see `core.text.fold`."""
        text = fold(text)[: MissedSearch.LONGEST].strip()
        today = timezone.localdate()
        week = today - timedelta(days=today.weekday())
        if not text:
            return
        row = self.filter(text=text, language=language, week=week)
        if row.update(times=models.F("times") + 1):
            return
        if self.filter(language=language, week=week).count() < self.MOST_A_WEEK:
            row, _created = self.get_or_create(text=text, language=language, week=week)
            self.filter(pk=row.pk).update(times=models.F("times") + 1)

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
