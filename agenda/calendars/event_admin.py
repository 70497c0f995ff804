"""What the calendar of a partner says of an activity, on the page of the activity itself."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from agenda.models import CalendarEntry, Event
from core.admin_pages import row_for
from core.admin_paths import change_url
from core.editing import history
from core.editing.saving import THEN

from . import checking, keeping, saying, wording


class OfCalendar:
    """For the admin of activities: shows both values of what differs, and takes the calendar's."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.follow_calendar))
        return [
            path("<str:object_id>/calendar/", view, name="agenda_event_calendar"),
            *super().get_urls(),
        ]

    def overview_context(self, request, row):
        return {**super().overview_context(request, row), **_of_calendar(row)}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= _of_calendar(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def follow_calendar(self, request, object_id):
        """Takes over what the calendar says of one field, or keeps ours for good."""
        event = row_for(self, request, object_id)
        Event.objects.select_for_update().filter(pk=event.pk).values("pk").first()
        event = row_for(self, request, object_id)
        entry = _entry_of(event)
        key = request.POST.get("take") or request.POST.get("keep") or ""
        if entry is None or key not in entry.differs:
            messages.warning(request, gettext("It is no longer different."))
            return HttpResponseRedirect(change_url(event))
        if "keep" in request.POST:
            keeping.keep_ours(entry, key)
            messages.success(request, gettext("Ours stays."))
            return HttpResponseRedirect(change_url(event))
        if saying.day_of(key):
            return self._take_date(request, event, entry, key)
        return self._take_field(request, event, entry, key)

    def _take_date(self, request, event, entry, key):
        history.keep_first(event)
        with history.recorded(request):
            keeping.put_dates(event, {key: entry.said.get(key)})
            keeping.note(event, entry.source)
        messages.success(request, gettext("Taken over from the calendar."))
        return HttpResponseRedirect(change_url(event))

    def _take_field(self, request, event, entry, key):
        before = checking.state_of_event(event)
        changed = Event.objects.get(pk=event.pk)
        saying.put(changed, {key: entry.said.get(key)}, entry.source.language)
        after = checking.state_of_event(changed)
        changes = {name: texts for name, texts in after.items() if texts != before.get(name, [])}
        sent = request.POST.copy()
        sent[THEN] = change_url(event)
        request.POST = sent
        return self.send_changes(request, event, changes)


def _entry_of(event):
    entries = CalendarEntry.objects.select_related("source__organisation", "event")
    return entries.filter(event=event).first()


def _of_calendar(event):
    """What pages about an activity show of its calendar."""
    if not event or event.source != Event.Source.CALENDAR:
        return {}
    url = reverse("admin:agenda_event_calendar", args=[event.pk])
    return {"calendar": _calendar(event), "follow_url": url}


def _calendar(event):
    """The calendar of an activity and what it says otherwise, for the template."""
    entry = _entry_of(event)
    if entry is None:
        return None
    language = entry.source.language
    ours = saying.of_event(event, language)
    return {
        "source": entry.source,
        "entry": entry,
        "is_gone": entry.state == CalendarEntry.State.GONE,
        "differences": wording.differences(entry.differs, ours, entry.said, language),
    }
