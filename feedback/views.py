"""The pages where the public tells us something."""

from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.doors import FULL, Door
from core.kept.moments import fresh_until
from core.public_writes.bounded import bounded

from . import pages
from .forms import ONCE_MORE, TOO_BUSY, SuggestionForm
from .models import LONGEST_TEXT, Suggestion

door = Door("suggest", 20, seconds=3600, everybody=300)


@csrf_exempt  # pages set no cookie, and whoever forges this only writes to us
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request):
    """The form; `?path=` says which page it is about."""
    now = timezone.now()
    if request.method == "POST":
        return _receive(request, now)
    page = pages.find(request.GET.get("path", ""))
    topic = Suggestion.Topic.WRONG if page.path else Suggestion.Topic.MISSING
    return _show(request, SuggestionForm(now=now, initial={"topic": topic}), page)


def _receive(request, now):
    form = SuggestionForm(request.POST, now=now)
    page = pages.find(form.data["path"])
    if not form.is_valid():
        return _show(request, form, page)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        form.add_error(None, ONCE_MORE)
        return _show(request, form, page, status=403)
    try:
        return _take(request, form, page, now)
    except (InterfaceError, OperationalError):  # somebody else is writing, or the database is away
        form.add_error(None, TOO_BUSY)
        return _show(request, form, page, status=503)


def _take(request, form, page, now):
    words, today = form.cleaned_data, timezone.localdate(now)
    is_known = Suggestion.objects.is_known(words["text"], page.path, today)
    if not is_known and (toll := door.ask(request)):
        form.add_error(None, toll.message)
        return _show(request, form, page, toll=toll)
    if not is_known and Suggestion.objects.is_full():
        form.add_error(None, FULL)
        return _show(request, form, page, status=503)
    try:
        with bounded():
            _keep(words, page, today)
    except (InterfaceError, OperationalError):
        door.give_back(request)
        raise
    return redirect(f"{reverse('feedback:thanks')}{_query(page)}")


def _keep(words, page, today):
    Suggestion.objects.receive(
        words["text"],
        page.path,
        today,
        words["email"],
        topic=words["topic"],
        language=get_language(),
    )


def _show(request, form, page, status=200, toll=None):
    context = {
        "form": form,
        "page": page,
        "toll": toll,
        "topics": Suggestion.Topic.choices,
        "longest": LONGEST_TEXT,
        "canonical_query": _query(page).removeprefix("?"),
    }
    response = render(request, "feedback/suggest.html", context, status=status)
    # The stamp in it is of this moment.
    response.headers["Cache-Control"] = "no-store"
    return fresh_until(response, form.now)


@require_safe
def thanks(request):
    page = pages.find(request.GET.get("path", ""))
    context = {"page": page, "canonical_query": _query(page).removeprefix("?")}
    return render(request, "feedback/thanks.html", context)


def _query(page):
    return f"?{urlencode({'path': page.path}, safe='/')}" if page.path else ""
