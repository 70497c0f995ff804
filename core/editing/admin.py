"""Where editors see what would change on a public sheet, and approve it or give it back."""

import json

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.admin import UserAdmin
from core.accounts.models import User
from core.admin_pages import ReadOnly, page
from core.admin_paths import change_url
from core.desk import page_help, tasks
from core.wording.hours import moment_in_words

from . import translating
from .conflicts import read_seen
from .models import Proposal
from .saving import PROPOSAL, SEEN, SMALL_CORRECTION, THEN, SafeChanges
from .sheets import Sheet, fingerprints
from .waiting import version

LONGEST_ANSWER = 1_000  # characters

admin.site.add_urls(translating.urls)


# The accounts stand below this room and know nothing of it.
admin.site.unregister([User, Group])


@admin.register(User)
class SafeUserAdmin(SafeChanges, UserAdmin):
    pass


@admin.register(Group)
class SafeGroupAdmin(SafeChanges, GroupAdmin):
    pass


class Reviewed:
    """A proposal with the sheet that it would change, as `request.user` may change it."""

    def __init__(self, admin_site, request, proposal):
        self.proposal = proposal
        model = proposal.content_type.model_class()
        self.model_admin = admin_site.get_model_admin(model)
        self.row = self.model_admin.get_object(request, str(proposal.object_id))
        if self.row is None:
            raise Http404
        self.sheet = Sheet(self.model_admin, request, self.row)
        self.current = self.sheet.state()

    @property
    def differences(self):
        after = {**self.current, **self.proposal.changes}
        return self.sheet.differences(self.current, after)

    @property
    def changed_since(self):
        """What somebody else changed there after the author had it before her."""
        now, seen = fingerprints(self.current), self.proposal.seen
        return [
            self.sheet.difference(key, self.current[key], texts)
            for key, texts in self.proposal.changes.items()
            if key in now and key in seen and now[key] != seen[key] and self.current[key] != texts
        ]


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["sheet", "who", "made", "state", "kind"]
    list_filter = ["state"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["author", "content_type"]

    def get_queryset(self, request):
        proposals = super().get_queryset(request)
        return proposals if _is_editor(request) else proposals.filter(author=request.user)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"heading": gettext("Changes that wait"), **(extra_context or {})}
        )

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        _name_rows(changelist.result_list)
        return changelist

    @admin.display(description=_("sheet"))
    def sheet(self, proposal):
        return getattr(proposal, "row_name", "") or str(proposal)

    @admin.display(description=_("kind"), ordering="content_type")
    def kind(self, proposal):
        return proposal.content_type.name

    @admin.display(description=_("by"), ordering="author")
    def who(self, proposal):
        if proposal.is_from_organisation:
            return gettext("the organisation itself")
        return str(proposal.author or "–")

    @admin.display(description=_("made at"), ordering="made_at")
    def made(self, proposal):
        return moment_in_words(proposal.made_at)

    # One change

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self.get_object(request, object_id)
        if proposal is None:
            raise Http404
        if request.method == "POST":
            # Its author goes on with it, and another editor decides on it, before this or after.
            rows = proposal.content_type.model_class()._base_manager
            rows.select_for_update().filter(pk=proposal.object_id).first()
            proposal.refresh_from_db()
        reviewed = Reviewed(self.admin_site, request, proposal)
        may_approve = reviewed.model_admin.may_approve(request)
        # Who may no longer change such sheets no longer reads what stands there now.
        may_propose = reviewed.model_admin.has_change_permission(request)
        is_author = may_propose and proposal.author_id == request.user.pk
        if not may_approve and not is_author:
            raise PermissionDenied
        if request.method == "POST" and proposal.is_open:
            return self._decide(request, reviewed, may_approve, is_author)
        context = {
            "title": gettext("What would change"),
            "subtitle": str(reviewed.row),
            "proposal": proposal,
            "row": reviewed.row,
            "row_url": change_url(reviewed.row),
            "who": self.who(proposal),
            "differences": reviewed.differences,
            "changed_since": reviewed.changed_since,
            "version": version(proposal),
            "seen": json.dumps(fingerprints(reviewed.current)),
            "may_approve": may_approve and proposal.is_open,
            "may_withdraw": is_author and proposal.is_open,
        }
        return page(self, request, "editing/proposal.html", context)

    def _decide(self, request, reviewed, may_approve, is_author):
        proposal, sheets = reviewed.proposal, reverse("admin:editing_proposal_changelist")
        if "_approve" in request.POST and may_approve:
            return self._approve(request, reviewed)
        if "_return" in request.POST and may_approve:
            answer = request.POST.get("answer", "").strip()[:LONGEST_ANSWER]
            if not answer:
                messages.error(request, gettext("Write a comment: what should be different?"))
                return HttpResponseRedirect(request.path)
            proposal.decide(Proposal.State.RETURNED, request.user, answer)
            messages.success(request, gettext("Sent back with your comment."))
        elif "_withdraw" in request.POST and is_author:
            proposal.decide(Proposal.State.WITHDRAWN, request.user)
            messages.success(request, gettext("Taken back. Nothing was changed."))
        else:
            raise PermissionDenied
        return HttpResponseRedirect(sheets)

    def _approve(self, request, reviewed):
        proposal, data = reviewed.proposal, request.POST.copy()
        if data.get(PROPOSAL, version(proposal)) != version(proposal):
            messages.warning(request, gettext("More was changed after you opened it. Look again."))
            return HttpResponseRedirect(request.path)
        data[PROPOSAL] = version(proposal)
        data[THEN] = reverse("admin:editing_proposal_changelist") + "?state__exact=waiting"
        if proposal.is_small_correction:
            data[SMALL_CORRECTION] = "on"
        request.POST = data
        seen = read_seen(data.get(SEEN))
        return reviewed.model_admin.send_changes(request, reviewed.row, proposal.changes, seen)


def _is_editor(request):
    """Who approves anything: of each sheet its own admin decides again."""
    return request.user.has_perm("editing.delete_proposal")


def _name_rows(proposals):
    """Names the sheets of one list page of proposals with one query for each kind."""
    by_type = {}
    for proposal in proposals:
        by_type.setdefault(proposal.content_type, []).append(proposal)
    for content_type, alike in by_type.items():
        model = content_type.model_class()
        rows = model._base_manager.in_bulk([proposal.object_id for proposal in alike])
        for proposal in alike:
            proposal.row_name = str(rows.get(proposal.object_id, ""))


# The desk


def _waiting(request):
    return Proposal.objects.waiting().count() if _is_editor(request) else 0


def _returned(request):
    return Proposal.objects.filter(author=request.user, state=Proposal.State.RETURNED).count()


tasks.register(
    _("changes that wait for an editor"),
    tasks.list_of(Proposal, state__exact=Proposal.State.WAITING),
    _waiting,
    position=6,
)
tasks.register(
    _("your changes that an editor sent back"),
    tasks.list_of(Proposal, state__exact=Proposal.State.RETURNED),
    _returned,
    is_mine=True,
)


page_help.register(
    "editing_proposal_changelist",
    _("What volunteers and organisations want to change on public pages."),
    _("Nothing of it is public before an editor has approved it."),
)
page_help.register(
    "editing_proposal_change",
    _("On one side what the public sees now, on the other what it would see."),
    _("Not quite right? Change it first, or send it back with a word."),
)
page_help.register(
    "translation",
    _("Translate what it means, in short and simple sentences."),
    _("Names, numbers and addresses stay as they are."),
    _("Is the translation right as it is? Tick that you read both."),
)
