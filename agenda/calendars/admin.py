"""Partners' calendars in the admin: how they are, what they would become, what waits of them."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin import EventAdmin
from agenda.desk.choosing import ChoosesWho
from agenda.models import CalendarEntry, CalendarSource, CalendarWord, Event
from core.admin_pages import ReadOnly, page, row_for
from core.admin_paths import change_url, number_in
from core.desk import page_help, rights, tasks
from core.desk.filters import KnownValuesFilter
from core.editing.saving import SafeChanges
from core.editing.translated import Translated
from core.languages import comma
from core.links import outgoing
from core.models import Status
from core.wording.dates import date_in_words, short_month
from core.wording.hours import moment_in_words
from core.wording.labels import colon
from directory.spoken_languages import label

from . import checking, keeping, labels, previewing, reading_again, wording
from .alike import Alike
from .asking import ask
from .event_admin import OfCalendar
from .forms import CalendarSourceForm, CalendarWordForm
from .troubles import ADVICE, Trouble

State = CalendarEntry.State
# What goes away by itself most of the time is nobody's work before that.
PASSING = [Trouble.SERVER, Trouble.NO_ANSWER, Trouble.UNCLEAR]
PASSES_WITHIN = timedelta(days=2)
MONTHS = 3  # of which the list counts what was taken over


def in_trouble():
    """The calendars that somebody should look at."""
    passing = Q(trouble__in=PASSING, trouble_since__gt=timezone.now() - PASSES_WITHIN)
    return ~Q(trouble="") & ~passing


class TroubleFilter(KnownValuesFilter):
    title = _("state")
    parameter_name = "state"
    offered = [("trouble", _("cannot be read")), ("new", _("not yet taken over"))]

    def filtered(self, request, queryset):
        if self.value() == "trouble":
            return queryset.filter(in_trouble())
        return queryset.filter(confirmed_at=None)


class WordInline(Translated, admin.StackedInline):
    model = CalendarWord
    form = CalendarWordForm
    extra = 1  # also where “add another” does nothing, without JavaScript
    fields = ["word", "themes", "audiences"]


@admin.register(CalendarSource)
class CalendarSourceAdmin(ChoosesWho, SafeChanges, Translated, admin.ModelAdmin):
    """The list is the page that says how the calendars are."""

    form = CalendarSourceForm
    # The tests have one of their own, that leads to a server of theirs.
    network = outgoing.INTERNET
    list_display = [
        "__str__",
        "health",
        "entry_count",
        "taken_lately",
        "needs_look",
        "preview_link",
    ]
    inlines = [WordInline]
    as_data = ("language", "spoken_languages", "words_in", "words_out")
    list_filter = [TroubleFilter, "is_trusted", "is_active"]
    list_select_related = ["organisation"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "organisation",
                    "address",
                    "is_same_calendar",
                    "upload",
                    "language",
                    "is_trusted",
                ]
            },
        ),
        (
            _("What an entry becomes"),
            {
                "fields": [
                    "themes",
                    "audiences",
                    "location",
                    "cost",
                    "spoken_languages",
                ]
            },
        ),
        (_("What comes in"), {"fields": ["words_in", "words_out"]}),
        (_("Reading it"), {"fields": ["is_active", "every_hours"]}),
    ]

    def get_urls(self):
        # Asking takes its time: no transaction waits for it.
        preview = self.admin_site.admin_view(self.preview, saves=False)
        return [
            path("<str:object_id>/preview/", preview, name="agenda_calendarsource_preview"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("file")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_change = self.has_change_permission(request, obj)
        if not may_change:
            hidden = {"upload", "is_same_calendar"}
        else:
            hidden = set() if obj and obj.confirmed_at else {"is_same_calendar"}
        in_words = {} if may_change else {name: f"{name}_in_words" for name in self.as_data}
        return [
            (
                title,
                {
                    **options,
                    "fields": [
                        in_words.get(name, name) for name in options["fields"] if name not in hidden
                    ],
                },
            )
            for title, options in fieldsets
        ]

    # For who may only look: the form has words of its own for these.

    @admin.display(description=CalendarSource._meta.get_field("language").verbose_name)
    def language_in_words(self, source):
        return label(source.language, get_language())

    @admin.display(description=CalendarSource._meta.get_field("spoken_languages").verbose_name)
    def spoken_languages_in_words(self, source):
        names = [label(code, get_language()) for code in source.spoken_languages]
        return comma().join(names) or None

    @admin.display(description=CalendarSource._meta.get_field("words_in").verbose_name)
    def words_in_in_words(self, source):
        return comma().join(source.words_in) or None

    @admin.display(description=CalendarSource._meta.get_field("words_out").verbose_name)
    def words_out_in_words(self, source):
        return comma().join(source.words_out) or None

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    # How they are

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        pks = [source.pk for source in changelist.result_list]
        entries = CalendarEntry.objects.filter(source__in=pks)
        waits = Q(state__in=[State.WAITING, State.GONE]) | Q(state=State.TAKEN, is_open=True)
        waiting = dict(entries.filter(waits).values_list("source").annotate(Count("pk")))
        lately = _months_of(entries)
        for source in changelist.result_list:
            source.waiting_count = waiting.get(source.pk, 0)
            source.lately = lately.get(source.pk, Counter())
        return changelist

    @admin.display(description=_("how it is"))
    def health(self, source):
        return health(source)

    @admin.display(description=_("taken over, by month"))
    def taken_lately(self, source):
        months = getattr(source, "lately", {})
        return ", ".join(f"{short_month(month)} {count}" for month, count in sorted(months.items()))

    @admin.display(description=_("waiting"))
    def needs_look(self, source):
        count = getattr(source, "waiting_count", 0)
        url = reverse("admin:agenda_calendarentry_changelist")
        return format_html('<a href="{}?source={}&amp;needs=look">{}</a>', url, source.pk, count)

    @admin.display(description=_("preview"))
    def preview_link(self, source):
        text, url = gettext("Look at it"), preview_url(source)
        hidden = format_html('<span class="visually-hidden">{}{}</span>', colon(), source)
        return format_html('<a href="{}">{}{}</a>', url, text, hidden)

    def get_list_display(self, request):
        may_change = self.has_change_permission(request)
        return [name for name in self.list_display if may_change or name != "preview_link"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["health"] = health(obj)
            context["advice"] = ADVICE.get(obj.trouble, "")
            if self.has_change_permission(request, obj):
                context["preview_url"] = preview_url(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return HttpResponseRedirect(preview_url(obj))

    # What it would become

    def preview(self, request, object_id):
        """What the calendar says now, entry by entry; a POST takes it over, or follows it."""
        source = row_for(self, request, object_id)
        if source.is_file and not source.file:
            messages.info(request, gettext("The file was read. Send a new one to read it again."))
            return HttpResponseRedirect(change_url(source))
        asked = ask(source, network=self.network)
        if asked.reading is None or request.method != "POST":
            return self._show(request, source, asked)
        shown = previewing.preview(source, asked.reading)
        if request.POST.get("stamp") != shown.stamp:
            messages.warning(request, gettext("It changed after you opened the page. Look again."))
            return HttpResponseRedirect(preview_url(source))
        if not source.confirmed_at:
            return self._take_over(request, source, asked)
        done = reading_again.follow(source, asked, is_confirmed=True, seconds=previewing.SECONDS)
        if done.is_unfinished:
            messages.warning(request, gettext("Not all of it is taken over yet. Press again."))
            return HttpResponseRedirect(preview_url(source))
        previewing.note_file(source)
        reading_again.show_reading_days()
        messages.success(request, said(done))
        return HttpResponseRedirect(reverse("admin:agenda_calendarsource_changelist"))

    def _take_over(self, request, source, asked):
        joins = {}
        for text in request.POST.getlist("join"):
            pk, _colon, key = text.partition(":")
            event = Event.objects.filter(pk=number_in(pk), organisation=source.organisation).first()
            if event:
                joins[key] = event
        left = previewing.take_over(
            source, asked.reading, request.user, out={*request.POST.getlist("out")}, joins=joins
        )
        if left:
            messages.warning(request, gettext("Not all of it is taken over yet. Press again."))
            return HttpResponseRedirect(preview_url(source))
        done = reading_again.follow(source, asked)
        previewing.note_first(source)
        previewing.note_file(source)
        messages.success(request, gettext("Taken over. An editor looks at it first."))
        if done.waiting:
            messages.info(request, gettext("These are waiting for somebody."))
            return HttpResponseRedirect(entries_url(source))
        return HttpResponseRedirect(tasks.list_of(Event, status__exact=Status.IN_REVIEW))

    def _show(self, request, source, asked):
        context = {
            "title": gettext("What the calendar says"),
            "subtitle": str(source),
            "source": source,
            "media": self.media,
            "trouble": Trouble(asked.trouble).label if asked.trouble else "",
            "words": asked.words,
            "advice": ADVICE.get(asked.trouble, ""),
        }
        if asked.reading is not None:
            shown = previewing.preview(source, asked.reading)
            rows = source.entries.select_related("event")
            trouble = reading_again.suspicious(rows, shown.gone, asked.reading)
            context |= {
                "shown": shown,
                "suspicious": Trouble(trouble).label if trouble else "",
                "name": asked.reading.name,
            }
        return page(self, request, "agenda/calendarsource/preview.html", context)


def preview_url(source):
    return reverse("admin:agenda_calendarsource_preview", args=[source.pk])


def entries_url(source):
    url = reverse("admin:agenda_calendarentry_changelist")
    return f"{url}?source={source.pk}&needs=look"


def health(source):
    """How a calendar is, in one or two sentences."""
    if source.trouble:
        since = date_in_words(timezone.localtime(source.trouble_since))
        text = gettext("%(trouble)s Since %(day)s.")
        return text % {"trouble": Trouble(source.trouble).label, "day": since}
    if source.confirmed_at is None:
        return gettext("Not yet taken over.")
    if source.read_at is None:
        return "–"
    day = moment_in_words(source.read_at)
    return gettext("Read on %(day)s.") % {"day": day}


def said(done):
    """What reading a calendar changed, in words."""
    if done.is_busy:
        return gettext("Somebody else is reading it at this moment.")
    parts = [
        (done.taken, gettext("New: %(count)d.")),
        (done.changed, gettext("Changed: %(count)d.")),
        (done.waiting, gettext("Waiting for somebody: %(count)d.")),
        (done.gone, gettext("No longer announced: %(count)d.")),
    ]
    told = [text % {"count": count} for count, text in parts if count]
    return " ".join(told) if told else gettext("Nothing changed.")


def _months_of(entries):
    """`{source: {first of month: entries that were taken over}}` of the last MONTHS months."""
    first = timezone.localdate().replace(day=1)
    for _month in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    counted = {}
    taken = entries.filter(event__isnull=False, first_seen_on__gte=first)
    for source, day in taken.values_list("source", "first_seen_on"):
        counted.setdefault(source, Counter())[day.replace(day=1)] += 1
    return counted


# Entries


class NeedsFilter(KnownValuesFilter):
    title = _("what it needs")
    parameter_name = "needs"
    offered = [
        ("look", _("somebody to look")),
        ("waiting", State.WAITING.label),
        ("news", _("differs, and there is news")),
        ("gone", State.GONE.label),
    ]

    def filtered(self, request, queryset):
        return queryset.filter(needing(self.value()))


def needing(what):
    """The condition of entries that need somebody: see `NeedsFilter`."""
    each = {
        "waiting": Q(state=State.WAITING),
        "news": Q(state=State.TAKEN, is_open=True),
        "gone": Q(state=State.GONE) & ~Q(event__status=Status.ARCHIVED),
    }
    return each["waiting"] | each["news"] | each["gone"] if what == "look" else each[what]


class OneSourceFilter(KnownValuesFilter):
    title = _("calendar")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        sources = CalendarSource.objects.select_related("organisation").defer("file")
        return [(str(source.pk), str(source)) for source in sources]

    def filtered(self, request, queryset):
        return queryset.filter(source=self.value())


@admin.register(CalendarEntry)
class CalendarEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "source", "state", "activity"]
    list_filter = [NeedsFilter, "state", OneSourceFilter]
    list_select_related = ["source__organisation", "event"]
    search_fields = ["title"]
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("activity"))
    def activity(self, entry):
        return str(entry.event) if entry.event else "–"

    def may_decide(self, request):
        return rights.may(request, "change", CalendarEntry) and rights.may(request, "change", Event)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What an entry says, and what may become of it; a POST decides."""
        entry = row_for(self, request, object_id, "view")
        if request.method == "POST":
            if not self.may_decide(request):
                raise PermissionDenied
            return self._decide(request, entry)
        source, said = entry.source, entry.said
        context = {
            "title": str(entry),
            "subtitle": gettext("From the calendar of %(name)s.") % {"name": source},
            "entry": entry,
            "media": self.media,
            "said": [
                (each.label, each.after)
                for each in wording.differences(
                    [*keeping.keys({}, said, {}), *labels.FIELDS], {}, said, source.language
                )
                if each.after
            ],
            "may_decide": self.may_decide(request),
            "event_url": change_url(entry.event) if entry.event else "",
        }
        if entry.event is None and said:
            event = keeping.new_event(source, said)
            context["alike"] = Alike(source).to(event)
            context["lacking"] = checking.lacking(event, labels.of_new(source, said))
        return page(self, request, "agenda/calendarentry/change.html", context)

    def _decide(self, request, entry):
        decide = self._begin if entry.event_id is None else self._end
        text = decide(request, entry)
        if not isinstance(text, str):
            return text  # a page that says what is wrong
        messages.success(request, text)
        return HttpResponseRedirect(entries_url(entry.source))

    def _begin(self, request, entry):
        """What becomes of an entry without an activity."""
        source = entry.source
        if "leave" in request.POST:
            keeping.leave_out(source, entry.key, entry.said)
            return gettext("Left out. It does not come back by itself.")
        if pk := number_in(request.POST.get("join")):
            event = Event.objects.filter(pk=pk, organisation=source.organisation).first()
            if event and keeping.join(entry, event, request.user):
                return gettext("Joined: it keeps its address and its translations.")
            return gettext("It is joined with something else already.")
        if "take" in request.POST:
            keeping.take_up_again(entry)
            if keeping.take_over(
                source, entry.key, entry.said, status=Status.IN_REVIEW, user=request.user
            ):
                return gettext("It is waiting for an editor.")
            return gettext("It cannot be taken over yet: see what is missing.")
        raise PermissionDenied

    def _end(self, request, entry):
        """What becomes of an activity that its calendar no longer announces."""
        if "keep" in request.POST:
            keeping.let_go(entry, request.user)
            return gettext("It stays, and no longer follows the calendar.")
        if "archive" in request.POST:
            events = self.admin_site.get_model_admin(Event)
            event = row_for(events, request, entry.event_id)
            return events.send_changes(request, event, {"status": [Status.ARCHIVED.value]})
        raise PermissionDenied


