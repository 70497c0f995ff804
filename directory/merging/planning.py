"""What would become of two listings, by what an editor chose; nothing is saved yet."""

from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext

from core.editing.sheets import rows_of
from core.models import Status
from core.wording.labels import labelled
from directory.models import ExternalId, Location, Organisation

from . import relations
from .comparing import CHECKED, GONE, KEPT, PARENT
from .locations import PREFIX, called
from .relations import Way

_EXTERNAL_IDS = "external_ids"


class Plan:
    def __init__(self, comparison):
        self.comparison = comparison
        self.kept, self.gone = comparison.kept, comparison.gone
        self.sheet = comparison.sheets[KEPT]
        self.before = comparison.states[KEPT]
        self.same = comparison.places.same()
        self.chosen = {question.name: question.chosen for question in comparison.questions}
        # Before anything moves: afterwards it would be another question.
        self.changes = self._changes()

    # What changes on the sheet of the one that stays

    def _changes(self):
        """`{key: texts}` of its form, and of its places as they will be."""
        changes = {}
        for question in self.comparison.questions:
            changes |= question.choices[question.chosen]
        changes |= self._state_of_its_own()
        changed = {key: texts for key, texts in changes.items() if self.before[key] != texts}
        return changed | self.comparison.places.fills()

    def _state_of_its_own(self):
        """What nobody chooses: it stays public if one of both is, and belongs to none of both."""
        own = {}
        if Status.PUBLISHED in (self.kept.status, self.gone.status):
            own["status"] = [Status.PUBLISHED.value]
        if self.gone.pk in self.kept.above():
            above = self.gone.parent_organisation_id
            own[PARENT] = [str(above)] if above and above != self.kept.pk else []
        return own

    @property
    def takes_check(self):
        return self.chosen.get(CHECKED, KEPT) == GONE

    # Rows under the sheet

    @cached_property
    def rows(self):
        """`{(model, pk): organisation}` of the rows under both sheets that change sides."""
        moving = {}
        for row in self.comparison.rows:
            model = self.sheet.formset(row.prefix).model
            to = self.kept if row.stays else self.gone
            if (row.side == KEPT) != (to is self.kept):
                moving[model, int(row.pk)] = to
        for side, locations in self.comparison.places.locations.items():
            for location in locations:
                to = self.gone if location.pk in self.same else self.kept
                if (side == KEPT) != (to is self.kept):
                    moving[Location, location.pk] = to
        return moving

    def _prefix(self, model):
        return next(each.prefix for each in self.sheet.formsets if each.model is model)

    # What it would say, and what would be refused

    @cached_property
    def after(self):
        """The state of the sheet as it would be sent; rows that come are new ones there.

        Numbers elsewhere are there already, once, and would be refused as another’s.
        """
        state, gone = {**self.before}, self.comparison.states[GONE]
        for (model, pk), to in self.rows.items():
            place = f"{self._prefix(model)}/{pk}"
            if to is self.gone:
                state[f"{place}/DELETE"] = ["on"]
            elif model is not ExternalId:
                row = rows_of(gone, self._prefix(model))[str(pk)]
                state |= {f"{place}/{name}": texts for name, texts in row.items()}
        return state | self.changes

    @cached_property
    def problems(self):
        """Sentences about what would be refused."""
        said = [
            labelled(label, " ".join(texts)) if (label := self._label(key)) else " ".join(texts)
            for key, texts in self.sheet.problems(self.after)
        ]
        if self.comparison.places.is_twice:
            said.append(gettext("A place can be the same as one other only. Choose again."))
        return said

    def _label(self, key):
        side = KEPT if key in self.before or "/" not in key else GONE
        return self.comparison.sheets[side].difference(key, [], []).label if key else ""

    @cached_property
    def differences(self):
        """What the public and the team would read differently of the one that stays."""
        keys = [key for key in self.changes if "/" not in key]
        told = self.sheet.differences(self.before, self.after, keys)
        for side, sheet in self.comparison.sheets.items():
            state = self.comparison.states[side]
            keys = [key for key in self.changes if key.startswith(f"{PREFIX}/") and key in state]
            told += sheet.differences(state, self.changes, keys)
        return told

    # What goes along

    @cached_property
    def moving(self):
        """`[(name, how many)]` of what comes to the one that stays."""
        rows = [model(pk=pk) for (model, pk), to in self.rows.items() if to is self.kept]
        for relation in relations.of(Organisation, Way.MOVES, Way.LISTED):
            rows += relation.moving(self.gone.pk, self.kept.pk).only("pk")
        return relations.counted([*rows, *relations.about(self.gone.pk)])

    @cached_property
    def staying(self):
        """`[text, …]` of rows that go with the listing that is archived."""
        leaving = {(row.side, row.key): row for row in self.comparison.rows if not row.stays}
        places = {
            location.pk: location
            for locations in self.comparison.places.locations.values()
            for location in locations
        }
        return [
            *(labelled(row.kind, row.label) for row in leaving.values()),
            *(
                labelled(capfirst(Location._meta.verbose_name), called(places[pk]))
                for pk in self.same
            ),
        ]
