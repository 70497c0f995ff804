"""Doing an action with one row after the other."""

from contextlib import nullcontext

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from core.admin_request import editing
from core.editing import history
from core.together import together

from . import timing
from .models import Work

# What stands in the way of one row, and is said of it.
CANNOT = (PermissionDenied, ValidationError, ProtectedError, RestrictedError, IntegrityError)
A_PART = 100  # rows that are read and held together, at most


class Refused(Exception):  # noqa: N818
    """Why it cannot be done with a row, in a sentence for the volunteer."""


def go_on(work, request, model_admin, action, seconds=None):
    """Does the next part in a transaction of its own. Returns the work as it is then.

    Two pages of the same work wait for each other, and no row has two turns.
    """
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=work.pk)
        if not (work.is_done or work.is_asked):
            go_through(work, work.left[:A_PART], request, model_admin, action, seconds)
            work.note_end()
            work.save()
    # What cannot be taken back, such as a mail.
    while editing(request).afterwards:
        editing(request).afterwards.pop(0)()
    return work


def go_through(work, pks, request, model_admin, action, seconds=float("inf")):
    """Gives each of `pks` its turn, while there is time, and notes in `work` what came of it."""
    with together():
        rows = _held(pks, model_admin, action)
        never_kept = history.never_kept(model_admin.model, pks) if action.keeps_history else ()
        if action.do_all and _all_at_once(rows, request, model_admin, action):
            work.left = [pk for pk in work.left if pk not in rows]
            work.changed += len(rows)
            pks = [pk for pk in pks if pk not in rows]
        for pk in timing.in_time(pks, seconds):
            row = rows.get(pk)
            work.left.remove(pk)
            if row is None:
                work.refused.append([pk, str(pk), _("It is not there any more.")])
            elif action.is_so and action.is_so(row):
                work.same += 1
            elif reason := _tried(work, row, request, model_admin, action, pk in never_kept):
                work.refused.append([pk, str(row), reason])
            else:
                work.changed += 1


def _held(pks, model_admin, action):
    """`{key: row}` as they are now; who changes one of them meanwhile waits for this part."""
    rows = model_admin.model._default_manager.filter(pk__in=pks).order_by("pk")
    held = rows if action.order else rows.select_for_update()
    return {row.pk: row for row in (action.rows(held) if action.rows else held)}


def _all_at_once(rows, request, model_admin, action):
    """Whether it was done with all of them in one; when one stands in the way, each is tried."""
    try:
        with transaction.atomic():
            action.do_all(model_admin, request, [*rows.values()])
    except (Refused, *CANNOT):
        return False
    return True


def _tried(work, row, request, model_admin, action, is_first):
    """Why it was not done, or an empty text; nothing of it is saved then."""
    told = [work.told.get(str(row.pk))] if action.tells else []
    try:
        with transaction.atomic():
            if is_first:
                history.keep(row)
            with history.recorded(request, once=True) if action.keeps_history else nullcontext():
                action.do(model_admin, request, row, *told)
    except Refused as refused:
        return str(refused)
    except ValidationError as error:
        return " ".join(error.messages)
    except PermissionDenied:
        return _("You may not change this.")
    except (ProtectedError, RestrictedError, IntegrityError):
        return _("Something else needs it.")
    return ""
