from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class CalendarsConfig(AppConfig):
    """Without models, which the agenda has: an app for its admin and its command."""

    name = "agenda.calendars"
    label = "agenda_calendars"

    def ready(self):
        from agenda.models import CalendarEntry, CalendarSource, CalendarWord, Event, EventException
        from core import roles
        from directory.models import Location

        roles.allow(CalendarSource, events="view", editors="add change delete")
        roles.allow(CalendarWord, events="view", editors="add change delete")
        roles.allow(CalendarEntry, events="view", volunteers="change", editors="delete")
        post_save.connect(_refresh, sender=Event, dispatch_uid="calendar-differences")
        post_save.connect(_hide, sender=Location, dispatch_uid="calendar-secret-address")
        for signal in (post_save, post_delete):
            signal.connect(
                _refresh_event, sender=EventException, dispatch_uid="calendar-differences-of-date"
            )


def _refresh(instance, created=False, raw=False, **_kwargs):
    """What its calendar says otherwise is noted when people save an activity."""
    from agenda.models import Event

    from . import keeping

    if instance.source == Event.Source.CALENDAR and not created and not raw:
        keeping.note_differences(instance)


def _refresh_event(instance, raw=False, **_kwargs):
    from agenda.models import Event

    if not raw and (event := Event.objects.filter(pk=instance.event_id).first()):
        _refresh(event)


def _hide(instance, raw=False, **_kwargs):
    """What tells a place that is secret from now on is no longer public."""
    from . import secret

    if instance.is_confidential and not raw:
        secret.hide_what_tells(instance.organisation_id)
