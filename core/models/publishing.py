"""What the public sees, and when something of it changed."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Rows of a kind in one change: more are all of the kind.
ONE_BY_ONE = 500


class ContentVersion(models.Model):
    """The one row behind `core.versions`."""

    version = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_content_version")]


class ContentChange(models.Model):
    """What changed of public content with one version, in the order of the versions.

    `what` is `{kind: ids, or null for all of the kind}`; null where nobody knows what it was.
    """

    version = models.BigIntegerField(unique=True)
    what = models.JSONField(null=True)


def kinds_of(rows, changed=None):
    """`(pks, changed)` of the rows of a queryset: what `core.versions.raise_version` needs.

    It is added to what is in `changed` already.
    """
    kinds, most = rows.model.noted_as, 2 * ONE_BY_ONE
    changed = {**(changed or dict.fromkeys(kinds, frozenset()))}
    paths = list(dict.fromkeys(["pk", *(path for paths in kinds.values() for path in paths)]))
    table = [
        dict(zip(paths, row, strict=True)) for row in rows.order_by().values_list(*paths)[:most]
    ]
    pks = {row["pk"] for row in table}
    if len(table) == most or len(pks) > ONE_BY_ONE:
        return pks, dict.fromkeys(kinds)
    for kind, names in kinds.items():
        ids = {row[name] for row in table for name in names} - {None}
        changed[kind] = None if changed[kind] is None else changed[kind] | ids
    return pks, changed


class WatchedQuerySet(models.QuerySet):
    """A queryset whose bulk changes are noted in the log of changes, as single saves are."""

    def update(self, **values):
        from core.versions import raise_version

        with transaction.atomic(using=self.db):
            # Both before and after: a row may leave what it belonged to.
            pks, changed = kinds_of(self)
            count = super().update(**values)
            if any(self.model._meta.get_field(name).is_relation for name in values):
                changed = kinds_of(self.model._base_manager.filter(pk__in=pks), changed)[1]
            # Somebody else’s rows may have come to be meanwhile.
            if count:
                changed = changed if count == len(pks) else dict.fromkeys(changed)
                raise_version(changed, beside=self.model.noted_beside)
        return count

    def bulk_create(self, objs, *args, **kwargs):
        from core.versions import raise_version

        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            pks = {row.pk for row in created}
            changed = kinds_of(self.model._base_manager.filter(pk__in=pks - {None}))[1]
            changed = dict.fromkeys(changed) if None in pks else changed
            raise_version(changed, beside=self.model.noted_beside)
        return created


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

    def published_or_archived(self):
        """Both at once: in two questions, what is published in between would be in neither."""
        return self.published() | self.archived()


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
