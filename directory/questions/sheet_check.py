"""The organisation itself looks at what we say about it, by a signed link that we send it.

Opening the link changes nothing, whatever robot or mail scanner opens it: only the buttons do. One
says that all is right; a form proposes changes, which wait for an editor
(`core.editing.models.Proposal`).
"""

from datetime import timedelta
from urllib.parse import quote, urlencode

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import OperationalError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from modeltranslation.utils import build_localized_fieldname

from core.editing.models import Proposal
from core.editing.text_states import fingerprint
from core.kept.moments import fresh_until
from core.languages import direction, shown
from core.public_writes.bounded import bounded
from core.text import storable
from directory import index as directory_index
from directory import pages
from directory.forms import LACKING, CleanCharField, EmailField, PhoneField, WebsiteField
from directory.models import Answer, Location, Organisation

from .asked import Kind, everything, public_state
from .forms import AnswersForm, answers_in

VALID = timedelta(days=60)
MOST_A_DAY = 5  # proposals about one listing
# What the button and the form answer with, in the address of the page that says thank you.
RIGHT, SENT = "right", "sent"

LONGEST_MARK = 12  # characters, of a fingerprint
CONTACT = {
    "phone": PhoneField,
    "whatsapp": PhoneField,
    "email": EmailField,
    "website": WebsiteField,
}

_signer = TimestampSigner(salt="directory.sheet-check", sep=".")


# The link


def link(organisation, language):
    """The absolute address at which the organisation sees its sheet, for 60 days from now."""
    with translation.override(language):
        path = reverse("directory:sheet_check", args=[_signer.sign(str(organisation.pk))])
    return f"{settings.SITE_URL}{path}"


def mail_link(organisation, language):
    """A `mailto:` address (RFC 6068) with the whole letter, for a volunteer to send."""
    with translation.override(language):
        name = shown(organisation, "name").text
        asks = gettext(
            "Parents in Brussels find %(name)s on our website. Could you check that everything "
            "is still correct? It takes two minutes."
        )
        body = [
            gettext("Hello,"),
            asks % {"name": name},
            gettext("Open this link. There you can say that everything is right, or what is not:"),
            link(organisation, language),
            gettext("The link works for 60 days. Opening it changes nothing."),
            gettext("Thank you very much."),
        ]
        subject = gettext("Is what we say about %(name)s still right?") % {"name": name}
    letter = urlencode({"subject": subject, "body": "\r\n\r\n".join(body)}, quote_via=quote)
    return f"mailto:{quote(organisation.email, safe='@')}?{letter}"


def links(organisation):
    """For the admin: a link and a letter in each of its languages, while the listing is public."""
    if not organisation.is_published:
        return []
    names = dict(settings.LANGUAGES)
    return [
        {
            "code": code,
            "name": names[code],
            "url": link(organisation, code),
            "mail": mail_link(organisation, code),
        }
        for code in settings.ADMIN_LANGUAGES
    ]


# The form


