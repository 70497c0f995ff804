"""What docs/data.md and docs/papers say is kept about people is what models and code keep."""

import inspect
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from brussels_support.views import ACCESSIBILITY_STATED_ON
from core.accounts import attempts, devices, sessions
from core.accounts.models import SecurityEvent, User
from core.imports.management.commands import imports
from core.limits import tally
from core.notes.models import Note, Presence
from core.parts import models as parts
from core.search.models import MissedSearch
from directory.asking.models import Call, Claim
from faq.models import Remark
from feedback import models as feedback
from usage.management.commands.add_up_use import DAYS_ARE_KEPT
from watching.management.commands.forget import forgetful

pytestmark = pytest.mark.one_database

DOCS = Path(settings.BASE_DIR) / "docs"
DATA = (DOCS / "data.md").read_text()
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
IMPORTS_DAYS = int(
    re.search(r'"--days", type=int, default=(\d+)', inspect.getsource(imports)).group(1)
)
UNITS = {
    "hour": "hour", "uur": "hour", "heure": "hour", "day": "day", "dag": "day", "dagen": "day",
    "jour": "day", "month": "month", "maanden": "month", "moi": "month",
}  # fmt: skip


def span(seconds):
    return timedelta(seconds=seconds)


PERIODS = {
    "P1": feedback.EMAIL_KEPT,
    "P2": feedback.TEXT_KEPT,
    "P3": Remark.KEPT,
    "P4": MissedSearch.KEPT,
    "P5": SecurityEvent.KEPT,
    "P6": span(settings.SESSION_COOKIE_AGE),
    "P7": span(sessions.SHORT),
    "P8": span(settings.PASSWORD_RESET_TIMEOUT),
    "P9": devices.LASTS,
    "P10": span(settings.CSRF_COOKIE_AGE),
    "P11": span(attempts.HIGHEST * attempts.FALLS_IN),
    "P12": Note.KEPT,
    "P13": Presence.HELD,
    "P14": Claim.HELD,
    "P15": Call.KEPT,
    "P16": IMPORTS_DAYS * DAYS,
    "P17": parts.KEPT,
    # A generation and the one before it.
    "P18": 2 * timedelta(microseconds=tally._HOUR / 1000),
    "P19": int(settings.BACKUP_KEEP.split(",")[-1]),  # months
    "P20": DAYS_ARE_KEPT * DAYS,
}
FORGETFUL = {
    "accounts.SecurityEvent", "asking.Call", "asking.Claim", "faq.Remark", "feedback.Suggestion",
    "notes.Note", "notes.Presence", "parts.Work", "search.MissedSearch",
}  # fmt: skip


def periods(text):
    """`{"P1": (30, "day"), …}` of the table of periods."""
    rows = re.findall(r"^\| (P\d+) \|.*\| (\d+) (\S+?)s? \|$", text, re.M)
    return {name: (int(number), UNITS[unit]) for name, number, unit in rows}


def as_said(period):
    if isinstance(period, int):
        return period, "month"
    days = period // DAYS
    return (days, "day") if days * DAYS == period and days else (period // HOURS, "hour")


def section(title):
    return DATA.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows_about_people():
    """`{label: (columns, whether they are all of them, how long)}`."""
    rows = {}
    for line in section("Tables that say something about somebody").splitlines():
        if line.startswith("| `"):
            label, columns, *_others, how_long = (
                cell.strip() for cell in line.strip("|").split("|")
            )
            names = {name for name in re.split(r"[ ,…]+", columns) if name}
            assert label.strip("`") not in rows
            rows[label.strip("`")] = (names, not columns.endswith("…"), how_long)
    return rows


def about_nobody():
    names = re.findall(r"`([\w.]+)`", section("Tables that say nothing about anybody"))
    assert len(names) == len(set(names))
    return set(names)


def is_about_somebody(field):
    """Of what can be told from its kind: who, an e-mail address, a telephone number."""
    if field.related_model is User or isinstance(field, models.EmailField):
        return True
    return "phone" in field.name or field.name == "whatsapp"


def test_every_table_stands_in_it_once():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    named = rows_about_people().keys()

    assert named | about_nobody() == labels
    assert not named & about_nobody()


def test_the_columns_about_people_are_those_of_the_models():
    for label, (named, is_all, _how_long) in rows_about_people().items():
        fields = apps.get_model(label)._meta.concrete_fields
        columns = {field.column for field in fields} - {"id"}
        people = {field.column for field in fields if is_about_somebody(field)}
        assert named <= columns, label
        assert people <= named, label
        assert named == columns or not is_all, label


def test_tables_about_nobody_have_no_column_about_somebody():
    # Numbers of helplines, which are the opposite of personal.
    public = {("search.CrisisNumber", "phone")}
    found = {
        (label, field.name)
        for label in about_nobody()
        for field in apps.get_model(label)._meta.concrete_fields
        if is_about_somebody(field)
    }
    assert found == public


def test_every_period_is_that_of_the_code():
    assert periods(DATA) == {name: as_said(period) for name, period in PERIODS.items()}


def test_every_table_about_people_says_how_long():
    for label, (_named, _is_all, how_long) in rows_about_people().items():
        assert set(how_long.split(", ")) <= {*PERIODS, "A", "H", "L"}, label


def test_what_forgets_by_itself_is_what_has_a_period():
    assert {manager.model._meta.label for manager in forgetful()} == FORGETFUL
    rows = rows_about_people()
    assert all(rows[label][2].startswith("P") for label in FORGETFUL)


PAPERS = sorted((DOCS / "papers").glob("*.??.md"))


def test_each_paper_is_there_in_three_languages():
    names = {path.name.split(".")[0] for path in PAPERS}
    assert names == {"register", "volunteers", "breach", "requests"}
    assert len(PAPERS) == 3 * len(names)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_paper_says_the_same_periods_and_lists_what_to_fill_in(path):
    text, true = path.read_text(), periods(DATA)

    said = periods(text)
    assert said == {name: true[name] for name in said}
    if path.name.startswith("register"):
        assert said.keys() == true.keys()
    if path.name.startswith("volunteers"):
        assert said
    top, _line, rest = text.partition("\n---\n")
    listed = set(re.findall(r"\[… [^\]]+\]", top))
    assert listed == set(re.findall(r"\[… [^\]]+\]", rest))


# What the statement says, and on which day somebody saw that it is so. After another text: go
# through it again, set ACCESSIBILITY_STATED_ON, and put both here.
STATED = ("2026-11-29", "fc83e8d27aff")


def test_the_statement_on_accessibility_has_the_day_of_its_last_change():
    template = Path(settings.BASE_DIR) / "templates/brussels_support/accessibility.html"
    digest = sha256(template.read_bytes()).hexdigest()[:12]

    assert (ACCESSIBILITY_STATED_ON.isoformat(), digest) == STATED
    assert timezone.localdate() >= ACCESSIBILITY_STATED_ON
