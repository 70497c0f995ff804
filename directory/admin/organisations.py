"""The volunteers' admin of the directory."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Prefetch, Q, When
from django.forms import Script
from django.http import HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from modeltranslation.utils import build_localized_fieldname

from core.admin_pages import row_for
from core.admin_paths import is_admin_path, number_in, overview_url
from core.desk import rights
from core.editing import history
from core.editing.copies import Copyable
from core.editing.previews import Previewed
from core.editing.translated import Translated, TranslatedAdmin, TranslatedInline
from core.forms import by_name
from core.languages import CODES
from core.models import Status
from core.parts.actions import Refused, one_by_one
from core.search import documents
from core.text import collation_key
from core.wording.dates import date_in_words, month_in_words
from core.wording.labels import colon
from directory import confidential, views
from directory.confidential import Confidential
from directory.contact import tel_uri, web_url, whatsapp_url
from directory.forms import (
    DAYS,
    LocationFormSet,
    NamedForm,
    OrganisationForm,
    PlaceForm,
    SourceForm,
    lacking,
)
from directory.models import (
    Audience,
    ExternalId,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    Organisation,
    Source,
    Theme,
)
from directory.placing.forms import PlacedLocationForm
from directory.placing.widgets import MunicipalitySelect
from directory.questions import sheet_check

from . import undo_check
from .duplicate_warning import DuplicateWarning
from .filters import (
    CheckedFilter,
    EndedFilter,
    LackingFilter,
    MissingTranslationFilter,
    MunicipalityFilter,
    NoticeOfMineFilter,
    OrganisationOfMineFilter,
    ThemeFilter,
)
from .on_the_map import OnTheMap, Pinned, SaysWhere
from .succession import KeptWhileUsed, WithSuccessor

LOCATION_FIELDSETS = [
    (
        None,
        {
            "fields": [
                "location_type",
                "name",
                "street",
                "house_number",
                "postal_code",
                "municipality",
                "neighbourhood",
                "is_confidential",
                "phone",
            ]
        },
    ),
    (
        _("Opening hours"),
        {"fields": ["hours_known", *DAYS, "holiday_hours", "hours_note", "answers_always"]},
    ),
    (
        _("Coming with a baby"),
        {
            "classes": ["collapse"],
            "description": _("Leave “not known” when you did not ask or see it yourself."),
            "fields": Location.BABY_FACTS,
        },
    ),
    (
        _("On the map"),
        {
            "classes": ["collapse"],
            "description": _("In Brussels, the latitude is about 50.8 and the longitude 4.3."),
            "fields": [
                "on_the_map",
                "latitude",
                "longitude",
                "position",
                "position_from",
                "neighbourhood_from",
            ],
        },
    ),
]


CONTACT = ["phone", "whatsapp", "email", "website"]
LONGEST_WEBSITE = 28  # characters
# What the button of the form on the page of an organisation is called.
STILL_RIGHT = "_still_right"
HOW_WE_CHECK = [
    choice for choice in Organisation.VerifiedHow.choices if choice[0] != "organisation"
]


class LocationPlaces:
    """Municipalities and neighbourhoods to choose from, read once for all forms of a page."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "municipality":
            kwargs["widget"] = MunicipalitySelect
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "municipality":
            municipalities = list(Municipality.objects.all())
            field.choices = [("", "---------"), *by_name(municipalities)]
            field.widget.know(municipalities)
        elif db_field.name == "neighbourhood":
            field.choices = [("", "---------"), *_neighbourhoods()]
        return field


def _neighbourhoods():
    groups = {}
    for place in Neighbourhood.objects.select_related("municipality"):
        groups.setdefault(str(place.municipality), []).append(place)
    return [
        (municipality, by_name(groups[municipality]))
        for municipality in sorted(groups, key=collation_key)
    ]


