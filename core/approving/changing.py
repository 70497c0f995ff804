"""Changing what waits before it is approved: a short page of exactly its fields."""

import json
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_paths import change_url
from core.desk import kept_forms
from core.editing.conflicts import SEEN
from core.editing.saving import PROPOSAL
from core.editing.sheets import fingerprints, row_of
from core.editing.waiting import version
from core.models import Status
from core.short import views
from core.short.pages import ShortPage
from core.wording.labels import labelled

from .deciding import AGAIN, APPROVE, AS_IT_IS, is_ended
from .reviewing import changed_since, goes_along, in_order, there_already, who

KEY = "_key"  # a field that the page shows: the change may grow meanwhile


class OfChange(ShortPage):
    """The fields of one change that make a difference; those that it had once some were `sent`."""

    template = "admin/approving/change_first.html"

    def __init__(self, proposal, sent=None):
        super().__init__("change", _("Change it first"))
        self.proposal, self.sent = proposal, sent

    def keys(self, sheet, part):
        if self.sent:
            return [key for key in self.sent.getlist(KEY) if sheet.field(key)]
        nothing = there_already(self.proposal, sheet.state())
        return [
            key
            for key in in_order(sheet, self.proposal.changes)
            if key not in nothing and sheet.field(key) and not goes_along(sheet, self.proposal, key)
        ]

    def context(self, task):
        public = {
            key: task.waiting.public[key] for key in task.own_keys if key in task.waiting.public
        }
        sent = task.request.POST
        return {
            "row_url": change_url(task.row),
            "who": who(self.proposal),
            "proposal": self.proposal,
            "version": sent.get(PROPOSAL) or version(self.proposal),
            "seen": sent.get(SEEN) or json.dumps(fingerprints(public)),
            "is_ended": is_ended(task.row),
            "keys": task.own_keys,
            "KEY": KEY,
            "PROPOSAL": PROPOSAL,
        }


class Changing(views.Task):
    """The change of somebody else, as an editor goes on with it."""

    def __init__(self, model_admin, request, row, page):
        super().__init__(model_admin, request, row, page)
        self.proposal = page.proposal
        self.part = self.parts[0]

    @cached_property
    def state(self):
        return {**self.waiting.public, **self.proposal.changes}

    def form(self, data=None):
        """Each field knows what is public now; those of rows say of which row they are."""
        form = super().form(data)
        public, since = self.waiting.public, changed_since(self.proposal, self.waiting.public)
        for key, field in form.fields.items():
            field.public = self.sheet.difference(key, public[key], []) if key in public else None
            field.is_changed_since = key in since
            if key.endswith(f"/{DELETION_FIELD_NAME}"):
                row = self.sheet.difference(key, [], []).label
                field.label = labelled(row, gettext("Take it away"))
            elif "/" in key:
                field.label = self.sheet.difference(key, [], []).label
        return form

    @property
    def then(self):
        return reverse("admin:editing_proposal_changelist") + "?state__exact=waiting"

    def problems(self, changes):
        return super().problems(self._with_what_goes_along(changes))

    def save(self, changes, seen):
        changes = self._with_what_goes_along(changes)
        if self.request.POST.get(APPROVE) == AGAIN:
            changes["status"] = [Status.PUBLISHED]
        return super().save(changes, seen)

    def _with_what_goes_along(self, changes):
        rows = {row_of(key) for key in changes}
        along = {
            key: texts
            for key, texts in self.proposal.changes.items()
            if row_of(key) in rows and goes_along(self.sheet, self.proposal, key)
        }
        return along | changes


def change_first(model_admin, request, object_id):
    proposal = model_admin.get_object(request, object_id)
    if proposal is None:
        raise Http404
    sheet_admin = model_admin.admin_site.get_model_admin(proposal.content_type.model_class())
    row = sheet_admin.get_object(request, str(proposal.object_id))
    if row is None:
        raise Http404
    if not (sheet_admin.may_approve(request) and sheet_admin.has_change_permission(request, row)):
        raise PermissionDenied
    kept = kept_forms.take(request) if request.method == "GET" else None
    task = Changing(sheet_admin, request, row, OfChange(proposal, kept or request.POST))
    if request.method == "POST":
        if is_ended(row) and request.POST.get(APPROVE) not in (AGAIN, AS_IT_IS):
            text = gettext("The public does not see this listing any more. Choose what you want.")
            messages.warning(request, text)
            return views.show(task, request.POST)
        return views.send(task)
    if not proposal.is_open:
        messages.info(request, gettext("Somebody decided on it already."))
        return HttpResponseRedirect(task.then)
    return views.show(task, kept, is_kept=kept is not None)
