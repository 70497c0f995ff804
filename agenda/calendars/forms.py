"""The form of a partner's calendar in the admin."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import LinesField
from directory.forms import CleanCharField
from directory.spoken_languages import CODES, label

from .addresses import calendar_address
from .lines import MOST_BYTES


class AddressField(CleanCharField):
    """An address as people paste it; gives that of the calendar behind it."""

    widget = forms.TextInput(attrs={"inputmode": "url"})

    def to_python(self, value):
        text = super().to_python(value)
        return calendar_address(text) if text else ""


def _spoken():
    language = get_language()
    return [(code, label(code, language)) for code in CODES]


class CalendarSourceForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The language in which its entries are written."),
    )
    upload = forms.FileField(
        label=_("Or a calendar file"),
        required=False,
        help_text=_("An “.ics” file that they sent, at most 10 MB. It is read once."),
    )
    is_same_calendar = forms.BooleanField(
        label=_("The new address is right"),
        required=False,
        help_text=_("Tick this when you change the address."),
    )
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=_spoken,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        field_classes = {
            "address": AddressField,
            "words_in": LinesField,
            "words_out": LinesField,
        }
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "audiences": forms.CheckboxSelectMultiple,
        }

    def clean_upload(self):
        upload = self.cleaned_data.get("upload")
        if upload and upload.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB."))
        return upload

    def clean_every_hours(self):
        hours = self.cleaned_data["every_hours"]
        if not 1 <= hours <= 24 * 31:
            raise ValidationError(_("Write 1 to 744 hours; 24 is once a day."))
        return hours

    def clean(self):
        data = super().clean()
        self._check_address(data)
        location, organisation = data.get("location"), data.get("organisation")
        if location and organisation and location.organisation_id != organisation.pk:
            self.add_error("location", _("This location belongs to another organisation."))
        return data

    def _check_address(self, data):
        address, upload = data.get("address"), data.get("upload")
        if "address" in self.errors:
            return
        if address and upload:
            self.add_error("upload", _("Choose either an address or a file."))
        is_there = self.instance.pk and self.instance.is_file
        if not address and not upload and not is_there:
            self.add_error("address", _("Write an address, or choose a file."))
        before = self.initial.get("address", "")
        is_changed = bool(self.instance.confirmed_at) and before and address != before
        if is_changed and not data.get("is_same_calendar"):
            self.add_error(
                "is_same_calendar",
                _(
                    "Another address may be another calendar: what it does not announce will be "
                    "“no longer announced”, and what it calls otherwise comes a second time. Tick "
                    "this if it is the same calendar all the same. Otherwise add a new one."
                ),
            )

    def save(self, commit=True):
        if upload := self.cleaned_data.get("upload"):
            self.instance.file = upload.read()
        # What it says now is judged anew.
        self.instance.etag = self.instance.modified = ""
        return super().save(commit)


class CalendarWordForm(forms.ModelForm):
    class Meta:
        field_classes = {"word": CleanCharField}
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "audiences": forms.CheckboxSelectMultiple,
        }
