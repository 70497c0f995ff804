"""Whatever changes public content raises the version, in the same transaction."""

import threading

import pytest
from django.db import transaction

from core import versions
from directory.models import Organisation
from tests.factories import location, notice, opening_hours, organisation, theme

pytestmark = pytest.mark.django_db


def change_by_save(row):
    row.save()


def change_by_update(row):
    Organisation.objects.filter(pk=row.pk).update(phone="02 512 34 56")


def change_by_bulk_update(row):
    Organisation.objects.bulk_update([row], ["phone"])


def change_by_relation(row):
    row.themes.add(theme())


def change_by_delete(row):
    row.delete()


def change_by_location(row):
    location(organisation=row)


def change_by_opening_hours(row):
    opening_hours(location=location(organisation=row))


def change_by_notice(row):
    notice(organisation=row)


@pytest.mark.parametrize(
    "change",
    [
        change_by_save,
        change_by_update,
        change_by_bulk_update,
        change_by_relation,
        change_by_delete,
        change_by_location,
        change_by_opening_hours,
        change_by_notice,
    ],
)
def test_version_is_raised(change):
    row = organisation()
    before = versions.current()

    change(row)

    assert versions.current() != before


def test_version_is_raised_by_bulk_create():
    before = versions.current()

    Organisation.objects.bulk_create([Organisation(slug="a", kind="library")])

    assert versions.current() != before


def test_version_goes_back_with_the_transaction():
    organisation()
    before = versions.current()
    with transaction.atomic():
        organisation()
        transaction.set_rollback(True)
    versions.forget()

    assert versions.current() == before


def test_version_is_looked_up_once_a_second(django_assert_num_queries):
    versions.forget()

    with django_assert_num_queries(1):
        assert versions.current() == versions.current()


def test_version_is_looked_up_again_when_its_time_is_over(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(versions, "LOOK_EVERY", 0)

    with django_assert_num_queries(2):
        assert versions.current() == versions.current()


def in_another_thread(action):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(action()))
    thread.start()
    thread.join()
    return answers[0]


@pytest.mark.django_db(transaction=True)
def test_version_of_an_open_transaction_is_nobody_elses():
    """Another reader would keep what was there before under it, and show that for good."""
    before = versions.current()

    with transaction.atomic():
        row = organisation()
        inside = versions.current()
        elsewhere = in_another_thread(versions.current)
        row.save()
        inside_again = versions.current()
    after = versions.current()

    assert elsewhere == before
    assert len({before, inside, inside_again}) == 3
    assert after == inside_again == in_another_thread(versions.current)


@pytest.mark.django_db(transaction=True)
def test_version_of_a_transaction_that_failed_is_gone():
    before = versions.current()

    with transaction.atomic():
        organisation()
        inside = versions.current()
        transaction.set_rollback(True)

    assert inside != before
    assert versions.current() == before
    with transaction.atomic():
        assert versions.current() == before
