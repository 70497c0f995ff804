"""The end of a draft: what is still missing, and who decides on it now.

Whatever is missing is asked for on the page of the end itself, with its fields.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import row_for
from core.admin_paths import overview_url
from core.admin_request import editing
from core.editing import afterwards, drafts
from core.editing.saving import OFFER
from core.languages import CODES
from core.models import Publishable, Status
from core.text import storable

from . import steps
from .form import ShortForm
from .pages import ShortPage
from .views import Task, find_model, send, show

KEEP, PUBLISH, RETURN, ARCHIVE, TAKE_OVER = (
    "_keep", "_publish", "_return", "_archive", "_take_over",
)  # fmt: skip
SHOWN = "_shown"  # the keys that a page had fields of
WORD = "_word"
MOST_SHOWN = 100
LONGEST_WORD = 1_000  # characters
# What each button makes of it, and which of them ask for all that the public needs.
STATUS = {
    OFFER: Status.IN_REVIEW,
    KEEP: Status.DRAFT,
    PUBLISH: Status.PUBLISHED,
    RETURN: Status.DRAFT,
    ARCHIVE: Status.ARCHIVED,
}
WHOLE = (OFFER, PUBLISH)
OF_EDITORS = (PUBLISH, RETURN, ARCHIVE)


def urls(site):
    pattern = "<str:app_label>/<str:model_name>/<int:object_id>/end/"
    return [path(pattern, site.admin_view(end), name="end")]


def end_url(row):
    options = row._meta
    return reverse("admin:end", args=[options.app_label, options.model_name, row.pk])


def end(request, app_label, model_name, object_id):
    model_admin = admin.site.get_model_admin(find_model(app_label, model_name))
    row = row_for(model_admin, request, object_id)
    if not (isinstance(row, Publishable) and drafts.is_one(row)):
        text = gettext("%(name)s is no draft any more: somebody decided on it meanwhile.")
        messages.warning(request, text % {"name": row})
        return HttpResponseRedirect(overview_url(row))
    task = EndTask(model_admin, request, row)
    if request.method != "POST" or (task.lacks and SHOWN not in request.POST):
        return show(task, form=task.form_with_what_lacks())
    if task.button in OF_EDITORS and not model_admin.may_approve(request):
        raise PermissionDenied
    if task.button == TAKE_OVER:
        if not may_take_over(model_admin, request, drafts.of(row)):
            raise PermissionDenied
        return _take_over(task)
    if task.button == RETURN and not task.word:
        messages.error(request, gettext("Write a comment: what should be different?"))
        return HttpResponseRedirect(overview_url(row))
    return send(task)


def _take_over(task):
    request, row = task.request, task.row
    drafts.keep(row, author=request.user)
    if "owner" in task.sheet.form.fields and row.owner_id != request.user.pk:
        editing(request).then = overview_url
        task.model_admin.send_changes(request, row, {"owner": [str(request.user.pk)]})
    messages.success(request, gettext("%(name)s is yours now.") % {"name": row})
    return HttpResponseRedirect(overview_url(row))


class End(ShortPage):
    """The fields of all that is missing."""

    template = "admin/short/end.html"

    def __init__(self):
        super().__init__("end", _("Offer to an editor"))
        self.asked = []  # `[(Step or None, key), …]`

    def keys(self, sheet, part):
        keys = {}
        for step, key in self.asked:
            keys |= dict.fromkeys(step.keys(sheet, step.parts(sheet)[0]) if step else [key])
        return [key for key in keys if sheet.field(key)]

    def blank(self, sheet, part):
        blanks = [step.blank(sheet, None) for step, _key in self.asked if step]
        return {key: texts for blank in blanks for key, texts in blank.items()}


class EndTask(Task):
    def __init__(self, model_admin, request, row):
        super().__init__(model_admin, request, row, End())
        self.missing = missing(self.sheet, self.waiting.state)
        self.page.asked = [asked_by(type(row), key) for key, _texts in self.missing]
        self.choose("")

    @property
    def lacks(self):
        """Whether it was sent from a page without the fields that it is refused without."""
        return self.button in WHOLE and self.missing

    @property
    def keys(self):
        shown = self.request.POST.getlist(SHOWN)
        keys = [key for key in shown[:MOST_SHOWN] if self.sheet.field(key)]
        return keys if self.request.method == "POST" else self.own_keys

    def form_with_what_lacks(self):
        """What is saved, with what is missing said at its fields."""
        data = QueryDict(mutable=True)
        for key in self.own_keys:
            data.setlist(key, self.state.get(key, []))
        form = ShortForm(self.sheet, self.own_keys, self.state, data, page=self.page)
        form.refuse(self.missing)
        return form

    @cached_property
    def button(self):
        return next((name for name in (*STATUS, TAKE_OVER) if name in self.request.POST), KEEP)

    @cached_property
    def word(self):
        return storable(self.request.POST.get(WORD, ""))[:LONGEST_WORD]

    def problems(self, changes):
        state = {**self.waiting.state, **changes}
        if self.button in WHOLE:
            return missing(self.sheet, state)
        return self.sheet.problems(state)

    def save(self, changes, seen):
        request = self.request
        changes["status"] = [STATUS[self.button].value]
        editing(request).then = lambda _row: self.then
        response = super().save(changes, seen)
        if isinstance(response, HttpResponseRedirect):
            self.row.refresh_from_db()
            if self.button == RETURN:
                drafts.keep(self.row, word=self.word, returned_by=request.user)
                messages.success(request, gettext("Sent back with your comment."))
            else:
                messages.success(request, afterwards.said(self.row, request.user))
        return response

    @property
    def frame(self):
        return {**super().frame, **of(self.model_admin, self.request, self.row, self.missing)}


# What other pages say of it


def missing(sheet, state):
    """`[(key, [text, …]), …]` of what the public needs and a sheet does not say yet."""
    problems = sheet.problems(state, for_public=True)
    return [(_in_its_language(key, sheet.form, state), texts) for key, texts in problems]


def _in_its_language(key, form, state):
    """A text that is missing is asked for in a language in which the row has its name."""
    base, _line, code = key.rpartition("_")
    if code not in CODES or key not in form.fields:
        return key
    named = [other for other in CODES if state.get(f"{form.named_by}_{other}")]
    return key if code in named or not named else f"{base}_{named[0]}"


def asked_by(model, key):
    """`(Step, key)` of the step with all that answers a problem, or `(None, key)`."""
    asking = [step for step in steps.of(model).values() if key in step.asks]
    return (asking[0] if asking else None), key


def may_take_over(model_admin, request, draft):
    nobodys = draft is None or draft.author is None
    return not is_hers(request, draft) and (nobodys or model_admin.may_approve(request))


def is_hers(request, draft):
    return draft is not None and draft.author_id == request.user.pk


def of(model_admin, request, row, lacking):
    """What the end of a draft shows: its state, what is missing, and what she may do with it."""
    draft, may_approve = drafts.of(row), model_admin.may_approve(request)
    is_offered = row.status == Status.IN_REVIEW
    return {
        "row": row,
        "draft": draft,
        "is_offered": is_offered,
        "is_hers": is_hers(request, draft),
        "missing": [text for _key, texts in lacking for text in texts],
        "may_publish": may_approve,
        "may_return": may_approve and is_offered,
        "may_take_over": may_take_over(model_admin, request, draft),
        "end_url": end_url(row),
        "SHOWN": SHOWN,
        "WORD": WORD,
    }


admin.site.add_urls(urls)
