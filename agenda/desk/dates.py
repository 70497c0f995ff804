"""The dates of an activity in the admin: which come, and what is different on one of them."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agenda.dates import dates_of, named_day
from agenda.forms import EXCEPTION_FORMS, WHEN_FIELDS, ExtraForm
from agenda.models import Event, EventException, SchoolHoliday
from agenda.occurrences import LOOK_BACK
from agenda.recurrence import Rule
from agenda.sentence import sentence, times
from core.admin_pages import page, row_for
from core.admin_paths import overview_url
from core.desk import kept_forms
from core.desk.main_form import MainForm
from core.editing import history
from core.editing.conflicts import SEEN, told
from core.wording.dates import day_in_words

from . import marks, months
from .months import LOOK_AHEAD

PREVIEWED_DATES = 10
OVERVIEW_DATES = 5  # also of a preview on a short page

TITLES = {
    EventException.Kind.CANCELLED: _("Cancel"),
    EventException.Kind.MOVED: _("Move"),
    EventException.Kind.FULL: _("Full"),
    EventException.Kind.EXTRA: _("Add an extra date"),
}
DONE = {
    EventException.Kind.CANCELLED: _("Cancelled: %(day)s."),
    EventException.Kind.MOVED: _("Moved: %(day)s."),
    EventException.Kind.FULL: _("Full: %(day)s."),
    EventException.Kind.EXTRA: _("An extra date: %(day)s."),
}


class EventDates:
    """For the admin of activities: pages beside the form."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "preview-dates/",
                view(require_POST(self.preview_dates), saves=False),
                name="agenda_event_preview_dates",
            ),
            path("<str:object_id>/dates/", view(self.dates_page), name="agenda_event_dates"),
            path(
                "<str:object_id>/dates/extra/",
                view(self.extra_page),
                name="agenda_event_extra",
            ),
            path(
                "<str:object_id>/dates/<str:day>/undo/",
                view(require_POST(self.undo)),
                name="agenda_event_undo",
            ),
            path(
                "<str:object_id>/dates/<str:day>/<str:kind>/",
                view(self.exception_page),
                name="agenda_event_exception",
            ),
            *super().get_urls(),
        ]

    def preview_dates(self, request):
        """What the form says about when, in words and as the next dates. Saves nothing."""
        event = None
        if "event" in request.GET:
            event = row_for(self, request, request.GET["event"])
        elif not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form_class = self.get_form(request, event, change=event is not None)
        form = form_class(request.POST, instance=event or Event())
        wrong = [
            {"label": form.fields[name].label, "errors": form.errors[name]}
            for name in WHEN_FIELDS
            if name in form.errors
        ]
        context = {"title": gettext("The next dates"), "wrong": wrong}
        if not wrong:
            exceptions = list(event.exceptions.all()) if event else []
            context |= preview(form.instance, exceptions, is_short="few" in request.GET)
        return self._page(request, "preview_dates", context)

    def overview_context(self, request, row):
        """The next dates, each with the way to cancel it."""
        event = row
        dates, known_until = next_dates(event, list(event.exceptions.all()), OVERVIEW_DATES)
        may_change = self.has_change_permission(request, event)
        return {
            **super().overview_context(request, row),
            "before_tasks": "admin/agenda/event/overview.html",
            "next_dates": [_in_overview(event, date, may_change) for date in dates],
            "dates_limit": months.limit(known_until),
            "dates_url": dates_url(event),
        }

    def dates_page(self, request, object_id):
        """The dates of one month, each with what one may do with it."""
        event = row_for(self, request, object_id)
        asked = months.read(request.GET.get("month", ""))
        overview = months.overview(months.every_date(event), asked)
        rows = [_in_list(event, each, overview["first"]) for each in overview["dates"]]
        to_come = [row for row in rows if not row["is_over"]]
        kinds = {row["kind"] for row in to_come}
        context = {
            "title": gettext("Dates"),
            "subtitle": str(event),
            "event": event,
            "month": overview,
            "dates": to_come,
            "past": [row for row in rows if row["is_over"]],
            "may_cancel": bool(kinds - {EventException.Kind.CANCELLED}),
            "may_put_back": EventException.Kind.CANCELLED in kinds,
        }
        return self._page(request, "dates", context)

    def exception_page(self, request, object_id, day, kind):
        event = self._held(request, object_id)
        date = _date(event, day)
        saved = marks.Saved(date.exception)
        if kind not in EXCEPTION_FORMS or (
            date.exception and date.exception.kind == EventException.Kind.EXTRA
        ):
            raise Http404
        exception = date.exception or EventException(event=event, day=date.day)
        if exception.kind != kind:
            exception.kind = kind
            exception.new_day = exception.new_start_time = exception.new_end_time = None
        if kind == EventException.Kind.FULL:
            exception.reason = ""
        heading = f"{day_in_words(date.day)}, {times(date.start_time, date.end_time)}"
        form_class = EXCEPTION_FORMS[kind]
        return self._exception_form(request, form_class, exception, heading, saved)

    def extra_page(self, request, object_id):
        event = self._held(request, object_id)
        exception = EventException(event=event, kind=EventException.Kind.EXTRA)
        return self._exception_form(request, ExtraForm, exception, str(event))

    def undo(self, request, object_id, day):
        """Takes back what was different on a day: it takes place after all."""
        event = self._held(request, object_id)
        exceptions = {each.day.isoformat(): each for each in event.exceptions.all()}
        exception = exceptions.get(day)
        seen = marks.mark(exception)
        if request.POST.get(SEEN, seen) != seen:
            messages.warning(request, gettext("Somebody saved this after you opened it."))
            return HttpResponseRedirect(dates_url(event, named_day(day)))
        if exception is None:
            raise Http404
        history.keep_first(event)
        with history.recorded(request):
            self._log(request, exception, "deleted")
            # The row itself, so that the dates are computed again.
            exception.delete()
        is_extra = exception.kind == EventException.Kind.EXTRA
        text = (
            gettext("No longer a date: %(day)s.")
            if is_extra
            else gettext("Takes place after all: %(day)s.")
        )
        messages.success(request, text % {"day": day_in_words(exception.day)})
        return HttpResponseRedirect(dates_url(event, exception.day))

    def _exception_form(self, request, form_class, exception, heading, saved=None):
        """`saved` is what is different on the date already."""
        event, differences, said = exception.event, [], ""
        if request.method != "POST":
            return self._exception_page(request, form_class, exception, heading, saved)
        # An empty form is an answer too: cancelled, without a reason.
        form = form_class(request.POST, instance=exception)
        if form.is_valid():
            if saved and SEEN in request.POST:
                form, differences, labels = saved.with_theirs(form)
                said = told(request, event, labels)
            if not differences and form.is_valid():
                return self._save_exception(request, form, said)
        is_new_page = differences or said
        sent = None if is_new_page else request.POST
        return self._exception_page(
            request, form_class, exception, heading, saved, form, sent, differences
        )

    def _save_exception(self, request, form, said):
        exception = form.instance
        history.keep_first(exception.event)
        with history.recorded(request):
            change = "added" if exception.pk is None else "changed"
            form.save()
            self._log(request, exception, change)
        text = DONE[exception.kind] % {"day": day_in_words(exception.day)}
        messages.success(request, text)
        if said:
            messages.info(request, said)
        return HttpResponseRedirect(dates_url(exception.event, exception.new_day or exception.day))

    def _exception_page(
        self, request, form_class, exception, heading, saved, form=None, sent=None, differences=()
    ):
        """The form, with what was `sent`, or with what was kept of it, instead of what is saved."""
        event, kept = exception.event, None
        if form is None:
            kept = sent = kept_forms.take(request)
            written = {name: kept.get(name, "") for name in form_class.base_fields} if kept else {}
            form = form_class(instance=exception, initial=written)
        seen = json.dumps(saved.marks if saved else {})
        context = {
            "title": TITLES[exception.kind],
            "subtitle": str(event),
            "event": event,
            "heading": heading,
            "form": form,
            "seen": sent.get(SEEN, seen) if sent else seen,
            "note": kept_forms.NOTE if kept else "",
            "main_form": MainForm("exception-form"),
            "differences": differences,
            "dates_url": dates_url(event, exception.day),
        }
        return self._page(request, "exception", context, 409 if differences else 200)

    def _log(self, request, exception, change):
        name = str(exception._meta.verbose_name)
        # Django's history needs the fields of what was changed.
        details = {"name": name, "object": str(exception), "fields": [str(_("date"))]}
        self.log_change(request, exception.event, [{change: details}])

    def _held(self, request, object_id):
        """The activity; while she saves, a second person waits, and then sees what has changed."""
        event = row_for(self, request, object_id)
        if request.method == "POST":
            Event.objects.select_for_update().filter(pk=event.pk).values("pk").first()
        return event

    def _page(self, request, name, context, status=200):
        event = context.get("event")
        context |= {"media": self.media, "event_url": overview_url(event) if event else ""}
        return page(self, request, f"agenda/event/{name}.html", context, status)


