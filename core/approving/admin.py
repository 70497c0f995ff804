"""The list of what waits for an editor, and what leads to its pages."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly
from core.desk import page_help, tasks
from core.editing.models import Proposal
from core.editing.waiting import version
from core.parts.actions import Refused, one_by_one
from core.wording.hours import moment_in_words

from . import changing, deciding, glances, pages
from .reviewing import who

A_PAGE = 25  # changes
AT_ONCE = 5  # changes that are approved in the request that asks for it
VERSION = "version"  # a field of the list, of each change that it shows


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["sheet", "would_change", "author_name", "made", "state", "kind"]
    list_filter = ["state"]
    list_per_page = list_max_show_all = A_PAGE
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["author", "content_type"]
    actions = ["approve"]

    def has_approve_permission(self, request):
        return _is_editor(request)

    def get_action_choices(self, request, default_choices=None):
        """One action, which need not be chosen."""
        return super().get_action_choices(request, default_choices or [])

    def get_queryset(self, request):
        proposals = super().get_queryset(request)
        return proposals if _is_editor(request) else proposals.filter(author=request.user)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"heading": gettext("Changes that wait"), **(extra_context or {})}
        )

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        shown = changelist.result_list
        for pk, glance in glances.of(self.admin_site, request, shown).items():
            next(each for each in shown if each.pk == pk).glance = glance
        waiting = _waiting_for_each(shown)
        for each in shown:
            each.row_name = str(each.glance.row or "")
            each.others = waiting.get((each.content_type_id, each.object_id), 0) - 1
        return changelist

    @admin.display(description=_("sheet"))
    def sheet(self, proposal):
        return str(proposal)

    @admin.display(description=_("what would change"))
    def would_change(self, proposal):
        context = {
            "proposal": proposal,
            "glance": proposal.glance,
            "name": VERSION,
            "version": version(proposal),
            "others": proposal.others if proposal.state == Proposal.State.WAITING else 0,
        }
        return render_to_string("admin/approving/glance.html", context)

    @admin.display(description=_("kind"), ordering="content_type")
    def kind(self, proposal):
        return proposal.content_type.name

    @admin.display(description=_("by"), ordering="author")
    def author_name(self, proposal):
        return format_html('<span dir="auto">{}</span>', who(proposal))

    @admin.display(description=_("made at"), ordering="made_at")
    def made(self, proposal):
        return moment_in_words(proposal.made_at)

    # Several

    @one_by_one(
        description=_("Approve the chosen changes"),
        permissions=["approve"],
        done=lambda count: (
            ngettext("%d change is approved.", "%d changes are approved.", count) % count
        ),
        few=AT_ONCE,
        tells=lambda request: {
            each.partition(":")[0]: each for each in request.POST.getlist(VERSION)
        },
        order=["content_type", "object_id", "pk"],
    )
    def approve(self, request, proposal, told):
        """`told` is the version that stood in the list."""
        model_admin = self.admin_site.get_model_admin(proposal.content_type.model_class())
        deciding.hold(model_admin, proposal.object_id)
        proposal.refresh_from_db()
        row = model_admin.get_object(request, str(proposal.object_id))
        proposal.row_name = str(row or "")
        if not proposal.is_open:
            raise Refused(gettext("Somebody decided on it already."))
        if told != version(proposal):
            raise Refused(gettext("More was changed after you opened the list. Look again."))
        if reason := deciding.approve_one_of_many(model_admin, request, row, proposal):
            raise Refused(reason)

    # One change, and all of one sheet

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return pages.change(self, request, object_id)

    def get_urls(self):
        name, view = "editing_proposal", self.admin_site.admin_view
        start = "<path:object_id>"
        return [
            path(f"{start}/together/", view(self.together), name=f"{name}_together"),
            path(f"{start}/first/", view(self.change_first), name=f"{name}_change_first"),
            *super().get_urls(),
        ]

    def together(self, request, object_id):
        return pages.together(self, request, object_id)

    def change_first(self, request, object_id):
        return changing.change_first(self, request, object_id)


def _is_editor(request):
    """Who approves anything: of each sheet its own admin decides again."""
    return request.user.has_perm("editing.delete_proposal")


def _waiting_for_each(proposals):
    """`{(content type, number of the row): how many changes wait}` of the rows of some changes."""
    waiting = Proposal.objects.waiting().filter(
        content_type__in={each.content_type_id for each in proposals},
        object_id__in={each.object_id for each in proposals},
    )
    counts = {}
    for row in waiting.values_list("content_type_id", "object_id"):
        counts[row] = counts.get(row, 0) + 1
    return counts


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
    _("Tick what is right and approve it together. Open what you want to see whole."),
)
page_help.register(
    "editing_proposal_change",
    _("On one side what the public sees now, on the other what it would see."),
    _("Not quite right? Change it first, or send it back with a word."),
)
page_help.register(
    "editing_proposal_together",
    _("What several people propose for one listing, field by field. Choose one for each."),
    _("What you do not take is not lost: it waits, or goes back with your comment."),
)
page_help.belongs("for-editors", "editing_proposal_")
