"""The forms of the volunteers' admin: what people write, made into what we store."""

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.accounts.models import User
from core.forms import LinesField
from core.languages import CODES
from core.models import Status
from core.text import clean, is_blank
from core.web_addresses import completed

from .addresses import split_bilingual, split_number
from .hours_text import HoursError, format_day, parse_day
from .models import OpeningHours, Organisation
from .models.organisation import CONTACT
from .spoken_languages import CODES as SPOKEN_CODES
from .spoken_languages import label

DAYS = [f"hours_{weekday}" for weekday in range(7)]
STREETS = [build_localized_fieldname("street", code) for code in CODES]
ADDRESS = [*STREETS, "house_number", "postal_code", "municipality"]

# What a listing needs before the public sees it, and how to say that it is not there.
LACKING = {
    "summary": _("Write a name and a summary in the same language, at least in one."),
    "themes": _("Choose at least one theme."),
    "reach": _(
        "Add a location, or tick “for the whole Region”, or choose the municipalities it serves."
    ),
    "contact": _("Write a telephone, an e-mail or a website, or choose why there is none."),
}


# Fields


class CleanCharField(forms.CharField):
    """Takes invisible characters out before anything is checked."""

    def to_python(self, value):
        return super().to_python(clean(value or ""))


class PhoneField(CleanCharField):
    widget = forms.TextInput(attrs={"inputmode": "tel"})


class EmailField(CleanCharField):
    widget = forms.TextInput(attrs={"inputmode": "email"})


class WebsiteField(CleanCharField):
    """With its https://, which people leave out."""

    widget = forms.TextInput(attrs={"inputmode": "url"})

    def to_python(self, value):
        return completed(super().to_python(value))


class PersonField(forms.ModelChoiceField):
    """A volunteer, by name."""

    def label_from_instance(self, user):
        return user.get_full_name() or user.get_username()


# Forms


class NamedForm(forms.ModelForm):
    """No language is compulsory, but something has to have a name in one of them.

    `named_by` is the field of the name, and `lacks_name` says that it is not there.
    """

    named_by = "name"
    lacks_name = _("Write a name in at least one language.")
    # Whether it is asked for all that the public needs, whatever its status says.
    is_for_public = False

    def clean(self):
        data = super().clean()
        if not self.has_text(self.named_by):
            self.add_error(here(self.named_by), self.lacks_name)
        return data

    def will_be_public(self):
        return self.is_for_public or self.cleaned_data.get("status") == Status.PUBLISHED

    def has_text(self, field):
        """Whether a text is there in some language, or is there but refused for another reason."""
        names = [build_localized_fieldname(field, code) for code in CODES]
        return any(
            name in self.errors or not is_blank(self.cleaned_data.get(name)) for name in names
        )

    def _get_validation_exclusions(self):
        # Saving makes an address from the name, so an empty one breaks no rule.
        exclude = super()._get_validation_exclusions()
        return exclude if self.cleaned_data.get("slug") else exclude | {"slug"}


class PlaceForm(NamedForm):
    """Municipalities and neighbourhoods."""

    class Meta:
        field_classes = {"aliases": LinesField, "postal_codes": LinesField}


def _spoken_languages(codes=SPOKEN_CODES):
    language = get_language()
    return [(code, label(code, language)) for code in codes]


class ListingForm(NamedForm):
    """What the forms of organisations and of activities have in common."""

    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=_spoken_languages,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("spoken_languages"):
            field.help_text = self.instance._meta.get_field("spoken_languages").help_text
            # What an import wrote is not lost because our list does not have it.
            kept = [code for code in self.instance.spoken_languages if code not in SPOKEN_CODES]
            if kept:
                field.choices = _spoken_languages((*SPOKEN_CODES, *kept))


