"""Two machines on one PostgreSQL: what is changed on one is on every page of both in a second."""

import os
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agenda.models import Event
from core import versions
from core.models import Status
from directory.models import OpeningHours, Organisation
from faq.models import Question
from scripts.serve import command
from tests import factories
from tests.html_forms import fields_of
from tests.lists import brought_in, log_in, save, taken_out

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="machines cannot share a file"),
    pytest.mark.django_db(transaction=True),
]

ROOT = Path(settings.BASE_DIR)
START = 60  # seconds that a server may take
SOON = 1.0  # seconds after a change


class Machine:
    """One server: a process of granian with a worker, and what it wrote."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{self.port}.log"

    @contextmanager
    def running(self):
        row = connection.settings_dict
        user, host = quote(f"{row['USER']}:{row['PASSWORD']}", ":"), f"{row['HOST']}:{row['PORT']}"
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{user}@{host}/{row['NAME']}",
            "LOG_LEVEL": "INFO",
            "STATIC_ROOT": str(self.log.parent),
        }
        with self.log.open("w") as log:
            server = subprocess.Popen(
                command(self.port, 1, "tests.machine:application"),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield self
        finally:
            server.terminate()
            server.wait(timeout=START)

    def get(self, path, data=None, cookies=""):
        headers = {"Cookie": cookies, "Referer": f"{self.address}{path}"} if cookies else {}
        try:
            asked = Request(f"{self.address}{path}", data, headers)
            with urlopen(asked, timeout=START) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def is_there(self):
        return self.get("/healthz")[0] == 200


@pytest.fixture
def machines(tmp_path):
    """Both, started at the same time."""
    with ExitStack() as stack:
        both = [stack.enter_context(Machine(tmp_path).running()) for _number in range(2)]
        assert within(START, lambda: all(machine.is_there() for machine in both))
        yield both


def within(seconds, condition):
    """Whether it is true in that time; the last look begins when it is over."""
    until = time.monotonic() + seconds
    while True:
        is_last = time.monotonic() >= until
        if (is_true := condition()) or is_last:
            return is_true
        time.sleep(0.05)


def _save(row, **values):
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


PLACES, AGENDA, CALENDAR = "/nl/organisations/", "/nl/agenda/", "/nl/agenda/calendar.ics"
HOUSE, COFFEE, COFFEE_CALENDAR = f"{PLACES}huis/", f"{AGENDA}koffie/", f"{AGENDA}koffie.ics"


def changes(machine, client):
    """`(what is done, {path: (what is there then, what is not any more)})`, in order."""
    house, coffee = Organisation.objects.get(slug="huis"), Event.objects.get(slug="koffie")

    def in_the_admin():
        path = f"/admin/directory/organisation/{house.pk}/change/"
        page = client.get(path)  # logged in by a third machine, and shown by it
        cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        sent = urlencode(fields_of(page, name_nl="Huis Twee"), doseq=True).encode()
        assert machine.get(path, sent, cookies)[0] == 200

    def by_a_list():
        headers, rows = taken_out(client, "directory.organisation")
        for row in rows:
            row["telephone"] = row["telephone"].replace("1", "2")
        save(client, brought_in(client, "directory.organisation", headers, rows))

    return [
        (
            lambda: _save(house, name_nl="Huis Een"),
            dict.fromkeys((HOUSE, PLACES), ("Huis Een", "Huis Nul")),
        ),
        (in_the_admin, dict.fromkeys((HOUSE, PLACES), ("Huis Twee", "Huis Een"))),
        (by_a_list, {HOUSE: ("02 222 22 22", "02 111 11 11")}),
        (
            lambda: Event.objects.filter(pk=coffee.pk).update(title_nl="Thee"),
            dict.fromkeys((COFFEE, AGENDA, CALENDAR, COFFEE_CALENDAR), ("Thee", "Koffie")),
        ),
        (
            lambda: factories.event_exception(event=coffee, day=coffee.starts_on),
            dict.fromkeys((CALENDAR, COFFEE_CALENDAR), ("Gaat niet door: Thee", "")),
        ),
        (lambda: OpeningHours.objects.all().delete(), {HOUSE: ("Huis Twee", "13.07")}),
        (
            lambda: call_command("occurrences", verbosity=0),
            dict.fromkeys((AGENDA, CALENDAR), ("Vergeten", "")),
        ),
        (lambda: Question.objects.all().delete(), {"/nl/faq/": ("", "Hoe lang")}),
        (
            lambda: _save(house, status=Status.ARCHIVED),
            {
                PLACES: ("", "Huis Twee"),
                CALENDAR: ("", "Thee"),
                COFFEE_CALENDAR: ("Gestopt: Thee", "BEGIN:VEVENT"),
            },
        ),
    ]


@pytest.fixture
def content():
    """A house that is open from 13.07 on, with coffee, a question, and a date that is missing."""
    soon = timezone.localdate() + timedelta(days=3)
    house = factories.organisation(
        slug="huis", name_nl="Huis Nul", summary_nl="Zin", phone="02 111 11 11", no_contact="",
        themes=[factories.theme()],
    )  # fmt: skip
    place = factories.location(
        organisation=house, municipality=factories.municipality(), hours_known=True
    )
    factories.opening_hours(location=place, opens="13:07", closes="15:07")
    factories.event(slug="koffie", title_nl="Koffie", organisation=house, starts_on=soon)
    factories.event(title_nl="Vergeten", starts_on=soon).occurrences.all().delete()
    factories.question(question_nl="Hoe lang duurt het?")


def test_every_page_is_right_on_both_machines_in_a_second(content, machines, client):
    log_in(client)
    todo = changes(machines[0], client)
    pages = {path for _change, expected in todo for path in expected}
    before = [machine.get(path) for machine in machines for path in pages]
    assert {status for status, _text in before} == {200}

    for number, (change, expected) in enumerate(todo):
        change()
        is_right = within(SOON, lambda expected=expected: not _wrong(machines, expected))
        assert is_right, (number, _wrong(machines, expected))

    assert not any("built anew" in log or "Traceback" in log for log in written(machines))

    # It is where nobody knows what has changed, which is how we know that the log says so.
    versions.raise_version()
    assert within(START, lambda: _all_built_anew(machines))


def written(machines):
    return [machine.log.read_text() for machine in machines]


def _all_built_anew(machines):
    for machine in machines:
        machine.get(PLACES)
    return all("built anew" in log for log in written(machines))


def _wrong(machines, expected):
    """`[(path, what was expected, what was there)]`."""
    found = []
    for machine in machines:
        for path, (there, gone) in expected.items():
            _status, text = machine.get(path)
            if there not in text or (gone and gone in text):
                found.append((path, there, gone))
    return found
