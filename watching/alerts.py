"""One mail to `ALERT_EMAILS` when something is not well, and one when it is well again.

Whoever went through what is due looks afterwards, on whichever machine (`watching.going`). About
the same trouble there is at most one mail a day, also while it comes and goes.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from core.accounts.models import User
from core.wording.hours import moment_in_words

from . import checks, troubles
from .daily import task_named
from .models import Trouble

AGAIN_AFTER = timedelta(days=1)
# What nobody was told of for so long is forgotten.
FORGOTTEN_AFTER = timedelta(days=30)
_DISK = "disk of "

logger = logging.getLogger(__name__)


def tell(now):
    """Sends what has to be told at the moment `now`; how many mails went out."""
    wrong = {each.name: each for each in (*_of_this_machine(now), *troubles.of_tasks(now))}
    rows = {row.name: row for row in Trouble.objects.all()}
    new = [row for row in _lasting(wrong, rows, now) if _is_to_be_told(row, now)]
    over = [row for name, row in rows.items() if name not in wrong and row.over_at is None]
    told = [row for row in over if row.told_at and row.told_at >= row.since]
    sent = 0
    if (new or told) and settings.ALERT_EMAILS and settings.HAS_EMAIL:
        sent = _send([wrong[row.name] for row in new], told)
        if not sent:
            return 0  # all of it is told the next time
        Trouble.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
    Trouble.objects.filter(pk__in=[row.pk for row in over]).update(over_at=now)
    Trouble.objects.filter(over_at__lt=now - FORGOTTEN_AFTER).delete()
    return sent


def _lasting(wrong, rows, now):
    return [_begun(rows.get(name), name, now) for name in wrong]


def _is_to_be_told(row, now):
    return row.told_at is None or now - row.told_at >= AGAIN_AFTER


def _begun(row, name, now):
    if row is None:
        return Trouble.objects.create(name=name, since=now)
    if row.over_at is not None:
        row.since, row.over_at = now, None
        row.save(update_fields=["since", "over_at"])
    return row


def _of_this_machine(now):
    """Disks, and that the last backup is old: what no task could say."""
    backup = task_named("backup")
    names = {"backup"} if backup and backup.is_wanted() else set()
    for finding in checks.of_people():
        if finding.name.startswith(_DISK) or finding.name in names:
            yield troubles.Wrong(finding.name, now, finding.says, _look)


def _look():
    return gettext("The guide says what to do.")


def _send(new, over):
    """How many mails left; one that does not leave keeps back no other."""
    languages = dict(User.objects.exclude(email="").values_list("email", "language"))
    sent = 0
    for address in settings.ALERT_EMAILS:
        with translation.override(languages.get(address.lower()) or settings.LANGUAGE_CODE):
            message = _message(new, over, address)
        try:
            message.send()
            sent += 1
        except Exception:
            logger.exception("The mail about what is not well could not be sent.")
    return sent


def _named(name):
    task = task_named(name)
    return (task and task.label) or name


def _message(new, over, address):
    trouble, well = gettext("%(host)s: something is not well"), gettext("%(host)s: well again")
    context = {
        "new": new,
        "over": [(_named(row.name), moment_in_words(row.since)) for row in over],
        "site": settings.SITE_URL,
        "page": settings.SITE_URL + reverse("admin:watching_run_changelist"),
        "guide": "docs/running.md",
    }
    text = render_to_string("mail/alert.txt", context)
    return EmailMessage(
        (trouble if new else well) % {"host": settings.SITE_HOST}, text, to=[address]
    )
