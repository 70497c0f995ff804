"""One row for each thing that the public saw once, with the moment of its last change."""

from datetime import timedelta

from django.db import models
from django.db.models import Max, OuterRef, Subquery

# A clock that was put back, or that of another machine, is never further off.
OVERLAP = timedelta(minutes=1)


class ChangeQuerySet(models.QuerySet):
    def of(self, kind):
        return self.filter(kind=kind)

    def public(self):
        """Of what the public sees now."""
        return self.filter(is_public=True)

    def gone(self):
        """Of what the public saw once and sees no more; `changed_at` is when it went."""
        return self.filter(is_public=False)

    def since(self, moment):
        return self.filter(changed_at__gte=moment)

    def ask_again_from(self):
        """The moment from which somebody who read these rows now has to ask next time, or None.

        Not the moment of the question: what is committed later may have been written before. But
        it comes after the last change that one can read, because writers of content wait for each
        other (`core.versions`), so that moments are in the order in which transactions end.
        """
        last = self.aggregate(last=Max("changed_at"))["last"]
        return last and last - OVERLAP


class Change(models.Model):
    """`kind` is what `core.versions.raise_version` calls it, `row_id` its number. A row stays when
    what it is about is deleted; what the public never saw has none."""

    kind = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    changed_at = models.DateTimeField()
    is_public = models.BooleanField(default=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="change_once_a_row")]
        indexes = [models.Index(fields=["kind", "changed_at"])]

    def __str__(self):
        return f"{self.kind} {self.row_id}"


def with_changed_at(rows, kind):
    """The rows of a queryset, each with `changed_at`."""
    its_own = Change.objects.of(kind).filter(row_id=OuterRef("pk"))
    return rows.annotate(changed_at=Subquery(its_own.values("changed_at")[:1]))


def changed_since(rows, kind, moment):
    """Those of a queryset that changed at `moment` or later."""
    return rows.filter(pk__in=Change.objects.of(kind).since(moment).values("row_id"))
