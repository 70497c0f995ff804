"""Long work in parts of a second or two, so that no page keeps its reader or the others waiting."""

from time import monotonic

from django.db import transaction
from django.utils import translation

from . import saving
from .models import Entry, TableImport
from .planning import Planner

SECONDS = 1.5
A_BATCH = 100  # entries that are read together


def language_of(table_import):
    """What a cell becomes is said in the language in which it was read, until it is saved."""
    return translation.override(table_import.options.get("language"))


def go_on(table_import, user, seconds=None):
    """Does the next part of what there is to do; nothing when there is none."""
    with language_of(table_import):
        if table_import.state == TableImport.State.LOOKING:
            _look(table_import, user, monotonic() + (SECONDS if seconds is None else seconds))
        elif table_import.state == TableImport.State.SAVING:
            _save(table_import, user, monotonic() + (SECONDS if seconds is None else seconds))


def _look(table_import, user, until):
    planner = Planner(table_import, user)
    pending = table_import.entries.filter(plan=Entry.Plan.PENDING)
    while batch := list(pending[:A_BATCH]):
        looked_at = []
        for entry in planner.planned(batch):
            looked_at.append(entry)
            if monotonic() > until:
                break
        _keep(looked_at)
        if monotonic() > until:
            return
    table_import.state = TableImport.State.READY
    table_import.save(update_fields=["state"])


def _keep(entries):
    """Of most there is nothing to keep but that they are the same."""
    same = [each.pk for each in entries if each.plan == Entry.Plan.SAME and not each.conflicts]
    with transaction.atomic():
        Entry.objects.filter(pk__in=same).update(plan=Entry.Plan.SAME)
        others = [entry for entry in entries if entry.pk not in {*same}]
        Entry.objects.bulk_update(others, Entry.PLANNED, batch_size=A_BATCH)


def _save(table_import, user, until):
    planner = Planner(table_import, user)
    for entry in saving.left(table_import).iterator(chunk_size=A_BATCH):
        saving.save_one(entry, planner)
        if monotonic() > until:
            return
    saving.finish(table_import)