class LocationInline(LocationPlaces, OnTheMap, TranslatedInline):
    model = Location
    form = PlacedLocationForm
    formset = LocationFormSet
    fieldsets = LOCATION_FIELDSETS
    readonly_fields = ["on_the_map"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_queryset(self, request):
        locations = _seen(request, super().get_queryset(request)).select_related(
            "organisation", "municipality", "neighbourhood"
        )
        return locations.prefetch_related("opening_hours")


def _seen(request, locations):
    """Those of `locations` that she may read."""
    return locations if confidential.may_see(request) else locations.public()


class NoticeInline(TranslatedInline):
    model = Notice
    fields = ["kind", "starts_on", "ends_on", "text"]


class SourceInline(Translated, admin.StackedInline):
    model = Source
    form = SourceForm
    extra = 0
    fields = ["kind", "title", "address", "language", "dated", "seen_on", "position"]


class ExternalIdInline(Translated, admin.StackedInline):
    model = ExternalId
    extra = 0
    fields = ["scheme", "value"]


class OrganisationChangeList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        places = _seen(request, Location.objects.select_related("municipality")).only(
            "organisation", *_columns("municipality__name"), "municipality__slug"
        )
        return (
            super()
            .get_queryset(request, exclude_parameters)
            .only("slug", "kind", "status", "verified_on", *CONTACT, *_columns("name", "summary"))
            .prefetch_related(Prefetch("locations", places))
        )

    def url_for_result(self, result):
        return overview_url(result)


def _columns(*fields):
    return [build_localized_fieldname(field, code) for field in fields for code in CODES]


@admin.register(Organisation)
class OrganisationAdmin(
    Confidential, Pinned, SaysWhere, DuplicateWarning, Copyable, Previewed, TranslatedAdmin
):
    form = OrganisationForm
    inlines = [LocationInline, NoticeInline, SourceInline, ExternalIdInline]
    autocomplete_fields = ["parent_organisation"]
    actions = ["publish", "archive"]
    # Only the team sees these; what the public sees of a check is the month.
    not_copied = (
        "slug",
        "status",
        "owner",
        "backup",
        "verified_on",
        "verified_how",
        "internal_notes",
    )
    direct_fields = [
        "verified_on", "verified_how", "verify_every", "owner", "backup", "internal_notes",
    ]  # fmt: skip
    ordering = ["slug"]
    search_fields = ["slug"]
    search_help_text = _("Searches names, summaries and descriptions in every language.")
    list_display = [
        "listing", "municipality", "contact", "checked", "state", "kind", "languages",
    ]  # fmt: skip
    list_filter = [
        OrganisationOfMineFilter,
        "status",
        LackingFilter,
        CheckedFilter,
        MissingTranslationFilter,
        ThemeFilter,
        MunicipalityFilter,
    ]
    fieldsets = [
        (
            _("What it is"),
            {
                "fields": [
                    "name",
                    "kind",
                    "summary",
                    "description",
                    "how_to_join",
                    "themes",
                    "sensitive",
                    "parent_organisation",
                ]
            },
        ),
        (
            _("Who it is for"),
            {
                "fields": [
                    "audiences",
                    "spoken_languages",
                    "cost",
                    "cost_note",
                    "papers_needed",
                    "appointment_needed",
                    "registration_needed",
                    "referral_needed",
                ]
            },
        ),
        (
            _("Good to know"),
            {
                "classes": ["collapse"],
                "description": _("Leave “not known” when you did not ask or see it yourself."),
                "fields": Organisation.GOOD_TO_KNOW,
            },
        ),
        (
            _("How to reach it"),
            {
                "description": _(
                    "Places and opening hours come further down, under “Locations”. Write one "
                    "number or address in each field."
                ),
                "fields": [
                    "phone",
                    "whatsapp",
                    "email",
                    "website",
                    "no_contact",
                    "serves_region",
                    "serves_municipalities",
                ],
            },
        ),
        (
            _("How we know"),
            {
                "description": _("Fill in the date whenever you have checked this listing."),
                "fields": ["verified_on", "verified_how", "verify_every"],
            },
        ),
        (
            _("Internal"),
            {"fields": ["status", "owner", "backup", "slug", "internal_notes"]},
        ),
    ]

    class Media:
        js = [Script("js/admin/autocomplete-labels.js", type="module")]

    # The list

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(merged_into=None)
        if request.GET.get("field_name") == "parent_organisation":
            # Nobody is sent to what has ended.
            queryset = queryset.exclude(status=Status.ARCHIVED)
        return super().get_search_results(request, queryset, search_term)

    def get_changelist(self, request, **kwargs):
        return OrganisationChangeList

    def has_change_permission(self, request, obj=None):
        # What was merged into another is read, and changes nowhere but there.
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_change_permission(request, obj)

    def get_list_display(self, request):
        columns = [*super().get_list_display(request)]
        if self.has_change_permission(request):
            columns.insert(columns.index("checked") + 1, _still_right_column(request))
        return columns

    @admin.display(description=_("name"), ordering="slug")
    def listing(self, organisation):
        return str(organisation)

    @admin.display(description=_("contact"))
    def contact(self, organisation):
        phone, email, website = organisation.phone, organisation.email, organisation.website
        links = [
            (tel_uri(phone), phone),
            (whatsapp_url(organisation.whatsapp), "WhatsApp"),
            (f"mailto:{email}" if email else "", email),
            (web_url(website), _short(website)),
        ]
        known = [(url, text) for url, text in links if url]
        return format_html_join(" ", '<a href="{}" dir="ltr">{}</a>', known) or "–"

    @admin.display(description=_("checked"), ordering="verified_on")
    def checked(self, organisation):
        if organisation.verified_on is None:
            return format_html('<span class="says-itself">{}</span>', gettext("not yet checked"))
        return month_in_words(organisation.verified_on)

    @admin.display(description=_("status"), ordering="status")
    def state(self, organisation):
        """What most are is left out where there is little room."""
        text = organisation.get_status_display()
        return format_html('<span class="is-{}">{}</span>', organisation.status, text)

    @admin.display(description=_("municipality"))
    def municipality(self, organisation):
        places = {
            str(place.municipality) for place in organisation.locations.all() if place.municipality
        }
        return ", ".join(sorted(places, key=collation_key)) or "–"

    @admin.display(description=_("languages"))
    def languages(self, organisation):
        missing = format_html('<span class="visually-hidden"> {}</span>', gettext("missing"))
        has = {
            code: getattr(organisation, build_localized_fieldname("summary", code))
            for code in CODES
        }
        return format_html_join(
            " ",
            '<span class="language {}">{}{}</span>',
            (("present", code, "") if has[code] else ("missing", code, missing) for code in CODES),
        )

    # Actions

    @one_by_one(
        description=_("Publish the chosen organisations"),
        permissions=["approve"],
        done=lambda count: ngettext("%d is public now.", "%d are public now.", count) % count,
        is_so=lambda organisation: organisation.status == Status.PUBLISHED,
        rows=lambda rows: rows.with_sheet(),
    )
    def publish(self, request, organisation):
        if organisation.merged_into_id:
            raise Refused(gettext("It was merged into another listing."))
        if missing := lacking(organisation):
            raise Refused(" ".join(map(str, missing)))
        self._set_status(request, organisation, Status.PUBLISHED)

    @one_by_one(
        description=_("Archive the chosen organisations"),
        permissions=["approve"],
        done=lambda count: ngettext("%d is archived now.", "%d are archived now.", count) % count,
        is_so=lambda organisation: organisation.status == Status.ARCHIVED,
        rows=lambda rows: rows.with_sheet(),
    )
    def archive(self, request, organisation):
        self._set_status(request, organisation, Status.ARCHIVED)

    def _set_status(self, request, organisation, status):
        organisation.status = status
        organisation.save()
        self.log_change(request, organisation, [{"changed": {"fields": [str(_("status"))]}}])

    # Still right

    def still_right(self, request, object_id):
        """Notes that somebody checked the listing today and found it right; back to the list, or
        to `next`. Without `how` it was checked as before."""
        organisation = row_for(self, request, object_id)
        how = request.POST.get("how") or organisation.verified_how
        if how not in dict(HOW_WE_CHECK):
            how = Organisation.VerifiedHow.TELEPHONE
        self.note_check(request, organisation, how)
        text = gettext("%(organisation)s: still right, checked today (%(how)s).")
        how = organisation.get_verified_how_display()
        messages.success(request, text % {"organisation": organisation, "how": how})
        if is_admin_path(next_url := request.GET.get("next", "")):
            return HttpResponseRedirect(next_url)
        query = QueryDict(request.GET.get("_changelist_filters", "")).urlencode()
        url = reverse("admin:directory_organisation_changelist")
        return HttpResponseRedirect(f"{url}?{query}" if query else url)

    def note_check(self, request, organisation, how):
        """Notes that she who asks checked all of it today, with its history."""
        history.keep_first(organisation)
        was = undo_check.said(organisation)
        with history.recorded(request):
            organisation.note_check(how, request.user)
            fields = [str(_("checked on")), str(_("how checked"))]
            self.log_change(request, organisation, [{"changed": {"fields": fields}}])
        undo_check.offer(request, organisation, was)

    def undo_check(self, request, object_id):
        return undo_check.undo(self, request, object_id)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and STILL_RIGHT in request.POST:
            # Saved with the rest of the form, so that nothing typed is lost.
            request.POST = request.POST.copy()
            request.POST["verified_on"] = timezone.localdate().isoformat()
            if not request.POST.get("verified_how"):
                request.POST["verified_how"] = Organisation.VerifiedHow.TELEPHONE
        return super().changeform_view(request, object_id, form_url, extra_context)

    # One organisation

    def get_urls(self):
        still_right = self.admin_site.admin_view(require_POST(self.still_right))
        undo = self.admin_site.admin_view(require_POST(self.undo_check))
        name = "directory_organisation"
        return [
            path("<path:object_id>/still-right/", still_right, name=f"{name}_still_right"),
            path("<int:object_id>/still-right/undo/", undo, name=f"{name}_undo_check"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.has_change_permission(request, obj):
            context["still_right"] = STILL_RIGHT
            context["sheet_links"] = sheet_check.links(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    overview_template = "directory/organisation/overview.html"

    def overview_context(self, request, row):
        own = {"checked": checked_in_words(row), "how": HOW_WE_CHECK}
        return {**super().overview_context(request, row), **own}

    def preview_page(self, request, row):
        organisation = Organisation.objects.for_detail().get(pk=row.pk)
        return views.organisation_page(request, organisation, preview=True)


def checked_in_words(organisation):
    """When somebody last checked it, and how."""
    if organisation.verified_on is None:
        return gettext("not yet checked")
    values = {
        "day": date_in_words(organisation.verified_on),
        "how": organisation.get_verified_how_display(),
    }
    return (
        gettext("checked on %(day)s (%(how)s)") if values["how"] else gettext("checked on %(day)s")
    ) % values


def _still_right_column(request):
    """The column with what one does about each row; both come back to the list as it is shown."""
    query = urlencode({"_changelist_filters": request.GET.urlencode()})
    back = urlencode({"next": request.get_full_path()})

    @admin.display(description=_("check"))
    def still_right(organisation):
        url = reverse("admin:directory_organisation_still_right", args=[organisation.pk])
        call = reverse("admin:directory_organisation_call", args=[organisation.pk])
        return format_html(
            '<a class="button" href="{}?{}">{}<span class="visually-hidden">{}{}</span></a> '
            '<button class="button confirm" formaction="{}?{}">{}'
            '<span class="visually-hidden">{}{}</span></button>',
            *(call, back, gettext("Call"), colon(), organisation),
            *(url, query, gettext("Still right"), colon(), organisation),
        )

    return still_right


def _short(website):
    """A web address without what all have, cut when it is long."""
    text = website.partition("://")[2].removeprefix("www.").rstrip("/")
    return text if len(text) <= LONGEST_WEBSITE else f"{text[: LONGEST_WEBSITE - 1]}…"


class OfOrganisation:
    """For an admin of rows under an organisation. New ones are made on its page, and there
    volunteers change them, where an editor looks."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return rights.is_editor(request, Organisation)


@admin.register(Location)
class LocationAdmin(
    OfOrganisation, Confidential, LocationPlaces, OnTheMap, SaysWhere, TranslatedAdmin
):
    """To find a place."""

    form = PlacedLocationForm
    inlines = [NoticeInline]
    list_display = ["place", "organisation", "postal_code", "municipality", "is_confidential"]
    list_filter = ["location_type", "is_confidential", "hours_known"]
    list_select_related = ["organisation", "municipality"]
    search_fields = ["house_number"]
    search_help_text = _("Searches streets, names and the words of the organisation.")
    readonly_fields = ["organisation", "on_the_map"]
    fieldsets = [(None, {"fields": ["organisation"]}), *LOCATION_FIELDSETS]

    def get_queryset(self, request):
        locations = super().get_queryset(request)
        is_choice = request.resolver_match.url_name == "autocomplete"
        return locations if is_choice else _seen(request, locations)

    def get_search_results(self, request, queryset, search_term):
        """To choose from: those of the organisation that is chosen beside it come first."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        organisation = number_in(request.GET.get("organisation"))
        if organisation and request.resolver_match.url_name == "autocomplete":
            is_other = Case(When(organisation=organisation, then=0), default=1)
            found = found.order_by(is_other, *Location._meta.ordering)
        return found, may_repeat

    @admin.display(description=_("location"))
    def place(self, location):
        return location.where

    def having(self, request, word):
        of_organisation = Q(organisation__in=documents.ids_with(Organisation, word))
        return self.having_itself(request, word) | of_organisation

    def having_itself(self, request, word):
        """Not through its organisation, which the search over everything finds as well."""
        own = super().having(request, word)
        if not confidential.may_see(request):
            # A street that finds a secret place is a street that is told.
            own &= Q(is_confidential=False)
        return own

    def found_url(self, request, location):
        return overview_url(location.organisation)

    def found_note(self, location):
        return location.organisation


@admin.register(Notice)
class NoticeAdmin(OfOrganisation, TranslatedAdmin):
    """To take away what has ended."""

    list_display = ["about", "kind", "starts_on", "ends_on"]
    list_filter = [NoticeOfMineFilter, EndedFilter, "kind"]
    list_select_related = ["organisation", "location__organisation"]
    ordering = ["ends_on", "pk"]
    readonly_fields = ["about"]
    fields = ["about", "kind", "starts_on", "ends_on", "text"]

    def has_delete_permission(self, request, obj=None):
        """What has ended is not public any more, so a volunteer may clear it away."""
        has_ended = obj is None or obj.ends_on < timezone.localdate()
        return rights.may(request, "delete", Notice) and (
            has_ended or rights.is_editor(request, Organisation)
        )

    @admin.display(description=_("organisation"))
    def about(self, notice):
        return str(notice.organisation or notice.location.organisation)


class VocabularyAdmin(TranslatedAdmin):
    form = NamedForm
    search_fields = ["slug"]

    @admin.display(description=_("name"), ordering="slug")
    def named(self, row):
        return str(row)


@admin.register(Theme)
class ThemeAdmin(WithSuccessor, VocabularyAdmin):
    list_display = ["named", "position", "icon", "is_sensitive", "is_urgent", "successor"]
    list_select_related = ["successor"]
    fields = ["name", "tagline", "guide", "icon", "position", "is_sensitive", "is_urgent", "slug"]


@admin.register(Audience)
class AudienceAdmin(WithSuccessor, VocabularyAdmin):
    list_display = ["named", "position", "successor"]
    list_select_related = ["successor"]
    fields = ["name", "position", "slug"]


class PlaceAdmin(KeptWhileUsed, VocabularyAdmin):
    form = PlaceForm


@admin.register(Municipality)
class MunicipalityAdmin(PlaceAdmin):
    list_display = ["named", "nis_code"]
    fields = [
        "name",
        "short_name",
        "aliases",
        "postal_codes",
        "neighbours",
        "nis_code",
        "latitude",
        "longitude",
        "slug",
    ]


@admin.register(Neighbourhood)
class NeighbourhoodAdmin(PlaceAdmin):
    list_display = ["named", "number", "kind", "municipality"]
    list_filter = ["kind"]
    list_select_related = ["municipality"]
    fields = [
        "name",
        "municipality",
        "aliases",
        "postal_codes",
        "number",
        "kind",
        "latitude",
        "longitude",
        "slug",
    ]
