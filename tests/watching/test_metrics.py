import logging
import os
import re
from datetime import timedelta

import pytest
import yaml
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from core import versions
from core.kept import answered
from core.kept.front import Front
from tests import factories, requests
from watching import daily, figures, metrics
from watching.models import Outcome, Run

WORDS = "mijnmanslaatmij"


@pytest.fixture
def front(settings, monkeypatch, tmp_path):
    settings.PAGE_CACHE_BYTES = 10_000_000
    settings.METRICS_PORT = 1
    monkeypatch.setattr(figures.tempfile, "gettempdir", lambda: str(tmp_path))
    figures._answers.clear()
    metrics._looked_up.forget()
    yield Front(get_wsgi_application())
    answered.tell_to(None)


def read(where):
    """`{name: {labels as text: value}}` of what Prometheus would read."""
    registry = CollectorRegistry()
    registry.register(metrics.Collector(where))
    text = generate_latest(registry).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found.setdefault(sample.name.removeprefix(metrics.PREFIX), {})[labels] = sample.value
    return text, found


@pytest.mark.django_db
def test_answers_are_counted_by_kind_and_never_by_words(front, one_connection):
    factories.organisation(slug="here")
    versions.forget()
    where, own = figures.folder(), figures.Figures(front)
    answered.tell_to(figures.count)
    site = requests.Site(front)
    sent = {"REMOTE_ADDR": "192.0.2.77", "HTTP_COOKIE": WORDS, "HTTP_REFERER": WORDS}

    for path in ("/nl/organisations/here/", "/nl/organisations/here/", f"/nl/{WORDS}/", "/admin/"):
        site.ask(requests.environ(path, f"q={WORDS}", **sent))

    assert own.add_up()
    assert not own.add_up()
    figures.write(where, own.told())
    text, found = read(where)
    assert found["answers_total"] == {
        "kept=no,kind=organisation,status=2xx": 1,
        "kept=yes,kind=organisation,status=2xx": 1,
        "kept=no,kind=other,status=4xx": 1,
        "kept=no,kind=admin,status=3xx": 1,
    }
    assert found["answer_seconds_count"]["kept=yes,kind=organisation"] == 1
    assert found["answer_seconds_bucket"]["kept=yes,kind=organisation,le=+Inf"] == 1
    assert (found["kept_pages"], found["processes"]) == ({"": 1}, {"": 1})
    assert found["kept_bytes"][""] > 1_000
    assert WORDS not in text
    assert "192.0.2" not in text


@pytest.mark.django_db
def test_figures_of_a_process_that_is_gone_still_count(front):
    where, own = figures.folder(), figures.Figures(front)
    told = own.told()
    told["statuses"] = [["home", "2xx", True, 5]]
    told["times"] = [["home", True, 5, *[0] * len(figures.BUCKETS), 0.25]]
    told["now"] = {"kept_pages": 3, "kept_bytes": 4}
    for pid in (os.getpid(), 2**22 + 1):  # there is none with this number
        (where / str(pid)).write_text(figures.json.dumps(told))

    _text, found = read(where)

    assert found["answers_total"] == {"kept=yes,kind=home,status=2xx": 10}
    assert found["answer_seconds_sum"] == {"kept=yes,kind=home": 0.5}
    assert found["answer_seconds_bucket"]["kept=yes,kind=home,le=0.0001"] == 10
    assert (found["kept_pages"], found["processes"]) == ({"": 3}, {"": 1})


@pytest.mark.django_db
@pytest.mark.at("2026-11-16 10:00")
def test_tasks_and_backups_are_told(front, monkeypatch):
    monkeypatch.setattr(daily, "TASKS", [daily.Task("links", daily.Daily(3), None)])
    ended = timezone.now()
    for outcome, minutes in ((Outcome.DONE, 2), (Outcome.FAILED, 1)):
        moment = ended - timedelta(minutes=minutes)
        Run.objects.create(task="links", outcome=outcome, started_at=moment, ended_at=ended)
    began = ended - timedelta(hours=1)
    monkeypatch.setattr(metrics, "task_named", lambda name: name)
    Run.objects.create(
        task="backup", outcome=Outcome.DONE, started_at=began, ended_at=ended, size=12_000
    )

    _text, found = read(figures.folder())

    assert found["task_done_timestamp_seconds"] == {"task=links": ended.timestamp()}
    assert found["task_failures"] == {"task=links": 1}
    assert found["backup_timestamp_seconds"] == {"": began.timestamp()}
    assert found["backup_bytes"] == {"": 12_000}
    assert found["well"]["check=database"] == 1
    assert found["well"]["check=task links"] == 0
    assert found["database_up"] == {"": 1}


def test_what_is_logged_is_counted(front):
    own = figures.Figures(front)

    for level in ("WARNING", "ERROR", "ERROR"):
        own.logged.emit(logging.LogRecord("feedback.replies", getattr(logging, level), *[None] * 5))

    assert own.told()["logged"] == [
        ["warning", "feedback.replies", 1],
        ["error", "feedback.replies", 2],
    ]


def test_folder_of_a_server_that_is_gone_is_removed(front, tmp_path):
    old = figures.folder().parent / "4194305"
    old.mkdir()
    (old / "7").write_text("{}")

    where = figures.folder()

    assert [path.name for path in where.parent.iterdir()] == [str(os.getppid())]
    assert where.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_counted_unless_it_is_wanted(front, settings):
    settings.METRICS_PORT = 0

    metrics.begin(front)

    assert answered.tell is None


@pytest.mark.django_db
def test_rules_for_prometheus_ask_for_figures_that_there_are(front):
    groups = yaml.safe_load((settings.BASE_DIR / "deploy/prometheus/rules.yml").read_text())
    rules = [rule for group in groups["groups"] for rule in group["rules"]]
    where, own = figures.folder(), figures.Figures(front)
    own.statuses["home", "2xx", True] = 1
    own.times["home", True] = [1, *[0] * len(figures.BUCKETS), 0.1]
    own.logged.counts["error", "core.desk.digest"] = 1
    figures.write(where, own.told())
    Run.objects.create(task="backup", outcome=Outcome.DONE, size=1)

    _text, found = read(where)

    asked = {name for rule in rules for name in re.findall(f"{metrics.PREFIX}(\\w+)", rule["expr"])}
    assert len(rules) == 8
    assert len(asked) == 8
    assert asked <= set(found)
    assert all(set(rule) <= {"alert", "expr", "for", "annotations"} for rule in rules)
