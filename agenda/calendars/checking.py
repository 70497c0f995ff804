"""What the admin's form of an activity says of one that comes from a calendar: the same rules."""

from dataclasses import dataclass

from django.forms import modelform_factory
from django.http import QueryDict
from modeltranslation.translator import translator

from agenda.forms import EventForm, when_in_words
from agenda.models import Event
from core.editing.sheets import state_of
from core.models import Status


def _form_class():
    # The form says when in words of its own, and each text in its languages.
    hidden = {*translator.get_options_for_model(Event).get_field_names(), "rule", "dates"}
    return modelform_factory(Event, form=EventForm, exclude=sorted(hidden))


@dataclass(frozen=True, slots=True)
class Checked:
    """A form that was sent with `state`: `event` is what saving it would make."""

    form: EventForm
    state: dict

    @property
    def is_right(self):
        return self.form.is_valid()

    @property
    def event(self):
        return self.form.instance

    @property
    def reasons(self):
        """What is wrong, as sentences in the active language."""
        return [str(text) for errors in self.form.errors.values() for text in errors]


def check(event, status, labels=None):
    """Sends the form of `event` as it stands, with `status`; nothing is saved.

    `labels` are its themes and audiences (`agenda.calendars.labels.of_new`), of a saved one those
    that change.
    """
    form_class, initial = _form_class(), {"status": status, **(labels or {})}
    if event.pk is None:
        initial |= when_in_words(event)
    state = state_of(form_class(instance=event, initial=initial), [])
    form = form_class(_sent(state), instance=event)
    form.is_valid()
    return Checked(form, state)


def state_of_event(event):
    """What the form of a saved activity says."""
    return state_of(_form_class()(instance=event), [])


def lacking(event, labels=None):
    """What keeps an activity from being public, as sentences; none when nothing does."""
    return check(event, Status.PUBLISHED, labels).reasons


def _sent(state):
    data = QueryDict(mutable=True)
    for name, texts in state.items():
        data.setlist(name, texts)
    return data
