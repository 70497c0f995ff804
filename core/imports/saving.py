"""What somebody confirmed is saved, sheet by sheet, each as if its page had been sent.

Each sheet and the note that it was saved are one transaction: whatever breaks off goes on where it
was, and nothing is saved twice. Nobody else waits longer than for one sheet.
"""

from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin_request import editing
from core.editing.sheets import Sheet
from core.wording.labels import labelled

from .acting import request_of
from .models import Entry, TableImport
from .planning import Planner

Outcome = Entry.Outcome
# So few are saved in one transaction: all of them, or none.
SMALL = 10


class NotAll(Exception):  # noqa: N818
    """One of a small import could not be saved, so none is."""


def left(table_import):
    """The entries that are still to be saved."""
    return table_import.entries.filter(plan__in=Entry.TO_SAVE, outcome=Outcome.NONE)


def save_all_or_none(table_import, user):
    """Saves a small import; whether it did. What stood in the way is noted on its entry."""
    acts, planner = [], Planner(table_import, user)
    try:
        with transaction.atomic():
            for entry in left(table_import).select_for_update():
                acts += _save(entry, planner)
                if entry.outcome in (Outcome.CONFLICT, Outcome.FAILED):
                    raise NotAll
            _done(table_import)
    except NotAll:
        # Looked at once more, with what is there now.
        reason = labelled(entry.get_outcome_display(), entry.outcome_text)
        entry.outcome, entry.outcome_text, entry.plan = Outcome.NONE, "", Entry.Plan.PENDING
        entry.save(update_fields=["plan"])
        table_import.options["failed"] = [entry.title, reason]
        table_import.state = TableImport.State.LOOKING
        table_import.save(update_fields=["state", "options"])
        return False
    _act(acts)
    return True


def save_one(entry, planner):
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if entry.outcome != Outcome.NONE or entry.plan not in Entry.TO_SAVE:
            return
        acts = _save(entry, planner)
    _act(acts)


def finish(table_import):
    if not left(table_import).exists():
        _done(table_import)


def _done(table_import):
    table_import.options.pop("failed", None)
    table_import.state, table_import.done_at = TableImport.State.DONE, timezone.now()
    table_import.save(update_fields=["state", "done_at", "options"])


def _act(acts):
    for act in acts:
        act()


def _save(entry, planner):
    """Sends the sheet and notes what came of it; gives what is to be done once that is certain."""
    table, request = planner.table, request_of(planner.user)
    if planner.is_there_by_now(entry):
        entry.outcome, entry.outcome_text = Outcome.CONFLICT, str(Entry.Plan.LIKELY.label)
        entry.save(update_fields=["outcome", "outcome_text"])
        return []
    try:
        with transaction.atomic():
            response = _send(entry, table, request)
            is_saved = isinstance(response, HttpResponseRedirect)
            if is_saved:
                state = editing(request)
                entry.object_id = state.saved.pk
                is_proposed = state.waits and state.is_proposed
                entry.outcome = Outcome.PROPOSED if is_proposed else Outcome.SAVED
            else:
                entry.outcome, entry.outcome_text = _refusal(response)
    except (PermissionDenied, Http404, Error) as error:
        entry.outcome = Outcome.FAILED
        entry.outcome_text = str(error) or _("You may not change this.")
    entry.save(update_fields=["object_id", "outcome", "outcome_text"])
    return editing(request).afterwards if entry.outcome != Outcome.FAILED else []


def _send(entry, table, request):
    model_admin = table.model_admin
    if entry.object_id is None:
        sheet = Sheet(model_admin, request)
        answers = table.answers if entry.is_another else {}
        request.POST = sheet.data({**sheet.state(), **entry.changes, **answers})
        options = table.model._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_add")
        return model_admin.changeform_view(request, None, url)
    row = model_admin.get_object(request, str(entry.object_id))
    if row is None:
        raise Http404(_("It is not there any more."))
    return model_admin.send_changes(request, row, entry.changes, entry.seen)


def _refusal(response):
    """`(outcome, text)` of a page that was not saved."""
    context = response.context_data
    if response.status_code == 409:
        labels = [each["difference"].label for each in context["asked"]]
        return Outcome.CONFLICT, ", ".join(labels)
    form = context["adminform"].form
    errors = [*form.errors.values()]
    for inline in context["inline_admin_formsets"]:
        errors += [text for row in inline.formset.errors for text in row.values()] + [
            inline.formset.non_form_errors()
        ]
    return Outcome.FAILED, " ".join(str(text) for each in errors for text in each)
