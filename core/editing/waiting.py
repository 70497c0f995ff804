"""What a volunteer changed on a public sheet and no editor has looked at: one change for each of
them and each sheet, and it grows.

Wherever she opens the sheet she goes on from it: what is saved, with hers on top. A page that was
opened earlier does not know all of it, and what it did not know stays.
"""

import json

from django.contrib.contenttypes.models import ContentType

from .models import Proposal, WithTextStates
from .sheets import fingerprints, new_rows, row_of, rows_of
from .text_states import fingerprint
from .texts_that_wait import completed


class Waiting:
    """The `proposal` of one author on a sheet, or None; what the public sees is `public`."""

    def __init__(self, sheet, proposal):
        self.proposal, self.public = proposal, sheet.state()
        self.changes = proposal.changes if proposal else {}
        self.rows = new_rows(self.changes, self.public)
        there = {row_of(key) for key in self.public}
        self.fields = {key: texts for key, texts in self.changes.items() if row_of(key) in there}

    @property
    def state(self):
        return {**self.public, **self.changes}

    @property
    def current(self):
        """The same without new rows, which have no key of their own."""
        return {**self.public, **self.fields}

    @property
    def seen(self):
        """What a page that shows all of it knows; a new row by its texts."""
        rows = {_mark(prefix, row): "" for prefix, rows in self.rows.items() for row in rows}
        return fingerprints(self.current) | rows

    def add_unseen(self, change):
        """Adds to what a page sent what it did not know of."""
        seen = change.seen or {}
        unseen = {key: self.fields[key] for key in self.fields.keys() - change.keys}
        sent = new_rows(change.mine, self.public)
        for prefix, rows in self.rows.items():
            for number, row in enumerate(rows):
                if _mark(prefix, row) not in seen and row not in sent.get(prefix, []):
                    place = f"{prefix}/+unseen{number}"
                    unseen |= {f"{place}/{name}": texts for name, texts in row.items()}
        change.unseen = {key for key, texts in unseen.items() if change.mine.get(key) != texts}
        change.mine |= unseen

    def drop_approved(self, change, proposals, is_shown):
        """Drops the new rows of a page that were part of approved `proposals`: they are there now.

        `is_shown(mark)` says whether the page had a new row from what waited.
        """
        marks = {
            _mark(prefix, row)
            for proposal in proposals
            for prefix, rows in new_rows(proposal.changes, self.public).items()
            for row in rows
        }
        places = {
            f"{prefix}/{pk}"
            for prefix in new_rows(change.mine, self.public)
            for pk, row in rows_of(change.mine, prefix).items()
            if pk.startswith("+") and (mark := _mark(prefix, row)) in marks and is_shown(mark)
        }
        change.dropped = {key for key in change.mine if row_of(key) in places}
        change.mine = {
            key: texts for key, texts in change.mine.items() if row_of(key) not in places
        }

    def keep(self, row, user, change, direct_fields, is_small_correction):
        """Keeps what `change` makes of it; whether anything is left that waits."""
        wanted = (change.keys | self.fields.keys()) - {*direct_fields}
        changes = {
            key: change.mine[key]
            for key in self.public
            if key in wanted and key in change.mine and change.mine[key] != self.public[key]
        }
        for prefix, rows in new_rows(change.mine, self.public).items():
            for number, texts in enumerate(rows):
                changes |= {f"{prefix}/+{number}/{name}": texts[name] for name in texts}
        open_ones = Proposal.objects.about(row).open().filter(author=user)
        if not changes:
            for proposal in open_ones:
                proposal.decide(Proposal.State.WITHDRAWN, user)
            return False
        # What she had before her when she wrote each of it.
        seen = self.proposal.seen if self.proposal else {}
        rewritten = change.keys - change.unseen
        seen = {key: mark for key, mark in seen.items() if key not in rewritten}
        had = {key: mark for key, mark in change.had.items() if key not in changes}
        if change.unseen:
            is_small_correction &= self.proposal.is_small_correction
        states = row.text_states if isinstance(row, WithTextStates) else {}
        values = {
            "changes": changes,
            "completes": completed(states, changes),
            "seen": fingerprints(self.public) | had | seen,
            "is_small_correction": is_small_correction,
            "state": Proposal.State.WAITING,
        }
        if not open_ones.update(**values):
            Proposal.objects.create(
                content_type=ContentType.objects.get_for_model(row),
                object_id=row.pk,
                author=user,
                **values,
            )
        return True


def version(proposal):
    """Which changes somebody had before her who decides on them: they grow."""
    return f"{proposal.pk}:{fingerprint(json.dumps(proposal.changes, sort_keys=True))}"


def _mark(prefix, row):
    return f"{prefix}/+{fingerprint(json.dumps(row, sort_keys=True))}"
