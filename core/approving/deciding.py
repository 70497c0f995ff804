"""Approving parts of what waits on one sheet, in one save of that sheet."""

from copy import copy

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.db.models.base import ModelState
from django.utils.translation import gettext

from core.admin_request import editing
from core.editing.saving import SMALL_CORRECTION, THEN
from core.editing.sheets import Sheet, fingerprints, row_of
from core.models import Publishable
from core.wording.labels import labelled

from .reviewing import changed_since, there_already

# The button that approves, and what it says of what the public does not see: publish it again, or
# leave it as it is.
APPROVE, AGAIN, AS_IT_IS = "_approve", "publish", "as-it-is"


class Approval:
    """What one save approves: `parts` are `[(proposal, keys)]` of a sheet that says `current`.

    Stands in `editing(request).approval` while the sheet is saved. What is not taken of a change
    goes on waiting; what is taken of it becomes an approved change by itself.
    """

    def __init__(self, parts, current):
        # What makes no difference any more is settled with the rest.
        self.parts = [
            (proposal, {*keys} | there_already(proposal, current)) for proposal, keys in parts
        ]
        self._rows = {row_of(key) for key in current}
        self.is_decided = False

    @property
    def changes(self):
        """`{key: texts}`; new rows of several changes do not take each other's place, and rows
        that are gone do not come back."""
        return {
            _place_of(key, proposal): proposal.changes[key]
            for proposal, keys in self.parts
            for key in proposal.changes
            if key in keys and ("/+" in key or row_of(key) in self._rows)
        }

    @property
    def seen(self):
        """What the authors had before them when they wrote it."""
        seen = {}
        for proposal, _keys in self.parts:
            seen |= proposal.seen
        return seen

    def decide(self, state, user):
        self.is_decided = True
        for proposal, keys in self.parts:
            left = {key: texts for key, texts in proposal.changes.items() if key not in keys}
            taken = {key: texts for key, texts in proposal.changes.items() if key in keys}
            if not left:
                proposal.decide(state, user)
            elif taken:
                # The link to what waits stays right: the part gets the new number.
                part = copy(proposal)
                part.pk, part._state = None, ModelState()
                part.state, part.changes = state, taken
                part.save()
                part.decide(state, user)
                proposal.changes = left
                proposal.save(update_fields=["changes"])


def _place_of(key, proposal):
    prefix, is_new, rest = key.partition("/+")
    return f"{prefix}/+{proposal.pk}-{rest}" if is_new else key


def hold(model_admin, pk):
    """Who else changes the sheet, or decides on what waits there, waits for this transaction."""
    model_admin.model._base_manager.select_for_update().filter(pk=pk).first()


def is_ended(row):
    """Whether the public does not see the sheet any more: archived, or a draft again."""
    return isinstance(row, Publishable) and not row.is_published


def approve(model_admin, request, row, approval, *, seen, then="", status="", is_quiet=False):
    """Saves what `approval` has, as the one who asks. Why that could not be is returned in a
    sentence, and then nothing of it is left behind; "" when it is saved.

    `seen` is what was there when it was looked at (`{key: fingerprint}`); `status` publishes the
    sheet again. The caller holds the row. What it says to her it does not say when `is_quiet`.
    """
    alone = _alone(request, is_quiet)
    alone.POST[THEN] = then
    if all(proposal.is_small_correction for proposal, _keys in approval.parts):
        alone.POST[SMALL_CORRECTION] = "on"
    changes = approval.changes | ({"status": [status]} if status else {})
    editing(alone).approval = approval
    with transaction.atomic():
        response = model_admin.send_changes(alone, row, changes, seen)
        if not approval.is_decided:
            transaction.set_rollback(True)
            return what_is_wrong(response)
    editing(request).afterwards += editing(alone).afterwards
    return ""


def approve_one_of_many(model_admin, request, row, proposal):
    """Approves all of one change that was ticked in a list; why that cannot be, or ""."""
    if row is None:
        return gettext("It is not there any more.")
    if not model_admin.may_approve(request):
        return gettext("You may not change this.")
    if is_ended(row):
        return gettext("The public does not see this listing now. Open it to decide.")
    if not proposal.changes:
        return gettext("It is only a comment. Open it to read it.")
    sheet = Sheet(model_admin, request, row)
    current = sheet.state()
    if since := changed_since(proposal, current):
        fields = ", ".join(sheet.difference(key, [], []).label for key in since)
        text = gettext("Somebody changed this after it was proposed: %(fields)s.")
        return text % {"fields": fields}
    approval = Approval([(proposal, proposal.changes)], current)
    return approve(model_admin, request, row, approval, seen=fingerprints(current), is_quiet=True)


def _alone(request, is_quiet):
    """The request as if it had asked for one change and nothing else."""
    sent = request.POST.copy()  # read before the request is copied: nobody reads it a second time
    alone = copy(request)
    alone.__dict__.pop("editing", None)
    alone.method = "POST"  # the page of a work is asked for again and again
    alone.POST = sent
    for name in [name for name in alone.POST if name != "csrfmiddlewaretoken"]:
        del alone.POST[name]
    alone.GET = request.GET.copy()
    alone.GET.clear()
    if is_quiet:
        alone._messages = default_storage(alone)
    return alone


def what_is_wrong(response):
    """Why a sheet was not saved, in a sentence, from the page that it answered with."""
    context = getattr(response, "context_data", None) or {}
    if asked := context.get("asked"):
        fields = ", ".join(each["difference"].label for each in asked)
        return gettext("Somebody changed this after it was proposed: %(fields)s.") % {
            "fields": fields
        }
    said = []
    if "adminform" in context:
        said += _errors_of(context["adminform"].form)
        for inline in context["inline_admin_formsets"]:
            said += map(str, inline.formset.non_form_errors())
            for form in inline.formset.forms:
                said += _errors_of(form)
    return " ".join(said) or gettext("It could not be saved. Open it to see why.")


def _errors_of(form):
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield from (labelled(label, error) if label else str(error) for error in errors)
