"""The pages on which several dates are cancelled at once, or put back."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.models import EventException
from core.editing import history
from core.editing.conflicts import SEEN, read_seen
from core.wording.dates import date_in_words, period_in_words

from . import months, several
from .dates import EventDates, dates_url
from .several import BACK, CANCEL, MOST

TITLES = {CANCEL: _("Cancel several dates"), BACK: _("Put several dates back")}
BUTTONS = {CANCEL: _("Cancel the ticked dates"), BACK: _("Put the ticked dates back")}
LISTED = 8  # choices; more are folded, so that the reason stays near
NAMED = 12  # days that the history names one by one


class SeveralDates(EventDates):
    """For the admin of activities: several dates at once."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.several_page)
        return [
            path("<str:object_id>/dates/several/<str:way>/", view, name="agenda_event_several"),
            *super().get_urls(),
        ]

    def several_page(self, request, object_id, way):
        """Shows which dates it is about, and saves once somebody said so."""
        event = self._held(request, object_id)
        if way not in TITLES:
            raise Http404
        if request.method == "POST":
            return self._save_several(request, event, way)
        period = several.PeriodForm(request.GET if "first" in request.GET else None)
        dates, first = months.every_date(event).dates, None
        if period.is_valid():
            first = period.cleaned_data["first"]
            among = several.in_period(dates, first, period.cleaned_data["last"])
        else:
            among = several.ticked(dates, request.GET.getlist("day"))
        choices = several.choices(way, among, first)
        form = several.ReasonForm(instance=_cancelled())
        return self._several(request, event, way, choices, form, period=period)

    def _save_several(self, request, event, way):
        seen = read_seen(request.POST.get(SEEN)) or {}
        keys = {*request.POST.getlist("day")}
        dates = several.ticked(months.every_date(event).dates, keys | seen.keys())
        choices = several.choices(way, dates, chosen=keys)
        form = several.ReasonForm(request.POST, instance=_cancelled())
        chosen = [each for each in choices.offered if each.is_ticked]
        is_right = form.is_valid() if way == CANCEL else True
        if is_right:
            wanted = several.cancelled_mark(form) if way == CANCEL else ""
            every = [*choices.offered, *choices.settled]
            sent = [each for each in every if each.key in keys]
            changed = several.changed_since(sent, seen, wanted)
            if changed or keys - {each.key for each in every}:
                # What somebody changed is asked about, and not meant by what she ticked before.
                keys -= {each.key for each in changed}
                choices = several.choices(way, dates, chosen=keys)
                return self._several(request, event, way, choices, form, is_changed=True)
            if chosen and len(chosen) <= MOST:
                return self._saved(request, event, way, [each.date for each in chosen], form)
            if sent and not chosen:
                # Somebody did the very same meanwhile.
                return HttpResponseRedirect(dates_url(event, sent[0].date.starts_on))
        return self._several(request, event, way, choices, form, is_sent=True)

    def _saved(self, request, event, way, dates, form):
        history.keep_first(event)
        # One change, and not one with all dates for each of them.
        with history.recorded(request, once=True):
            if way == CANCEL:
                several.cancel(event, dates, form)
            else:
                several.put_back(dates)
            event.refresh_from_db()
            self.log_change(request, event, _in_history(way, [each.day for each in dates]))
        messages.success(request, _done(way, len(dates)))
        return HttpResponseRedirect(dates_url(event, dates[0].starts_on))

    def _several(
        self, request, event, way, choices, form, period=None, is_changed=False, is_sent=False
    ):
        is_asked = bool(choices.offered or choices.settled)
        first = next((each.date.starts_on for each in choices.offered), None)
        context = {
            "title": TITLES[way],
            "subtitle": str(event),
            "event": event,
            "way": way,
            "is_cancelling": way == CANCEL,
            "choices": choices,
            "is_long": len(choices.plain) > LISTED,
            "summary": _in_short(choices.plain),
            "too_many": len(choices.offered) > MOST and MOST,
            "nothing_ticked": is_sent and not any(each.is_ticked for each in choices.offered),
            "is_changed": is_changed,
            "is_asked": is_asked,
            "period": several.PeriodForm() if period is None else period,
            "seen": json.dumps(choices.seen),
            "form": form,
            "button": BUTTONS[way],
            "several_url": reverse("admin:agenda_event_several", args=[event.pk, way]),
            "dates_url": dates_url(event, first),
        }
        return self._page(request, "several", context, 409 if is_changed else 200)


def _cancelled():
    return EventException(kind=EventException.Kind.CANCELLED)


def _in_short(choices):
    """ "5 dates, from 1 July 2027 until 29 July 2027", or nothing."""
    if not choices:
        return ""
    days = [each.date.starts_on for each in choices]
    count = ngettext("%(count)s date", "%(count)s dates", len(days)) % {"count": len(days)}
    return f"{count}, {period_in_words(min(days), max(days))}"


def _in_history(way, days):
    """What the history says: each day, or of many how many and from when until when."""
    listed = ", ".join(date_in_words(day) for day in days[:NAMED])
    if len(days) > NAMED:
        listed = ngettext("%(count)s date", "%(count)s dates", len(days)) % {"count": len(days)}
        listed = f"{listed}, {period_in_words(days[0], days[-1])}"
    text = gettext("Cancelled: %(day)s.") if way == CANCEL else gettext("Put back: %(day)s.")
    return text % {"day": listed}


def _done(way, count):
    if way == CANCEL:
        text = ngettext("%(count)s date is cancelled.", "%(count)s dates are cancelled.", count)
    else:
        text = ngettext(
            "%(count)s date takes place after all.",
            "%(count)s dates take place after all.",
            count,
        )
    return text % {"count": count}
