"""The forms of the agenda's admin: when something takes place in plain words, and its changes."""

import re
from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.forms import LinesField
from core.languages import CODES, direction
from directory.forms import LACKING as LACKING_IN_DIRECTORY
from directory.forms import EmailField, ListingForm, PhoneField, WebsiteField, here
from directory.hours_text import Slot, likelier
from directory.placing import postal_codes

from .dates import dates_of
from .models import Event, EventException, SchoolHoliday
from .models.event import validate_count, validate_year
from .recurrence import LAST, Rule, RuleError

PLACES = [build_localized_fieldname("place", code) for code in CODES]

# What an activity needs before the public sees it, and how to say that it is not there.
LACKING = {
    "summary": _("Write a summary in at least one language."),
    "themes": LACKING_IN_DIRECTORY["themes"],
    "asked": _("Ask first whether it still takes place, then untick this."),
    "where": _("Choose a location, or write a place and its municipality, or tick “online”."),
}

NIGHT = _(
    "%(hours)s would be at night. Write %(likely)s, or write the last day too if you mean that."
)
NIGHT_OF_ONE = _("%(hours)s would be at night. Write %(likely)s, or tick the box if you mean that.")

REPEATS = [
    ("once", _("once")),
    ("weekly", _("by week: every Tuesday, every second Friday")),
    ("monthly-weekday", _("by month, on a weekday: the first Tuesday")),
    ("monthly-day", _("by month, on a day: the 15th")),
    ("dates", _("on the dates that I list")),
]
SPECIAL = ("other", _("by its special rule, which stays as it is"))

# Which fields each way of repeating uses.
WAYS = {
    "once": (),
    "weekly": ("interval", "weekdays"),
    "monthly-weekday": ("interval", "nth", "weekday"),
    "monthly-day": ("interval", "month_day"),
    "dates": ("other_dates",),
    "other": ("special_rule",),
}
SERIES = ("weekly", "monthly-weekday", "monthly-day", "other")
PAUSES = ("not_on", "pauses_in_nl_holidays", "pauses_in_fr_holidays", "pauses_on_public_holidays")
WHEN_FIELDS = (
    "starts_on",
    "start_time",
    "end_time",
    "ends_on",
    "repeats",
    "interval",
    "weekdays",
    "nth",
    "weekday",
    "month_day",
    "other_dates",
    "special_rule",
    "repeats_until",
    *PAUSES,
)

# As the script of the form needs it, which hides all others.
USED_FIELDS = {
    way: [*names, *(("repeats_until", *PAUSES) if way in SERIES else ())]
    for way, names in WAYS.items()
}

_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")


# Fields


class DatesField(LinesField):
    """Days, one on each line, year or day first. Gives sorted ISO texts, each once."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value):
        days = {read_day(line).isoformat() for line in super().to_python(value)}
        validate_count(days)
        return sorted(days)


def read_day(text):
    """The day that a line says: 2026-12-31, 31/12/2026 or 31-12-2026. Raises ValidationError."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, _between, month, year = match.groups()
    else:
        raise _no_day(text)
    try:
        day = date(int(year), int(month), int(day))
    except ValueError:
        raise _no_day(text) from None
    validate_year(day)
    return day


def _no_day(text):
    message = _("“%(text)s” is not a date. Write one on each line, such as 31/12/2026.")
    return ValidationError(message, params={"text": text[:40]})


# An activity


def _choice(name, choices, help_text=""):
    return forms.TypedChoiceField(
        label=name,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "---------"), *choices],
        help_text=help_text,
    )


