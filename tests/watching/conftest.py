from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from watching import going
from watching.daily import Task
from watching.models import Turn
from watching.times import Daily


@pytest.fixture
def public_site(settings, db):
    """One that is not on this machine alone, for a month already, and whose timer came just now."""
    settings.IS_LOCAL = False
    settings.HAS_EMAIL = True
    settings.ALERT_EMAILS = ["admin@example.org"]
    applied = MigrationRecorder.Migration.objects.filter(app="watching")
    applied.update(applied=timezone.now() - timedelta(days=30))
    return Turn.objects.create(name=going.TURN, last_at=timezone.now())


def task(name, due=None, **options):
    return Task(name, due or Daily(3), **{"limit": timedelta(hours=1), **options})
