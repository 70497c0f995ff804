"""Somebody left, and an administrator deletes her personal data."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from core.accounts import handover
from core.accounts.models import SecurityEvent, User
from core.notes.models import Note, Presence
from directory.asking.claims import Claim
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

NAME, EMAIL = "Zubeida", "zubeida@example.org"


def page_of(user):
    return f"/admin/accounts/user/{user.pk}/forget/"


@pytest.fixture
def administrator(client):
    user = factories.user(language="en", first_name="Ada")
    codenames = ["view_user", "change_user"]
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="accounts", codename__in=codenames)
    )
    client.force_login(user)
    return user


def one_who_left(**values):
    return factories.user(
        username="zubeida", first_name=NAME, email=EMAIL, is_active=False, **values
    )


def everything_said():
    """All texts of the database, of whatever table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from (
                (table, value)
                for row in cursor.fetchall()
                for value in row
                if isinstance(value, str)
            )


def test_nothing_about_her_is_left_in_any_table_but_her_work(client, administrator):
    left, other = one_who_left(last_login=timezone.now()), factories.user(first_name="Other")
    row = factories.organisation()
    left.groups.add(Group.objects.create(name="A group"))
    EmailAddress.objects.create(user=left, email=EMAIL)
    Authenticator.objects.create(user=left, type="totp", data={"secret": NAME})
    Presence.objects.begin(left, row)
    Claim.objects.create(organisation=row, taken_by=left, taken_at=timezone.now())
    account = ContentType.objects.get_for_model(User)
    entry = {"user": administrator, "content_type": account, "action_flag": CHANGE}
    LogEntry.objects.create(**entry, object_id=left.pk, object_repr=NAME)
    handed = LogEntry.objects.create(
        **entry, object_id=other.pk, object_repr="Other", change_message=f"Work to {NAME}: 1."
    )
    kept = LogEntry.objects.create(
        **entry, object_id=other.pk, object_repr="Other", change_message='[{"changed": {}}]'
    )
    handover.hand_over(other, left, administrator)
    SecurityEvent.objects.create(kind="login_failed", user=left, detail=EMAIL)
    SecurityEvent.objects.create(kind="invited", user=other, by=left)
    note = Note.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk, text="They moved.", written_by=left,
    )  # fmt: skip

    assert client.post(page_of(left)).status_code == 302

    said = [(table, text) for table, text in everything_said() if NAME.lower() in text.lower()]
    assert said == []
    note.refresh_from_db()
    handed.refresh_from_db()
    kept.refresh_from_db()
    with override("en"):
        assert str(note.written_by) == f"former volunteer {left.pk}"
    assert (handed.change_message, kept.change_message) == ("", '[{"changed": {}}]')
    former = User.objects.get(pk=left.pk)
    assert not former.groups.exists()
    assert not former.has_usable_password()
    assert former.last_login is None
    [event] = SecurityEvent.objects.filter(user=left)
    assert (event.kind, event.by) == ("forgotten", administrator)
    assert SecurityEvent.objects.get(kind="invited").by == former


def test_only_of_a_closed_account_that_looks_after_nothing(client, administrator):
    active = factories.user(first_name="Here")
    left = one_who_left()
    factories.organisation(owner=left)

    for user, says in [(active, "Close the account first"), (left, "still looks after")]:
        page = client.get(page_of(user)).content.decode()
        client.post(page_of(user))
        assert says in page
        assert '<button class="button">Delete' not in page
        assert not User.objects.get(pk=user.pk).is_former


def test_only_administrators_and_nobody_but_superusers_of_a_superuser(client, administrator):
    left = one_who_left(is_superuser=True)
    assert client.post(page_of(left)).status_code == 404
    client.force_login(factories.user())
    assert client.post(page_of(one_who_left_too())).status_code == 403


def one_who_left_too():
    return factories.user(username="too", is_active=False)


def test_a_page_asks_first_and_a_former_volunteer_has_none_to_ask(client, administrator):
    left = one_who_left()
    assert page_of(left) in client.get(f"/admin/accounts/user/{left.pk}/change/").content.decode()
    assert "These go for good" in client.get(page_of(left)).content.decode()
    assert User.objects.get(pk=left.pk).first_name == NAME

    client.post(page_of(left))
    assert "The personal data are deleted." in client.get(page_of(left)).content.decode()
    change = client.get(f"/admin/accounts/user/{left.pk}/change/").content.decode()
    assert page_of(left) not in change


def test_the_security_log_is_forgotten_after_a_year(capsys):
    user, now = factories.user(), timezone.now()
    for days in (364, 366):
        event = SecurityEvent.objects.create(kind="logged_in", user=user)
        moment = now - timedelta(days=days)
        SecurityEvent.objects.filter(pk=event.pk).update(happened_at=moment)
    before = set(SecurityEvent.objects.values_list("pk", flat=True))

    call_command("forget")

    assert capsys.readouterr().out == "Forgotten: accounts.SecurityEvent 1.\n"
    assert before - set(SecurityEvent.objects.values_list("pk", flat=True)) == {event.pk}
