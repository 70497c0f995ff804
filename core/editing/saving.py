"""Changes in the admin that lose nothing: what every form of content there is saved through.

- Two people on one sheet: the second sees what the first changed, field by field, and chooses.
- What a volunteer changes on a public sheet waits for an editor (`core.editing.models.Proposal`).
- What was sent after the session had ended is shown again (`core.desk.kept_forms`), not yet saved.
- Every save is kept in the history (`core.editing.history`).
"""

import json

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms import HiddenInput
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import row_for
from core.admin_paths import change_url, has_overview, is_admin_path, number_in, overview_url
from core.admin_request import editing
from core.desk import kept_forms, rights
from core.desk.main_form import MainForm
from core.models import Publishable, Status

from . import afterwards, conflicts, contents, drafts, history, offering
from .conflicts import SEEN
from .drafts import DraftsFilter
from .models import Proposal, WithTextStates
from .sheets import Sheet, fingerprints, state_of
from .waiting import Waiting, version

# Fields of the page beside those of its form, and of `core.editing.conflicts`.
PROPOSAL = "_proposal"
SMALL_CORRECTION = "_small_correction"
OFFER = "_offer"  # the button of a new row that asks an editor for it
THEN = "_then"  # where to go after saving
_GO_ON = {"_continue", "_addanother", "_saveasnew"}  # buttons of Django that open a form again
STILL_RIGHT_TEXTS = "_still_right_texts"  # columns of translations that were read again


