"""Notes what changed, in the transaction that changes it."""

from django.utils import timezone

from core.models.publishing import ONE_BY_ONE

from .models import Change

# `{kind: a function that gives the rows that the public sees}`
_public = {}


def follow(kind, public):
    """From now on changes of `kind` are noted; `public()` is a queryset of what is public of it."""
    _public[kind] = public


def write(changed):
    """`changed` is `{kind: ids, or None for all of the kind}`, or None for all there is."""
    now = timezone.now()
    for kind in _public:
        ids = None if changed is None else changed.get(kind, ())
        if ids is None or len(ids) > ONE_BY_ONE:
            _write_all(kind, now)
        elif ids:
            _write(kind, ids, now)


def _write(kind, ids, now):
    public = {*_public[kind]().filter(pk__in=ids).order_by().values_list("pk", flat=True)}
    _keep(kind, sorted(public), now)
    if len(public) < len(ids):
        its_own = Change.objects.of(kind).public()
        its_own.filter(row_id__in={*ids} - public).update(is_public=False, changed_at=now)


def _write_all(kind, now):
    """The same for any number of rows: those that have a moment are not read one by one."""
    noted = Change.objects.of(kind)
    public = _public[kind]().order_by().values("pk")
    noted.public().exclude(row_id__in=public).update(is_public=False, changed_at=now)
    noted.filter(row_id__in=public).update(is_public=True, changed_at=now)
    _keep(kind, public.exclude(pk__in=noted.values("row_id")).values_list("pk", flat=True), now)


def _keep(kind, ids, now):
    Change.objects.bulk_create(
        [Change(kind=kind, row_id=pk, changed_at=now) for pk in ids],
        update_conflicts=True,
        unique_fields=["kind", "row_id"],
        update_fields=["changed_at", "is_public"],
    )
