"""With programs of a few lines in the place of manage.py: what matters is how they end."""

import fcntl
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.clock import travel
from watching import daily, going, turns
from watching.daily import HOURS, Task
from watching.models import Outcome, Run, Turn
from watching.times import Daily

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

PROGRAM = '''
import os, sys, time
what, rest = sys.argv[1], sys.argv[2:]
if what == "good":
    print("All is well.", *rest)
if what == "bad":
    print("CommandError: No mail to amina@example.org, said “mijn man”.")
    sys.exit(1)
if what == "slow":
    time.sleep(60)
if what == "long":
    print("a" * 1_000_000)
if what == "parent":
    import subprocess
    child = """
import fcntl, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
held = open("held", "w")
fcntl.lockf(held, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""
    subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE).stdout.readline()
    time.sleep(60)
if what == "stubborn":
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
'''


def task(name, **options):
    return Task(name, Daily(3), **{"limit": 10 * HOURS, **options})


@pytest.fixture
def table(settings, tmp_path, monkeypatch):
    """Puts tasks into the place of the usual ones."""
    (tmp_path / "manage.py").write_text(PROGRAM)
    settings.BASE_DIR = tmp_path
    return lambda *tasks: monkeypatch.setattr(daily, "TASKS", list(tasks))


def went(now=None):
    return going.go(tell=lambda _line: None)


def outcomes():
    return [*Run.objects.order_by("pk").values_list("task", "outcome")]


def test_what_is_due_is_done_once(table, clock):
    table(task("good", arguments=("10 links",)))

    assert went() == (["good"], [])
    assert went() == ([], [])

    run = Run.objects.get()
    assert (run.outcome, run.said, run.is_by_hand) == ("done", "All is well. 10 links", False)
    clock.shift(timedelta(hours=16, minutes=59))
    assert went() == ([], [])
    clock.shift(timedelta(minutes=1))
    assert went() == (["good"], [])


def test_what_fails_stops_no_other_and_is_tried_again_later_and_later(table, clock):
    table(task("bad"), task("good"))
    tried = []

    for quarter in range(4 * 12):
        done, failed = went()
        assert done == (["good"] if quarter == 0 else [])
        if failed:
            tried.append(quarter)
        clock.shift(timedelta(minutes=15))

    # After a quarter, two, four, eight and then every four hours.
    assert tried == [0, 1, 3, 7, 15, 31, 47]
    said = Run.objects.filter(task="bad").values_list("said", flat=True)[0]
    assert said == "CommandError: No mail to (e-mail), said “…”."


def test_what_takes_too_long_is_stopped_with_all_that_it_started(table, monkeypatch):
    monkeypatch.setattr(going, "_GRACE", 0.3)
    table(*(task(name, limit=timedelta(seconds=0.5)) for name in ("slow", "stubborn")))

    with travel(tick=True):
        assert went() == ([], ["slow", "stubborn"])

    assert outcomes() == [("slow", "too_long"), ("stubborn", "too_long")]


def test_what_is_stopped_leaves_none_that_it_started(table, monkeypatch, tmp_path):
    monkeypatch.setattr(going, "_GRACE", 0.3)
    table(task("parent", limit=timedelta(seconds=2)))

    with travel(tick=True):
        went()

    # The kernel lets go of it with the process; otherwise this waits for ten minutes.
    with (tmp_path / "held").open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)


def test_line_without_an_end_is_read_bit_by_bit(table, monkeypatch):
    table(task("long"))
    kept, last_lines = [], going.said.last_lines
    monkeypatch.setattr(going.said, "last_lines", lambda of: kept.extend(of) or last_lines(of))

    went()

    assert outcomes() == [("long", "done")]
    assert max(map(len, kept)) == going._LONGEST


def test_only_one_goes_at_a_time(table):
    table(task("good"))
    holder = turns.take(going.TURN)

    assert went() is None
    turns.end(going.TURN, holder)
    assert went() == (["good"], [])


def test_whoever_was_killed_holds_the_turn_for_some_minutes_only(table, clock):
    table(task("good"))
    Run.objects.create(task="good")
    turns.take(going.TURN)

    clock.shift(turns.LASTS - timedelta(seconds=1))
    assert went() is None
    clock.shift(timedelta(seconds=1))
    assert went() == ([], [])
    clock.shift(going.PAUSE)
    assert went() == (["good"], [])
    assert outcomes() == [("good", "gone"), ("good", "done")]


def test_whoever_lost_the_turn_stops_what_runs(table, monkeypatch):
    monkeypatch.setattr(turns, "RENEWED_EVERY", timedelta(0))
    table(task("slow"))
    monkeypatch.setattr(turns, "hold", lambda _name, _holder: False)

    with travel(tick=True), pytest.raises(CommandError, match="Another machine took over"):
        call_command("daily")

    assert outcomes() == [("slow", "gone")]


def test_what_somebody_started_by_hand_is_waited_for(table, clock):
    table(task("good"))
    by_hand = Run.objects.create(task="good", is_by_hand=True)

    assert went() == ([], [])
    clock.shift(timedelta(hours=25))
    assert went() == ([], [])
    by_hand.refresh_from_db()
    assert by_hand.outcome == Outcome.GONE


def test_what_is_done_by_hand_is_done(table):
    table(task("good"))
    Run.objects.create(task="good", is_by_hand=True, outcome=Outcome.DONE)

    assert went() == ([], [])


def test_what_comes_too_late_waits_for_the_next_time(table, clock):
    table(task("good", until=4 * HOURS))

    assert went() == ([], [])
    clock.shift(timedelta(hours=17))
    assert went() == (["good"], [])


def test_a_turn_of_a_clock_that_is_wrong_is_nobodys():
    Turn.objects.create(name="daily", holder="x", held_until=timezone.now() + timedelta(days=365))

    assert turns.take("daily")


def test_daily_says_what_failed_and_what_is_due(table, capsys):
    table(task("bad"), task("good"))

    with pytest.raises(CommandError, match="tried again later: bad"):
        call_command("daily")
    assert capsys.readouterr().out.splitlines() == [
        "bad: failed after 0.0 s. CommandError: No mail to (e-mail), said “…”.",
        "good: done after 0.0 s. All is well.",
    ]

    call_command("daily", now="good")
    call_command("daily", list=True)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "bad: done never, due 2026-11-17 03:00",
        "good: done 2026-11-16 10:00, due 2026-11-17 03:00",
    ]


@pytest.mark.one_database
def test_every_task_of_the_table_is_a_command():
    from django.core.management import get_commands

    names = [task.line()[0] for task in daily.tasks()]

    assert [name for name in names if name not in get_commands()] == []
    assert len(set(names)) == len(names)
