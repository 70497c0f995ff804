"""Loading the example data."""

import pytest
from django.core.management import call_command

from agenda.models import Event
from directory.models import Organisation
from tests import factories

pytestmark = pytest.mark.one_database


@pytest.mark.django_db
def test_load_demo_fills_empty_tables_only(capsys):
    call_command("load_demo")
    events = Event.objects.count()
    loaded = capsys.readouterr().out
    call_command("load_demo")

    examples = Event.objects.filter(is_demonstration=True).count()
    assert examples >= 25
    assert f"Loaded {examples} activities (agenda)." in loaded
    assert f"Loaded {events - examples} activities (activities)." in loaded
    assert "Loaded 215 organisations (organisations)." in loaded
    assert Event.objects.count() == events
    assert "nothing loaded" in capsys.readouterr().out


@pytest.mark.django_db
def test_load_demo_leaves_the_listings_of_others_alone(capsys):
    own = factories.organisation(name_nl="Van iemand anders")

    call_command("load_demo")

    assert list(Organisation.objects.all()) == [own]
    assert not Event.objects.exists()
    assert "do not fit" in capsys.readouterr().out