def next_dates(event, exceptions, count):
    """The next dates, at most `count`, and the day that ends them when holidays are unknown."""
    today = timezone.localdate()
    holidays = list(SchoolHoliday.objects.all())
    # A moved date belongs to its own day, which may be long past.
    moved = [exception.day for exception in exceptions if exception.new_day]
    first = min([today - LOOK_BACK, *moved])
    dates = dates_of(event, exceptions, holidays, first, today + LOOK_AHEAD)
    coming = [date for date in dates.dates if date.last_on >= today]
    return coming[:count], dates.known_until if len(coming) < count else None


def preview(event, exceptions, is_short=False):
    """When an activity takes place, in a sentence and as its next dates.

    A short one has few of them, and times only where they are not those of the sentence.
    """
    count = OVERVIEW_DATES if is_short else PREVIEWED_DATES
    dates, known_until = next_dates(event, exceptions, count)
    return {
        "sentence": sentence(event),
        "dates": [_previewed(date, is_short) for date in dates],
        "skips_months": bool(event.rule) and Rule.read(event.rule).skips_months,
        "limit": months.limit(known_until),
    }


def _previewed(date, is_short):
    words = shown(date, timezone.localdate() if is_short else None)
    return words | {"times": ""} if is_short and date.exception is None else words


def shown(date, beside=None):
    """A date in words; without the year where it is that of a day that stands `beside` it."""
    kind = date.exception.get_kind_display() if date.exception else ""
    return {
        "day": day_in_words(date.starts_on, beside),
        "times": times(date.start_time, date.end_time),
        "was": day_in_words(date.day, beside) if date.starts_on != date.day else "",
        "state": kind,
        "is_cancelled": date.is_cancelled,
    }


