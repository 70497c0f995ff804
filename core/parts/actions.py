"""Actions of the admin that are done with one row after the other."""

from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.wording.labels import labelled

from . import going
from .going import Refused
from .models import Work

__all__ = ["Refused", "begin", "find", "one_by_one"]

# So many are done at once, in the request that asks for it.
FEW = 50


def one_by_one(*, description, permissions, done, is_so=None, rows=None, tells=None, **how):
    """Makes an action of the method `do(self, request, row)`, which saves one row and notes it in
    the log, or raises `Refused`.

    `done(count)` says what was done; `is_so(row)` whether there is nothing to do; `rows(queryset)`
    adds what saving looks at, so that it is read once for many. With `tells(request)`, which gives
    `{key as text: text}`, `do` has a third argument: what was told of its row when she chose it.
    `how` are `few`, up to which number it is done at once, and `order`, in which the rows have
    their turn where `do` saves other rows than them: then it holds and keeps those by itself.
    """

    def decorate(do):
        @admin.action(description=description, permissions=permissions)
        @wraps(do)
        def action(model_admin, request, queryset):
            return begin(model_admin, request, queryset, do.__name__)

        action.do, action.done, action.is_so, action.rows = do, done, is_so, rows
        action.do_all = action.question = None
        action.tells, action.few, action.order = tells, how.get("few"), how.get("order")
        action.keeps_history = not action.order
        return action

    return decorate


def find(model_admin, request, name):
    """The action, when she may do it. Raises PermissionDenied."""
    actions = model_admin.get_actions(request)
    if name not in actions or not hasattr(actions[name][0], "do"):
        raise PermissionDenied
    return actions[name][0]


def title_of(model_admin, request, name):
    description = find(model_admin, request, name).short_description
    return str(description) % {"verbose_name_plural": model_admin.opts.verbose_name_plural}


def begin(model_admin, request, queryset, name):
    """Does it at once with a few rows; of many it makes a `Work` and leads to its page."""
    action = find(model_admin, request, name)
    rows = queryset.order_by(*action.order) if action.order else queryset
    pks = list(rows.values_list("pk", flat=True))
    label = model_admin.opts.label_lower
    work = Work(label=label, action=name, author=request.user, total=len(pks), left=[*pks])
    if action.tells:
        told = action.tells(request)
        work.told = {str(pk): told[str(pk)] for pk in pks if str(pk) in told}
    if len(pks) > (action.few or FEW):
        Work.objects.forget_old()
        work.is_asked = action.question is not None
        work.save()
        return HttpResponseRedirect(url_of(work))
    going.go_through(work, pks, request, model_admin, action)
    say(request, work, action)
    return None


def url_of(work):
    return reverse("admin:work", args=[work.pk])


def say(request, work, action):
    """What came of a few rows, as messages."""
    for _pk, row, reason in work.refused:
        messages.warning(request, labelled(row, reason))
    if work.changed:
        messages.success(request, action.done(work.changed))
