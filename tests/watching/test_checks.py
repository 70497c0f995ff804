import sqlite3
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from tests import factories
from watching import checks, daily
from watching.models import Outcome, Run, Turn

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
JSON = {"Accept": "application/json"}


@pytest.fixture
def well(public_site, monkeypatch):
    """A public site with which all is well, whatever disk this machine has."""
    monkeypatch.setattr(checks, "BYTES_FEW", 0)
    monkeypatch.setattr(checks, "SHARE_FREE", 0)
    monkeypatch.setattr(checks, "task_named", lambda _name: daily.Task("backup", None, None))
    monkeypatch.setattr(daily, "TASKS", [])
    Run.objects.create(task="backup", outcome=Outcome.DONE)


def said(client, address="/wellz"):
    """`(status, {name: (state, words)})` of one look."""
    checks.forget()
    answer = client.get(address, headers=JSON)
    rows = {row["name"]: (row["state"], row["says"]) for row in answer.json()["checks"]}
    return answer.status_code, rows


def states(rows):
    return {name: state for name, (state, _words) in rows.items() if state != "ok"}


def test_a_site_that_is_well_says_so_in_lines(client, well):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    lines = answer.content.decode().splitlines()
    assert lines[:6] == [
        "ready",
        "well",
        "database: ok, can be read",
        "pages: ok, the first pages are made",
        "migrations: ok, all applied",
        "writing: ok, works",
    ]
    assert lines[-3:] == [
        "backup: ok, 0 hours old",
        "tasks: ok, done",
        "calendars: ok, can be read",
    ]
    assert Turn.objects.get(name="writing").last_at == timezone.now()


def test_json_says_the_same(client, well):
    answer = client.get("/wellz", headers=JSON)

    assert (answer.status_code, answer.json()["ready"], answer.json()["well"]) == (200, True, True)
    assert answer.json()["checks"][0] == {"name": "database", "state": "ok", "says": "can be read"}


def test_a_migration_that_is_missing_makes_it_unready(client, well):
    MigrationRecorder.Migration.objects.filter(app="faq").delete()

    for address in ("/readyz", "/wellz"):
        status, rows = said(client, address)
        assert (status, states(rows)) == (503, {"migrations": "down"})


def test_a_migration_of_a_later_release_does_not(client, well):
    MigrationRecorder.Migration.objects.create(app="faq", name="9999_later")

    assert said(client)[0] == 200


@pytest.mark.parametrize(
    ("age", "state", "words"),
    [
        (timedelta(hours=26), "ok", "26 hours old"),
        (timedelta(hours=27), "wrong", "The last backup is 1 day old."),
        (timedelta(days=3, hours=5), "wrong", "The last backup is 3 days old."),
    ],
)
def test_an_old_backup_is_wrong_but_the_site_goes_on(client, well, age, state, words):
    Run.objects.update(started_at=timezone.now() - age)

    assert said(client, "/readyz")[0] == 200
    status, rows = said(client)
    assert (status, rows["backup"]) == (200 if state == "ok" else 503, (state, words))


def test_a_site_without_backups_says_so(client, well, monkeypatch, settings):
    monkeypatch.setattr(checks, "task_named", lambda _name: None)

    assert said(client)[1]["backup"] == ("wrong", "There are no backups.")
    settings.IS_LOCAL = True
    assert said(client)[1]["backup"] == ("note", "There are no backups.")


def test_a_full_disk_is_wrong(client, well, monkeypatch):
    monkeypatch.setattr(checks, "BYTES_FEW", 2**70)

    status, rows = said(client)

    assert status == 503
    assert all(
        state == "wrong" and words.startswith("The disk is nearly full: ")
        for name, (state, words) in rows.items()
        if name.startswith("disk of ")
    )
    assert any(name.startswith("disk of ") for name in rows)


@pytest.mark.parametrize(
    ("free", "total", "is_full"),
    [
        (2**30 - 1, 2**32, True),
        (2**30, 2**34, False),
        (2**30 * 2, 2**40, True),
        (2**30 * 11, 2**40, False),
    ],
)
def test_when_a_disk_is_full(free, total, is_full):
    assert checks.is_full(free, total) is is_full


