"""The volunteers' admin of the agenda: activities and the school holidays."""

import json
from datetime import date, timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.forms import Script
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_paths import overview_url
from core.desk import page_help, rights, tasks
from core.desk.filters import KnownValuesFilter
from core.editing import drafts
from core.editing.copies import Copyable
from core.editing.previews import Previewed
from core.editing.translated import TranslatedAdmin
from core.models import Status
from core.wording.dates import day_in_words, month_in_words
from core.wording.labels import colon
from directory.admin.filters import OrganisationOfMineFilter, looked_after_by
from directory.admin.organisations import LocationPlaces
from directory.contact import host, tel_uri, web_url
from directory.models import Location, Organisation

from . import first_visit, views
from .desk import purposes  # noqa: F401  (what one looks an activity up for)
from .desk.choosing import ChoosesWho
from .desk.copying import CopiesActivities
from .desk.dates import dates_url
from .desk.several_pages import SeveralDates
from .forms import USED_FIELDS, WHEN_FIELDS, EventForm, when_in_words
from .models import Event, Occurrence, SchoolHoliday

A_MONTH = timedelta(days=31)


class EndingFilter(KnownValuesFilter):
    title = _("end")
    parameter_name = "ending"
    offered = [("soon", _("ends within a month")), ("past", _("has ended"))]

    def filtered(self, request, queryset):
        return queryset.filter(ends_soon() if self.value() == "soon" else has_ended())


class ToCallFilter(KnownValuesFilter):
    title = _("to be called about")
    parameter_name = "asked"
    offered = [("not-yet", _("nobody has asked yet"))]

    def filtered(self, request, queryset):
        return queryset.filter(is_to_call())


class EventOfMineFilter(OrganisationOfMineFilter):
    organisations = ["organisation__"]


# Lists of dates have no last day of their own, so their computed dates say it. Only public
# activities have these.
_IS_LIST = Q(status=Status.PUBLISHED, rule="") & ~Q(dates=[])


def is_to_call():
    """What a page states and nobody has asked about; who asks and hears that it ended archives."""
    return Q(to_call=True) & ~Q(status=Status.ARCHIVED)


def ends_soon():
    """Series whose last date comes within a month."""
    last = timezone.localdate() + A_MONTH
    is_list = _IS_LIST & Exists(_coming()) & ~Exists(_coming().filter(starts_on__gt=last))
    return is_list | Q(repeats_until__range=(timezone.localdate(), last))


def has_ended():
    """Series after their last date, and public activities of a single date that is over."""
    today = timezone.localdate()
    is_over = Q(status=Status.PUBLISHED, rule="", starts_on__lt=today) & ~Exists(_coming())
    return is_over | Q(repeats_until__lt=today)


def _coming():
    return Occurrence.objects.filter(event=OuterRef("pk"), over_at__gt=timezone.now())


class EventChangeList(ChangeList):
    def url_for_result(self, result):
        """To all that one can do with an activity."""
        return overview_url(result)


