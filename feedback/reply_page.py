"""The page of the admin on which a volunteer answers a visitor."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from core.admin_pages import page as admin_page
from core.admin_pages import row_for
from core.admin_paths import change_url, number_in
from core.admin_request import editing
from core.desk import kept_forms
from core.wording.languages import language_in_words

from . import pages, replies
from .forms import ReplyForm
from .models import Reply, Suggestion

BEGIN = "_begin"  # the button that puts a text into the answer


def reply(model_admin, request, object_id):
    """The form and what it sends; who has no address gets no answer."""
    message = row_for(model_admin, request, object_id)
    if request.method == "POST":
        # The second of two people waits here until the first has saved.
        message = Suggestion.objects.select_for_update().get(pk=message.pk)
    if not message.email:
        return _without_address(model_admin, request, message)
    if request.method != "POST":
        kept = kept_forms.take(request)
        data = kept or _blank(request, message)
        return _show(model_admin, request, message, ReplyForm(message=message, initial=data))
    form = ReplyForm(request.POST, message=message)
    if BEGIN in request.POST:
        return _show(model_admin, request, message, _begun(form, message))
    if not form.is_valid():
        return _show(model_admin, request, message, form)
    if not settings.HAS_EMAIL:
        form.add_error(None, gettext("This site sends no e-mail: your text is still here."))
        return _show(model_admin, request, message, form)
    return _send(model_admin, request, message, form)


def _without_address(model_admin, request, message):
    """Nobody can answer; what she wrote before the address was deleted stands there once more."""
    text = gettext("There is no e-mail address to answer to.")
    if request.POST.get("text"):
        form = ReplyForm(request.POST, message=message)
        form.add_error(None, text)
        return _show(model_admin, request, message, form)
    messages.warning(request, text)
    return HttpResponseRedirect(change_url(message))


def _blank(request, message):
    """What stands in the form at first: what could not be sent, or a text that was asked for."""
    failed = message.replies.filter(state=Reply.State.FAILED).last()
    language = request.GET.get("language", message.language)
    return {
        "language": failed.language if failed else language,
        "text": failed.text if failed else "",
        "closes": message.is_open,
        "seen": _latest(message),
    }


def _latest(message):
    """The number of the last answer that is no longer only a text."""
    sent = message.replies.exclude(state=Reply.State.FAILED)
    return sent.values_list("pk", flat=True).last() or 0


def _begun(form, message):
    """The form with the chosen text under what she wrote already."""
    written = (form["text"].value() or "").strip()
    chosen = number_in(form["begin"].value())
    text = next((text for text in form.texts if text.pk == chosen), None)
    words = replies.begun_with(text, message, form.answer_in) if text else ""
    values = {name: form[name].value() for name in form.fields}
    values["text"] = "\n\n".join(filter(None, [written, words]))
    return ReplyForm(message=message, initial=values)


def _send(model_admin, request, message, form):
    """Saves the answer, to be sent once that is certain; never twice, and not past another's."""
    values = form.cleaned_data
    last = message.replies.exclude(state=Reply.State.FAILED).last()
    if last and last.pk != (values["seen"] or 0):
        if last.by == request.user and last.text == values["text"]:
            return HttpResponseRedirect(change_url(message))  # the button pressed twice
        return _show(model_admin, request, message, _told_of(form, message, last))
    written = {
        "by": request.user,
        "written_at": timezone.now(),
        "language": values["language"],
        "text": values["text"],
        "state": Reply.State.SENDING,
    }
    failed = message.replies.filter(state=Reply.State.FAILED).last()
    if failed:
        message.replies.filter(pk=failed.pk).update(**written)
    row = failed or message.replies.create(**written)
    answer = str(Reply._meta.verbose_name)
    model_admin.log_change(request, message, [{"changed": {"fields": [answer]}}])
    act = partial(_hand_over, request, message, row.pk, values["closes"])
    editing(request).afterwards.append(act)
    return HttpResponseRedirect(change_url(message))


def _told_of(form, message, last):
    """The form again, which now knows of the answer of somebody else."""
    text = gettext("%(name)s has answered meanwhile. Send yours only if it adds something.")
    told = ReplyForm({**form.data.dict(), "seen": last.pk}, message=message)
    told.add_error(None, text % {"name": last.by or "–"})
    return told


def _hand_over(request, message, pk, closes):
    if replies.hand_over(pk, closes):
        messages.success(request, gettext("Your answer has been sent."))
        return
    text = gettext("The mail could not be sent. Your answer is kept: try it again in a while.")
    messages.error(request, text)


def _show(model_admin, request, message, form):
    page = pages.find(message.path)
    context = {
        "title": gettext("Answer in %(language)s")
        % {"language": language_in_words(form.answer_in)},
        "subtitle": str(message),
        "message": message,
        "form": form,
        "page": page,
        "replies": message.replies.select_related("by"),
        "message_url": change_url(message),
        "is_discreet": replies.is_discreet(message),
        "has_email": settings.HAS_EMAIL,
        "BEGIN": BEGIN,
    }
    return admin_page(model_admin, request, "feedback/suggestion/reply.html", context)
