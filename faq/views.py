"""The public pages of questions and answers."""

from typing import NamedTuple

from django.db import OperationalError
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import short_links, slugs
from core.discreet import render
from core.doors import FULL, Door, Toll
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.languages import shown
from core.public_writes.bounded import bounded
from directory import index as directory_index

from . import clarity, pages
from .forms import ClarityForm
from .models import Question, Remark

door = Door("clear", 10, seconds=3600, everybody=300)
TOO_BUSY = _(
    "We could not save this just now. Nothing is lost: please press the button once more in a "
    "moment."
)


class Unsaved(NamedTuple):
    """A remark that was not kept, and what the page says above it."""

    text: str
    is_clear: str  # the button that she pressed
    message: str
    toll: Toll | None = None


def question_list(request):
    shows.note("question", "vocabulary")
    opened = request.GET.get("open", "")[:100]
    return render(request, "faq/question_list.html", pages.list_context(opened))


def question(request, slug):
    question = slugs.find_or_404(Question.objects.published_or_archived().for_detail(), slug)
    if question.slug != slug:
        return HttpResponsePermanentRedirect(question.get_absolute_url())
    if not question.is_published:
        return _ended(request, question)
    return question_page(request, question)


def question_page(request, question, *, preview=False, unsaved=None):
    """The page of `question`, which the caller took from `for_detail()`.

    With `preview`, for volunteers: any status, marked as not public. `unsaved` is the remark that
    could not be kept just now (Unsaved).
    """
    now = timezone.localtime()
    shows.note(("question", question.pk))
    context = pages.question_context(directory_index.named(), question, now)
    context |= {
        "description": pages.description(context),
        "has_answered": "thanks" in request.GET,
        "is_preview": preview,
        "unsaved": unsaved,
    }
    status = 503 if unsaved and not unsaved.toll else 200
    response = render(request, "faq/question.html", context, status=status)
    return fresh_until(response, next_minute(now))


def _ended(request, question):
    context = {"question": shown(question, "question")}
    return render(request, "faq/question_ended.html", context, status=410)


@csrf_exempt  # pages set no cookie, and whoever forges this adds one to a count
@require_POST
def question_clarity(request, slug):
    """Counts whether an answer was clear; keeps nothing about who says so."""
    question = slugs.find_or_404(Question.objects.published(), slug)
    form = ClarityForm(request.POST)
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if is_ours and form.is_valid() and not form.cleaned_data["name"]:
        text, is_clear = form.cleaned_data["text"], form.cleaned_data["is_clear"]
        if text and (why := _is_not_kept(request, question, text)):
            question = Question.objects.for_detail().get(pk=question.pk)
            return question_page(request, question, unsaved=Unsaved(text, is_clear, *why))
        clarity.note(request, question, get_language(), is_clear == "yes")
    return redirect(f"{question.get_absolute_url()}?thanks#clear")


def _is_not_kept(request, question, text):
    """Keeps a remark and returns None; otherwise `(message, toll)`, or `(message,)`."""
    if toll := door.ask(request):
        return toll.message, toll
    if Remark.objects.is_full():
        return (FULL,)
    try:
        with bounded():
            question.remarks.create(
                language=get_language(), text=text, written_on=timezone.localdate()
            )
    except OperationalError:  # somebody else is writing
        door.give_back(request)
        return (TOO_BUSY,)
    return None


def question_short(request, pk):
    """`/q/<id>`: the address to print or send; leads to the page in the reader's language."""
    return short_links.to_row(request, Question.objects, pk)
