"""The one address that an organisation had became a row, and so it did in the kept revisions."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from reversion.models import Revision, Version

from directory.models import Organisation, Source
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.unnoted]

BEFORE = [("directory", "0004_source")]


@pytest.fixture
def migrate():
    """`migrate(targets)`, to the newest when none are given; gives the state of that moment."""

    def migrate(targets=None):
        executor = MigrationExecutor(connection)
        return executor.migrate(targets or executor.loader.graph.leaf_nodes())

    yield migrate
    migrate()


def keep(organisation, source_url, website=""):
    """A kept revision of an organisation, as it was written while it had one address."""
    revision = Revision.objects.create(date_created="2026-05-01T10:00Z")
    fields = {
        "slug": organisation.slug,
        "name_nl": "Buurthuis",
        "kind": "meeting-place",
        "status": "draft",
        "website": website,
        "source_url": source_url,
    }
    row = {"model": "directory.organisation", "pk": organisation.pk, "fields": fields}
    Version.objects.create(
        revision=revision,
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=str(organisation.pk),
        db="default",
        format="json",
        serialized_data=json.dumps([row]),
        object_repr=organisation.name_nl,
    )
    return revision


def test_address_becomes_a_row_there_and_back(migrate, client):
    """All in one test: each way takes as long as a hundred others."""
    own, other, none, gone = (
        factories.organisation(name_nl=name, website="https://www.huis.example/")
        for name in ("Eigen", "Ander", "Geen", "Weg")
    )
    kept, emptied = (
        factories.organisation(name_nl=name, status="draft") for name in ("Buurthuis", "Leeg")
    )
    old = migrate(BEFORE).apps.get_model("directory", "Organisation")
    old.objects.filter(pk=own.pk).update(source_url="https://huis.example/over")
    old.objects.filter(pk=other.pk).update(source_url="https://krant.example/1")
    old.objects.filter(pk=kept.pk).update(source_url="https://krant.example/2")
    keep(gone, "https://krant.example/1")
    keep(kept, "https://krant.example/1")
    keep(kept, "https://krant.example/2")
    keep(emptied, "https://krant.example/3")
    keep(emptied, "")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM directory_organisation WHERE id = %s", [gone.pk])

    migrate()

    # The kept revision of what is gone is left, and makes no row.
    revision = Revision.objects.get(version__object_repr="Weg")
    assert revision.version_set.count() == 1
    rows = Source.objects.order_by("pk").values_list("organisation", "kind", "address", "seen_on")
    assert list(rows) == [
        (own.pk, "own", "https://huis.example/over", None),
        (other.pk, "public", "https://krant.example/1", None),
        (kept.pk, "public", "https://krant.example/2", None),
    ]
    kept_revision_puts_a_source_back(client, kept, emptied)
    old = migrate(BEFORE).apps.get_model("directory", "Organisation")
    assert dict(old.objects.values_list("pk", "source_url")) == {
        own.pk: "https://huis.example/over",
        other.pk: "https://krant.example/1",
        none.pk: "",
        kept.pk: "https://krant.example/1",
        emptied.pk: "https://krant.example/3",
    }


def kept_revision_puts_a_source_back(client, kept, emptied):
    client.force_login(factories.user(is_superuser=True, language="en"))
    url = f"/admin/directory/organisation/{kept.pk}/history/"
    [latest, first] = client.get(url).context["entries"]
    assert [(each.label, each.before, each.after) for each in latest.differences] == [
        (
            "Source “krant.example”: Web address",
            ["https://krant.example/1"],
            ["https://krant.example/2"],
        )
    ]
    client.post(url, {"version": first.version.pk, "_whole": "1"})
    assert list(kept.sources.values_list("address", flat=True)) == ["https://krant.example/1"]

    url = f"/admin/directory/organisation/{emptied.pk}/history/"
    [latest, first] = client.get(url).context["entries"]
    assert "Source (gone): Web address" in [each.label for each in latest.differences]
    page = client.get(f"/admin/directory/organisation/{emptied.pk}/change/")
    assert fields_of(page)["sources-TOTAL_FORMS"] == ["0"]
    client.post(url, {"version": first.version.pk, "_whole": "1"})
    assert list(emptied.sources.values_list("address", flat=True)) == ["https://krant.example/3"]