class OrganisationForm(ListingForm):
    said_together = [("verified_on", "verified_how")]

    class Meta:
        field_classes = {
            "phone": PhoneField,
            "whatsapp": PhoneField,
            "email": EmailField,
            "website": WebsiteField,
            "owner": PersonField,
            "backup": PersonField,
        }
        help_texts = {
            "internal_notes": _(
                "What whoever looks after this should always know. Something to be done goes into "
                "a note on its page: that one is ticked off. The public sees neither."
            )
        }
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "audiences": forms.CheckboxSelectMultiple,
            "serves_municipalities": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("parent_organisation"):
            # What it belongs to and has ended stays until somebody changes it.
            current = models.Q(pk=self.instance.parent_organisation_id)
            field.queryset = Organisation.objects.filter(
                ~models.Q(status=Status.ARCHIVED) | current
            )
        for name in {"owner", "backup"} & {*self.fields}:
            current = models.Q(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = User.objects.filter(
                models.Q(is_staff=True, is_active=True) | current
            ).order_by("first_name", "last_name", "username")

    def clean(self):
        data = super().clean()
        self.instance.needs_location = False
        if self.will_be_public():
            if not any(self.is_complete_in(code) for code in CODES):
                self.add_error(here("summary"), LACKING["summary"])
            if not (data.get("no_contact") or self.has_contact()):
                self.add_error("no_contact", LACKING["contact"])
            if not data.get("themes") and "themes" not in self.errors:
                self.add_error("themes", LACKING["themes"])
            # The locations have a form of their own, which is checked after this one.
            self.instance.needs_location = not (
                data.get("serves_region") or data.get("serves_municipalities")
            )
        return data

    def has_contact(self):
        """Whether there is a contact, or one that is refused for another reason."""
        own = any(self.cleaned_data.get(name) or name in self.errors for name in CONTACT)
        return own or has_telephone_of_a_place(self.data)

    def is_complete_in(self, code):
        """Whether name and summary are there in a language, or refused for another reason."""
        names = [build_localized_fieldname(field, code) for field in ("name", "summary")]
        return all(
            name in self.errors or not is_blank(self.cleaned_data.get(name)) for name in names
        )


def has_telephone_of_a_place(data):
    """Whether a place that the same page sends has a telephone that the public sees.

    The places have forms of their own, which are checked after that of the organisation.
    """
    places = [
        name.removesuffix("-phone")
        for name, text in data.items()
        if name.startswith("locations-") and name.endswith("-phone") and "".join(text).strip()
    ]
    hidden = ("is_confidential", DELETION_FIELD_NAME)
    return any(not any(data.get(f"{place}-{name}") for name in hidden) for place in places)


def lacking(organisation):
    """What a saved organisation needs before it can be published, as sentences."""
    reach = (
        organisation.serves_region
        or organisation.locations.exists()
        or organisation.serves_municipalities.exists()
    )
    has = {
        "summary": any(
            all(
                getattr(organisation, build_localized_fieldname(field, code))
                for field in ("name", "summary")
            )
            for code in CODES
        ),
        "themes": organisation.themes.exists(),
        "reach": reach,
        "contact": organisation.no_contact
        or Organisation.objects.reachable().filter(pk=organisation.pk).exists(),
    }
    return [sentence for what, sentence in LACKING.items() if not has[what]]


class SourceForm(forms.ModelForm):
    """A page that a listing rests on."""

    class Meta:
        field_classes = {
            "title": CleanCharField,
            "address": WebsiteField,
            "dated": CleanCharField,
        }

    def clean(self):
        data = super().clean()
        named = ("title", "address")
        if not any(data.get(name) or name in self.errors for name in named):
            self.add_error("title", _("Write the title of the page, its web address, or both."))
        return data


def _day(weekday, help_text=""):
    return forms.CharField(
        label=WEEKDAYS[weekday], required=False, max_length=200, help_text=help_text
    )


class LocationForm(forms.ModelForm):
    """A location with its week as seven lines of text."""

    # A house number of one street behind the name of another is nobody’s address. Each day of the
    # week stands for itself, but who says that the hours are not known says it of all of them.
    said_together = [
        ADDRESS,
        ("latitude", "longitude"),
        *(("hours_known", day) for day in DAYS),
    ]

    hours_0 = _day(
        0,
        _(
            "Such as 9:00–12:30, 13:30–17:00. Leave a day empty when it is closed. Write “by "
            "appointment” after hours that need one."
        ),
    )
    hours_1 = _day(1)
    hours_2 = _day(2)
    hours_3 = _day(3)
    hours_4 = _day(4)
    hours_5 = _day(5)
    hours_6 = _day(6)

    class Meta:
        field_classes = {"phone": PhoneField, "postal_code": CleanCharField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(self.instance.opening_hours.all()) if self.instance.pk else []
        self.rows = {day: [row for row in rows if row.weekday == day] for day in range(7)}
        for weekday, name in enumerate(DAYS):
            if name in self.fields:
                self.initial[name] = format_day(self.rows[weekday])

    def clean(self):
        data = super().clean()
        self._read_hours(data)
        self._split_street(data)
        return data

    def _read_hours(self, data):
        self.slots = {}
        for weekday, name in enumerate(DAYS):
            if name in self.changed_data and name in data:
                try:
                    self.slots[weekday] = parse_day(data[name])
                except HoursError as error:
                    self.add_error(name, str(error))
        # Who writes hours knows them.
        if any(self.slots.values()):
            data["hours_known"] = True
            return
        is_touched = bool({"hours_known", *DAYS} & {*self.changed_data})
        if is_touched and data.get("hours_known") and not any(data.get(name) for name in DAYS):
            self.add_error(
                "hours_known", _("Write the hours, or untick this: unknown is not closed.")
            )

    def _split_street(self, data):
        """Both names in one language's field go to their own."""
        for code in CODES:
            name = build_localized_fieldname("street", code)
            both = split_bilingual(data.get(name) or "")
            if not both:
                continue
            data[name] = ""
            for language, text in both.items():
                street, number = split_number(text)
                own = build_localized_fieldname("street", language)
                data[own] = data.get(own) or street
                data["house_number"] = data.get("house_number") or number

    def _save_m2m(self):
        # Called once the location itself is in the database, by admins and inlines alike.
        super()._save_m2m()
        for weekday, slots in self.slots.items():
            _save_day(self.instance, weekday, self.rows[weekday], slots)


def _save_day(location, weekday, rows, slots):
    """Makes `rows` into `slots` with as few changes as possible: a row keeps its note."""
    row_at = {row.opens: row for row in rows}
    pairs = [(row_at.pop(slot.opens), slot) for slot in slots if slot.opens in row_at]
    paired = [slot for _row, slot in pairs]
    left = list(row_at.values())
    for slot in slots:
        if slot not in paired:
            row = left.pop(0) if left else OpeningHours(location=location, weekday=weekday)
            pairs.append((row, slot))
    for row in left:
        row.delete()
    for row, slot in pairs:
        new = (slot.opens, slot.closes, slot.by_appointment)
        if row.pk is None or new != (row.opens, row.closes, row.by_appointment):
            row.opens, row.closes, row.by_appointment = new
            row.save()


class LocationFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and not self._should_delete_form(form)
        ]
        if getattr(self.instance, "needs_location", False) and not kept:
            raise forms.ValidationError(LACKING["reach"])


def here(field):
    """The field of the language that the volunteer is working in."""
    return build_localized_fieldname(field, get_language())
