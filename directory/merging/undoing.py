"""Two listings again, within a month: what was moved returns, what was chosen is undone.

What somebody changed since stays as it is, or is asked about; what is gone is told.
"""

from datetime import datetime

from django.apps import apps
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.admin_request import editing
from core.editing import drafts, history
from core.editing.models import Draft
from core.editing.sheets import Sheet
from core.imports.acting import request_of
from core.models import FormerSlug
from core.together import together
from core.wording.labels import labelled
from directory.models import Location, Organisation

from . import relations, waiting
from .relations import Way
from .saving import send

BEFORE = "before"


class Undoing:
    """What undoing a `Merge` would do, on what is there now."""

    def __init__(self, model_admin, request, record):
        self.record, self.kept, self.gone = record, record.kept, record.gone
        self.sheet = Sheet(model_admin, request, self.kept)
        self.now = self.sheet.state()
        self.back, self.stuck = [], []
        for moved in record.moved:
            self._look_at(*moved)

    def _look_at(self, label, column, pk, before, after):
        model = apps.get_model(label)
        row = model._base_manager.filter(pk=pk).first()
        if row is None:
            name = capfirst(model._meta.verbose_name)
            self.stuck.append(labelled(name, gettext("it was deleted since")))
        elif self._is_as_merged(row, column, before, after):
            self.back.append((row, column, before, after))
        elif column != "position":
            self.stuck.append(labelled(row, gettext("it was moved since, and stays where it is")))

    def _is_as_merged(self, row, column, before, after):
        if row._meta.get_field(column).many_to_many:
            # Where both stood before, the one that stayed stays.
            return after is None or getattr(row, column).filter(pk=after).exists()
        return getattr(row, column) == after

    @property
    def why_not(self):
        """Why it cannot be undone at all, or an empty text."""
        if self.record.undone_at:
            return gettext("They were taken apart already.")
        if self.kept.merged_into_id:
            text = gettext("“%(name)s” was merged into another listing since. Undo that first.")
            return text % {"name": self.kept}
        if self.record.is_over:
            return gettext("More than 30 days have passed.")
        return ""

    @property
    def returning(self):
        """`[(name, how many)]` of what goes back to the listing that was archived."""
        rows = {row: None for row, column, before, _after in self.back if before == self.gone.pk}
        return relations.counted(rows)

    @property
    def following(self):
        """What takes place since then where a place goes back: it goes along."""
        places = {
            row.pk
            for row, column, before, _after in self.back
            if type(row) is Location and before == self.gone.pk and column == "organisation_id"
        }
        known = {(type(row), row.pk) for row, *_ in self.back}
        return [
            str(row)
            for relation in relations.of(Location, Way.MOVES)
            if relation.has_organisation
            for row in relation.model._base_manager.filter(location__in=places)
            if (type(row), row.pk) not in known
        ]

    @property
    def rows(self):
        """The rows of the sheet of the one that stayed that go back, such as "locations/12"."""
        prefixes = {formset.model: formset.prefix for formset in self.sheet.formsets}
        return {
            f"{prefixes[type(row)]}/{row.pk}"
            for row, column, before, _after in self.back
            if type(row) in prefixes and column == "organisation_id" and before == self.gone.pk
        }

    # Fields

    @property
    def changed_since(self):
        """The keys of what says neither what it said before nor what was chosen."""
        return [
            key
            for key, (before, after) in self.record.said.items()
            if key in self.now and self.now[key] not in (before, after)
        ]

    @property
    def asked(self):
        """`Difference`s of these: as it is now, and as it was before."""
        before = {key: said[0] for key, said in self.record.said.items()}
        return self.sheet.differences(self.now, before, self.changed_since)

    def changes(self, wanted):
        """`{key: texts}` that is put back; of what changed since only what is `wanted`."""
        return {
            key: before
            for key, (before, after) in self.record.said.items()
            if key in self.now and (self.now[key] == after != before or key in wanted)
        }


