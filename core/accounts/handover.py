"""All of somebody's work goes to somebody else, in one step.

Work is every row whose field `owner` or `backup` is that person, in whatever model, and what apps
add with `also`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page, row_for

from .models import SecurityEvent, User

OWNER, BACKUP = "owner", "backup"


@dataclass(frozen=True, slots=True)
class Work:
    """Rows of `model` that are somebody's by their `field`; `rows()` are those that may move."""

    model: type
    field: str
    rows: Callable

    def of(self, user):
        return self.rows().filter(**{self.field: user})

    @property
    def label(self):
        options = self.model._meta
        name = options.get_field(self.field).verbose_name
        return f"{capfirst(options.verbose_name_plural)} ({name})"


_others = []


def also(model, field, rows):
    """Adds work that is not called `owner` or `backup`; `rows()` is what is still to be done."""
    _others.append(Work(model, field, rows))


def every_work():
    """Archived and draft rows too: they are looked after as well."""
    works = [
        Work(model, field.name, model._default_manager.all)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in (OWNER, BACKUP) and field.related_model is User
    ]
    return works + _others


def moves(user):
    """`(label, count)` of all that would go."""
    counts = [(work.label, work.of(user).count()) for work in every_work()]
    return [(label, count) for label, count in counts if count]


@transaction.atomic
def hand_over(old, new, by):
    """Gives all work of `old` to `new` and notes that `by` did so; returns how many rows.

    Nobody is her own backup: where she would be, the backup is empty again.
    """
    works = every_work()
    count = sum(work.of(old).update(**{work.field: new}) for work in works)
    owned = {work.model for work in works if work.field == OWNER}
    for work in works:
        if work.field == BACKUP and work.model in owned:
            work.of(new).filter(**{OWNER: new}).update(**{BACKUP: None})
    detail = f"{new} ({count})"[: SecurityEvent._meta.get_field("detail").max_length]
    kind = SecurityEvent.Kind.HANDED_OVER
    SecurityEvent.objects.create(kind=kind, user=old, by=by, detail=detail)
    return count


# The page


class HandOverForm(forms.Form):
    new = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True),
        label=_("Who takes it over"),
        help_text=_("Somebody with an account that is in use."),
    )

    def __init__(self, *args, old, **kwargs):
        super().__init__(*args, **kwargs)
        others = self.fields["new"].queryset.exclude(pk=old.pk)
        self.fields["new"].queryset = others.order_by("first_name", "last_name", "username")


class HandsOver:
    """For the admin of users: a page beside each of them."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.hand_over_view)
        return [
            path("<path:object_id>/hand-over/", view, name="accounts_user_hand_over"),
            *super().get_urls(),
        ]

    def hand_over_view(self, request, object_id):
        old = row_for(self, request, object_id)
        form = HandOverForm(request.POST or None, old=old, label_suffix="")
        if form.is_valid():
            return self._hand_over(request, old, form.cleaned_data["new"])
        context = {
            "original": old,
            "title": gettext("Hand over all work"),
            "subtitle": str(old),
            "moves": moves(old),
            "form": form,
        }
        return page(self, request, "accounts/user/hand_over.html", context)

    def _hand_over(self, request, old, new):
        with transaction.atomic():
            count = hand_over(old, new, request.user)
            said = gettext("Handed over all work to %(new)s: %(count)d.")
            self.log_change(request, old, said % {"new": new, "count": count})
        text = ngettext(
            "%(new)s looks after %(count)d more from now on.",
            "%(new)s looks after %(count)d more from now on.",
            count,
        )
        messages.success(request, text % {"new": new, "count": count})
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[old.pk]))
