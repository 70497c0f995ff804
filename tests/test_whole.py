"""What the proof with killed processes finds half-written (`scripts/whole.py`)."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection

from core.changes.models import Change
from core.models import ContentVersion
from scripts import whole
from tests.factories import organisation, user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_all_is_whole_that_was_saved():
    organisation(summary_nl="Koffie")

    assert whole.what_is_not() == []


def test_row_without_what_is_derived_from_it_is_half_written():
    row = organisation(summary_nl="Koffie")
    with connection.cursor() as cursor:  # past everything that follows a change
        cursor.execute(
            "UPDATE directory_organisation SET summary_nl = 'Thee' WHERE id = %s", [row.pk]
        )

    assert whole.what_is_not() == [
        f"text states: Organisation {row.pk}",
        f"search document: ('organisation', {row.pk})",
    ]


def test_logs_that_lag_behind_are_half_written():
    row = organisation(summary_nl="Koffie")
    Change.objects.all().delete()
    ContentVersion.objects.update(version=1)
    LogEntry.objects.log_actions(user().pk, [row], CHANGE, single_object=True)

    found = whole.what_is_not()

    assert "the version is not that of the last change" in found
    assert f"log of changes: organisation {row.pk}" in found
    assert f"history: organisation {row.pk}: 0 kept, 1 in the log" in found
