"""Merging two listings, in one transaction: nothing is deleted, everything can be put back."""

from copy import deepcopy

from django.http import HttpResponseRedirect
from django.utils.translation import gettext

from core.admin_request import editing
from core.editing import drafts, history, text_states
from core.editing.sheets import Sheet
from core.imports.acting import request_of
from core.models import FormerSlug, Status
from core.together import together
from directory.models import Location, Organisation

from . import relations, waiting
from .comparing import KEPT
from .locations import PREFIX
from .models import Merge
from .relations import Way


class RefusedError(Exception):
    """What the sheet of the one that stays would refuse; `texts` are sentences."""

    def __init__(self, texts):
        super().__init__(" ".join(texts))
        self.texts = texts


def hold(*pks):
    """The organisations with these numbers, held until the transaction ends, as `{pk: row}`.

    Always in the same order, so that two editors never wait for one another.
    """
    rows = Organisation._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}


def merge(request, model_admin, plan):
    """Does what a `Plan` says; part of the caller's transaction, who holds both. Returns the
    `Merge`. Raises RefusedError."""
    acting = request_of(request.user)
    kept, gone = plan.kept, plan.gone
    rest = {
        "status": gone.status, "verified_by": kept.verified_by_id, "texts": kept.text_states,
        "draft": _draft(kept),
    }  # fmt: skip
    for row in (kept, gone):
        history.keep_first(row)
    with together(), history.recorded(acting):
        moved = _move(plan)
        rest |= _lead_on(kept, gone)
        rest["waiting"] = waiting.move(kept, gone, request.user)
        rest["renamed"] = waiting.name_another(
            {Organisation: {gone.pk: kept.pk}, Location: plan.same}
        )
        _archive(acting, model_admin, kept, gone)
        kept = send(acting, model_admin, kept, plan.changes)
        _note_check_and_texts(plan, kept)
        text = gettext("Merged with “%(name)s”, which is archived.") % {"name": gone}
        model_admin.log_change(acting, kept, text)
        said = _said(plan, Sheet(model_admin, acting, kept).state())
        record = Merge.objects.create(
            kept=kept, gone=gone, made_by=request.user, moved=moved, said=said, rest=rest
        )
    editing(request).afterwards += editing(acting).afterwards
    return record


def send(acting, model_admin, row, changes):
    """Sends a part of the sheet of `row`, as it is now, to its own admin; the row afterwards."""
    row = Organisation._base_manager.get(pk=row.pk)
    response = model_admin.send_changes(acting, row, changes)
    if not isinstance(response, HttpResponseRedirect):
        sheet = Sheet(model_admin, acting, row)
        problems = sheet.problems({**sheet.state(), **changes})
        raise RefusedError([" ".join(texts) for _key, texts in problems])
    return Organisation._base_manager.get(pk=row.pk)


# What moves


class Moves:
    """Rows that name something else from now on, each saved once."""

    def __init__(self):
        self._rows, self.moved = {}, []

    def set(self, row, column, value):
        row = self._rows.setdefault((type(row), row.pk), row)
        before = getattr(row, column)
        if before != value:
            setattr(row, column, value)
            self.moved.append([row._meta.label, column, row.pk, before, value])

    def save(self):
        changed = {(label, pk) for label, _column, pk, *_values in self.moved}
        for (model, pk), row in self._rows.items():
            if (model._meta.label, pk) in changed:
                history.keep_first(model._base_manager.get(pk=pk))
                row.save()


