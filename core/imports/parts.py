"""Long work in parts of a second or two, so that no page keeps its reader or the others waiting."""

from django.db import transaction
from django.utils import translation

from core.parts.timing import Part, in_time

from . import saving
from .models import Entry, TableImport
from .planning import Planner

A_BATCH = 100  # entries that are read together


def language_of(table_import):
    """What a cell becomes is said in the language in which it was read, until it is saved."""
    return translation.override(table_import.options.get("language"))


def go_on(table_import, user, seconds=None):
    """Does the next part of what there is to do; nothing when there is none."""
    with language_of(table_import):
        if table_import.state == TableImport.State.LOOKING:
            _look(table_import, user, seconds)
        elif table_import.state == TableImport.State.SAVING:
            _save(table_import, user, seconds)


def _look(table_import, user, seconds):
    part, planner = Part(seconds), Planner(table_import, user)
    pending = table_import.entries.filter(plan=Entry.Plan.PENDING)
    while batch := list(pending[:A_BATCH]):
        looked_at = []
        for entry in planner.planned(batch):
            looked_at.append(entry)
            if part.is_over:
                break
        _keep(looked_at)
        if part.is_over:
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


def _save(table_import, user, seconds):
    planner = Planner(table_import, user)
    for entry in in_time(saving.left(table_import).iterator(chunk_size=A_BATCH), seconds):
        saving.save_one(entry, planner)
    saving.finish(table_import)