def undo(request, model_admin, undoing, wanted=()):
    """Does it; part of the caller's transaction, who holds both. Raises
    `directory.merging.saving.RefusedError`."""
    record, acting = undoing.record, request_of(request.user)
    kept, gone = undoing.kept, undoing.gone
    with together(), history.recorded(acting):
        rows = [each for each in undoing.back if _is_under(each, gone)]
        _put_back([each for each in undoing.back if each not in rows])
        # While the places are still there whose gaps were filled.
        kept = send(acting, model_admin, kept, undoing.changes({*wanted}))
        _put_back(rows)
        waiting.name_again(record.rest["renamed"])
        waiting.back(kept, gone, record.rest["waiting"], undoing.rows)
        _return_addresses(record, kept, gone)
        _return_texts(record, kept)
        _return_draft(record, kept)
        gone.status, gone.merged_into = record.rest["status"], None
        gone.save()
        _let_follow(kept, gone)
        text = gettext("Taken apart again: “%(name)s” is a listing of its own.")
        model_admin.log_change(acting, kept, text % {"name": gone})
        model_admin.log_change(acting, gone, text % {"name": gone})
        record.undone_at, record.undone_by = timezone.now(), request.user
        record.save(update_fields=["undone_at", "undone_by"])
    editing(request).afterwards += editing(acting).afterwards


def _is_under(moved, gone):
    """Whether it is a row of the sheet that goes back to the one that was archived."""
    row, column, before, _after = moved
    models = {each.model for each in relations.of(Organisation, Way.SHEET)}
    return type(row) in models and column == "organisation_id" and before == gone.pk


def _put_back(moved):
    rows = {}
    for old, column, before, after in moved:
        # As it is by now: its sheet may have been saved in between.
        row = rows.get(old) or type(old)._base_manager.get(pk=old.pk)
        rows[old] = row
        if row._meta.get_field(column).many_to_many:
            _list_again(row, column, before, after)
        else:
            setattr(row, column, before)
    for row in rows.values():
        history.keep_first(type(row)._base_manager.get(pk=row.pk))
        row.save()


def _list_again(row, column, gone, added):
    named = getattr(row, column)
    named.add(gone)
    if added is not None:
        named.remove(added)


def _return_addresses(record, kept, gone):
    label = Organisation._meta.label_lower
    former = FormerSlug.objects.filter(model=label, object_id=kept.pk)
    former.filter(slug__in=record.rest["slugs"]).update(object_id=gone.pk)
    former.filter(slug=gone.slug).delete()
    earlier = Organisation.objects.filter(pk__in=record.rest["chain"], merged_into=kept)
    earlier.update(merged_into=gone)


def _return_texts(record, kept):
    """The states of texts that say again what they said, and who checked it."""
    before = record.rest["texts"]
    kept.copied_states = {
        field: before[field]
        if field in before and before[field]["texts"] == state["texts"]
        else state
        for field, state in kept.text_states.items()
    }
    checked = [kept.verified_on.isoformat()] if kept.verified_on else []
    if "verified_on" in record.said and record.said["verified_on"][0] == checked:
        kept.verified_by_id = record.rest["verified_by"]
    kept.save()


def _return_draft(record, kept):
    """What is a draft again is hers whose it was."""
    if not drafts.is_one(kept):
        return
    if draft := record.rest["draft"]:
        changed_at = datetime.fromisoformat(draft["changed_at"])
        drafts.keep(kept, **{**draft, "changed_at": changed_at})
    else:
        Draft.objects.about(kept).delete()


def _let_follow(kept, gone):
    """An activity, or a calendar, goes where its place is: somebody may have chosen one since."""
    for relation in relations.of(Location, Way.MOVES):
        if not relation.has_organisation:
            continue
        both = [kept.pk, gone.pk]
        rows = relation.model._base_manager.filter(
            organisation__in=both, location__organisation__in=both
        )
        apart = rows.exclude(organisation=F("location__organisation"))
        for row in apart:
            row.organisation_id = row.location.organisation_id
            row.save()
