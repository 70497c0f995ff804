"""The call sheet: one organisation, its number, and what is not known or old of it.

One question after another, each saved the moment it is answered, through the page on which the
organisation is changed (`core.editing`): so an editor's answer is public at once, a volunteer's
joins what waits of hers, and what somebody else changed meanwhile is shown. A call that breaks off
has lost nothing; what was settled in it is kept on its row (`Call`) until the next day.
"""

import json
from functools import cached_property

from django.contrib import admin, messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import BadRequest
from django.forms import MultipleChoiceField
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override
from modeltranslation.utils import build_localized_fieldname

from core.admin_pages import page, row_for
from core.admin_paths import change_url, is_admin_path, overview_url
from core.desk import kept_forms
from core.desk.main_form import MainForm
from core.editing.conflicts import SEEN, read_seen
from core.editing.models import Proposal
from core.editing.saving import THEN
from core.editing.sheets import Sheet, fingerprints
from core.languages import order_of, shown
from core.text import clean
from directory.admin.filters import months_before
from directory.contact import tel_uri, web_url, whatsapp_url
from directory.models import CampaignCall, Organisation
from directory.questions.asked import ASKED_IN, Kind, everything
from directory.questions.forms import AnswersForm, answers_in
from directory.questions.week import day_in

from .models import Call

LONGEST_WORD = Call._meta.get_field("word").max_length
HOW = [choice for choice in Organisation.VerifiedHow.choices if choice[0] != "organisation"]
# What one tap chooses of the languages.
COMMON_LANGUAGES = (("fr", "nl"), ("fr",), ("nl",), ("en", "fr", "nl"))


def urls(site):
    view = site.admin_view(call)
    name = "directory_organisation_call"
    return [path("directory/organisation/<int:object_id>/call/", view, name=name)]


def call(request, object_id):
    model_admin = admin.site.get_model_admin(Organisation)
    organisation = row_for(model_admin, request, object_id)
    sheet = CallSheet(model_admin, request, organisation)
    if request.method != "POST":
        kept = kept_forms.take(request)
        asked = kept and sheet.asked_as(kept.get("question"))
        return _show(sheet, asked or sheet.next, kept=kept)
    if "end" in request.POST:
        return _end(sheet)
    asked = sheet.asked_as(request.POST.get("question"))
    if asked is None:
        raise BadRequest("Not a question of this page.")
    return _answer(sheet, asked)


class CallSheet:
    """What a volunteer knows and asks in one call."""

    def __init__(self, model_admin, request, organisation):
        self.model_admin, self.request, self.organisation = model_admin, request, organisation
        self.sheet = Sheet(model_admin, request, organisation)
        self.state = model_admin.waiting(request, organisation, self.sheet).state

    # What is asked

    @cached_property
    def places(self):
        """Those that the public sees: nobody is asked about a secret place on the telephone."""
        public = self.organisation.locations.public().select_related("organisation")
        return list(public.prefetch_related("opening_hours"))

    @cached_property
    def everything(self):
        return everything(self.organisation, self.places)

    @cached_property
    def call(self):
        """The one that goes on today, if any answer was given."""
        return Call.objects.going_on(self.organisation, self.request.user).first()

    @property
    def settled(self):
        return self.call.settled if self.call else {}

    @cached_property
    def is_old(self):
        """Whether what is known should be asked again."""
        checked = self.organisation.verified_on
        limit = months_before(timezone.localdate(), self.organisation.verify_every)
        return checked is None or checked <= limit

    @property
    def open(self):
        """What is still to be asked: first what is not known, then what is old."""
        left = [asked for asked in self.everything if asked.key not in self.settled]
        unknown = [asked for asked in left if not asked.is_known(self.state)]
        old = [asked for asked in left if asked.is_known(self.state)] if self.is_old else []
        return unknown + old

    @property
    def next(self):
        """The question that is shown: the one that was chosen, else the next; None at the end."""
        if "end" in self.request.GET:
            return None
        return self.asked_as(self.request.GET.get("question")) or next(iter(self.open), None)

    def asked_as(self, key):
        return next((asked for asked in self.everything if asked.key == key), None)

    # Words

    def language_of(self, asked):
        """In which a text is written: as it stands there, else hers, else Dutch."""
        name = asked.question.name
        fields = {Kind.HOURS: "hours_note", Kind.PRICE: "cost_note", Kind.TEXT: name}
        if field := fields.get(asked.question.kind):
            for code in order_of(get_language()):
                if self.state.get(asked.column(build_localized_fieldname(field, code))):
                    return code
        return get_language() if get_language() in ASKED_IN else ASKED_IN[0]

    def says(self, asked):
        """What the sheet says now, as `core.editing.sheets.Difference`s of the columns to read."""
        if not asked.is_known(self.state):
            return []
        language = self.language_of(asked)
        if asked.question.kind is Kind.HOURS:
            return [*answers_in([asked], self.state, language).values()][:1]
        columns = [
            column
            for column in asked.columns
            if column == asked.column(asked.question.name) or column.endswith(f"_{language}")
        ]
        texts = [self.sheet.difference(key, self.state.get(key, []), []).before for key in columns]
        return [", ".join(map(str, each)) for each in texts if each]

    # Addresses

    def url(self, **query):
        query = {name: value for name, value in query.items() if value}
        back = self.request.GET.get("next", "")
        if is_admin_path(back):
            query["next"] = back
        return reverse(
            "admin:directory_organisation_call", args=[self.organisation.pk], query=query
        )