def _in_overview(event, date, may_change):
    may_cancel = may_change and date.exception is None
    args = [event.pk, date.day.isoformat(), EventException.Kind.CANCELLED.value]
    url = reverse("admin:agenda_event_exception", args=args) if may_cancel else ""
    return {**shown(date, timezone.localdate()), "cancel_url": url}


def _in_list(event, date, month):
    """What the page of dates shows of one date, with the addresses of what one may do."""
    kind = date.exception.kind if date.exception else None
    day = date.day.isoformat()
    is_extra = kind == EventException.Kind.EXTRA
    actions = [
        {
            "name": TITLES[way],
            "url": reverse("admin:agenda_event_exception", args=[event.pk, day, way.value]),
        }
        for way in EXCEPTION_FORMS
        if not is_extra and way != kind
    ]
    undo_url = reverse("admin:agenda_event_undo", args=[event.pk, day]) if kind else ""
    reason = date.exception.get_reason_display() if kind else ""
    return {
        **shown(date, month),
        "key": day,
        "kind": kind,
        "reason": reason,
        "actions": actions,
        "undo_url": undo_url,
        "seen": marks.mark(date.exception),
        "is_extra": is_extra,
        "is_over": date.is_over(timezone.now()),
    }


def _date(event, text):
    """The date of the day that `text` says. Raises Http404."""
    day = named_day(text)
    if day is None or day > timezone.localdate() + LOOK_AHEAD:
        raise Http404
    holidays = list(SchoolHoliday.objects.all())
    dates = dates_of(event, list(event.exceptions.all()), holidays, day, day).dates
    if of_day := [each for each in dates if each.day == day]:
        return of_day[0]
    raise Http404


def dates_url(event, day=None):
    """The page of the dates of an activity, at the month of a day or of its next date."""
    url = reverse("admin:agenda_event_dates", args=[event.pk])
    return f"{url}?month={months.text_of(day)}" if day else url
