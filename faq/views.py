"""The public pages of questions and answers."""

from django.db import OperationalError
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import short_links, slugs
from core.discreet import render
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.languages import shown
from core.public_writes.bounded import bounded
from directory import index as directory_index

from . import clarity, pages
from .forms import ClarityForm
from .models import Question

# More words about one answer in a day are nobody's honest remarks.
MOST_REMARKS_A_DAY = 20


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


def question_page(request, question, *, preview=False, unsaved=""):
    """The page of `question`, which the caller took from `for_detail()`.

    With `preview`, for volunteers: any status, marked as not public. `unsaved` is the remark that
    could not be kept just now.
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
    status = 503 if unsaved else 200
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
        text = form.cleaned_data["text"]
        if text and not _is_kept(question, text):
            question = Question.objects.for_detail().get(pk=question.pk)
            return question_page(request, question, unsaved=text)
        clarity.note(question, get_language(), form.cleaned_data["is_clear"] == "yes")
    return redirect(f"{question.get_absolute_url()}?thanks#clear")


def _is_kept(question, text):
    """Keeps a remark, unless there are enough of today; False while others are writing."""
    today = timezone.localdate()
    try:
        with bounded():
            if question.remarks.filter(written_on=today).count() < MOST_REMARKS_A_DAY:
                question.remarks.create(language=get_language(), text=text, written_on=today)
    except OperationalError:
        return False
    return True


def question_short(request, pk):
    """`/q/<id>`: the address to print or send; leads to the page in the reader's language."""
    return short_links.to_row(request, Question.objects, pk)
