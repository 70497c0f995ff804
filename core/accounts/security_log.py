"""Writes the security log (`SecurityEvent`), and ends sessions when rights end.

Of the computer, and of what was typed as a password, nothing is kept.
"""

from datetime import timedelta

from allauth.account import signals as account_signals
from allauth.core import context
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in
from django.db.models import Q
from django.db.models.signals import m2m_changed, pre_save
from django.dispatch import receiver
from django.utils import timezone

from . import sessions
from .models import SecurityEvent, User

Kind = SecurityEvent.Kind
LONGEST_NAME = 60  # characters of what was typed
# Whoever goes on trying makes one line in this time and not thousands.
ONE_LOCK_OUT_IN = timedelta(hours=1)


def record(kind, user, detail=""):
    """`user` is whose account it is; who did it is known from the request."""
    request = context.request
    by = request.user if request and request.user.is_authenticated else None
    detail = str(detail)[: SecurityEvent._meta.get_field("detail").max_length]
    SecurityEvent.objects.create(kind=kind, user=user, by=by, detail=detail)


def account_named(name):
    """The account that somebody means who types `name`: a user name or an e-mail; or None."""
    return User.objects.filter(Q(username__iexact=name) | Q(email=name.lower())).first()


def record_failure(name):
    """Somebody could not log in as `name`. What is no account may be a password: not kept."""
    user = account_named(name)
    if user and not _is_locked_out(user):
        record(Kind.LOGIN_FAILED, user, name[:LONGEST_NAME])


def record_lock_out(name):
    """There are so many that everybody is asked to pay who is not known."""
    user = account_named(name)
    if user and not _is_locked_out(user):
        record(Kind.LOCKED_OUT, user)


def _is_locked_out(user):
    since = timezone.now() - ONE_LOCK_OUT_IN
    events = SecurityEvent.objects.filter(kind=Kind.LOCKED_OUT, user=user, happened_at__gt=since)
    return events.exists()


@receiver(user_logged_in)
def _logged_in(request, user, **_rest):
    sessions.start(request, user)
    record(Kind.LOGGED_IN, user)


@receiver(account_signals.password_changed)
@receiver(account_signals.password_reset)
@receiver(account_signals.password_set)
def _password_changed(user, **_rest):
    record(Kind.PASSWORD_CHANGED, user)


@receiver(factor_signals.authenticator_added)
@receiver(factor_signals.authenticator_reset)
def _factor_added(request, user, authenticator, **_rest):
    record(Kind.FACTOR_ADDED, user, authenticator.type)
    sessions.end_all(user, request)


@receiver(factor_signals.authenticator_removed)
def _factor_removed(request, user, authenticator, **_rest):
    record(Kind.FACTOR_REMOVED, user, authenticator.type)
    sessions.end_all(user, request)


@receiver(factor_signals.authentication_failed)
def _factor_failed(user, authenticator, **_rest):
    record(Kind.LOGIN_FAILED, user, authenticator.type)


@receiver(m2m_changed, sender=User.groups.through)
def _roles_changed(instance, action, reverse, pk_set, **_rest):
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    for user in User.objects.filter(pk__in=pk_set or []) if reverse else [instance]:
        record(Kind.ROLES_CHANGED, user, ", ".join(group.name for group in user.groups.all()))
        sessions.end_all(user)


@receiver(pre_save, sender=User)
def _closed(instance, raw, **_rest):
    if raw or instance.is_active or not instance.pk:
        return
    if User.objects.filter(pk=instance.pk, is_active=True).exists():
        record(Kind.DEACTIVATED, instance)
        sessions.end_all(instance)