class ProposalForm(forms.Form):
    """What the organisation would change of `organisation`, in the language of the page.

    `answers` is a form of its own on the same page: the questions that nobody has answered yet.

    `waiting` is the proposal that it made before and that nobody has decided on: it is changed
    here. Each field has a fingerprint of the public text beside it, so that a text which somebody
    else corrects meanwhile does not look like a change of hers.
    """

    word = forms.CharField(
        label=_("Everything else"),
        required=False,
        max_length=Proposal._meta.get_field("word").max_length,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Opening hours, the address, the price, who it is for: in your own words."),
    )

    def __init__(self, data=None, *, organisation, waiting=None):
        summary = build_localized_fieldname("summary", get_language())
        self.organisation, self.waiting = organisation, waiting
        texts = (*CONTACT, "no_contact", summary)
        self.public = {name: getattr(organisation, name) or "" for name in texts}
        if data is not None:
            data = _cleaned(data)
            data[summary] = data.get(summary, "").replace("\n", " ")
        self.answers = self._answers(data)
        super().__init__(data, initial=self._initial(), label_suffix="")
        for name, field_class in CONTACT.items():
            field = Organisation._meta.get_field(name)
            self.fields[name] = field.formfield(
                form_class=field_class, validators=field.validators, help_text=""
            )
            self.fields[name].widget.attrs["dir"] = "ltr"
        self.fields["no_contact"] = _no_contact_field(organisation)
        self.fields[summary] = _summary_field()
        for name in self.public:
            self.fields[_seen(name)] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.order_fields([*CONTACT, "no_contact", summary, "word"])

    def _answers(self, data):
        """What is not known; and what was not when she opened the page, so that it is not lost."""
        places, language = self.organisation.public_locations, get_language()
        self.public_answers = public_state(self.organisation, places)
        asked = [
            each
            for each in everything(self.organisation, places)
            # Addresses have fields above.
            if each.question.kind is not Kind.CONTACT
            and (not each.is_known(self.public_answers) or (data and each.key in data))
        ]
        proposed = {**self.public_answers, **(self.waiting.changes if self.waiting else {})}
        initial = answers_in(asked, proposed, language)
        return AnswersForm(data, asked=asked, language=language, initial=initial, knows_none=True)

    def _initial(self):
        proposed = self.waiting.changes if self.waiting else {}
        texts = {name: "\n".join(proposed.get(name, [text])) for name, text in self.public.items()}
        seen = {_seen(name): fingerprint(text) for name, text in self.public.items()}
        return {**texts, **seen, "word": self.waiting.word if self.waiting else ""}

    def clean(self):
        data = super().clean()
        self._check_contact(data)
        is_right = self.answers.is_valid() and not self.errors
        if is_right and not (self.waiting or self.changes or data["word"]):
            raise ValidationError(
                _("Nothing here has been changed. Is everything right? Then use the button above.")
            )
        return data

    def _check_contact(self, data):
        """Who is left without a way to be reached says why; who has one has no reason."""
        places = self.organisation.public_locations
        if any(data.get(name) or name in self.errors for name in CONTACT):
            data["no_contact"] = ""
        elif not (data.get("no_contact") or any(place.phone for place in places)):
            self.add_error("no_contact", LACKING["contact"])

    @property
    def shown(self):
        """The keys of all that the page asks, whether she changed it or not."""
        asked = self.answers.asked
        columns = [column for each in asked for column in each.columns_in(self.answers.language)]
        return {*self.public, *columns}

    @property
    def seen(self):
        """`{key: fingerprint}` of the public texts as they were shown, and of what she answers."""
        seen = {
            name: self.data.get(_seen(name), fingerprint(text))[:LONGEST_MARK]
            for name, text in self.public.items()
        }
        return seen | {key: fingerprint(_unknown(key)) for key in self._answered}

    @property
    def changes(self):
        """`{key: [text]}` of what she changed, without a text where she emptied the field."""
        texts = {name: self.cleaned_data[name] for name in self.public}
        changed = {
            name: [text] if text else []
            for name, text in texts.items()
            if fingerprint(text) not in (self.seen[name], fingerprint(self.public[name]))
        }
        return changed | self._answered

    @property
    def _answered(self):
        return {
            key: texts
            for key, texts in self.answers.changes.items()
            if texts != self.public_answers.get(key, [])
        }

    def focus_first_error(self):
        for form in (self.answers, self):
            wrong = next((name for name in form.errors if name in form.fields), None)
            if wrong:
                form.fields[wrong].widget.attrs["autofocus"] = True
                return

    @property
    def is_right(self):
        """Whether both forms are."""
        return self.is_valid() and self.answers.is_valid()


def _cleaned(data):
    """What was sent, before anything looks at it, so that what is shown again is clean too."""
    cleaned = QueryDict(mutable=True)
    for name, texts in data.lists():
        cleaned.setlist(name, [storable(text) for text in texts])
    return cleaned


def _unknown(key):
    """The text of a fact that nobody knows: what the page showed when it asked."""
    name = key.rpartition("/")[2]
    model = Location if "/" in key else Organisation
    field = next((each for each in model._meta.fields if each.name == name), None)
    return Answer.UNKNOWN if field and field.default == Answer.UNKNOWN else ""


def _no_contact_field(organisation):
    """“Not found yet” is for who looks from outside; it stays where it is said already."""
    field = Organisation._meta.get_field("no_contact").formfield(
        label=_("Why there is none"), help_text=_("Only when there is nothing in the fields above.")
    )
    not_found = Organisation.NoContact.NOT_FOUND
    if organisation.no_contact != not_found:
        field.choices = [choice for choice in field.choices if choice[0] != not_found]
    return field


def _seen(name):
    return f"seen_{name}"


def _summary_field():
    language = get_language()
    rows = {"rows": 3, "lang": language, "dir": direction(language)}
    return CleanCharField(
        label=_("In one sentence"),
        required=False,
        max_length=Organisation._meta.get_field("summary").max_length,
        widget=forms.Textarea(attrs=rows),
        help_text=_("In the language of this page, at most 200 characters."),
    )


