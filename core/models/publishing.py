"""What the public sees, and when something of it changed."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
        from core.versions import raise_version

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


class RichTextField(models.TextField):
    """Text with a small safe subset of HTML; sanitised when saved (see `core.rich_text`)."""
