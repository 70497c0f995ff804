"""Deleting for ever is a command of its own, and asks."""

from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from core.models import Status
from directory.models import Location, Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def ended():
    location = factories.location(
        organisation=factories.organisation(slug="de-wieg", status=Status.ARCHIVED)
    )
    return location.organisation


def test_purge_deletes_what_is_archived_with_all_that_belongs_to_it(ended):
    call_command("purge", "directory.organisation", "de-wieg", "--yes")

    assert (Organisation.objects.count(), Location.objects.count()) == (0, 0)


@pytest.mark.parametrize(("answer", "left"), [("de-wieg", 0), ("yes", 1), ("", 1)])
def test_purge_asks_for_the_address(ended, monkeypatch, answer, left):
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    with suppress(CommandError):
        call_command("purge", "directory.organisation", "de-wieg")

    assert Organisation.objects.count() == left


@pytest.mark.parametrize(
    ("model", "which", "says"),
    [
        ("directory.organisation", "public", "is not archived"),
        ("directory.organisation", "none", "There is no"),
        ("directory.theme", "x", "is nothing that can be archived"),
        ("nothing", "x", "is nothing that can be archived"),
        ("faq.insight", "x", "is not a number"),
    ],
)
def test_purge_refuses_everything_else(model, which, says):
    factories.organisation(slug="public")

    with pytest.raises(CommandError, match=says):
        call_command("purge", model, which, "--yes")