# Answers


def _answer(sheet, asked):
    request = sheet.request
    for button, how in (("_unknown", "UNKNOWN"), ("_right", "STILL_RIGHT")):
        if button in request.POST:
            _settle(sheet, asked, Call.Settled[how])
            return HttpResponseRedirect(f"{sheet.url()}#question")
    language = request.POST.get("language")
    if language not in ASKED_IN:
        language = sheet.language_of(asked)
    data = request.POST.copy()
    if codes := data.get("_languages"):
        data.setlist(asked.key, codes.split())
    before = answers_in([asked], sheet.state, language)
    form = AnswersForm(data, asked=[asked], language=language, initial=before)
    if form.is_valid() and not form.changes:
        form.add_error(asked.key, gettext("Write something, or press “They do not know”."))
    if not form.is_valid():
        return _show(sheet, asked, form)
    changes, seen = form.changes, read_seen(request.POST.get(SEEN))
    # Whoever saves it, and whatever happens there: then comes the next question.
    data[THEN] = f"{sheet.url()}#question"
    request.POST = data
    response = sheet.model_admin.send_changes(request, sheet.organisation, changes, seen)
    if isinstance(response, HttpResponseRedirect):
        _settle(sheet, asked, Call.Settled.ANSWERED)
        _tell(sheet, asked, changes)
    return response


def _settle(sheet, asked, how):
    Call.objects.begun(sheet.organisation, sheet.request.user).settle(asked.key, how)


def _tell(sheet, asked, changes):
    """Says what was kept in a few words, instead of the same sentence after every answer."""
    request = sheet.request
    request._messages = default_storage(request)
    sheet.state = {**sheet.state, **changes}
    values = {
        "what": capfirst(asked.question.label),
        "answer": ". ".join(map(str, sheet.says(asked))),
    }
    messages.success(request, gettext("%(what)s – %(answer)s") % values)


# The end


def _end(sheet):
    request, organisation = sheet.request, sheet.organisation
    end, how = request.POST["end"], request.POST.get("how")
    word = clean(request.POST.get("word", ""))[:LONGEST_WORD]
    if end not in Call.Outcome or (end == Call.Outcome.CHECKED and how not in dict(HOW)):
        raise BadRequest("Not a button of this page.")
    call = Call.objects.begun(organisation, request.user)
    again_on = day_in(word, timezone.localdate()) if end == Call.Outcome.AGAIN else None
    call.end(end, word, again_on)
    if end == Call.Outcome.CHECKED:
        sheet.model_admin.note_check(request, organisation, how)
        text = gettext("%(organisation)s: checked today (%(how)s). Thank you.")
        values = {"organisation": organisation, "how": organisation.get_verified_how_display()}
        messages.success(request, text % values)
    else:
        messages.success(request, gettext("Kept for whoever calls next."))
    back = request.GET.get("next", "")
    return HttpResponseRedirect(back if is_admin_path(back) else f"{sheet.url()}#question")


# The page


def _show(sheet, asked, form=None, kept=None):
    organisation, request = sheet.organisation, sheet.request
    context = {
        "title": gettext("Call sheet"),
        "subtitle": str(organisation),
        "organisation": organisation,
        "change_url": change_url(organisation),
        "overview_url": overview_url(organisation),
        "numbers": _numbers(sheet),
        "contacts": _contacts(organisation),
        "sentences": _sentences(organisation),
        "waits": sheet.model_admin.waits(request, organisation),
        "others_wait": _others_wait(sheet),
        "notes": organisation.answered_calls.ended().select_related("caller")[:3],
        "round_note": _round_note(organisation),
        "has_begun": bool(sheet.settled),
        "done": len(sheet.settled),
        "total": len(sheet.settled) + len(sheet.open),
        "list": [_line(sheet, each) for each in sheet.everything],
        "sheet_url": sheet.url(),
        "end_url": sheet.url(end="1"),
        "how": HOW,
        "word": kept.get("word", "") if kept else "",
        "main_form": MainForm("again-form"),
    }
    if asked:
        context |= _question(sheet, asked, form, kept)
    else:
        context |= _rest(sheet)
    if context["word"] or context.get("is_written"):
        messages.info(request, kept_forms.NOTE)
    return page(sheet.model_admin, request, "directory/organisation/call.html", context)