@admin.register(Event)
class EventAdmin(
    ChoosesWho,
    CopiesActivities,
    SeveralDates,
    Copyable,
    Previewed,
    LocationPlaces,
    TranslatedAdmin,
):
    form = EventForm
    ordering = ["slug"]
    search_fields = ["slug"]
    search_help_text = _("Searches titles, summaries and descriptions in every language.")
    list_display = ["listing", "next_date", "dates_link", "organisation", "status"]
    list_filter = [EventOfMineFilter, "status", ToCallFilter, "is_demonstration", EndingFilter]
    list_select_related = ["organisation"]
    readonly_fields = ["stated_in_words"]
    not_copied = ("slug", "status", "to_call")
    formfield_overrides = {
        **TranslatedAdmin.formfield_overrides,
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    }
    fieldsets = [
        (
            _("What it is"),
            {"fields": ["title", "summary", "description", "how_to_join", "themes", "sensitive"]},
        ),
        (
            _("Who it is for"),
            {
                "fields": [
                    "audiences",
                    "age_from",
                    "age_to",
                    "spoken_languages",
                    "cost",
                    "cost_note",
                    "registration",
                    "registration_url",
                    "registration_phone",
                    "registration_email",
                ]
            },
        ),
        (
            _("Coming with a baby"),
            {
                "classes": ["collapse"],
                "description": _("Only what differs here from the place itself."),
                "fields": Location.BABY_FACTS,
            },
        ),
        (
            _("Good to know"),
            {
                "classes": ["collapse"],
                "description": _("Only what differs here from the place itself."),
                "fields": Organisation.GOOD_TO_KNOW,
            },
        ),
        (
            _("Where"),
            {
                "fields": [
                    "organisation",
                    "location",
                    "place",
                    "municipality",
                    "neighbourhood",
                    "is_online",
                ]
            },
        ),
        (_("When"), {"classes": ["when"], "fields": WHEN_FIELDS}),
        (
            _("How we know"),
            {"fields": ["status", "to_call", "is_demonstration", "slug"]},
        ),
    ]

    class Media:
        js = [
            Script("js/admin/event-dates.js", type="module"),
            Script("js/admin/own-locations.js", type="module"),
            Script("js/admin/autocomplete-labels.js", type="module"),
        ]

    # The list

    def get_queryset(self, request):
        coming = Occurrence.objects.upcoming(timezone.now()).exclude(
            state=Occurrence.State.CANCELLED
        )
        next_on = coming.filter(event=OuterRef("pk")).values("starts_on")[:1]
        return super().get_queryset(request).annotate(next_on=Subquery(next_on))

    def get_changelist(self, request, **kwargs):
        return EventChangeList

    def get_list_display(self, request):
        may_change = self.has_change_permission(request)
        return [name for name in self.list_display if may_change or name != "dates_link"]

    @admin.display(description=_("title"), ordering="slug")
    def listing(self, event):
        return str(event)

    @admin.display(description=_("next date"), ordering="next_on")
    def next_date(self, event):
        return day_in_words(event.next_on) if event.next_on else "–"

    @admin.display(description=_("dates"))
    def dates_link(self, event):
        text = gettext("Dates")
        hidden = format_html('<span class="visually-hidden">{}{}</span>', colon(), event)
        link = '<a href="{}" class="button secondary">{}{}</a>'
        return format_html(link, dates_url(event), text, hidden)

    # The form

    def get_fieldsets(self, request, obj=None):
        """What somebody has to ask about says so first."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.stated):
            return fieldsets
        others = [
            (
                title,
                {**options, "fields": [each for each in options["fields"] if each != "to_call"]},
            )
            for title, options in fieldsets
        ]
        return [(_("To be called about"), {"fields": ["to_call", "stated_in_words"]}), *others]

    @admin.display(description=_("what a page says"))
    def stated_in_words(self, event):
        """What the page says, and which page of which month: what a volunteer calls about."""
        if not event.stated:
            return "–"
        title = event.stated_in or host(event.stated_at)
        url = web_url(event.stated_at)
        page = format_html('<a href="{}" rel="noreferrer">{}</a>', url, title) if url else title
        return format_html(
            '<p lang="en">{}</p><p><bdi>{}</bdi> ({})</p><p><a href="{}">{}</a> {}</p>',
            event.stated,
            page,
            _month(event.stated_on),
            overview_url(event.organisation),
            event.organisation,
            _to_dial(event.organisation.phone),
        )

    def overview_context(self, request, row):
        stated = self.stated_in_words(row) if row.stated and row.to_call else ""
        return {**super().overview_context(request, row), "stated": stated}

    def chosen_organisation(self, request, obj):
        return super().chosen_organisation(request, obj or self.original_of_copy(request))

    def initial_of_copy(self, row):
        return {**super().initial_of_copy(row), **when_in_words(row)}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        preview_url = reverse("admin:agenda_event_preview_dates")
        context |= {
            "used_fields": json.dumps(USED_FIELDS),
            "when_preview_url": f"{preview_url}?event={obj.pk}" if obj else preview_url,
            "may_change": self.has_change_permission(request, obj),
            "may_preview_dates": self.has_add_permission(request)
            or self.has_change_permission(request, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview_page(self, request, row):
        event = Event.objects.for_detail().get(pk=row.pk)
        return views.event_page(request, event, preview=True)


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(TranslatedAdmin):
    list_display = ["__str__", "community", "starts_on", "ends_on"]
    list_filter = ["community"]
    ordering = ["-starts_on", "community"]
    fields = ["community", "name", "starts_on", "ends_on"]


def _to_dial(phone):
    return format_html('<a href="{}" dir="ltr">{}</a>', tel_uri(phone), phone) if phone else ""


def _month(text):
    """A year, or a year and a month, in words; see `Event.stated_on`."""
    if len(text) < len("2026-12"):
        return text or gettext("without a date")
    return month_in_words(date.fromisoformat(f"{text}-01"))


# The desk


def _counts(request):
    """All counts of activities, `{what: count}`, by reading them once."""
    if not rights.may(request, "change", Event):
        return {}
    ending = Q(status=Status.PUBLISHED) & ends_soon()
    is_mine = looked_after_by(request.user, *EventOfMineFilter.organisations)
    return Event.objects.order_by().aggregate(
        mine=Count("pk", filter=ending & is_mine),
        team=Count("pk", filter=ending),
        to_call=Count("pk", filter=is_to_call()),
    )


def _count_of(what):
    return lambda request: tasks.once(request, _counts).get(what, 0)


for _is_mine in (True, False):
    tasks.register(
        _("activities that end within a month"),
        tasks.list_of(Event, _is_mine, ending="soon", status__exact=Status.PUBLISHED),
        _count_of("mine" if _is_mine else "team"),
        _is_mine,
        position=10,
    )
tasks.register(
    _("activities to call about"),
    tasks.list_of(Event, asked="not-yet"),
    _count_of("to_call"),
    position=12,
)
# Those to be called about have a line of their own.
drafts.register(Event, counts_as_old=Q(to_call=False))
first_visit.register()

page_help.belongs("for-editors", "agenda_schoolholiday_")