# The page


@csrf_exempt  # the page sets no cookie, and whoever has the link may use its buttons
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_check(request, token):
    organisation, status = _find(token)
    if organisation is None:
        context = {"days": VALID.days, "page_path": ""}
        response = render(request, "directory/sheet_check_closed.html", context, status=status)
    elif request.method == "POST":
        response = _receive(request, organisation)
    elif request.GET.get("done") in (RIGHT, SENT):
        response = _thank(request, organisation)
    else:
        response = _show(request, organisation, _form(organisation))
    # The address is as good as a key: it goes to no other site, to no cache and to no index.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return fresh_until(response, timezone.now())


def _find(token):
    """`(organisation, 200)` as the public sees it, or `(None, status)`."""
    try:
        pk = _signer.unsign(token, max_age=VALID)
    except SignatureExpired:
        return None, 410
    except BadSignature:
        return None, 404
    pk = int(pk)
    pk = Organisation.objects.gone_into([pk]).get(pk, pk)
    organisation = Organisation.objects.published().for_detail().filter(pk=pk).first()
    return organisation, 200 if organisation else 410


def _form(organisation, data=None):
    waiting = _from_organisation(organisation).open().last()
    return ProposalForm(data, organisation=organisation, waiting=waiting)


def _from_organisation(organisation):
    return Proposal.objects.about(organisation).filter(is_from_organisation=True)


def _receive(request, organisation):
    request.encoding = "utf-8"  # whatever the sender says
    is_right = "right" in request.POST
    form = _form(organisation, None if is_right else request.POST)
    if not (is_right or form.is_right):
        return _show(request, organisation, form)
    try:
        with bounded():
            if is_right:
                organisation.note_check(Organisation.VerifiedHow.ORGANISATION)
                return HttpResponseRedirect(f"{request.path}?done={RIGHT}")
            is_kept = _propose(organisation, form)
    except OperationalError:  # somebody else is writing
        return _show(request, organisation, form, status=503, is_busy=True)
    if not is_kept:
        form.add_error(None, _("You have sent us a lot today. Please send this tomorrow."))
        return _show(request, organisation, form, status=429)
    return HttpResponseRedirect(f"{request.path}?done={SENT}")


def _propose(organisation, form):
    """Keeps what the organisation proposes; False when it has proposed too much today.

    What waited before is withdrawn and not written over: an editor who has it before her must not
    approve what she has not seen.
    """
    # Two at the same moment go one after the other.
    Organisation.objects.select_for_update().filter(pk=organisation.pk).values("pk").first()
    waiting = _from_organisation(organisation).open().last()
    changes, seen = {**form.changes}, {**form.seen}
    if waiting:  # texts in another language, and what the page did not ask
        changes |= {key: texts for key, texts in waiting.changes.items() if key not in form.shown}
        seen |= {key: mark for key, mark in waiting.seen.items() if key not in seen}
    word = form.cleaned_data["word"]
    if waiting and (waiting.changes, waiting.word) == (changes, word):  # a button pressed twice
        return True
    yesterday = timezone.now() - timedelta(days=1)
    if _from_organisation(organisation).filter(made_at__gt=yesterday).count() >= MOST_A_DAY:
        return False
    for former in _from_organisation(organisation).open():
        former.decide(Proposal.State.WITHDRAWN, None)
    if changes or word:
        Proposal.objects.create(
            content_type=ContentType.objects.get_for_model(Organisation),
            object_id=organisation.pk,
            changes=changes,
            seen=seen,
            word=word,
            is_from_organisation=True,
        )
    return True


def _show(request, organisation, form, status=200, is_busy=False):
    form.focus_first_error()
    facts = pages.organisation_context(
        directory_index.current(), organisation, timezone.localtime()
    )
    # She looks at her own page: nobody need be warned or hide it.
    context = {**facts, **_without_token(organisation), "form": form, "is_sensitive": False}
    context["is_busy"] = is_busy
    return render(request, "directory/sheet_check.html", context, status=status)


def _thank(request, organisation):
    done = request.GET["done"]
    context = {
        **_without_token(organisation),
        "organisation": organisation,
        "is_right": done == RIGHT,
        "canonical_query": f"done={done}",
    }
    return render(request, "directory/sheet_check_thanks.html", context)


def _without_token(organisation):
    """The links around the page, such as “Is something wrong here?”, tell its public address."""
    return {"page_path": organisation.get_absolute_url()}
