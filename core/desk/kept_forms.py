"""What a volunteer had written when her session ended, or when she changed the language of a page:
kept until the page shows it again.

It lies in the session of the browser that sent it, for one hour, and only its author gets it:
whoever logs in next on a computer that is shared does not.
"""

import re
import time

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import devices
from core.accounts.models import User
from core.limits import Tally, forgettable

LARGEST = 256 * 1024  # bytes of text
SECONDS = 60 * 60
_KEY = "kept_form"
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
AUTHOR = "_author"  # the field that says for whom a form was made
LANGUAGE = "admin_language"  # the button that chooses one of the admin’s
LOG_IN = _("Log in again: what you wrote is kept.")
# In an hour, of one browser in which the author has logged in before, and of all others together,
# where nobody has: they are of strangers, and each is a row in the database.
MOST, MOST_OF_STRANGERS = 60, 20
_lately = Tally(SECONDS / MOST)
_of_strangers = Tally(SECONDS / MOST_OF_STRANGERS)
forgettable(_lately)
forgettable(_of_strangers)
# What a page says above it.
NOTE = _("This is what you wrote before. It is not saved yet.")


def keep(request, said=LOG_IN, path=""):
    """Keeps the fields of a POST that came too late for its own address, and tells her so; with
    `path` for the page there.

    Passwords and files are not kept, nor what is larger than LARGEST: whether nothing is lost.
    """
    fields = fields_of(request.POST)
    if not fields:
        return True
    if _size(fields) > LARGEST or not _is_one_of_few(request, fields):
        messages.warning(request, gettext("Log in again. What you wrote could not be kept."))
        return False
    _put(request, path or request.get_full_path(), fields)
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)
    messages.warning(request, str(said))
    return True


def _is_one_of_few(request, fields):
    if request.user.is_authenticated:
        return True
    author = fields.get(AUTHOR, "")
    user = User.objects.filter(pk=int(author)).first() if _NUMBER.fullmatch(author) else None
    if user and (number := devices.known(request, user)):
        return _lately.take([number.encode()], MOST)
    return _of_strangers.take([b"strangers"], MOST_OF_STRANGERS)


def keep_for(request, path):
    """Keeps the fields of a POST for the page at `path`; whether nothing is lost."""
    fields = fields_of(request.POST)
    if _size(fields) > LARGEST:
        return False
    _put(request, path, fields)
    return True


def _put(request, path, fields):
    kept = {"path": path, "fields": fields.urlencode(), "at": time.time()}
    request.session[_KEY] = kept


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
    """Without tokens, passwords and the button that chose a language."""
    fields = sent.copy()
    for name in sent:
        if name in ("csrfmiddlewaretoken", LANGUAGE) or "password" in name.lower():
            del fields[name]
    return fields


def _size(fields):
    return sum(
        len(name.encode()) + len(value.encode())
        for name, values in fields.lists()
        for value in values
    )
