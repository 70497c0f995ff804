"""Rounds of calls: editors make them, and all volunteers call together.

The list of a round is made for any number of organisations: it reads 51 rows for a page of 50, so
that it knows whether there is a next page without counting, and nobody chooses from a list of all.
One pass over the public organisations counts the progress (their status has an index).
"""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.accounts import handover
from core.admin_pages import page
from core.admin_paths import number_in
from core.desk import page_help, rights, tasks
from core.editing.saving import SafeChanges
from core.editing.translated import Translated
from core.forms import by_name
from core.languages import CODES
from core.text import clean
from directory.contact import tel_uri
from directory.hours_text import week_text
from directory.models import Campaign, CampaignCall, Location, Municipality, Organisation

PAGE_SIZE = 50
TAKE, LEAVE, RIGHT, NOTE = "take", "leave", "right", "note"
LONGEST_NOTE = CampaignCall._meta.get_field("note").max_length


class CallsForm(forms.Form):
    """Which organisations of a round; what it does not offer is left out."""

    whose = forms.ChoiceField(
        label=_("Who calls"),
        choices=[("", _("everybody")), ("mine", _("I do")), ("nobody", _("nobody yet"))],
    )
    state = forms.ChoiceField(
        label=_("Done"), choices=[("", _("all")), ("todo", _("not yet")), ("done", _("done"))]
    )
    place = forms.ChoiceField(label=_("Municipality"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        places = by_name(Municipality.objects.all(), "slug")
        self.fields["place"].choices = [("", _("all")), *places]
        for field in self.fields.values():
            field.required = False

    def rows(self, campaign, user):
        """The public organisations that were asked for, as a queryset in order."""
        self.is_valid()
        asked = self.cleaned_data
        rows = Organisation.objects.published().order_by("slug")
        if asked.get("whose") == "mine":
            rows = rows.filter(campaign.called_by(user))
        elif asked.get("whose") == "nobody":
            rows = rows.filter(campaign.called_by_nobody)
        if asked.get("state"):
            is_done = asked["state"] == "done"
            rows = rows.filter(campaign.done) if is_done else rows.exclude(campaign.done)
        if asked.get("place"):
            there = Location.objects.filter(municipality__slug=asked["place"])
            rows = rows.filter(pk__in=there.values("organisation"))
        return rows


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation to call, as `user` sees it."""

    organisation: Organisation
    campaign: Campaign
    user: object
    may_manage: bool

    @property
    def call(self):
        return next(iter(self.organisation.calls_here), None)

    @property
    def caller(self):
        return self.call.caller if self.call else self.organisation.owner

    @property
    def last_said(self):
        """What came of the last call, of whoever (`directory.asking`)."""
        ended = [call for call in self.organisation.answered_calls.all() if call.outcome]
        return ended[0] if ended else None

    @property
    def is_mine(self):
        return self.caller == self.user

    @property
    def may_take(self):
        return self.call is None and not self.is_mine and not self.is_done

    @property
    def may_leave(self):
        return self.call is not None and (self.is_mine or self.may_manage)

    @property
    def is_done(self):
        checked = self.organisation.verified_on
        return checked is not None and checked >= self.campaign.starts_on

    @property
    def tel(self):
        return tel_uri(self.organisation.phone)

    @property
    def places(self):
        """What the public reads of its places, as `(location, telephone, hours)`."""
        return [
            (place, tel_uri(place.phone), week_text(place.opening_hours.all()))
            for place in self.organisation.public_locations
        ]


def _with_facts(rows, campaign):
    """With what a row shows: 5 queries more, however many there are."""
    shown = ["slug", "phone", "email", "website", "verified_on", "status", "owner"]
    shown += [
        build_localized_fieldname(name, code) for name in ("name", "summary") for code in CODES
    ]
    person = [f"owner__{name}" for name in ("username", "first_name", "last_name")]
    calls = CampaignCall.objects.filter(campaign=campaign).select_related("caller")
    places = Location.objects.public().select_related("municipality")
    return (
        rows.select_related("owner")
        .only(*shown, *person)
        .prefetch_related(
            Prefetch("calls", calls, "calls_here"),
            "answered_calls__caller",
            Prefetch("locations", places.prefetch_related("opening_hours"), "public_locations"),
        )
    )


@admin.register(Campaign)
class CampaignAdmin(SafeChanges, admin.ModelAdmin):
    list_display = ["name", "starts_on", "ends_on", "to_calls"]
    fields = ["name", "starts_on", "ends_on"]
    formfield_overrides = Translated.formfield_overrides
    show_full_result_count = False

    def get_urls(self):
        running = self.admin_site.admin_view(self.running)
        calls = self.admin_site.admin_view(self.calls)
        return [
            path("running/", running, name="directory_campaign_running"),
            path("<int:pk>/calls/", calls, name="directory_campaign_calls"),
            *super().get_urls(),
        ]

    @admin.display(description=_("calls"))
    def to_calls(self, campaign):
        url = reverse("admin:directory_campaign_calls", args=[campaign.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Go to the calls"))

    def response_add(self, request, obj, post_url_continue=None):
        """A new round is there to be called."""
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST or "_continue" in request.POST:
            return response
        return HttpResponseRedirect(reverse("admin:directory_campaign_calls", args=[obj.pk]))

    def running(self, request):
        """The calls of the round of these days, with the same question."""
        campaign = Campaign.objects.running(timezone.localdate()).first()
        if campaign is None:
            return HttpResponseRedirect(reverse("admin:directory_campaign_changelist"))
        url = reverse("admin:directory_campaign_calls", args=[campaign.pk])
        return HttpResponseRedirect(f"{url}?{request.GET.urlencode()}")

    def calls(self, request, pk):
        if not may_call(request):
            raise PermissionDenied
        campaign = get_object_or_404(Campaign, pk=pk)
        if request.method == "POST":
            return self._pressed(request, campaign)
        form = CallsForm(request.GET)
        number = _page_number(request.GET.get("page", ""))
        rows = _with_facts(form.rows(campaign, request.user), campaign)
        some = list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])
        may_manage = self.has_change_permission(request)
        context = {
            "title": str(campaign),
            "campaign": campaign,
            "may_manage": may_manage,
            "form": form,
            "progress": campaign.progress(),
            "rows": [
                Row(organisation, campaign, request.user, may_manage)
                for organisation in some[:PAGE_SIZE]
            ],
            "number": number,
            "has_next": len(some) > PAGE_SIZE,
        }
        return page(self, request, "directory/campaign/calls.html", context)

    def _pressed(self, request, campaign):
        """What one button says of one organisation; back to the same list, at the same place."""
        action = next((name for name in (TAKE, LEAVE, RIGHT, NOTE) if name in request.POST), None)
        pk = number_in(request.POST.get(action))
        if pk is None:
            raise BadRequest("Not a button of this page.")
        organisation = get_object_or_404(Organisation.objects.published(), pk=pk)
        getattr(self, f"_{action}")(request, campaign, organisation)
        return HttpResponseRedirect(f"{request.get_full_path()}#call-{organisation.pk}")

    def _take(self, request, campaign, organisation):
        call, is_new = CampaignCall.objects.get_or_create(
            campaign=campaign, organisation=organisation, defaults={"caller": request.user}
        )
        if not is_new and call.caller != request.user:
            text = gettext("%(name)s is already calling %(organisation)s.")
            messages.warning(request, text % {"name": call.caller, "organisation": organisation})

    def _leave(self, request, campaign, organisation):
        calls = self._in_hand(request, campaign, organisation)
        for note in calls.exclude(note="").values_list("note", flat=True):
            text = gettext("You are no longer calling %(organisation)s. The note was: %(note)s")
            messages.info(request, text % {"organisation": organisation, "note": note})
        calls.delete()

    def _note(self, request, campaign, organisation):
        """Kept unless it has changed since she read it: then she sees both."""
        before, note = (clean(request.POST.get(name, "")) for name in ("before", "text"))
        note = note[:LONGEST_NOTE]
        calls = self._in_hand(request, campaign, organisation)
        if calls.filter(note__in=[before, note]).update(note=note):
            messages.success(request, gettext("The note is kept."))
            return
        there = calls.values_list("note", flat=True).first() or ""
        text = gettext("%(organisation)s: the note now says “%(there)s”. You wrote: “%(note)s”")
        values = {"organisation": organisation, "there": there, "note": note}
        messages.warning(request, text % values)

    def _in_hand(self, request, campaign, organisation):
        """The call of an organisation, if she may change it: her own, or any for an editor."""
        calls = campaign.calls.filter(organisation=organisation)
        may_all = self.has_change_permission(request)
        return calls if may_all else calls.filter(caller=request.user)

    def _right(self, request, campaign, organisation):
        organisation.note_check(Organisation.VerifiedHow.TELEPHONE, request.user)
        fields = [str(_("checked on")), str(_("how checked")), str(_("checked by"))]
        self.log_change(request, organisation, [{"changed": {"fields": fields}}])
        text = gettext("%(organisation)s: still right, checked today.")
        messages.success(request, text % {"organisation": organisation})


def may_call(request):
    return rights.may(request, "view", Campaign) and rights.may(request, "change", Organisation)


def _page_number(text):
    is_number = text.isascii() and text.isdigit() and len(text) < 7
    return max(int(text), 1) if is_number else 1


# The desk, and who hands over her work


def _left(request):
    """`{"mine": …, "team": …}` of the round of these days, or nothing."""
    if not may_call(request):
        return {}
    campaign = Campaign.objects.running(timezone.localdate()).first()
    return campaign.left(request.user) if campaign else {}


def _task(whose):
    asked = {"state": "todo", **({"whose": "mine"} if whose == "mine" else {})}
    running = reverse_lazy("admin:directory_campaign_running")
    tasks.register(
        _("organisations to call in this round"),
        format_lazy("{}?{}", running, urlencode(asked)),
        lambda request: tasks.once(request, _left).get(whose, 0),
        is_mine=whose == "mine",
        position=10,
    )


_task("mine")
_task("team")
handover.also(CampaignCall, "caller", CampaignCall.objects.open)

page_help.belongs("for-editors", "directory_campaign_")
