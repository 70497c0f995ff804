"""What a new event volunteer tries on an example of an activity: one date is cancelled, one moves,
and one takes place after all."""

from datetime import time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.desk import first_visit as visits
from core.desk import page_help, rights
from core.wording.dates import day_in_words
from core.wording.hours import clock

from .models import Event, EventException

USUAL, NEW = time(10), time(14)
SHOWN = 4  # dates
TUESDAY = 1


def may(request):
    return rights.may(request, "change", Event)


def begin(request):
    return {"cancelled": [], "moved": {}, "put_back": []}


def days():
    """The next Tuesdays, after tomorrow."""
    first = timezone.localdate() + timedelta(days=2)
    first += timedelta(days=(TUESDAY - first.weekday()) % 7)
    return [first + timedelta(weeks=week) for week in range(SHOWN)]


class DateForm(forms.Form):
    """Which date, and what is different on it."""

    day = forms.ChoiceField(label=_("Which date?"), widget=forms.RadioSelect)

    def __init__(self, data, state):
        super().__init__(data, label_suffix="")
        self.fields["day"].choices = [
            (day.isoformat(), self._said(day, state)) for day in self.offered(state)
        ]

    def offered(self, state):
        return days()

    def _said(self, day, state):
        if day.isoformat() in state["cancelled"]:
            return f"{day_in_words(day)} · {EventException.Kind.CANCELLED.label}"
        start = time.fromisoformat(state["moved"].get(day.isoformat(), USUAL.isoformat()))
        return f"{day_in_words(day)}, {clock(start)}"


class CancelForm(DateForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("I leave it open")), *EventException.Reason.choices],
        widget=forms.RadioSelect,
    )

    def save_to(self, state):
        if not self.is_valid():
            return None
        return {**state, "cancelled": sorted({*state["cancelled"], self.cleaned_data["day"]})}


class MoveForm(DateForm):
    start = forms.TimeField(
        label=_("From when"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def save_to(self, state):
        if not self.is_valid():
            return None
        start = self.cleaned_data["start"].isoformat()
        return {**state, "moved": {**state["moved"], self.cleaned_data["day"]: start}}


class PutBackForm(DateForm):
    def save_to(self, state):
        if not self.is_valid():
            return None
        day = self.cleaned_data["day"]
        left = [each for each in state["cancelled"] if each != day]
        return {**state, "cancelled": left, "put_back": [*state["put_back"], day]}


class Cancel(visits.Step):
    def title(self):
        return gettext("Cancel one date")

    def task(self):
        text = gettext("The example takes place every Tuesday. Only %(day)s is cancelled.")
        return text % {"day": day_in_words(days()[0])}

    def hint(self):
        return gettext("Choose %(day)s, and no other date.") % {"day": day_in_words(days()[0])}

    def done(self, request):
        return gettext(
            "Right. Everybody sees at once that it is cancelled, and calendars are told too."
        )

    def form(self, request, state, data=None):
        return CancelForm(data, state)

    def is_right(self, state):
        return days()[0].isoformat() in state["cancelled"]


class Move(visits.Step):
    def title(self):
        return gettext("Move one date")

    def task(self):
        values = {"day": day_in_words(days()[1]), "time": clock(NEW), "usual": clock(USUAL)}
        text = gettext("On %(day)s it begins at %(time)s instead of %(usual)s.")
        return text % values

    def hint(self):
        text = gettext("Choose %(day)s, and write %(time)s.")
        return text % {"day": day_in_words(days()[1]), "time": clock(NEW)}

    def done(self, request):
        return gettext("Right. Only this date moves; all others stay as they are.")

    def form(self, request, state, data=None):
        return MoveForm(data, state)

    def is_right(self, state):
        return state["moved"].get(days()[1].isoformat()) == NEW.isoformat()


class PutBack(visits.Step):
    def title(self):
        return gettext("Put a date back")

    def task(self):
        text = gettext("Good news: on %(day)s it takes place after all.")
        return text % {"day": day_in_words(days()[0])}

    def hint(self):
        return gettext("Choose %(day)s, and no other date.") % {"day": day_in_words(days()[0])}

    def done(self, request):
        return gettext("Right. What you cancelled can be put back at any time.")

    def form(self, request, state, data=None):
        # Who skipped the first step has something to put back all the same.
        is_back = _first() in state["put_back"]
        cancelled = state["cancelled"] if is_back else sorted({*state["cancelled"], _first()})
        return PutBackForm(data, {**state, "cancelled": cancelled})

    def is_right(self, state):
        return _first() in state["put_back"]


def _first():
    return days()[0].isoformat()


def register():
    """For who cares for activities and not for listings: the first course that fits is hers."""
    visits.register(may, begin, Cancel(), Move(), PutBack())


page_help.register(
    "agenda_event_changelist",
    _("An activity that comes back is entered once. Its dates follow by themselves."),
    _("To cancel or move one date, tap “Dates”."),
)
page_help.register(
    "agenda_event_dates",
    _("What you cancel here is seen by everybody at once, also in calendars."),
    _("A date that you cancelled can be put back."),
)
