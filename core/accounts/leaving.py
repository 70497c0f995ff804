"""Somebody left: her personal data go, and what she did stays as that of a former volunteer.

The row of the account stays, so that the history of what is public still says that one person made
these changes. What others wrote about her in words of their own nobody can find for them.
"""

from django.apps import apps
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.admin_pages import page, row_for

from . import handover, sessions
from .models import SecurityEvent, User


@transaction.atomic
def forget(user, by):
    """Deletes the personal data of `user`, whose account is closed; `by` did so.

    Rows that are hers alone go with her name: addresses, second steps, what she is doing now.
    """
    sessions.end_all(user)
    _forget_events(user)
    for model in _of_her_alone():
        model._default_manager.filter(**{_field_of(model): user}).delete()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).delete()
    user.groups.clear()
    user.user_permissions.clear()
    _empty(user)
    # After the groups, of which the security log makes a line.
    SecurityEvent.objects.filter(user=user).delete()
    SecurityEvent.objects.create(kind=SecurityEvent.Kind.FORGOTTEN, user=user, by=by)


def _forget_events(user):
    """Where work was handed over to her, her name stands beside that of somebody else."""
    names = Q(detail__startswith=f"{user} (") | Q(detail__startswith=f"{user.username} (")
    SecurityEvent.objects.filter(names, kind=SecurityEvent.Kind.HANDED_OVER).update(detail="")
    # The history of that account says it too, in a sentence; what forms write is a list in JSON.
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User))
    sentences = entries.exclude(change_message__startswith="[")
    sentences.filter(change_message__contains=str(user)).update(change_message="")


def _of_her_alone():
    """Models whose rows cannot be without somebody, other than what was done in the admin."""
    for model in apps.get_models():
        if model is not LogEntry and _field_of(model):
            yield model


def _field_of(model):
    """The name of the field of `model` that is an account and is never empty; or None."""
    for field in model._meta.concrete_fields:
        is_account = field.related_model is User and not field.null
        if is_account and not model._meta.auto_created:
            return field.name
    return None


def _empty(user):
    user.username = f"{User.FORMER}{user.pk}"
    user.first_name = user.last_name = user.email = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = user.wants_digest = False
    user.last_login = user.digest_sent_on = user.welcomed_on = None
    user.date_joined = timezone.now()
    user.set_unusable_password()
    user.save()


class Forgets:
    """For the admin of users: a page beside each of them."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.forget_view)
        return [
            path("<path:object_id>/forget/", view, name="accounts_user_forget"),
            *super().get_urls(),
        ]

    def forget_view(self, request, object_id):
        user = row_for(self, request, object_id)
        moves = handover.moves(user)
        may = not user.is_active and not user.is_former and not moves
        if request.method == "POST" and may:
            forget(user, request.user)
            messages.success(request, gettext("The personal data are deleted."))
            return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
        context = {
            "original": user,
            "title": gettext("Delete personal data"),
            "subtitle": str(user),
            "moves": moves,
            "may": may,
        }
        return page(self, request, "accounts/user/forget.html", context)
