"""What a volunteer sent after her session had ended: kept until she has logged in again.

It lies in the session of the browser that sent it, for one hour, and only its author gets it:
whoever logs in next on a computer that is shared does not.
"""

import time

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LARGEST = 256 * 1024  # bytes of text
SECONDS = 60 * 60
_KEY = "kept_form"
AUTHOR = "_author"  # the field that says for whom a form was made
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
    """The fields that its author sent to the address of `request`, once; a QueryDict, or None."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.get_full_path():
        return None
    del request.session[_KEY]
    fields = QueryDict(kept["fields"])
    is_hers = fields.get(AUTHOR) in (None, request.session.get(SESSION_KEY))
    return fields if is_hers and time.time() - kept["at"] < SECONDS else None


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
