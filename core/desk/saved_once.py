"""What is sent twice is saved once: two quick clicks on a button, or a page that is sent again.

Every page that Django makes has its CSRF token under a mask of its own, so the token and the rest
of what was sent say together which form this is. Its answer is kept for some minutes in the table
of the cache, in the transaction that saves: at the same moment the second waits for the first.
Once something else was saved of the same row, it is no second time: what was sent may be undone.
"""

import hashlib
import json

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseRedirect

from core.admin_request import editing

SECONDS = 10 * 60


def once(request, view):
    """The response of `view()`, in one transaction; if the form has been saved, the same again."""
    with transaction.atomic():
        key = _key(request)
        if key and not cache.add(key, None, SECONDS) and (kept := cache.get(key)):
            latest, *answer = kept
            if latest == _latest(request):
                return _again(request, *answer)
        response = view()
        if key and isinstance(response, HttpResponseRedirect):
            cache.set(key, (_latest(request), response.url, _said(request)), SECONDS)
        elif key:
            cache.delete(key)
    for act in editing(request).afterwards:
        act()
    return response


def _key(request):
    if "csrfmiddlewaretoken" not in request.POST:
        return None
    sent = [request.user.pk, request.get_full_path(), list(request.POST.lists())]
    return f"sent:{hashlib.sha256(json.dumps(sent).encode()).hexdigest()}"


def _latest(request):
    """The last that the log says of the row that the address names; None when it names none."""
    pk = request.resolver_match.kwargs.get("object_id")
    entries = LogEntry.objects.filter(object_id=pk) if pk else LogEntry.objects.none()
    return entries.order_by("-pk").values_list("pk", flat=True).first()


def _said(request):
    """The messages that the next page shows, which stay where they are."""
    said = [
        (message.level, str(message.message), message.extra_tags)
        for message in messages.get_messages(request)
    ]
    _say(request, said)
    return said


def _say(request, said):
    for message in said:
        messages.add_message(request, *message)


def _again(request, url, said):
    there = _said(request)
    _say(request, [message for message in said if message not in there])
    return HttpResponseRedirect(url)
