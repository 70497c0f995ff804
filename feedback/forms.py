"""The form for the public, and those with which volunteers answer."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES, direction
from core.text import clean, is_blank, storable

from . import replies, stamp
from .models import LONGEST_REPLY, LONGEST_TEXT, Suggestion

TOO_QUICK = _(
    "That went very fast. Please wait a moment and press “Send” once more. Your text is still here."
)
TOO_OLD = _(
    "This page was open for a long time. Please press “Send” once more. Your text is still here."
)
ONCE_MORE = _("Please press “Send” once more. Your text is still here.")
TOO_BUSY = _(
    "We could not save this just now. Nothing is lost: please press the button once more in a "
    "moment."
)


class SuggestionForm(forms.Form):
    """Takes `now`, an aware datetime. `website` is a trap: people do not see it."""

    path = forms.CharField(required=False)
    topic = forms.ChoiceField(
        choices=Suggestion.Topic,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose what it is about."),
        },
    )
    text = forms.CharField(
        error_messages={"required": _("Write in a few words what you want to tell us.")}
    )
    email = forms.EmailField(
        required=False,
        error_messages={
            "invalid": _(
                "This is not an e-mail address. It should look like name@example.org. You can "
                "also leave this empty."
            ),
        },
    )
    website = forms.CharField(required=False)
    stamp = forms.CharField(required=False)

    def __init__(self, data=None, *, now, **kwargs):
        if data is not None:
            # Cleaned before anything looks at it, so that what is shown again is clean too.
            data = {name: storable(data.get(name, "")) for name in self.base_fields}
        super().__init__(data, **kwargs)
        self.now = now

    def clean_text(self):
        text = self.cleaned_data["text"]
        if not clean(text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        if excess := max(len(text) - LONGEST_TEXT, 0):
            message = ngettext_lazy(
                "Your text is %(count)d character too long. Please make it shorter.",
                "Your text is %(count)d characters too long. Please make it shorter.",
                "count",
            )
            raise ValidationError(message, params={"count": excess})
        return text

    def clean(self):
        data = super().clean()
        if self.errors:  # the form comes back anyway
            return data
        age = stamp.age(data["stamp"], self.now)
        if age is None or data["website"]:
            raise ValidationError(ONCE_MORE)
        if age < stamp.YOUNGEST:
            raise ValidationError(TOO_QUICK)
        if age > stamp.OLDEST:
            raise ValidationError(TOO_OLD)
        return data

    @property
    def fresh_stamp(self):
        """For the form as it is shown now. One that still counts stays, so that whoever was too
        quick need not wait three seconds more."""
        known = self.data.get("stamp", "")
        age = stamp.age(known, self.now)
        is_good = age is not None and age <= stamp.OLDEST
        return known if is_good else stamp.made(self.now)


class ReplyForm(forms.Form):
    """An answer to `message`, a `Suggestion`. `begin` names a text that it begins with, put into
    the text by a button of its own; `seen` is the last answer that its author has seen."""

    language = forms.ChoiceField(label=_("Language of the answer"), choices=settings.LANGUAGES)
    begin = forms.ChoiceField(label=_("Begin with"), required=False)
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_REPLY,
        error_messages={"required": _("Write something first, or choose a text to begin with.")},
    )
    closes = forms.BooleanField(label=_("Then the message is done"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, message, **kwargs):
        super().__init__(data, label_suffix="", **kwargs)
        language = self["language"].value()
        self.answer_in = language if language in CODES else message.language
        self.texts = replies.texts_for(message, self.answer_in)
        self.fields["begin"].choices = [("", "---------"), *((t.pk, str(t)) for t in self.texts)]
        self.fields["text"].widget = forms.Textarea(
            attrs={"rows": 8, "lang": self.answer_in, "dir": direction(self.answer_in)}
        )

    def clean_text(self):
        text = storable(self.cleaned_data["text"])
        if is_blank(text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        return text


class ReplyTextForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        for name, message in (
            ("title", _("Write a title in at least one language.")),
            ("body", _("Write the text in at least one language.")),
        ):
            names = [build_localized_fieldname(name, code) for code in CODES]
            if all(is_blank(data.get(each)) and each not in self.errors for each in names):
                self.add_error(build_localized_fieldname(name, get_language()), message)
        return data
