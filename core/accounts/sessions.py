"""How long somebody stays logged in, and how that ends everywhere at once."""

import time
from contextlib import suppress

from allauth.core import context
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import Error, transaction
from django.utils import timezone

from . import second_factor

# Seconds. Idle time for who needs a second step; everybody else has SESSION_COOKIE_AGE.
SHORT = 12 * 60 * 60
# Seconds from logging in until it is asked for again, however busy she is.
LONGEST, LONGEST_SHORT = 90 * 24 * 60 * 60, 7 * 24 * 60 * 60
# A session is written at most this often only to say that somebody is still there.
EVERY = 60 * 60
_SEEN, _ENDS = "seen_at", "ends_at"


def start(request, user):
    """Sets how long `user`, who has just logged in, stays so without doing anything."""
    is_short = second_factor.is_needed(user)
    request.session.set_expiry(SHORT if is_short else settings.SESSION_COOKIE_AGE)
    request.session[_SEEN] = now = int(time.time())
    request.session[_ENDS] = now + (LONGEST_SHORT if is_short else LONGEST)


def keep_alive(request):
    """Counts the idle time from now again."""
    now = int(time.time())
    if now - request.session.get(_SEEN, 0) < EVERY:
        return
    is_changed = request.session.modified
    request.session[_SEEN] = now
    left = request.session.setdefault(_ENDS, now + LONGEST) - now
    request.session.set_expiry(max(min(request.session.get_expiry_age(), left), 1))
    # Who only reads goes on while nothing can be saved.
    with suppress(Error, UpdateError), transaction.atomic():
        request.session.save()
    request.session.modified = is_changed


def end_all(user, request=None):
    """Logs `user` out on every device, other than where she does this to herself.

    Reads all sessions: there are about as many as volunteers.
    """
    request = request or context.request
    own = request.session.session_key if request else None
    sessions = Session.objects.filter(expire_date__gt=timezone.now())
    for session in sessions.exclude(session_key=own or ""):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
