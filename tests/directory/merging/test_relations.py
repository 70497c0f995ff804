"""Merging knows everything that hangs on an organisation or on a place: who adds a relation says
in `directory.merging.relations` what becomes of it."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from directory.merging import relations
from directory.models import Organisation

pytestmark = pytest.mark.one_database

# Rows that name others by kind and number, and who looks after them when two listings become one.
BY_NUMBER = {
    "admin.LogEntry",  # what was done with which listing stays as it was
    "reversion.Version",  # so does the history
    "auth.Permission",
    "editing.Proposal",  # directory.merging.waiting
    "editing.Draft",  # stays with its row, and comes back with it
    "core.FormerSlug",  # directory.merging.saving
    "search.SearchDocument",  # written with its row
    "notes.Note",  # directory.merging.saving
    "notes.Presence",  # is over in an hour
    "imports.Entry",  # of a list that came in: refused, with the reason
}


def relations_to(target):
    """`{(model, field)}` of all rows that name one of `target`, however hidden."""
    return {
        (field.related_model._meta.label, field.field.name)
        for field in target._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and not field.related_model._meta.auto_created
    }


@pytest.mark.parametrize("target", relations.TARGETS)
def test_merging_knows_every_relation(target):
    assert relations.known(target) == relations_to(target)


def test_merging_knows_everything_that_names_rows_by_number():
    by_number = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is ContentType or field.name == "object_id"
    }

    assert by_number - BY_NUMBER == set()


def test_everything_that_one_says_of_an_organisation_is_compared_or_left_on_purpose():
    """What is no field of its page is computed, or noted by a button of its own."""
    left = {field.name for field in Organisation._meta.concrete_fields if not field.editable}

    assert left == {
        "first_published_at", "merged_into", "missing_in", "outdated_in", "text_states",
        "updated_at",
    }  # fmt: skip
