from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from tests import factories
from tests.watching.conftest import task
from watching import alerts, daily, troubles
from watching.models import Outcome, Run, Trouble, Turn
from watching.times import Hourly

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
HOUR = timedelta(hours=1)


@pytest.fixture
def table(monkeypatch, public_site):
    def put(*tasks):
        monkeypatch.setattr(daily, "TASKS", list(tasks))

    put(task("links", label="Links"))
    return put


def ran(outcome, hours_ago=0, name="links", said=""):
    moment = timezone.now() - hours_ago * HOUR
    ended = None if outcome == Outcome.RUNNING else moment
    return Run.objects.create(
        task=name, outcome=outcome, started_at=moment, ended_at=ended, said=said
    )


def wrong():
    with translation.override("en"):
        return [each.says() for each in troubles.of_tasks(timezone.now())]


def test_nothing_is_wrong_with_what_was_done(table):
    ran(Outcome.FAILED, 8)
    ran(Outcome.DONE, 7)

    assert wrong() == []


def test_what_fails_is_wrong_since_it_was_done_last(table):
    ran(Outcome.FAILED, 30)
    ran(Outcome.DONE, 26)
    ran(Outcome.FAILED, 7)
    ran(Outcome.TOO_LONG, 6)

    assert wrong() == ["“Links” takes too long, since 16 November 2026, 3:00."]


def test_what_was_stopped_once_goes_on_by_itself(table, clock):
    ran(Outcome.GONE)

    assert wrong() == []
    clock.shift(HOUR - timedelta(seconds=1))
    assert wrong() == []
    clock.shift(1)
    # The timer was here an hour ago.
    assert wrong() == ["“Links” fails, since 16 November 2026, 10:00."]


def test_what_is_not_done_in_time_is_late(table, clock):
    ran(Outcome.DONE, 32)  # before 3:00 of yesterday

    assert wrong() == ["“Links” was due 15 November 2026, 3:00, and has not been done."]


def test_what_is_due_every_hour_is_late_after_a_while(table, public_site, clock):
    table(task("calendars", Hourly(10), late=4 * HOUR))
    ran(Outcome.DONE, 0, "calendars")

    for _hour in range(5):
        assert wrong() == []
        clock.shift(HOUR)
        Turn.objects.update(last_at=timezone.now())
    assert wrong() == ["“calendars” was due 16 November 2026, 10:10, and has not been done."]


def test_a_timer_that_does_not_come_is_why_all_is_late(table, clock):
    clock.shift(timedelta(days=2))

    assert wrong() == ["The daily tasks have not been looked after since 16 November 2026, 10:00."]


def test_a_new_site_and_ones_own_machine_have_time(table, settings, clock):
    Turn.objects.all().delete()
    settings.IS_LOCAL = True

    assert wrong() == []
    settings.IS_LOCAL = False
    assert wrong() == ["The daily tasks have not been looked after since 17 October 2026, 11:00."]


@pytest.mark.parametrize("rows", [1, 3])
def test_troubles_cost_the_same_for_many(table, django_assert_num_queries, rows):
    names = [f"task{number}" for number in range(rows)]
    table(*(task(name) for name in names))
    for name in names:
        ran(Outcome.FAILED, 7, name)

    with django_assert_num_queries(4):
        assert len(wrong()) == rows


# Mails


def told():
    return alerts.tell(timezone.now())


def test_one_mail_when_something_fails_and_one_when_it_is_well(table, clock):
    ran(Outcome.FAILED, said="ValueError")
    assert (told(), told()) == (1, 0)
    clock.shift(HOUR / 2)
    ran(Outcome.FAILED)
    assert told() == 0
    ran(Outcome.DONE)
    clock.shift(1)
    assert (told(), told()) == (1, 0)

    first, second = mail.outbox
    assert first.to == ["admin@example.org"]
    assert first.subject == "127.0.0.1: er is iets niet in orde"
    assert "* ‘Links’ mislukt, sinds 16 november 2026, 10.00." in first.body
    assert "\nValueError\n" in first.body
    assert "\n    manage.py daily --now links\n" in first.body
    assert "http://127.0.0.1:8000/admin/watching/run/" in first.body
    assert second.subject == "127.0.0.1: weer in orde"
    assert "* Links (sinds 16 november 2026, 10.00)" in second.body


def test_at_most_one_mail_a_day_about_the_same_thing(table, clock):
    sent = []
    for _hour in range(24 * 2):
        Turn.objects.update(last_at=timezone.now())
        ran(Outcome.DONE if len(sent) % 2 else Outcome.FAILED)
        sent.append(told())
        clock.shift(HOUR)

    # It failed and was done again all the time: once that it fails, once that it is well, a day.
    assert [number for number, mails in enumerate(sent) if mails] == [0, 1, 24, 25]


def test_what_lasts_is_told_again_after_a_day(table, clock):
    ran(Outcome.FAILED)
    sent = []
    for _hour in range(50):
        Turn.objects.update(last_at=timezone.now())
        sent.append(told())
        clock.shift(HOUR)

    assert [number for number, mails in enumerate(sent) if mails] == [0, 24, 48]


def test_all_that_is_wrong_is_one_mail_in_the_language_of_who_reads_it(table):
    factories.user(email="admin@example.org", language="fr")
    table(task("links"), task("imports"))
    for name in ("links", "imports"):
        ran(Outcome.FAILED, 1, name)

    assert told() == 1
    assert mail.outbox[0].body.count("échoue, depuis le 16 novembre 2026") == 2


def test_a_mail_that_cannot_be_sent_is_sent_later(table, settings, clock):
    settings.EMAIL_BACKEND = "nowhere.at.all"
    ran(Outcome.FAILED)

    assert told() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert told() == 1


@pytest.mark.parametrize("without", ["HAS_EMAIL", "ALERT_EMAILS"])
def test_without_mail_or_addresses_nobody_is_told(table, settings, without):
    setattr(settings, without, [])
    ran(Outcome.FAILED)

    assert told() == 0
    assert Trouble.objects.get().told_at is None
