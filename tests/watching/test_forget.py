"""What is too old is deleted every night, and not a day before."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.notes.models import Presence
from core.search.models import MissedSearch
from directory.asking.models import Call, Claim
from faq.models import Remark
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def searched(age):
    return MissedSearch.objects.create(text=str(age), language="nl", week=today() - age)


def remarked(age):
    question = factories.question(slug=f"q-{age.days}")
    return Remark.objects.create(
        question=question, language="nl", text="?", written_on=today() - age
    )


def called(age):
    return Call.objects.create(
        organisation=factories.organisation(slug=f"o-{age.days}"),
        began_at=timezone.now() - age,
        outcome="nobody",
    )


def claimed(age):
    return Claim.objects.create(
        organisation=factories.organisation(slug=f"o-{age.total_seconds():.0f}"),
        taken_by=factories.user(),
        taken_at=timezone.now() - age,
    )


def present(age):
    user = factories.user()
    Presence.objects.begin(user, user)
    Presence.objects.filter(user=user).update(since=timezone.now() - age)
    return Presence.objects.get(user=user)


def today():
    return timezone.localdate()


@pytest.mark.parametrize(
    ("made", "young", "old"),
    [
        (searched, 399 * DAY, 400 * DAY),
        (remarked, 399 * DAY, 400 * DAY),
        (called, 399 * DAY, 401 * DAY),
        (claimed, DAY - 5 * MINUTE, DAY + MINUTE),
        (present, 55 * MINUTE, 61 * MINUTE),
    ],
)
def test_only_what_is_too_old_goes(made, young, old, capsys):
    # The old one last: whoever begins something takes away what is old as well.
    kept, gone = made(young), made(old)

    call_command("forget")

    assert capsys.readouterr().out == f"Forgotten: {kept._meta.label} 1.\n"
    assert list(type(kept).objects.all()) == [kept]
    assert kept.pk != gone.pk
