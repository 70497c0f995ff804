"""The history opens although a kept version fits no more, and puts back what still does."""

import json
from copy import copy

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from reversion.models import Version

from core.editing import history
from directory.models import Location, Organisation
from tests import factories
from tests.core.editing.test_saving import LIST, change_url, login, said
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


def rewritten(version, change):
    [row] = json.loads(version.serialized_data)
    change(row)
    version.serialized_data = json.dumps([row])


def without_model(version):
    version.content_type = ContentType.objects.get_or_create(app_label="gone", model="gone")[0]


def not_kept_any_more(version):
    version.content_type = ContentType.objects.get_for_model(ContentType)


WAYS = {
    "no JSON": lambda version: setattr(version, "serialized_data", "{"),
    "empty": lambda version: setattr(version, "serialized_data", ""),
    "no row": lambda version: setattr(version, "serialized_data", "[]"),
    "null": lambda version: setattr(version, "serialized_data", "null"),
    "numbers": lambda version: setattr(version, "serialized_data", "[1]"),
    "no fields": lambda version: rewritten(version, lambda row: row.pop("fields")),
    "another format": lambda version: setattr(version, "format", "pickle"),
    "another model inside": lambda version: rewritten(
        version, lambda row: row.update(model="gone.gone")
    ),
    "another kind of value": lambda version: rewritten(
        version, lambda row: row["fields"].update(updated_at=[], status={}, is_confidential="x")
    ),
    "model gone": without_model,
    "model not kept any more": not_kept_any_more,
}
OF_ANOTHER_MODEL = ("model gone", "model not kept any more")


@pytest.fixture
def changed(client):
    """A sheet with two kept versions, and what the page says of the change between them."""
    call_command("roles")
    row = factories.organisation(name_nl="Buurthuis", summary_nl="Koffie", phone="02 123 45 67")
    row.themes.add(factories.theme())
    factories.location(organisation=row, phone="02 511 11 11")
    login(client, "Editors")
    fields = fields_of(client.get(change_url(row)))
    client.post(
        change_url(row),
        fields | {"email": ["a@x.be"], "locations-0-phone": ["02 512 34 56"]},
    )
    return row, f"{LIST}{row.pk}/history/"


def first_versions(client, url, model):
    [latest, _first] = client.get(url).context["entries"]
    versions = latest.before.revision.version_set.all()
    return latest, [version for version in versions if version._model is model]


def test_sheet_that_cannot_be_read_is_said_and_not_put_back(client, changed):
    row, url = changed
    latest, [version] = first_versions(client, url, Organisation)
    for way in WAYS:
        if way in OF_ANOTHER_MODEL:
            continue  # then it is no version of this sheet
        broken = copy(version)
        WAYS[way](broken)
        broken.save()

        page = client.get(url)

        assert page.status_code == 200, way
        assert "This version cannot be read any more" in page.text, way
    answer = client.post(url, {"version": latest.before.pk, "_whole": "1"})
    row.refresh_from_db()
    assert answer.status_code == 302
    assert "This version cannot be read any more." in said(answer)
    assert row.email == "a@x.be"


def test_row_that_cannot_be_read_is_said(client, changed):
    _row, url = changed
    _latest, [version] = first_versions(client, url, Location)
    for way in OF_ANOTHER_MODEL:
        broken = copy(version)
        WAYS[way](broken)
        broken.save()

        page = client.get(url)

        assert page.status_code == 200, way
        assert "This cannot be read any more, and cannot be put back" in page.text, way


def test_row_that_cannot_be_read_stays_while_the_rest_is_put_back(client, changed):
    row, url = changed
    latest, [version] = first_versions(client, url, Location)
    Version.objects.filter(pk=version.pk).update(serialized_data="{")

    answer = client.post(url, {"version": latest.before.pk, "_whole": "1"})

    row.refresh_from_db()
    assert answer.status_code == 302
    assert any("stays as it is now" in text for text in said(answer))
    assert row.email == ""
    assert [place.phone for place in row.locations.all()] == ["02 512 34 56"]


def test_column_that_is_gone_is_left_out(client, changed):
    row, url = changed
    latest, _versions = first_versions(client, url, Organisation)
    for version in latest.before.revision.version_set.all():
        rewritten(version, lambda row: row["fields"].update(a_column_that_is_gone=1))
        version.save()

    page = client.get(url)
    client.post(url, {"version": latest.before.pk, "_whole": "1"})

    row.refresh_from_db()
    assert "cannot be read" not in page.text
    assert row.email == ""


def test_what_cannot_be_read_may_have_said_so(changed):
    row, _url = changed
    place = row.locations.get()
    assert not history.has_said(Location, place.pk, "is_confidential")
    Version.objects.get_for_object(place).update(serialized_data="{")

    assert history.has_said(Location, place.pk, "is_confidential")