# The form of an activity says what its calendar says otherwise.
admin.site.unregister(Event)


@admin.register(Event)
class EventOfCalendarAdmin(OfCalendar, EventAdmin):
    pass


# The desk


def _sources_in_trouble(request):
    if not rights.may(request, "change", CalendarSource):
        return 0
    return CalendarSource.objects.filter(in_trouble()).count()


def _entries(request, what):
    if not rights.may(request, "change", CalendarEntry):
        return 0
    return tasks.once(request, _count_entries)[what]


def _count_entries(request):
    """How many entries need what, in one query."""
    needs = ("waiting", "news", "gone")
    counts = {what: Count("pk", filter=needing(what)) for what in needs}
    return CalendarEntry.objects.aggregate(**counts)


tasks.register(
    _("calendars of partners that cannot be read"),
    tasks.list_of(CalendarSource, state="trouble"),
    _sources_in_trouble,
    position=12,
)
for _what, _label in (
    ("waiting", _("entries of partners’ calendars that are not taken over yet")),
    ("news", _("activities of which their calendar says something else now")),
    ("gone", _("activities that their calendar no longer announces")),
):
    tasks.register(
        _label,
        tasks.list_of(CalendarEntry, needs=_what),
        partial(_entries, what=_what),
        position=12,
    )

page_help.belongs(
    "partners-calendars",
    "agenda_calendarsource_",
    "agenda_calendarentry_",
    "agenda_event_calendar",
)
