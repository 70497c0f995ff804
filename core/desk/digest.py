"""One e-mail a person about what waits on her desk (`core.desk.tasks`); sent by `manage.py digest`.

At most one in 25 days, none in July and August, none when nothing waits, none for who wants none.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from core.accounts.models import User

from . import tasks

EVERY = timedelta(days=25)
QUIET_MONTHS = (7, 8)

_signer = Signer(salt="core.desk.digest")
logger = logging.getLogger(__name__)


@dataclass
class Reader:
    """All that the tasks of the desk want to know of a request."""

    user: User


def send(today):
    """Sends what is due on the date `today`: `(sent, failed)`, numbers of people.

    Each person is noted as soon as her mail has left, so that a second run sends nothing twice.
    What goes wrong with one mail is logged, and the others go out.
    """
    sent = failed = 0
    for user in readers(today):
        try:
            if message := message_for(user):
                message.send()
                User.objects.filter(pk=user.pk).update(digest_sent_on=today)
                sent += 1
        except Exception:
            logger.exception("The digest for account %s was not sent.", user.pk)
            failed += 1
    return sent, failed


def readers(today):
    """Who may get a mail on the date `today`, if something waits."""
    if today.month in QUIET_MONTHS:
        return User.objects.none()
    long_ago = Q(digest_sent_on=None) | Q(digest_sent_on__lte=today - EVERY)
    wanting = User.objects.filter(is_active=True, is_staff=True, wants_digest=True)
    return wanting.filter(long_ago).exclude(email="").order_by("pk")


def message_for(user):
    """The mail in her language, or None when nothing waits."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        lines = tasks.lines(Reader(user))
        if not (lines["mine"] or lines["team"]):
            return None
        stop = settings.SITE_URL + reverse("admin:digest", args=[token_of(user)])
        context = {
            "name": user.get_short_name() or user.get_username(),
            "mine": lines["mine"],
            "team": lines["team"],
            "site": settings.SITE_URL,
            "desk": settings.SITE_URL + reverse("admin:index"),
            "stop": stop,
        }
        # One click in the mail program (RFC 2369 and RFC 8058).
        headers = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        subject = gettext("Together in Brussels: what waits for you")
        text = render_to_string("mail/digest.txt", context)
        return EmailMessage(subject, text, to=[user.email], headers=headers)


def token_of(user):
    """What stands in the address of the page where she stops the mails, without logging in."""
    return _signer.sign(str(user.pk))


def user_of(token):
    """The user whose token it is, or None."""
    try:
        pk = _signer.unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(pk=pk).first()
