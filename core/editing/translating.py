"""The page where texts are translated: source beside target, one row after the other.

The queue of a language has every row, of whatever model of the admin, with a text that is missing
or outdated in it. What is sent goes through the row's own admin, so it is checked, recorded and,
where a volunteer may not publish, waits for an editor like any other change.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import BoundField
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.admin_pages import row_for
from core.admin_paths import change_url, overview_url
from core.desk import kept_forms, rights, tasks
from core.desk.main_form import MainForm
from core.languages import CODES, direction
from core.models import Publishable, RichTextField, Status
from core.rich_text import sanitised

from . import text_states, texts_that_wait
from .conflicts import read_seen
from .models import Proposal, WithTextStates
from .saving import SEEN, STILL_RIGHT_TEXTS, THEN
from .sheets import Sheet

A_PAGE = 50  # rows
# A draft may still become something else.
READY = [Status.IN_REVIEW, Status.PUBLISHED]
NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one language as the page shows it."""

    text: str
    language: str

    @property
    def direction(self):
        return direction(self.language)

    @property
    def name(self):
        return NAMES[self.language]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a row: its source, other languages, and the field to write the target in."""

    label: str
    state: str
    source: Side
    others: list
    field: BoundField
    waits: bool
    by: User | None  # who else wrote what waits

    @property
    def is_outdated(self):
        return self.state == text_states.OUTDATED


def urls(site):
    view = site.admin_view
    return [
        path("translate/<str:language>/", view(queue), name="translation_queue"),
        path(
            "translate/<str:language>/<str:label>/<int:pk>/",
            view(page),
            name="translation",
        ),
    ]


def models_of(request):
    """The models with translated texts that she may change, in the order of the admin."""
    return [
        model
        for model, model_admin in admin.site._registry.items()
        if issubclass(model, WithTextStates) and model_admin.has_change_permission(request)
    ]


def to_do(model, language, user):
    """Rows with a text missing or outdated in a language; no drafts, nothing archived, and not what
    waits already."""
    rows = _alive(model).filter(WithTextStates.lacking_in(language)).order_by("pk")
    return rows.exclude(pk__in=texts_that_wait.rows_in(model, language, user))


def _alive(model):
    rows = model._default_manager.all()
    return rows.filter(status__in=READY) if issubclass(model, Publishable) else rows


def _states(model):
    """`(codes missing, codes outdated, how many rows)` of each combination that there is.

    They are few, and one index holds them, so that this costs 15 ms for a hundred thousand rows.
    States of publishing are sorted out here: as a condition they would lead a planner without
    statistics to another index, and to each row.
    """
    columns = ["missing_in", "outdated_in"]
    columns += ["status"] if issubclass(model, Publishable) else []
    groups = model._default_manager.order_by().values_list(*columns).annotate(rows=Count("*"))
    for missing, outdated, *status, count in groups:
        if not status or status[0] in READY:
            yield {*missing.split()}, {*outdated.split()}, count


# The queue


def queue(request, language):
    _check(language)
    models = models_of(request)
    progress = [
        {"code": code, "name": NAMES[code], **counts}
        for code, counts in _progress(models, request.user).items()
    ]
    rows = [
        {"row": row, "url": _url(row, language), "kind": capfirst(model._meta.verbose_name)}
        for model in models
        for row in to_do(model, language, request.user)[: A_PAGE + 1]
    ]
    context = {
        **admin.site.each_context(request),
        "title": gettext("Translations"),
        "language": {"code": language, "name": NAMES[language]},
        "progress": progress,
        "rows": Paginator(rows, A_PAGE).get_page(1),
        "has_more": len(rows) > A_PAGE,
        "waiting": _waiting(request, models, language),
        "waits": next(each["waits"] for each in progress if each["code"] == language),
    }
    return TemplateResponse(request, "admin/editing/translation_queue.html", context)


def _progress(models, user):
    """`{language: {"total", "missing", "outdated", "done", "waits", "left"}}` in rows; one query a
    model, and one more where something waits."""
    names = ("total", "missing", "outdated", "lacking", "waits")
    progress = {code: dict.fromkeys(names, 0) for code in CODES}
    for model in models:
        for missing, outdated, count in _states(model):
            for code, row in progress.items():
                row["total"] += count
                row["missing"] += count * (code in missing)
                row["outdated"] += count * (code in outdated)
                row["lacking"] += count * (code in missing | outdated)
    for model, waiting in texts_that_wait.by_model(user).items():
        if model in models:
            for code in _waiting_languages(model, waiting):
                progress[code]["waits"] += 1
    for row in progress.values():
        row["done"], row["left"] = row["total"] - row["lacking"], row["lacking"] - row["waits"]
    return progress


def _waiting_languages(model, waiting):
    """For each row of `{id: languages}` the languages in which it lacks something still."""
    rows = _alive(model).filter(pk__in=waiting).values_list("pk", "missing_in", "outdated_in")
    for pk, missing, outdated in rows:
        lacking = {*missing.split(), *outdated.split()}
        yield from lacking & {*waiting[pk].split()}


def _waiting(request, models, language):
    """`[{"row", "kind", "who", "url"}, …]` of what waits in a language; the address only for who
    may read the change."""
    proposals = texts_that_wait.not_hers(request.user).filter(completes__contains=f" {language} ")
    shown = []
    for proposal in proposals.select_related("author", "content_type")[:A_PAGE]:
        model = proposal.content_type.model_class()
        if model not in models:
            continue
        may_read = proposal.author == request.user or rights.is_editor(request, model)
        shown.append(
            {
                "pk": proposal.object_id,
                "model": model,
                "kind": capfirst(model._meta.verbose_name),
                "who": proposal.author,
                "url": change_url(proposal) if may_read else "",
            }
        )
    for model in {each["model"] for each in shown}:
        alike = [each for each in shown if each["model"] is model]
        rows = _alive(model).filter(WithTextStates.lacking_in(language))
        rows = rows.in_bulk([each["pk"] for each in alike])
        for each in alike:
            each["row"] = rows.get(each["pk"])
    return [each for each in shown if each["row"]]


# One row


def page(request, language, label, pk):
    _check(language)
    model_admin, row = _find(request, label, pk)
    sheet = Sheet(model_admin, request, row)
    if request.method == "POST":
        return _send(request, model_admin, row, sheet, language)
    waiting = model_admin.waiting(request, row, sheet)
    kept = kept_forms.take(request)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Translate into: %(language)s") % {"language": NAMES[language]},
        "subtitle": str(row),
        "row": row,
        "row_url": overview_url(row),
        "kind": capfirst(row._meta.verbose_name),
        "language": {"code": language, "name": NAMES[language]},
        "texts": _texts(
            row, sheet, language, _written(waiting, kept), _waits(request, sheet, waiting)
        ),
        "waits": model_admin.waits(request, row),
        "is_waiting": bool(waiting.changes),
        "is_kept": kept is not None,
        "still_right": kept.getlist(STILL_RIGHT_TEXTS) if kept else [],
        "seen": kept.get(SEEN) if kept else json.dumps(waiting.seen),
        "main_form": MainForm("translation-form"),
        "next_url": _next_url(request, row, language),
        "queue_url": reverse("admin:translation_queue", args=[language]),
        "media": sheet.form.media,
        "SEEN": SEEN,
        "STILL_RIGHT_TEXTS": STILL_RIGHT_TEXTS,
    }
    return TemplateResponse(request, "admin/editing/translation.html", context)


def _written(waiting, kept):
    """`{column: texts}` of what stands in the fields instead of what is saved."""
    return waiting.fields if kept is None else {**waiting.fields, **dict(kept.lists())}


def _waits(request, sheet, waiting):
    """`{column: who}` of texts that wait for an editor, without a name where they are hers."""
    row = sheet.form.instance
    others = Proposal.objects.about(row).waiting().exclude(author=request.user)
    return dict.fromkeys(waiting.fields) | {
        name: proposal.author
        for proposal in others.select_related("author")
        for name, texts in proposal.changes.items()
        if texts
    }


def _texts(row, sheet, language, written, waits):
    states, texts = text_states.of(row), []
    for field in row.TRACKED_TEXTS:
        source = text_states.source_of(row, field)
        columns = text_states.columns(field)
        name = columns[language]
        if source is None or source == language or name not in sheet.form.fields:
            continue
        if name in written:
            sheet.form[name].initial = "\n".join(written[name])
        texts.append(
            Text(
                label=capfirst(row._meta.get_field(field).verbose_name),
                state=states[field][language],
                source=_side(row, field, source),
                others=[
                    _side(row, field, code)
                    for code in CODES
                    if code not in (source, language) and getattr(row, columns[code])
                ],
                field=sheet.form[name],
                waits=name in waits,
                by=waits.get(name),
            )
        )
    return texts


def _side(row, field, code):
    text = getattr(row, text_states.columns(field)[code]) or ""
    if isinstance(row._meta.get_field(field), RichTextField):
        text = mark_safe(sanitised(text).replace("\n", ""))  # noqa: S308  (sanitised)
    return Side(text, code)


def _send(request, model_admin, row, sheet, language):
    names = [text_states.columns(field)[language] for field in row.TRACKED_TEXTS]
    changes = {
        name: sheet.sent(name, request.POST.getlist(name))
        for name in names
        if name in request.POST and name in sheet.form.fields
    }
    data = request.POST.copy()
    if "_stay" in data:
        data[THEN] = request.path
    else:
        data[THEN] = _next_url(request, row, language) or reverse(
            "admin:translation_queue", args=[language]
        )
    request.POST = data
    seen = read_seen(data.get(SEEN))
    return model_admin.send_changes(request, row, changes, seen)


def _next_url(request, row, language):
    """The row after this one in the queue; from the end back to its start; None for none."""
    models, user = models_of(request), request.user
    here = models.index(type(row)) if type(row) in models else 0
    later = to_do(type(row), language, user).filter(pk__gt=row.pk).first()
    candidates = (
        to_do(model, language, user).exclude(pk=row.pk if model is type(row) else None).first()
        for model in [*models[here + 1 :], *models[: here + 1]]
    )
    next_row = later or next(filter(None, candidates), None)
    return _url(next_row, language) if next_row else None


def _find(request, label, pk):
    for model in models_of(request):
        if model._meta.label_lower == label:
            model_admin = admin.site.get_model_admin(model)
            return model_admin, row_for(model_admin, request, pk)
    raise Http404


def _check(language):
    if language not in CODES:
        raise Http404


def _url(row, language):
    return reverse("admin:translation", args=[language, row._meta.label_lower, row.pk])


# The desk


def _counts(request):
    return _progress(models_of(request), request.user)


for _code in CODES:
    tasks.register(
        _("translations missing or outdated"),
        reverse_lazy("admin:translation_queue", args=[_code]),
        lambda request, code=_code: tasks.once(request, _counts)[code]["left"],
        part=NAMES[_code],
        position=15,
    )
