"""The pages on which an editor decides: one change, and all that waits of one sheet."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, override

from core.admin_pages import page
from core.admin_paths import overview_url
from core.editing.conflicts import SEEN, read_seen
from core.editing.models import Proposal
from core.editing.saving import PROPOSAL, SMALL_CORRECTION, THEN
from core.editing.sheets import fingerprints, row_of
from core.editing.waiting import version
from core.models import Status

from . import deciding
from .deciding import AGAIN, APPROVE, AS_IT_IS
from .reviewing import LATER, NOW, Reviewed, fields_of, goes_along, who

LONGEST_ANSWER = 1_000  # characters
TAKE, WORD = "take:", "word:"  # what she chooses for a field, what she writes to an author
ASKED = "asked"  # a field for which she has to choose


def list_url():
    return reverse("admin:editing_proposal_changelist") + f"?state__exact={Proposal.State.WAITING}"


def others_of(proposal):
    """What else waits for the same sheet."""
    return _all_about(proposal).exclude(pk=proposal.pk)


def _all_about(proposal):
    same = Proposal.objects.waiting().filter(
        content_type=proposal.content_type, object_id=proposal.object_id
    )
    return same.select_related("author")


# One change


def change(model_admin, request, object_id):
    proposal = model_admin.get_object(request, object_id)
    if proposal is None:
        raise Http404
    if request.method == "POST":
        # Its author goes on with it, and another editor decides on it, before this or after.
        rows = proposal.content_type.model_class()._base_manager
        rows.select_for_update().filter(pk=proposal.object_id).first()
        proposal.refresh_from_db()
    reviewed = Reviewed(model_admin.admin_site, request, proposal)
    may_approve = reviewed.model_admin.may_approve(request)
    # Who may no longer change such sheets no longer reads what stands there now.
    may_propose = reviewed.model_admin.has_change_permission(request)
    is_author = may_propose and proposal.author_id == request.user.pk
    if not may_approve and not is_author:
        raise PermissionDenied
    if request.method == "POST" and proposal.is_open:
        return _decide(request, reviewed, may_approve, is_author)
    context = {
        "title": gettext("What would change"),
        "subtitle": str(reviewed.row),
        "proposal": proposal,
        "row": reviewed.row,
        "row_url": overview_url(reviewed.row),
        "who": who(proposal),
        "differences": reviewed.differences,
        "changed_since": reviewed.changed_since,
        "version": version(proposal),
        "seen": json.dumps(fingerprints(reviewed.current)),
        "may_approve": may_approve and proposal.is_open,
        "may_withdraw": is_author and proposal.is_open,
        "is_ended": deciding.is_ended(reviewed.row),
        "change_first_url": reverse("admin:editing_proposal_change_first", args=[proposal.pk]),
        "others": others_of(proposal).count() if may_approve and proposal.is_open else 0,
        "TAKE": TAKE,
        "ASKED": ASKED,
        "NOW": NOW,
    }
    return page(model_admin, request, "approving/proposal.html", context)


def _decide(request, reviewed, may_approve, is_author):
    proposal, sheets = reviewed.proposal, reverse("admin:editing_proposal_changelist")
    if APPROVE in request.POST and may_approve:
        return _approve(request, reviewed)
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


def _approve(request, reviewed):
    proposal, data, row = reviewed.proposal, request.POST.copy(), reviewed.row
    choices = {key: data.get(TAKE + key) for key in data.getlist(ASKED)}
    if warning := _why_not_yet(reviewed, data, choices):
        messages.warning(request, warning)
        return HttpResponseRedirect(request.path)
    kept = {key for key, choice in choices.items() if choice == NOW}
    approval = deciding.Approval([(proposal, proposal.changes.keys() - kept)], reviewed.current)
    status = Status.PUBLISHED if data[APPROVE] == AGAIN else ""
    seen = read_seen(data.get(SEEN)) or {}
    if kept:
        return _approve_the_rest(request, reviewed, approval, seen, status)
    data[PROPOSAL] = version(proposal)
    data[THEN] = list_url()
    if proposal.is_small_correction:
        data[SMALL_CORRECTION] = "on"
    request.POST = data
    changes = approval.changes | ({"status": [status]} if status else {})
    return reviewed.model_admin.send_changes(request, row, changes, seen)


def _approve_the_rest(request, reviewed, approval, seen, status):
    """What she did not take goes back to its author, who reads why."""
    proposal = reviewed.proposal
    if approval.changes and (
        problem := deciding.approve(
            reviewed.model_admin,
            request,
            reviewed.row,
            approval,
            seen=seen,
            then=list_url(),
            status=status,
        )
    ):
        messages.error(request, problem)
        return HttpResponseRedirect(request.path)
    answer = request.POST.get("answer", "").strip()[:LONGEST_ANSWER]
    with override(getattr(proposal.author, "language", "") or None):
        answer = answer or gettext("Somebody else had changed the same, and that stayed.")
    proposal.decide(Proposal.State.RETURNED, request.user, answer)
    messages.success(request, gettext("What you did not take went back to its author."))
    return HttpResponseRedirect(list_url())


def _why_not_yet(reviewed, data, choices):
    if data.get(PROPOSAL, version(reviewed.proposal)) != version(reviewed.proposal):
        return gettext("More was changed after you opened it. Look again.")
    if deciding.is_ended(reviewed.row) and data[APPROVE] not in (AGAIN, AS_IT_IS):
        return gettext("The public does not see this listing any more. Choose what you want.")
    if not all(choices.values()):
        return gettext("Somebody else changed this too. Choose which of it stays.")
    return ""


# All that waits of one sheet


def together(model_admin, request, object_id):
    """All that waits of the sheet of one change: she chooses field by field."""
    about = model_admin.get_object(request, object_id)
    if about is None:
        raise Http404
    sheet_admin = model_admin.admin_site.get_model_admin(about.content_type.model_class())
    if not sheet_admin.may_approve(request):
        raise PermissionDenied
    if request.method == "POST":
        deciding.hold(sheet_admin, about.object_id)
    reviewed = Reviewed(model_admin.admin_site, request, about)
    proposals = [*_all_about(about)]
    fields = fields_of(reviewed.sheet, reviewed.current, proposals)
    warning = ""
    if request.method == "POST":
        for field in fields:
            field.chosen = request.POST.get(TAKE + field.key, "")
        warning = _why_not_all(request.POST, reviewed, proposals, fields)
        warning = warning or _settle(request, reviewed, proposals, fields)
        if not warning:
            return HttpResponseRedirect(list_url())
        proposals = [*_all_about(about)]
    elif not proposals:
        messages.info(request, gettext("Nothing waits there any more."))
        return HttpResponseRedirect(list_url())
    context = {
        "title": gettext("What waits for this"),
        "subtitle": str(reviewed.row),
        "row": reviewed.row,
        "row_url": overview_url(reviewed.row),
        "warning": warning,
        "fields": fields,
        "proposals": [
            {
                "proposal": each,
                "who": who(each),
                "version": version(each),
                "word": request.POST.get(f"{WORD}{each.pk}", ""),
            }
            for each in proposals
        ],
        "seen": json.dumps(_seen(reviewed, fields)),
        "is_ended": deciding.is_ended(reviewed.row),
        "TAKE": TAKE,
        "WORD": WORD,
        "NOW": NOW,
        "LATER": LATER,
        "SEEN": SEEN,
    }
    return page(model_admin, request, "approving/together.html", context)


def _seen(reviewed, fields):
    """What she has before her of the public, for what she decides on."""
    marks = fingerprints(reviewed.current)
    return {field.key: marks[field.key] for field in fields if field.key in marks}


def _why_not_all(data, reviewed, proposals, fields):
    """What stands in the way of what she chose, in a sentence."""
    if {*data.getlist("version")} != {version(each) for each in proposals}:
        return gettext("More was changed after you opened it. Look again.")
    if read_seen(data.get(SEEN)) != _seen(reviewed, fields):
        return gettext("Somebody saved this after you opened it. Look again.")
    if not all(field.chosen in field.choices for field in fields):
        return gettext("Choose for each field.")
    if _takes_away_and_changes(fields):
        return gettext("You would take something away and change it as well. Choose one of both.")
    if deciding.is_ended(reviewed.row) and data.get(APPROVE) not in (AGAIN, AS_IT_IS):
        return gettext("The public does not see this listing any more. Choose what you want.")
    return ""


def _takes_away_and_changes(fields):
    taken = {field.key for field in fields if field.taken()}
    gone = {row_of(key) for key in taken if key.endswith(f"/{DELETION_FIELD_NAME}")}
    return any(row_of(key) in gone and not key.endswith(f"/{DELETION_FIELD_NAME}") for key in taken)


def _settle(request, reviewed, proposals, fields):
    """Saves what she chose; why that could not be, or ""."""
    taken = {each.pk: set() for each in proposals}
    for field in fields:
        for proposal, keys in field.taken():
            taken[proposal.pk] |= keys
    sheet = reviewed.sheet
    for each in proposals:
        rows = {row_of(key) for key in taken[each.pk]}
        along = {key for key in each.changes if row_of(key) in rows}
        taken[each.pk] |= {key for key in along if goes_along(sheet, each, key)}
    parts = [(each, taken[each.pk]) for each in proposals if taken[each.pk]]
    approval = deciding.Approval(parts, reviewed.current)
    if parts:
        problem = deciding.approve(
            reviewed.model_admin,
            request,
            reviewed.row,
            approval,
            seen=fingerprints(reviewed.current),
            then=list_url(),
            status=Status.PUBLISHED if request.POST.get(APPROVE) == AGAIN else "",
        )
        if problem:
            return problem
    for each in proposals:
        word = request.POST.get(f"{WORD}{each.pk}", "").strip()[:LONGEST_ANSWER]
        if word and each.is_open and each.state == Proposal.State.WAITING:
            each.decide(Proposal.State.RETURNED, request.user, word)
            messages.success(request, gettext("Sent back with your comment."))
    return ""