class EventForm(ListingForm):
    said_together = [WHEN_FIELDS]

    named_by = "title"
    lacks_name = _("Write a title in at least one language.")

    repeats = forms.ChoiceField(
        label=_("How often"), choices=REPEATS, initial="once", widget=forms.RadioSelect
    )
    interval = forms.IntegerField(
        label=_("Every how many weeks or months"),
        required=False,
        min_value=1,
        max_value=12,
        initial=1,
        help_text=_("1 is every one, 2 is every second one. They count from the first day."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days of the week"),
        required=False,
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for the weekday of the first day."),
    )
    nth = _choice(
        _("Which one of the month"),
        [
            (1, _("the first")),
            (2, _("the second")),
            (3, _("the third")),
            (4, _("the fourth")),
            (5, _("the fifth")),
            (LAST, _("the last")),
        ],
        _("Left empty, as on the first day."),
    )
    weekday = _choice(_("Weekday"), list(WEEKDAYS.items()), _("Left empty, as on the first day."))
    month_day = _choice(
        _("Day of the month"),
        [*((day, day) for day in range(1, 32)), (LAST, _("the last day"))],
        _("Left empty, as on the first day."),
    )
    other_dates = DatesField(
        label=_("Other dates"),
        required=False,
        help_text=_("The dates after the first day, one on each line, such as 31/12/2026."),
    )
    # A rule that the form has no words for travels with it.
    special_rule = forms.CharField(
        label=_("rule"), required=False, max_length=200, widget=forms.HiddenInput
    )

    class Meta:
        field_classes = {
            "registration_phone": PhoneField,
            "registration_email": EmailField,
            "registration_url": WebsiteField,
            "not_on": DatesField,
        }
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "audiences": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial = {**when_in_words(self.instance), **self.initial}
        for name in {"starts_on", "ends_on", "repeats_until"} & {*self.fields}:
            self.fields[name].validators.append(validate_year)
        if "repeats" in self.fields and self["special_rule"].value():
            self.fields["repeats"].choices = [*REPEATS, SPECIAL]

    def clean(self):
        data = super().clean()
        if (organisation := data.get("organisation")) and organisation.merged_into_id:
            # It was merged since this page was opened.
            data["organisation"] = organisation.merged_into
        self._read_when(data)
        self._check_code(data)
        if self.will_be_public():
            self._check_published(data)
        self._ask_about_night(data)
        if not data.get("to_call") and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Write the first day."))
        return data

    def _check_published(self, data):
        if data.get("to_call"):
            self.add_error("to_call", LACKING["asked"])
        if not self.has_text("summary"):
            self.add_error(here("summary"), LACKING["summary"])
        if not data.get("themes") and "themes" not in self.errors:
            self.add_error("themes", LACKING["themes"])
        has_place = self.has_text("place") and data.get("municipality")
        is_somewhere = data.get("location") or has_place or data.get("is_online")
        if not is_somewhere and not {"location", "municipality"} & {*self.errors}:
            self.add_error("location", LACKING["where"])

    def _check_code(self, data):
        """The postal code in a place of its own says the municipality, and refuses another one."""
        if not {*PLACES, "municipality"} & {*self.changed_data}:
            return
        written = postal_codes.in_text([data.get(name) for name in PLACES])
        if not written or "municipality" in self.errors:
            return
        code, municipality = postal_codes.read(written), data.get("municipality")
        if municipality is None:
            data["municipality"] = code.only
        elif wrong := postal_codes.contradiction(code, municipality, has_code=False):
            self.add_error("municipality", wrong)
            # There is one, so that is no fault.
            self.instance.municipality = municipality

    def _ask_about_night(self, data):
        """What a calendar says is meant so; a person may mean the afternoon."""
        is_typed = {"start_time", "end_time"} & {*self.changed_data}
        is_of_person = self.instance.source != Event.Source.CALENDAR
        slot = _in_doubt(data.get("start_time"), data.get("end_time"))
        if slot and is_typed and is_of_person and data.get("starts_on") and not data.get("ends_on"):
            self.add_error("end_time", _said(NIGHT, slot))

    def _read_when(self, data):
        """Sets `rule` and `dates` of the instance, and forgets what the way does not use."""
        way = data.get("repeats")
        if way is None:
            return
        for name in {name for names in WAYS.values() for name in names} - {*WAYS[way]}:
            self.errors.pop(name, None)
        if way not in SERIES:
            self.errors.pop("repeats_until", None)
            self.errors.pop("not_on", None)
            data |= {"repeats_until": None, **dict.fromkeys(PAUSES, False), "not_on": []}
        self.instance.rule, self.instance.dates = "", []
        starts_on = data.get("starts_on")
        if {*WAYS[way]} & {*self.errors}:
            return
        if starts_on is None:
            self._keep_stated(way, data)
            return
        if way == "dates":
            self.instance.dates = self._dates(data, starts_on)
        elif way != "once":
            self.instance.rule = self._rule(way, data, starts_on)

    def _keep_stated(self, way, data):
        """Without a first day: by which rule a page says that it comes back, if that says it all.

        Nothing is announced by it: without a first day there are no dates.
        """
        data["ends_on"] = None
        is_whole = {
            "weekly": bool(data.get("weekdays")),
            "monthly-weekday": data.get("nth") is not None and data.get("weekday") is not None,
            "monthly-day": data.get("month_day") is not None,
        }
        if is_whole.get(way):
            self.instance.rule = self._rule(way, data, None)

    def _dates(self, data, starts_on):
        days = [day for day in data["other_dates"] if day != starts_on.isoformat()]
        if not days:
            self.add_error("other_dates", _("Write the other dates, or choose “once”."))
        elif days[0] < starts_on.isoformat():
            self.add_error("other_dates", _("A date is before the first day."))
        return days

    def _rule(self, way, data, starts_on):
        interval = data.get("interval") or 1
        if way == "weekly":
            return Rule.weekly(data["weekdays"] or [starts_on.weekday()], interval).text
        if way == "monthly-day":
            return Rule.monthly_on_day(data["month_day"] or starts_on.day, interval).text
        if way == "monthly-weekday":
            weekday = data["weekday"] if data["weekday"] is not None else starts_on.weekday()
            nth = data["nth"] or (starts_on.day - 1) // 7 + 1
            return Rule.monthly_on_weekday(nth, weekday, interval).text
        try:
            return Rule.read(data["special_rule"]).text
        except RuleError as error:
            self.add_error("repeats", str(error))
        return ""


def _in_doubt(start, end):
    """The `Slot` of two times that look like those of the afternoon: 2:00 to 5:00; or None."""
    slot = Slot(start, end) if start and end else None
    return slot if slot and likelier(slot) != slot else None


def _said(text, slot):
    return text % {"hours": slot, "likely": likelier(slot)}


def when_in_words(event):
    """The rule and the dates of `event` as initial values of the form."""
    if event.dates:
        return {"repeats": "dates", "other_dates": event.dates}
    if not event.rule:
        return {"repeats": "once"}
    try:
        rule = Rule.read(event.rule)
    except RuleError:
        return {"repeats": "other", "special_rule": event.rule}
    if rule.kind == "other":
        return {"repeats": "other", "special_rule": event.rule}
    words = {"repeats": rule.kind, "interval": rule.interval}
    if rule.kind == "weekly":
        return words | {"weekdays": list(rule.weekdays)}
    if rule.kind == "monthly-day":
        return words | {"month_day": rule.day}
    return words | {"nth": rule.nth, "weekday": rule.weekdays[0]}


# One date

NOTES = [build_localized_fieldname("note", code) for code in CODES]


class ExceptionForm(forms.ModelForm):
    """What is different on one date: all of it may stay empty, unless a subclass differs."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("I leave it open")), *EventException.Reason.choices],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = EventException
        fields = ["reason", *NOTES]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            field = self.fields[build_localized_fieldname("note", code)]
            field.label = name
            field.widget.attrs |= {"lang": code, "dir": direction(code)}

    @property
    def plain_fields(self):
        return [self[name] for name in self.fields if name not in NOTES]

    @property
    def notes(self):
        return [self[name] for name in NOTES]

    @property
    def has_notes(self):
        return any(bound.value() or bound.errors for bound in self.notes)

    def _get_validation_exclusions(self):
        # Also what is not in the form is checked: the rules hold between them.
        return {*self.errors}


class FullForm(ExceptionForm):
    reason = None

    class Meta(ExceptionForm.Meta):
        fields = NOTES


def _date_input():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time_input():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class TimesForm(ExceptionForm):
    class Meta(ExceptionForm.Meta):
        widgets = {
            "day": _date_input(),
            "new_day": _date_input(),
            "new_start_time": _time_input(),
            "new_end_time": _time_input(),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"day", "new_day"} & {*self.fields}:
            self.fields[name].validators.append(validate_year)

    def clean(self):
        data = super().clean()
        if data.get("new_end_time") and not data.get("new_start_time"):
            self.add_error("new_start_time", _("Write from when, too."))
        self._ask_about_night(data)
        return data

    def _ask_about_night(self, data):
        slot = _in_doubt(data.get("new_start_time"), data.get("new_end_time"))
        if not slot:
            return
        # There from now on: what was ticked stays when something else is wrong.
        self.fields["at_night"] = forms.BooleanField(label=_("It is at night"), required=False)
        if self.add_prefix("at_night") not in self.data:
            self.add_error("new_end_time", _said(NIGHT_OF_ONE, slot))


class MoveForm(TimesForm):
    class Meta(TimesForm.Meta):
        fields = ["new_day", "new_start_time", "new_end_time", "reason", *NOTES]
        help_texts = {
            "new_day": _("Left empty, it stays on the same day."),
            "new_start_time": _("Left empty, the usual time."),
        }

    field_order = Meta.fields


class ExtraForm(TimesForm):
    reason = None

    class Meta(TimesForm.Meta):
        fields = ["day", "new_start_time", "new_end_time", *NOTES]
        help_texts = {"new_start_time": _("Left empty, the usual time.")}

    def clean_day(self):
        day = self.cleaned_data["day"]
        event = self.instance.event
        exceptions = list(event.exceptions.all())
        is_there = dates_of(event, exceptions, SchoolHoliday.objects.all(), day, day).dates
        if is_there or any(exception.day == day for exception in exceptions):
            raise ValidationError(_("There is a date on this day already."))
        return day


EXCEPTION_FORMS = {
    EventException.Kind.CANCELLED: ExceptionForm,
    EventException.Kind.MOVED: MoveForm,
    EventException.Kind.FULL: FullForm,
}
