"""The first administrator, made by a command that asks nothing."""

from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from core.accounts.models import SecurityEvent, User
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

EMAIL = "Anna@example.org"
NEW = "another horse battery staple"


@pytest.fixture
def make(capsys):
    """`make(email)`: the last line that the command writes."""

    def make(email=EMAIL):
        call_command("administrator", email)
        return capsys.readouterr().out.splitlines()[-1]

    return make


def test_link_lets_her_choose_a_password_once(client, make, settings):
    settings.SITE_URL = "https://www.example.org"
    link = make()

    assert link.startswith("https://www.example.org/")
    form = client.get(urlsplit(link).path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    user = User.objects.get()
    assert user.check_password(NEW)
    assert (user.email, user.is_superuser, user.is_staff) == ("anna@example.org", True, True)
    assert make() == "Anna@example.org is an administrator already."


def test_second_time_shows_another_link_for_the_same_account(make):
    make()
    link = make()

    assert "/password/new/" in link
    assert User.objects.count() == 1
    assert [event.kind for event in SecurityEvent.objects.all()] == ["invited"]


@pytest.mark.parametrize("values", [{"is_superuser": False}, {"is_active": False}])
def test_address_of_somebody_else_gets_no_rights(make, values):
    user = factories.user(**{"email": EMAIL, "is_superuser": True, **values})

    with pytest.raises(CommandError, match="closed or no superuser"):
        make()
    user.refresh_from_db()
    assert (user.is_superuser, user.is_active) == (
        values.get("is_superuser", True),
        values.get("is_active", True),
    )


def test_address_that_is_none_makes_no_account(make):
    with pytest.raises(CommandError, match="anna: "):
        make("anna")
    assert not User.objects.exists()
