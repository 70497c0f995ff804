from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from watching.models import Outcome, Run
from watching.runs import VARIABLE, recording

pytestmark = pytest.mark.django_db


def test_recording_writes_down_what_was_done(clock):
    with recording("backup") as run:
        running = Run.objects.get()
        clock.shift(90)
        run.say("12 MB", size=12_000_000)

    done = Run.objects.get()
    assert (running.task, running.outcome, running.is_by_hand) == ("backup", "running", True)
    assert (done.outcome, done.said, done.size) == ("done", "12 MB", 12_000_000)
    assert done.lasted == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CommandError("There is no key for amina@example.org."), "There is no key for (e-mail)."),
        (ValueError("mijn man"), "ValueError"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_recording_of_a_failure_has_no_words(error, said):
    with pytest.raises(type(error)), recording("backup"):
        raise error

    assert Run.objects.values_list("outcome", "said").get() == ("failed", said)


def test_recording_in_a_child_of_daily_leaves_the_outcome_to_it(monkeypatch):
    row = Run.objects.create(task="backup")
    monkeypatch.setenv(VARIABLE, str(row.pk))

    with recording("backup") as run:
        run.say("12 MB")

    assert Run.objects.values_list("outcome", "said").get() == ("running", "12 MB")


def test_recording_takes_no_row_of_another_task(monkeypatch):
    row = Run.objects.create(task="rehearse")
    monkeypatch.setenv(VARIABLE, str(row.pk))

    with recording("backup"):
        pass

    assert Run.objects.get(task="backup").outcome == Outcome.DONE


def test_runs_are_pruned_but_some_of_each_task_stay():
    ago = timezone.now() - timedelta(days=40)
    for number in range(20):
        moment = ago + timedelta(hours=number)
        Run.objects.create(task="imports", outcome=Outcome.FAILED, started_at=moment)
    done = Run.objects.create(
        task="imports", outcome=Outcome.DONE, started_at=ago - timedelta(days=1)
    )
    Run.objects.create(task="rehearse", outcome=Outcome.DONE, started_at=ago)
    Run.objects.create(task="links", outcome=Outcome.DONE)

    assert Run.objects.prune() == 8

    assert Run.objects.filter(task="imports").count() == 13
    assert Run.objects.filter(pk=done.pk).exists()
    assert Run.objects.exclude(task="imports").count() == 2
