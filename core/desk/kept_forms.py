"""What a volunteer sent after her session had ended: kept until she has logged in again.

It lies in the session of the browser that sent it, for one hour; Django drops it when that
session turns out to be somebody else's.
"""

import time

from allauth.core import ratelimit
from django.contrib import messages
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LARGEST = 256 * 1024  # bytes of text
SECONDS = 60 * 60
_KEY = "kept_form"
LOG_IN = _("Log in again: what you wrote is kept.")


def keep(request, said=LOG_IN):
    """Keeps the fields of a POST that came too late for its own address, and tells her so.

    Passwords and files are not kept, nor what is larger than LARGEST: whether nothing is lost.
    """
    fields = fields_of(request.POST)
    if not fields:
        return True
    if _size(fields) > LARGEST or not ratelimit.consume(request, action="keep_form"):
        messages.warning(request, gettext("Log in again. What you wrote could not be kept."))
        return False
    kept = {"path": request.get_full_path(), "fields": fields.urlencode(), "at": time.time()}
    request.session[_KEY] = kept
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)
    messages.warning(request, str(said))
    return True


def take(request):
    """The fields that were kept for the address of `request`, once; a QueryDict, or None."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.get_full_path():
        return None
    del request.session[_KEY]
    return QueryDict(kept["fields"]) if time.time() - kept["at"] < SECONDS else None


def fields_of(sent):
    """Without tokens and passwords."""
    fields = sent.copy()
    for name in sent:
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del fields[name]
    return fields


def _size(fields):
    return sum(
        len(name.encode()) + len(value.encode())
        for name, values in fields.lists()
        for value in values
    )