def _question(sheet, asked, form, kept):
    is_known, is_written = asked.is_known(sheet.state), False
    if form is None:
        form, is_written = _new_form(sheet, asked, kept)
    elif form.is_bound and asked.key in form.errors:
        form.fields[asked.key].widget.attrs["autofocus"] = True
    language = form.language
    columns = {column: sheet.state.get(column, []) for column in asked.columns}
    return {
        "asked": asked,
        "kind": asked.question.kind.value,
        "says": sheet.says(asked),
        "is_known": is_known,
        "words": [(code, asked.said_in(code)) for code in _spoken_first()],
        "form": form,
        "is_written": is_written,
        "field": form[asked.key],
        "note": form[f"{asked.key}_note"] if f"{asked.key}_note" in form.fields else None,
        "readings": form.readings.get(asked.key, []),
        "read": form.data.get(f"{asked.key}_read", "") if form.is_bound else "",
        "language": language,
        "languages": [] if is_known else ASKED_IN,
        "common": _common(form[asked.key]) if asked.question.kind is Kind.LANGUAGES else [],
        "seen": (kept and kept.get(SEEN)) or json.dumps(fingerprints(columns)),
        "SEEN": SEEN,
        # Enter presses none of the answers.
        "main_form": MainForm(
            "answer-form", has_enter=asked.question.kind in (Kind.HOURS, Kind.TEXT, Kind.CONTACT)
        ),
    }


def _new_form(sheet, asked, kept):
    """The form of a question, and whether something of hers was kept and stands in it."""
    kept = kept or {}
    language = kept.get("language")
    if language not in ASKED_IN:
        language = sheet.language_of(asked)
    initial = answers_in([asked], sheet.state, language)
    form = AnswersForm(asked=[asked], language=language, initial=initial)
    written = {
        name: kept.getlist(name) if isinstance(field, MultipleChoiceField) else kept[name]
        for name, field in form.fields.items()
        if name in kept
    }
    form.initial = {**initial, **written}
    is_written = any(text and str(text) != str(initial.get(name)) for name, text in written.items())
    return form, is_written


def _common(field):
    names = dict(field.field.choices)
    return [(codes, [names[code] for code in codes]) for codes in COMMON_LANGUAGES]


def _spoken_first():
    """Dutch and French, hers first."""
    return sorted(ASKED_IN, key=lambda code: code != get_language())


def _line(sheet, asked):
    how = sheet.settled.get(asked.key, "")
    return {
        "asked": asked,
        "label": capfirst(asked.question.label),
        "says": sheet.says(asked),
        "settled": Call.Settled(how).label if how in Call.Settled else "",
        "url": sheet.url(question=asked.key),
    }


def _rest(sheet):
    """What else the public reads, to read out before it counts as checked."""
    return {"asked": None, "left": len(sheet.open), "places": sheet.places}


def _numbers(sheet):
    """`(number, tel: address, of which place)` of all that can be called."""
    organisation = sheet.organisation
    numbers = [(organisation.phone, tel_uri(organisation.phone), "")]
    numbers += [(place.phone, tel_uri(place.phone), place.where) for place in sheet.places]
    return [number for number in numbers if number[1]]


def _contacts(organisation):
    """`(address, text)` of the other ways to reach it."""
    email, website = organisation.email, organisation.website
    ways = [
        (whatsapp_url(organisation.whatsapp), "WhatsApp"),
        (f"mailto:{email}" if email else "", email),
        (web_url(website), website),
    ]
    return [way for way in ways if way[0]]


def _sentences(organisation):
    """`(language, what to begin with)`."""
    sentences = []
    for code in _spoken_first():
        with override(code):
            text = gettext(
                "Hello, I am calling for Together in Brussels, a free website for mothers. "
                "%(name)s is on it too. Do you have two minutes? I would like to ask what mothers "
                "want to know before they come."
            )
            sentences.append((code, text % {"name": shown(organisation, "name").text}))
    return sentences


def _others_wait(sheet):
    """How many changes of others wait, for who may see them."""
    if not sheet.model_admin.may_approve(sheet.request):
        return 0
    return Proposal.objects.about(sheet.organisation).open().count()


def _round_note(organisation):
    calls = CampaignCall.objects.open().filter(organisation=organisation).exclude(note="")
    return calls.select_related("caller").last()


admin.site.add_urls(urls)