class SafeChanges:
    """For a ModelAdmin. `direct_fields` are what a volunteer changes at once on a public sheet:
    what only the team sees."""

    direct_fields = ()
    overview_template = "short/overview.html"  # in templates/admin/

    # Who may

    def may_approve(self, request):
        return rights.is_editor(request, self.model)

    def has_approve_permission(self, request):
        """For actions that publish or archive."""
        return self.may_approve(request)

    def waits(self, request, row):
        """Whether what she changes on this sheet waits for an editor."""
        is_public = isinstance(row, Publishable) and row.is_published
        return is_public and not self.may_approve(request)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if isinstance(obj, Publishable) and obj.status == Status.ARCHIVED:
            return may and self.may_approve(request)
        return may

    def statuses(self, request, row):
        """What she may choose. A volunteer may propose to archive what is public."""
        if self.may_approve(request):
            return [*Status]
        if row and row.is_published:
            return [Status.PUBLISHED, Status.ARCHIVED]
        return [Status.DRAFT, Status.IN_REVIEW]

    def offers(self, request, row):
        """Whether she offers a new row to an editor, instead of choosing its status."""
        is_new = row is None and issubclass(self.model, Publishable)
        return is_new and not self.may_approve(request)

    # Opening

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            request.POST = offering.chosen(request.POST)
            if OFFER in request.POST and not object_id:
                request.POST = request.POST.copy()
                request.POST["status"] = Status.IN_REVIEW
            return self._send(request, object_id, form_url, extra_context)
        state = editing(request)
        state.unsaved, state.note = self._unsaved(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _unsaved(self, request, object_id):
        """What stands in the form instead of what is saved, and why; or None."""
        row = object_id and self.get_object(request, unquote(object_id))
        if (kept := kept_forms.take(request)) is not None:
            data = conflicts.reopened(kept)
            if self._is_written(request, row, data):
                return data, kept_forms.NOTE
        if not row or not self.has_change_permission(request, row):
            return None, ""
        proposal = self.proposal_to_show(request, row)
        if proposal is None:
            return None, ""
        sheet = Sheet(self, request, row)
        waiting = Waiting(sheet, proposal)
        data = sheet.data(waiting.state)
        data[SEEN] = json.dumps(waiting.seen)
        if proposal.author_id != request.user.pk:
            data[SEEN] = json.dumps(fingerprints(waiting.public))
            data[PROPOSAL] = version(proposal)
            return data, _("This is the change that is waiting. Saving approves it.")
        if proposal.is_small_correction:
            data[SMALL_CORRECTION] = "on"
        return data, _(
            "This is your change, which is waiting for an editor. The public still sees the "
            "old version."
        )

    def _is_written(self, request, row, data):
        """Whether `data` says anything that the form does not say by itself."""
        sheet = Sheet(self, request, row or None)
        seen = conflicts.read_seen(data.get(SEEN)) if row else None
        return bool(conflicts.Change(sheet, sheet.state(), sheet.posted(data), seen).keys)

    def proposal_to_show(self, request, row):
        """The one that an editor wants to edit, or the volunteer's own."""
        proposals = Proposal.objects.about(row).open()
        if self.may_approve(request):
            pk = number_in(request.GET.get("proposal", ""))
            return proposals.filter(pk=pk).first()
        return proposals.filter(author=request.user).first()

    def waiting(self, request, row, sheet):
        """What she goes on from: what is saved, and what she changed already."""
        may_approve = self.may_approve(request)
        return Waiting(sheet, None if may_approve else self.proposal_to_show(request, row))

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return [*filters, DraftsFilter] if issubclass(self.model, Publishable) else filters

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(self.model, Publishable) and "status" in form_class.base_fields:
            chosen = self.statuses(request, obj)
            field = form_class.base_fields["status"]
            field.choices = [choice for choice in Status.choices if choice[0] in chosen]
            if self.offers(request, obj):
                field.widget = HiddenInput()
                form_class.is_for_public = OFFER in request.POST
        unsaved = editing(request).unsaved
        return form_class if unsaved is None else _filled(form_class, unsaved)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        unsaved = editing(request).unsaved
        return kwargs if unsaved is None else kwargs | {"data": unsaved}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["unsaved_note"] = note = editing(request).note
        context["is_kept"] = note == kept_forms.NOTE
        context["offers"] = self.offers(request, obj)
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if may:
            context["main_form"] = MainForm(f"{self.opts.model_name}_form", form_url)
        if obj:
            context |= self._safety(request, obj, context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _safety(self, request, row, context):
        may_change = self.has_change_permission(request, row)
        proposals = Proposal.objects.about(row).open().select_related("author")
        if not self.may_approve(request):
            proposals = proposals.filter(author=request.user)
        unsaved = editing(request).unsaved
        sent = request.POST if unsaved is None else unsaved
        is_bound = request.method == "POST" or unsaved is not None
        proposals = list(proposals)
        return {
            "contents": contents.of(
                context["adminform"], context["inline_admin_formsets"], proposals
            ),
            "overview_url": overview_url(row) if type(row) in has_overview else "",
            "seen": sent.get(SEEN, "") if is_bound else _seen_in(context),
            "proposal": sent.get(PROPOSAL, ""),
            "then": sent.get(THEN, ""),
            "is_small_correction": SMALL_CORRECTION in sent,
            "has_text_states": may_change and isinstance(row, WithTextStates),
            "waits": may_change and self.waits(request, row),
            "proposals": proposals,
            "may_approve": self.may_approve(request),
        }

    # Sending

    def _send(self, request, object_id, form_url, extra_context):
        row = object_id and self.get_object(request, unquote(object_id))
        if object_id and not self.model._base_manager.filter(pk=number_in(object_id)).exists():
            raise Http404  # with what she wrote
        if not row or not self.has_change_permission(request, row):
            with history.recorded(request):
                return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # The second of two people waits here until the first has saved.
            self.model._base_manager.select_for_update().filter(pk=row.pk).first()
            row = self.get_object(request, unquote(object_id))
            history.keep_first(row)
            sheet = Sheet(self, request, row)
            waiting = self.waiting(request, row, sheet)
            seen = conflicts.read_seen(request.POST.get(SEEN))
            change = conflicts.Change(sheet, waiting.current, sheet.posted(request.POST), seen)
            self._drop_approved(request, row, waiting, change)
            waiting.add_unseen(change)
            change.hers = waiting.fields.keys()
            if chosen := conflicts.chosen(request.POST, change):
                change.resolve(chosen)
            if change.theirs - change.settled(chosen):
                return conflicts.page(self, request, row, change, chosen)
            change.take_over()
            labels = [difference.label for difference in change.of_others_only]
            told = conflicts.told(request, row, labels)
            if chosen or change.rows_gone or change.unseen or change.dropped or change.taken:
                change.resolve(chosen)
                data = sheet.data(change.mine)
                data[SEEN] = json.dumps(waiting.seen)
                request.POST = _with_buttons(data, request.POST)
            state = editing(request)
            state.change, state.waiting = change, waiting
            state.waits = self.waits(request, row)
            with history.recorded(request):
                response = super().changeform_view(request, object_id, form_url, extra_context)
            if told:
                messages.info(request, told)
            return response

    def _drop_approved(self, request, row, waiting, change):
        approved = Proposal.objects.about(row).filter(state=Proposal.State.APPROVED)
        if pk := _number_of(request.POST.get(PROPOSAL, "")):
            waiting.drop_approved(change, approved.filter(pk=pk), lambda _mark: True)
        elif change.seen and any("/+" in key for key in change.seen):
            mine = approved.filter(author=request.user)
            waiting.drop_approved(change, mine, change.seen.__contains__)

    # Saving, which Django calls

    def save_model(self, request, obj, form, change):
        if editing(request).waits:
            self._save_direct(request, obj, form)
            return
        self.hint_text_states(request, obj)
        super().save_model(request, obj, form, change)

    def hint_text_states(self, request, obj):
        """Tells `core.editing.text_states` what only the request knows."""
        if not isinstance(obj, WithTextStates):
            return
        obj.is_small_correction = SMALL_CORRECTION in request.POST
        obj.still_right = request.POST.getlist(STILL_RIGHT_TEXTS)
        proposal, change = self._approved(request), editing(request).change
        obj.seen_texts = {**change.had} if change else {}
        if proposal and change:
            obj.seen_texts |= {
                key: seen for key, seen in proposal.seen.items() if key not in change.keys
            }

    def _save_direct(self, request, obj, form):
        if still_right := request.POST.getlist(STILL_RIGHT_TEXTS):
            # That a translation was read again changes nothing that the public sees.
            row = self.model._base_manager.get(pk=obj.pk)
            row.still_right = still_right
            row.save(update_fields=["text_states", "missing_in", "outdated_in"])
        names = [name for name in form.changed_data if name in self.direct_fields]
        if names:
            row = self.model._base_manager.get(pk=obj.pk)
            for name in names:
                setattr(row, name, form.cleaned_data[name])
            row.save(update_fields=names)

    def save_related(self, request, form, formsets, change):
        state = editing(request)
        state.saved = form.instance
        if state.waits:
            is_small = SMALL_CORRECTION in request.POST
            state.is_proposed = state.waiting.keep(
                form.instance, request.user, state.change, self.direct_fields, is_small
            )
            return
        super().save_related(request, form, formsets, change)
        if isinstance(form.instance, Publishable):
            drafts.note(form.instance, request.user, is_new=not change)
        if state.waiting and state.waiting.proposal:
            # It is not public any more: what waited was in her form, and is saved with the rest.
            state.waiting.proposal.decide(Proposal.State.WITHDRAWN, request.user)

    def construct_change_message(self, request, form, formsets, add=False):
        if editing(request).waits:
            return []
        return super().construct_change_message(request, form, formsets, add)

    def log_change(self, request, obj, message):
        if editing(request).waits:
            return None
        entry = super().log_change(request, obj, message)
        history.note(obj, entry.get_change_message())
        return entry

    def _approved(self, request):
        """The waiting change that this save approves, if it is still the one that she saw."""
        if approval := editing(request).approval:
            return approval
        sent, change = request.POST.get(PROPOSAL, ""), editing(request).change
        pk = _number_of(sent)
        if not pk or change is None or not self.may_approve(request):
            return None
        about = Proposal.objects.about(change.sheet.form.instance)
        proposal = about.open().filter(pk=pk).first()
        return proposal if proposal and version(proposal) == sent else None

    def response_add(self, request, obj, post_url_continue=None):
        if then := editing(request).then:
            return HttpResponseRedirect(then(obj))
        if _GO_ON & {*request.POST}:
            return super().response_add(request, obj, post_url_continue)
        url = request.POST.get(THEN, "")
        if isinstance(obj, Publishable) or is_admin_path(url):
            messages.success(request, afterwards.said(obj, request.user))
            return HttpResponseRedirect(url if is_admin_path(url) else overview_url(obj))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if editing(request).waits:
            text = (
                gettext(
                    "Your change to %(name)s is waiting for an editor. Until then the public "
                    "sees the old version."
                )
                if editing(request).is_proposed
                else gettext("%(name)s: saved.")
            )
            messages.success(request, text % {"name": self.model._base_manager.get(pk=obj.pk)})
            return HttpResponseRedirect(self._then(request, obj))
        if then := editing(request).then:
            return HttpResponseRedirect(then(obj))
        if proposal := self._approved(request):
            proposal.decide(Proposal.State.APPROVED, request.user)
            messages.success(request, _approved_text(obj) % {"name": obj})
            return HttpResponseRedirect(self._then(request, obj))
        if THEN in request.POST:
            messages.success(request, afterwards.said(obj, request.user))
            return HttpResponseRedirect(self._then(request, obj))
        if isinstance(obj, Publishable) and not _GO_ON & {*request.POST}:
            messages.success(request, afterwards.said(obj, request.user))
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _then(self, request, obj):
        if "_continue" in request.POST:
            return change_url(obj)
        url = request.POST.get(THEN, "")
        if is_admin_path(url):
            return url
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # A part of a sheet, sent from another page

    def send_changes(self, request, row, changes, seen=None):
        """Saves `changes` (`{key: [text, …]}`) of a sheet as if its whole page had been sent.

        `request.POST` keeps its own fields that begin with "_". Returns the response: a redirect
        when it was saved, and otherwise the page of the sheet with what is wrong.
        """
        sheet = Sheet(self, request, row)
        waiting = self.waiting(request, row, sheet)
        data = sheet.data({**waiting.state, **changes})
        data[SEEN] = json.dumps({**waiting.seen, **(seen or {})})
        request.POST = _with_buttons(data, request.POST)
        return self.changeform_view(request, str(row.pk), change_url(row))

    def send_new(self, request, state, then):
        """Adds a row that says `state`, as if its whole page had been sent.

        Returns the response: a redirect to `then(row)`, or the page with what is wrong.
        """
        request.POST = _with_buttons(Sheet(self, request).data(state), request.POST)
        editing(request).then = then
        return self.changeform_view(request)

    def overview_context(self, request, row):
        """What the overview of a row shows beside what all show (`core.short.overview`)."""
        return {}

    def put_back_changes(self, now, changes, asked):
        """What is really put back of an older version, on a sheet that says `now`; `asked` are the
        keys that were ticked one by one."""
        return changes

    def history_view(self, request, object_id, extra_context=None):
        if not history.is_kept(self.model):
            return super().history_view(request, object_id, extra_context)
        row = row_for(self, request, object_id, "view_or_change")
        return history.page(self, request, row)


def _approved_text(row):
    if isinstance(row, Publishable) and not row.is_published:
        return gettext("%(name)s: the change is saved. The public does not see it.")
    return gettext("%(name)s: the change is public now.")


def _number_of(sent):
    """The id in what `core.editing.waiting.version` made, or None."""
    return number_in(sent.partition(":")[0])


def _filled(form_class, data):
    """The form with `data` in it, where Django makes one with what is saved."""

    class Unsaved(form_class):
        def __init__(self, *args, **kwargs):
            super().__init__(data, *args, **kwargs)

    # The same fields: what a volunteer may choose is set on them.
    Unsaved.base_fields = form_class.base_fields
    return Unsaved


def _seen_in(context):
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    return json.dumps(fingerprints(state_of(context["adminform"].form, formsets)))


def _with_buttons(data, sent):
    """`data` with what `sent` has beside the fields of the form."""
    for name in sent:
        if name.startswith("_") and name not in data and not conflicts.is_answer(name):
            data.setlist(name, sent.getlist(name))
    return data
