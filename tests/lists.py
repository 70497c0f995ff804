"""A list goes out of the admin and comes in again, as a volunteer does it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.imports.models import TableImport
from core.tables import reading, writing
from tests import factories


def log_in(client, role="Editors", language="en"):
    user = factories.user(groups=[role], language=language)
    client.force_login(user)
    return user


def taken_out(client, label, kind="csv", **query):
    """`(headers, rows)` of an export; `rows` are dictionaries by header."""
    response = client.get(f"/admin/lists/{label}/export/", {"kind": kind, **query})
    assert response.status_code == 200
    table = reading.read(response.content, f"x.{kind}")
    return table.headers, [dict(zip(table.headers, row.cells, strict=True)) for row in table.rows]


def brought_in(client, label, headers, rows, kind="csv"):
    """The import of a file with these rows, looked through and not saved."""
    cells = [[row.get(header, "") for header in headers] for row in rows]
    make = writing.csv_bytes if kind == "csv" else writing.xlsx_bytes
    return sent_in(client, label, make(headers, cells), f"lijst.{kind}")


def sent_in(client, label, data, name="lijst.csv", **fields):
    sent = {"file": SimpleUploadedFile(name, data), "kind": "social-service", **fields}
    response = client.post(f"/admin/lists/{label}/import/", sent)
    assert response.status_code == 302, response.context["form"].errors
    gone_on(client, response.url)
    return TableImport.objects.latest("pk")


def gone_on(client, url):
    """The page, once it has done all its parts."""
    page = client.get(url)
    while b"http-equiv" in page.content:
        page = client.get(url)
    return page


def page_of(table_import, show=""):
    return f"/admin/imports/tableimport/{table_import.pk}/change/" + (
        f"?show={show}" if show else ""
    )


def save(client, table_import, **fields):
    """Confirms; the page that says what came of it."""
    client.post(page_of(table_import), {"_save": "1", **fields})
    page = gone_on(client, page_of(table_import))
    table_import.refresh_from_db()
    return page


def plans(table_import):
    return [entry.plan for entry in table_import.entries.all()]


def refusals(table_import):
    return [each for entry in table_import.entries.all() for each in entry.refusals]


def outcomes(table_import):
    return [entry.outcome for entry in table_import.entries.all()]