def _move(plan):
    """`Merge.moved`, once it is done."""
    kept, gone, moves = plan.kept, plan.gone, Moves()
    for (model, pk), to in plan.rows.items():
        row = model._base_manager.get(pk=pk)
        moves.set(row, "organisation_id", to.pk)
        if to is kept and hasattr(row, "position"):
            moves.set(row, "position", _last(model, kept) + row.position)
    for left, stays in plan.same.items():
        for relation in relations.of(Location, Way.MOVES):
            for row in relation.rows(left):
                moves.set(row, relation.column, stays)
    for relation in relations.of(Organisation, Way.MOVES):
        for row in relation.moving(gone.pk, kept.pk):
            # The one that stays does not belong to itself: its sheet says to whom.
            if (type(row), row.pk) != (Organisation, kept.pk):
                moves.set(row, relation.column, kept.pk)
    for row in relations.about(gone.pk):
        moves.set(row, "object_id", kept.pk)
    moves.save()
    return [*moves.moved, *_list_another(kept, gone)]


def _last(model, kept):
    """One more than the last position of the rows that are there already."""
    positions = model._base_manager.filter(organisation=kept).values_list("position", flat=True)
    return max(positions, default=-1) + 1


def _list_another(kept, gone):
    for relation in relations.of(Organisation, Way.LISTED):
        for row in relation.rows(gone.pk):
            history.keep_first(row)
            named = getattr(row, relation.field)
            added = None if named.filter(pk=kept.pk).exists() else kept.pk
            named.remove(gone)
            named.add(kept)
            yield [row._meta.label, relation.field, row.pk, gone.pk, added]


# Where addresses lead, and what it is from now on


def _lead_on(kept, gone):
    """All addresses that `gone` has and had are former ones of `kept`."""
    label = Organisation._meta.label_lower
    former = FormerSlug.objects.filter(model=label, object_id=gone.pk)
    slugs = [*former.values_list("slug", flat=True)]
    former.update(object_id=kept.pk)
    FormerSlug.objects.update_or_create(
        model=label, slug=gone.slug, defaults={"object_id": kept.pk}
    )
    earlier = Organisation.objects.filter(merged_into=gone)
    chain = [*earlier.values_list("pk", flat=True)]
    earlier.update(merged_into=kept)
    return {"slugs": slugs, "chain": chain}


def _archive(acting, model_admin, kept, gone):
    gone.status, gone.merged_into = Status.ARCHIVED, kept
    gone.save()
    text = gettext("Merged into “%(name)s” and archived.") % {"name": kept}
    model_admin.log_change(acting, gone, text)


# What is not on the sheet


def _note_check_and_texts(plan, kept):
    """Who checked it, and from which source the translations that came along were made."""
    if plan.takes_check:
        kept.verified_by_id = plan.gone.verified_by_id
    kept.copied_states = _states_of_both(plan, kept)
    kept.save()


def _draft(kept):
    """Whose draft it is, and what an editor said of it, or None."""
    draft = drafts.of(kept)
    return draft and {
        "author_id": draft.author_id,
        "changed_at": draft.changed_at.isoformat(),
        "word": draft.word,
        "returned_by_id": draft.returned_by_id,
    }


def _states_of_both(plan, kept):
    """The `text_states` of the one that stays: a translation that came along is up to date only
    if it was made from the very source that stands there now."""
    states, before = deepcopy(kept.text_states), plan.before
    for field in states.keys() & plan.gone.text_states.keys():
        state, theirs = states[field], plan.gone.text_states[field]
        source = state["source"]
        for code, column in text_states.columns(field).items():
            came = plan.changes.get(column, []) and plan.changes[column] != before[column]
            if came and code != source:
                is_same = theirs["source"] == source
                made_from = theirs["of"].get(code) if is_same else theirs["texts"].get(source)
                state["of"][code] = made_from or ""
    return states


def _said(plan, after):
    """`{key: [before, after]}` of what the sheet says differently now, also of its places."""
    comparison = plan.comparison
    before = {**comparison.states["gone"], **comparison.states[KEPT]}
    places = {key for key in after if key.startswith(f"{PREFIX}/")}
    keys = [key for key in after if "/" not in key or key in places]
    return {
        key: [before[key], after[key]]
        for key in keys
        if key in before and before[key] != after[key] and not key.endswith("/position")
    }
