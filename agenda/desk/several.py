"""Several dates of an activity at once: which they are, cancelling them, putting them back.

What is saved is what the page of each single date would save, all in one transaction and as one
change in the history.
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.dates import named_day
from agenda.forms import NOTES, ExceptionForm
from agenda.models import EventException
from agenda.models.event import validate_year
from agenda.sentence import times
from core.together import together
from core.wording.dates import day_in_words

from . import marks, months

CANCEL, BACK = "cancelled", "back"
MOST = 366  # at once: a year of every day

Kind = EventException.Kind


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    first = forms.DateField(
        label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("until and including"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(validate_year)

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return data


class ReasonForm(ExceptionForm):
    """Why, once for all dates; each of them is checked by what it is."""

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "event", "day"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One date to choose: `state` says what is different already, in words."""

    date: date
    key: str
    words: str
    state: str
    mark: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The dates of a period by what becomes of them.

    `plain` are those that one means; `asked` are different already, and one is asked about each;
    `settled` are what one wants already, or stay as they are.
    """

    plain: list
    asked: list
    settled: list

    @property
    def offered(self):
        return [*self.plain, *self.asked]

    @property
    def seen(self):
        """What a page that shows them knows: `{key: fingerprint}`."""
        return {each.key: each.mark for each in self.offered}


# Which dates


def in_period(dates, first, last):
    """Those that take place, or did before they were moved, from `first` to `last`."""
    return _open([each for each in dates if months.touches(each, first, last)])


def ticked(dates, keys):
    """Those of some days, as addresses write them."""
    days = {named_day(key) for key in keys}
    return _open([each for each in dates if each.day in days])


def _open(dates):
    now = timezone.now()
    return [each for each in dates if not each.is_over(now)]


def choices(way, dates, first=None, chosen=None):
    """The `Choices` among `dates`, of a period from `first` on where one was asked for.

    `chosen` are the keys that were ticked; at first the `plain` ones are.
    """
    sort = _to_cancel if way == CANCEL else _to_put_back
    parts = {"plain": [], "asked": [], "settled": []}
    for each in dates:
        part, state = sort(each, first)
        key = each.day.isoformat()
        is_ticked = part == "plain" if chosen is None else key in chosen
        words = f"{day_in_words(each.starts_on)}, {times(each.start_time, each.end_time)}"
        mark = marks.mark(each.exception)
        parts[part].append(Choice(each, key, words, state, mark, is_ticked))
    return Choices(**parts)


def _to_cancel(each, first):
    kind = each.exception.kind if each.exception else None
    if kind == Kind.CANCELLED:
        return "settled", _in_words(each.exception)
    if kind == Kind.MOVED:
        return "asked", gettext("moved from %(day)s") % {"day": day_in_words(each.day)}
    if kind == Kind.EXTRA:
        return "asked", gettext("an extra date, which is taken away")
    if kind:
        return "asked", each.exception.get_kind_display()
    if first and each.starts_on < first:
        return "asked", gettext("has begun before")
    return "plain", ""


def _to_put_back(each, _first):
    if each.is_cancelled:
        return "plain", each.exception.get_reason_display()
    return "settled", each.exception.get_kind_display() if each.exception else ""


def _in_words(exception):
    words = [exception.get_kind_display(), exception.get_reason_display()]
    return " · ".join(filter(None, words))


def changed_since(chosen, seen, wanted):
    """Those of the `Choice`s that somebody changed since, unless to what is `wanted`."""
    return [each for each in chosen if each.mark not in (seen.get(each.key), wanted)]


# Saving


def cancel(event, dates, form):
    """Cancels dates with the reason and the notes of a `ReasonForm`. An extra date is taken away,
    as on its own page: its day is none of the activity's own."""
    values = {name: form.cleaned_data[name] for name in ("reason", *NOTES)}
    with together():
        for each in dates:
            exception = each.exception or EventException(event=event, day=each.day)
            if exception.kind == Kind.EXTRA:
                exception.delete()
                continue
            exception.kind = Kind.CANCELLED
            exception.new_day = exception.new_start_time = exception.new_end_time = None
            for name, value in values.items():
                setattr(exception, name, value)
            exception.save()


def put_back(dates):
    """Lets dates take place after all."""
    with together():
        for each in dates:
            each.exception.delete()


def cancelled_mark(form):
    """The fingerprint of a date that was cancelled with the same reason and notes."""
    values = {name: form.cleaned_data[name] for name in ("reason", *NOTES)}
    return marks.mark(EventException(kind=Kind.CANCELLED, **values))
