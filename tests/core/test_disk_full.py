"""While nothing can be saved, all can be read, and what somebody wrote is not lost.

The real thing, with a disk that is full: scripts/prove_full_disk.py.
"""

import errno
import re
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import InternalError, OperationalError, connection
from django.test import Client

from brussels_support.views import server_error
from core import versions
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

_WRITES = re.compile(r"\s*(insert|update|delete|replace)\b", re.IGNORECASE)


@contextmanager
def disk_full():
    """Every statement that writes fails as SQLite's do."""

    def refuse(execute, sql, *args):
        if _WRITES.match(sql):
            raise OperationalError("database or disk is full")
        return execute(sql, *args)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def row():
    call_command("roles")
    row = factories.organisation(slug="x", name_nl="Koffie", summary_nl="Elke week")
    row.themes.add(factories.theme(slug="t"))
    factories.location(organisation=row, municipality=factories.municipality(slug="ixelles"))
    factories.event(slug="y", title_nl="Ochtend", organisation=row)
    factories.question(slug="z")
    versions.forget()
    return row


def test_everything_can_be_read(row, clock):
    reader, volunteer = Client(raise_request_exception=False), Client(raise_request_exception=False)
    volunteer.force_login(factories.user(groups=["Volunteers"], language="en"))
    volunteer.get("/admin/")
    # Her session would be written again.
    clock.shift(2 * 60 * 60)
    public = ["", "organisations/", "organisations/x/", "agenda/", "agenda/y/", "faq/z/", "themes/"]
    public += [
        "search/?q=koffie",
        "search/?q=nergens",
        "places/ixelles/",
        "suggest/",
        "agenda/week/",
    ]
    sheet = f"directory/organisation/{row.pk}/"
    desk = ["", "directory/organisation/?q=koffie", f"{sheet}change/", f"{sheet}edit/", "find/?q=x"]
    with disk_full():
        answers = {path: reader.get(f"/nl/{path}").status_code for path in public}
        answers |= {path: volunteer.get(f"/admin/{path}").status_code for path in desk}
        answers["/api/"] = reader.get("/api/organisations/").status_code
        answers["/o/"] = reader.get(f"/o/{row.pk}", follow=True).status_code

    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_what_a_volunteer_sent_is_on_the_page_and_can_be_sent_again(row):
    client = Client(raise_request_exception=False)
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/directory/organisation/{row.pk}/change/"
    fields = fields_of(client.get(url)) | {"summary_nl": ["Elke maandag <koffie>"]}
    with disk_full():
        full = client.post(url, fields)

    assert (full.status_code, full["Retry-After"]) == (503, "60")
    assert "Elke maandag &lt;koffie&gt;" in full.text
    assert "Cache-Control" in full.headers
    row.refresh_from_db()
    assert row.summary_nl == "Elke week"

    # There is room again.
    again = fields_of(full)
    client.post(url, again)
    row.refresh_from_db()
    assert row.summary_nl == "Elke maandag <koffie>"


def test_public_form_keeps_what_she_wrote(row, clock):
    client = Client(raise_request_exception=False)
    page = client.get("/nl/suggest/")
    fields = fields_of(page) | {"text": ["Ik zoek een groep"]}
    clock.shift(60)
    with disk_full():
        full = client.post("/nl/suggest/", fields)

    assert full.status_code == 503
    assert "Ik zoek een groep" in full.text


def failing(rf, error, **more):
    request = rf.get("/nl/", **more)
    try:
        raise error
    except type(error):
        return server_error(request).status_code


@pytest.mark.one_database
def test_what_will_work_again_is_503(rf):
    def read_only():
        error = InternalError("cannot execute UPDATE in a read-only transaction")
        error.__cause__ = cause = Exception()
        cause.sqlstate = "25006"
        return error

    for error in (
        OperationalError("database or disk is full"),
        OperationalError("disk I/O error"),
        OperationalError("attempt to write a readonly database"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
        read_only(),
    ):
        assert failing(rf, error) == 503, error
    for error in (InternalError("x"), ValueError(), OSError(errno.ENOENT, "x")):
        assert failing(rf, error) == 500, error
