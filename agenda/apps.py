from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from core.languages import texts_with_language


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("Agenda")

    def ready(self):
        from core import roles
        from core.editing import history
        from core.kept import memory
        from core.kept.watching import watch
        from core.links import checking
        from core.search import documents
        from directory import coming, order
        from directory.merging.relations import Way, register
        from directory.models import Location, Organisation

        from . import next_dates, occurrences, series
        from .models import CalendarSource, Event, EventException, Occurrence, SchoolHoliday

        # The page of an organisation shows its dates, which are no facts of it.
        shown = {"beside": ["organisation"]}
        watch(Event, event="pk", organisation="organisation", **shown)
        watch(EventException, event="event", organisation="event__organisation", **shown)
        watch(SchoolHoliday, holiday="pk")
        memory.register("events", series.build, series.follow)
        history.register(Event, follow=["exceptions"])
        history.register(EventException, follow=["event"])
        history.register(SchoolHoliday)
        roles.allow(Event, events="view add change", editors="delete")
        roles.allow(EventException, events=roles.EVERYTHING)
        roles.allow(SchoolHoliday, events="view", editors="add change delete")
        coming.register(next_dates.of_organisations)
        documents.register(
            "event",
            Event,
            _searched,
            related=["organisation"],
            also=[(Organisation, _ids_of_organisation)],
        )
        order.register(_first_days)
        for model in (Event, CalendarSource):
            register(model, "organisation", Way.MOVES)
            register(model, "location", Way.MOVES)
        register(Occurrence, "organisation", Way.COMPUTED)
        checking.register(
            Event,
            "registration_url",
            rows=_events_to_come,
            volunteers=("organisation__owner", "organisation__backup"),
        )
        for sender, affected in (
            (Event, lambda event: Q(pk=event.pk)),
            (EventException, lambda exception: Q(pk=exception.event_id)),
            (SchoolHoliday, lambda row: Q(**{f"pauses_in_{row.community}_holidays": True})),
            (Location, lambda location: Q(location=location.pk)),
            (Organisation, lambda row: Q(organisation=row.pk) & occurrences.out_of_step()),
        ):
            for signal in (post_save, post_delete):
                signal.connect(
                    _rebuilding(affected),
                    sender=sender,
                    weak=False,
                    dispatch_uid=f"dates-{sender._meta.label}",
                )


def _rebuilding(affected):
    """The dates are computed again in the transaction that changes what they come from.

    `affected(row)` gives the condition that finds the activities.
    """

    def rebuild_dates(sender, instance, update_fields=None, origin=None, **kwargs):
        from .models import Event
        from .occurrences import rebuild_soon

        # What is deleted with its activity leaves no dates, which are gone already.
        is_own = origin is None or sender in (type(origin), getattr(origin, "model", None))
        if is_own and update_fields is None:
            rebuild_soon(Event.objects.filter(affected(instance)))

    return rebuild_dates


def _events_to_come():
    """Public ones with a date to come: nobody signs up for what is over."""
    from django.db.models import Exists, OuterRef
    from django.utils import timezone

    from .models import Event, Occurrence

    to_come = Occurrence.objects.upcoming(timezone.now()).filter(event=OuterRef("pk"))
    return Event.objects.published().filter(Exists(to_come))


def _first_days(first, last, organisations=None):
    from .models import Occurrence

    return Occurrence.objects.first_days(first, last, organisations)


def _ids_of_organisation(organisation):
    return organisation.events.values_list("pk", flat=True)


def _searched(event):
    """In which words an activity is found; its themes and places are found by theirs.

    What was written beside a location is shown nowhere, and of a secret one would tell where it is.
    """
    body = ["description", "how_to_join", *([] if event.location_id else ["place"])]
    return {
        "name": texts_with_language(event, "title"),
        "summary": texts_with_language(event, "summary"),
        "body": [
            *texts_with_language(event, *body),
            *texts_with_language(event.organisation, "name"),
        ],
    }
