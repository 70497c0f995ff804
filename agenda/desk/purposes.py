"""Cancelling a date begins with what takes place next, or with the name of an activity."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Event, EventException, Occurrence
from core.finding.purposes import Action, Purpose, register
from core.wording.dates import short_day

from .dates import dates_url

DATES = 3  # of each activity
LOOKED_AT = 200  # dates, to find the next activities or the next dates of some


def coming(events=None):
    """The next dates that take place; of some activities, or of all."""
    dates = Occurrence.objects.upcoming(timezone.now()).exclude(state=Occurrence.State.CANCELLED)
    return dates if events is None else dates.filter(event__in=events)


def next_ones(request):
    """The activities that take place next, in their order."""
    ids = list(dict.fromkeys(coming().values_list("event", flat=True)[:LOOKED_AT]))
    events = Event.objects.select_related("organisation").in_bulk(ids)
    return [events[pk] for pk in ids if pk in events]


def to_cancel(request, events):
    """The next dates of each, to cancel, and the page with all of them."""
    actions = {event.pk: [] for event in events}
    dates = coming(events).values_list("event", "day", "starts_on")
    for pk, day, starts_on in dates[:LOOKED_AT]:
        if len(actions[pk]) < DATES:
            names = [pk, day.isoformat(), EventException.Kind.CANCELLED.value]
            text = gettext("Cancel %(day)s") % {"day": short_day(starts_on)}
            actions[pk].append(Action(text, reverse("admin:agenda_event_exception", args=names)))
    for event in events:
        actions[event.pk].append(Action(gettext("All dates"), dates_url(event)))
    return actions


register(
    Purpose(
        "dates",
        _("Cancel a date"),
        _("Which activity?"),
        Event,
        ("agenda.change_event",),
        next_ones,
        to_cancel,
    )
)