@pytest.mark.parametrize(
    ("name", "state"),
    [("SQLITE_FULL", "wrong"), ("SQLITE_READONLY", "wrong"), ("SQLITE_BUSY", "ok")],
)
def test_what_keeps_from_saving(client, well, monkeypatch, name, state):
    cause = sqlite3.OperationalError("mijn man")
    cause.sqlite_errorname = name

    def fail(**_values):
        raise OperationalError("mijn man") from cause

    monkeypatch.setattr(Turn.objects, "update_or_create", fail)

    assert said(client, "/readyz")[0] == 200
    assert said(client)[1]["writing"][0] == state


def test_failed_tasks_are_told_and_calendars_are_noted(client, well, monkeypatch):
    monkeypatch.setattr(daily, "TASKS", [daily.Task("links", daily.Daily(3), None, label="Links")])
    Run.objects.create(task="links", outcome=Outcome.FAILED, ended_at=timezone.now())
    factories.calendar_source(trouble="gone", trouble_since=timezone.now())

    status, rows = said(client)

    assert (status, states(rows)) == (503, {"task links": "wrong", "calendars": "note"})
    assert rows["task links"][1] == "“Links” fails, since 16 November 2026, 10:00."


def test_asking_again_asks_the_database_nothing(client, well, django_assert_num_queries):
    client.get("/wellz")

    with django_assert_num_queries(0):
        for address in ("/wellz", "/readyz"):
            assert client.get(address).status_code == 200


def test_a_database_that_is_away_makes_it_unready(client, well, monkeypatch):
    def away():
        raise OperationalError("mijn man")

    monkeypatch.setattr(checks.ContentVersion.objects, "exists", away)

    status, rows = said(client, "/readyz")

    assert (status, rows["database"]) == (503, ("down", "The database cannot be used."))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("has_email", "addresses", "told"),
    [(False, ["a@example.org"], "watching.I001"), (True, [], "watching.I002"), (True, ["a"], "")],
)
def test_check_says_that_nobody_is_told(settings, capsys, has_email, addresses, told):
    settings.HAS_EMAIL, settings.ALERT_EMAILS = has_email, addresses

    call_command("check", deploy=True, fail_level="CRITICAL", tags=["security"])

    said = "".join(capsys.readouterr())
    assert ("watching.I00" in said) == bool(told)
    assert told in said


# The desk


def test_editors_see_on_their_desk_what_is_wrong(client, well):
    Run.objects.update(started_at=timezone.now() - timedelta(days=3))
    client.force_login(factories.user(groups=["Editors"], language="nl"))

    page = client.get("/admin/").content.decode()

    assert '<a href="/admin/watching/run/">De laatste back-up is 3 dagen oud.</a>' in page


@pytest.mark.parametrize("groups", [["Volunteers"], ["Editors"]])
def test_desk_says_nothing_of_a_site_that_is_well(client, well, groups):
    client.force_login(factories.user(groups=groups))

    assert b"notices-title" not in client.get("/admin/").content


def test_volunteers_are_not_told_what_is_wrong(client, well):
    Run.objects.update(started_at=timezone.now() - timedelta(days=3))
    client.force_login(factories.user(groups=["Volunteers"]))

    assert b"notices-title" not in client.get("/admin/").content


def test_list_of_runs_begins_with_all_tasks(client, well, monkeypatch):
    monkeypatch.setattr(daily, "TASKS", [daily.Task("links", daily.Daily(3), None, label="Links")])
    Run.objects.create(
        task="links",
        outcome=Outcome.DONE,
        ended_at=timezone.now() + timedelta(seconds=125),
        said="12 <b>\nbroken: 3",
    )
    client.force_login(factories.user(groups=["Editors"], language="en"))

    with translation.override("en"):
        page = client.get("/admin/watching/run/")

    [row] = page.context["tasks"]["rows"]
    assert (row["label"], row["took"], row["wrong"]) == ("Links", "2:05 min", None)
    text = " ".join(page.content.decode().split())
    assert "Last done: 16 November 2026, 10:00 (2:05 min). Next: 17 November 2026, 3:00." in text
    assert "12 &lt;b&gt;<br>broken: 3" in text
