"""What a form of the admin sent and was not taken: its author sees it again, in the admin.

Nothing of it is kept or done here. It is shown to copy, and where that helps to send once more,
only when it came from a page of this site: otherwise others could put words into her mouth.
"""

from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db.models import CharField, JSONField, TextField
from django.http import QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views import csrf

from .kept_forms import fields_of

_TEXTS = CharField | TextField | JSONField  # the last for lists of words


def page(request, text, status=403, *, is_sent_again=False):
    """The page that says `text`, or None where nothing of hers would be lost."""
    sent = what_was_sent(request)
    if sent is None:
        return None
    context = {
        **admin.site.each_context(request),
        **sent,
        "title": gettext("This is not saved"),
        "text": text,
        "fields": sent["fields"] if is_sent_again else [],
    }
    return render(request, "admin/refused.html", context, status=status)


def what_was_sent(request):
    """What a page shows of a form of hers that was not taken, or None. Needs no database.

    `fields` is empty where sending them once more would not do.
    """
    if request.method != "POST" or not request.path.startswith(settings.ADMIN_URL):
        return None
    if not (getattr(request, "csrf_processing_done", False) or _is_from_here(request)):
        return None
    sent = _sent(request)
    # Of the account pages there are codes and keys, and nothing that anybody wrote.
    is_account = request.path.startswith(f"{settings.ADMIN_URL}account/")
    fields = QueryDict() if is_account else fields_of(sent)
    # What has a password or a file is written once more.
    is_whole = len(fields) == len(sent) - ("csrfmiddlewaretoken" in sent) and not request.FILES
    return {
        "texts": _texts(fields),
        "form_url": request.get_full_path(),
        "fields": _pairs(fields) if is_whole else [],
    }


def forbidden(request):
    return page(
        request,
        gettext(
            "You may not change this, or no longer: perhaps it was archived. Copy what you wrote, "
            "and ask an editor."
        ),
    )


def not_found(request):
    text = gettext("It is not there any more. Copy what you wrote, and look where it belongs now.")
    return page(request, text, 404)


def bad_request(request, exception):
    if not isinstance(exception, TooManyFieldsSent | RequestDataTooBig):
        return None
    text = gettext("That was too much at once. Go back, or copy it here, and save it bit by bit.")
    return page(request, text, 400)


def csrf_failure(request, reason=""):
    """She logged in again in another tab, most of the time."""
    text = gettext("You logged in again after you opened the page. Look at it, and send it again.")
    return page(request, text, is_sent_again=True) or csrf.csrf_failure(request, reason)


def logged_out(request):
    text = gettext("You are logged out. Log in in another tab, and send it again.")
    return page(request, text, is_sent_again=True)


def _is_from_here(request):
    """Whether a page of this site sent it, by what its browser says; who says nothing did not."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_ours = site in (None, "same-origin")
    own = f"{request.scheme}://{request.get_host()}"
    return bool(site or origin) and is_ours and origin in (None, own)


def _sent(request):
    # Django has thrown away what had too many fields.
    if request.POST or not hasattr(request, "_body"):
        return request.POST
    sent = QueryDict(mutable=True)
    for name, text in parse_qsl(request.body.decode(errors="replace")):
        sent.appendlist(name, text)
    return sent


def _pairs(fields):
    return [(name, text) for name in fields for text in fields.getlist(name)]


def _texts(fields):
    """`(label, text)` of what people write; choices and dates are made again."""
    known = {
        field.name: field for model in admin.site._registry for field in model._meta.concrete_fields
    }
    texts = []
    for name, text in _pairs(fields):
        field = known.get(name.rpartition("-")[2])
        is_text = field is None or (isinstance(field, _TEXTS) and not field.choices)
        if text.strip() and is_text and not name.startswith("_") and not name.endswith("_FORMS"):
            texts.append((str(capfirst(field.verbose_name)) if field else name, text))
    return texts
