"""Who works on a row before the public sees it, and what an editor said of it."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person


class DraftQuerySet(models.QuerySet):
    def about(self, row):
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)

    def pks(self, model):
        """The ids of the rows of a model, to look for among its rows."""
        content_type = ContentType.objects.get_for_model(model)
        return self.filter(content_type=content_type).values("object_id")


class Draft(models.Model):
    """What is known of a `core.models.Publishable` row that is a draft or in review.

    Without one nobody knows whose draft it is, nor since when. What is public has none.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    author = person(_("by"), "drafts")
    changed_at = models.DateTimeField(_("last saved"), default=timezone.now)
    word = models.TextField(_("word of the editor"), max_length=1_000, blank=True)
    returned_by = person()

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="draft_once_a_row")
        ]

    def __str__(self):
        return f"{self.content_type.name} {self.object_id}"
