"""Notes what changed, in the transaction that changes it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from core.models.publishing import ONE_BY_ONE

from .models import Change


@dataclass(frozen=True)
class _Followed:
    public: Any
    says: dict
    names: dict


_followed = {}


def follow(kind, public, *, says=None, names=None):
    """From now on changes of `kind` are noted; `public()` is a queryset of what is public of it.

    What is said of a row may be about others: its themes by their address. `says` are the paths to
    them, `{kind: [path, …]}`: when they change, the row does. Of those in `names` it only says that
    they are there, so it changes when they become public or cease to be; they are followed first.
    """
    _followed[kind] = _Followed(public, says or {}, names or {})


def write(changed):
    """`changed` is `{kind: ids, or None for all of the kind}`, or None for all there is."""
    now, turned = timezone.now(), {}
    for kind, followed in _followed.items():
        ids = _ids(kind, followed, changed, turned)
        if ids is None or len(ids) > ONE_BY_ONE:
            _write_all(kind, now)
            turned[kind] = None
        elif ids:
            turned[kind] = _write(kind, ids, now)


def _ids(kind, followed, changed, turned):
    """The rows of a kind that change with what changed, None for all."""
    if changed is None or changed.get(kind, ()) is None:
        return None
    ids = {*changed.get(kind, ())}
    for of_what, others in ((followed.says, changed), (followed.names, turned)):
        for other, paths in of_what.items():
            pks = others.get(other, ())
            if pks is None:
                return None
            ids.update(*(_at(followed, path, pks) for path in paths if pks))
    return ids


def _at(followed, path, pks):
    rows = followed.public().model._base_manager.filter(**{f"{path}__in": pks})
    return rows.order_by().values_list("pk", flat=True)


def _write(kind, ids, now):
    """Gives those that became public or ceased to be, where others name them."""
    public = {*_followed[kind].public().filter(pk__in=ids).order_by().values_list("pk", flat=True)}
    its_own, turned = Change.objects.of(kind).public(), ()
    if any(kind in followed.names for followed in _followed.values()):
        before = {*its_own.filter(row_id__in=ids).values_list("row_id", flat=True)}
        turned = before ^ public
    _keep(kind, sorted(public), now)
    if len(public) < len(ids):
        its_own.filter(row_id__in={*ids} - public).update(is_public=False, changed_at=now)
    return turned


def _write_all(kind, now):
    """The same for any number of rows: those that have a moment are not read one by one."""
    noted = Change.objects.of(kind)
    public = _followed[kind].public().order_by().values("pk")
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
