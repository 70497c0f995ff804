"""What an administrator who is no superuser may do with accounts, and the security log."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission

from core import roles
from core.accounts.models import SecurityEvent, User
from tests import factories
from tests.one_time_codes import code_now, other_than

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/admin/accounts/user/"
LOG = "/admin/accounts/securityevent/"
LOGIN = "/admin/account/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def administrator(client):
    user = factories.user(username="ines", language="en")
    names = ["view_user", "add_user", "change_user", "view_securityevent"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


@pytest.fixture
def groups(db):
    """`{name: Group}`: two of `core.roles` and one that is not."""
    names = [*roles.NAMES[:2], "Owners of everything"]
    return {name: Group.objects.get_or_create(name=name)[0] for name in names}


def change_url(user):
    return f"{LIST}{user.pk}/change/"


def fields_of(user, **values):
    return {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "language": user.language,
        "is_active": "on",
        **values,
    }


def kinds(user):
    events = SecurityEvent.objects.filter(user=user).order_by("pk")
    return [event.kind for event in events]


# Accounts


def test_administrator_sees_no_superuser(client, administrator):
    superuser = factories.user(is_superuser=True, username="root")

    rows = client.get(LIST).context["cl"].result_list

    assert [user.username for user in rows] == ["ines"]
    assert client.get(change_url(superuser)).status_code == 302
    assert (
        client.post(change_url(superuser), fields_of(superuser, email="a@b.be")).status_code == 302
    )
    assert User.objects.get(pk=superuser.pk).email == ""


def test_administrator_cannot_make_a_superuser(client, administrator):
    user = factories.user()
    permission = Permission.objects.get(codename="delete_user")
    sent = {"is_superuser": "on", "user_permissions": [permission.pk], "is_staff": ""}

    client.post(change_url(user), fields_of(user, **sent))

    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, user.user_permissions.count()) == (False, True, 0)


@pytest.mark.parametrize("whose", ["another", "own"])
def test_administrator_gives_only_the_groups_of_the_roles(client, administrator, groups, whose):
    user = administrator if whose == "own" else factories.user()
    *good, bad = groups.values()

    refused = client.post(change_url(user), fields_of(user, groups=[bad.pk]))
    client.post(change_url(user), fields_of(user, groups=[group.pk for group in good]))

    assert list(refused.context["adminform"].form.errors) == ["groups"]
    assert set(user.groups.all()) == set(good)


def test_group_that_a_superuser_gave_stays(client, administrator, groups):
    *_good, other = groups.values()
    user = factories.user(groups=[other.name])

    client.post(change_url(user), fields_of(user, groups=[other.pk], first_name="Anna"))

    user.refresh_from_db()
    assert (user.first_name, list(user.groups.all())) == ("Anna", [other])


def test_administrator_closes_an_account_and_cannot_delete_it(client, administrator):
    user = factories.user()

    delete = client.post(f"{LIST}{user.pk}/delete/", {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    client.post(change_url(user), {**fields_of(user), "is_active": ""})

    user.refresh_from_db()
    assert (delete.status_code, user.is_active) == (403, False)
    assert kinds(user) == ["deactivated"]


def test_administrator_who_changes_her_own_groups_stays_logged_in(client, administrator, groups):
    group = next(iter(groups.values()))

    response = client.post(change_url(administrator), fields_of(administrator, groups=[group.pk]))

    assert response.status_code == 302
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_sets_the_password_of_another(client, administrator, is_superuser):
    User.objects.filter(pk=administrator.pk).update(is_superuser=is_superuser)
    user = factories.user()
    new = "another horse battery staple"

    client.post(f"{LIST}{user.pk}/password/", {"password1": new, "password2": new})
    client.post(change_url(user), fields_of(user, password=new))

    user.refresh_from_db()
    assert user.check_password(factories.PASSWORD)


@pytest.mark.parametrize("path", ["account/emailaddress/", "mfa/authenticator/"])
def test_tables_of_the_library_are_not_in_the_admin(client, path):
    client.force_login(factories.user(is_superuser=True))

    assert client.get(f"/admin/{path}").status_code == 404


def test_volunteer_sees_neither_accounts_nor_the_log(client):
    client.force_login(factories.user())

    assert [client.get(path).status_code for path in (LIST, LOG)] == [403, 403]


def test_superuser_changes_everything(client):
    client.force_login(factories.user(is_superuser=True))
    user = factories.user()

    page = client.get(change_url(user)).content.decode()

    assert 'name="is_superuser"' in page


def test_second_step_of_a_lost_phone_is_taken_off(client, administrator):
    user, root = factories.user(), factories.user(is_superuser=True)
    for account in (user, root):
        TOTP.activate(account, SECRET)

    client.post(LIST, {"action": "take_off_factors", "_selected_action": [user.pk, root.pk]})

    assert [factor.user for factor in Authenticator.objects.all()] == [root]
    [event] = SecurityEvent.objects.filter(user=user)
    assert (event.kind, event.by) == ("factor_removed", administrator)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_accounts_costs_the_same_for_many(
    client, administrator, django_assert_num_queries, rows
):
    for _row in range(rows):
        factories.user()

    with django_assert_num_queries(7):
        client.get(LIST)


# The log


def test_log_knows_who_logged_in(client):
    user = factories.user(username="anna")

    client.post(LOGIN, {"login": "anna", "password": factories.PASSWORD})

    assert kinds(user) == ["logged_in"]


def test_log_knows_a_wrong_password_by_the_name_that_was_typed(client):
    user = factories.user(username="anna", email="anna@example.org")

    client.post(LOGIN, {"login": "Anna@example.org", "password": "hunter2-secret"})

    [event] = SecurityEvent.objects.all()
    assert (event.kind, event.user, event.detail) == ("login_failed", user, "Anna@example.org")


def test_log_keeps_sixty_characters_of_a_name(client):
    factories.user(username="a" * 100)

    client.post(LOGIN, {"login": "a" * 100, "password": "wrong"})

    assert SecurityEvent.objects.get().detail == "a" * 60


def test_log_keeps_nothing_of_a_name_that_is_no_account(client):
    client.post(LOGIN, {"login": "my-password-typed-in-the-wrong-field", "password": "x"})

    assert SecurityEvent.objects.count() == 0


def test_log_knows_a_wrong_code(client):
    user = factories.user(username="anna")
    TOTP.activate(user, SECRET)
    client.post(LOGIN, {"login": "anna", "password": factories.PASSWORD})

    client.post("/admin/account/login/code/", {"code": other_than(code_now(SECRET))})

    [event] = SecurityEvent.objects.all()
    assert (event.kind, event.user, event.detail) == ("login_failed", user, "totp")


def test_log_has_one_line_for_being_locked_out(client):
    user = factories.user(username="anna")

    for _attempt in range(8):
        client.post(LOGIN, {"login": "anna", "password": "wrong"})

    assert kinds(user) == ["login_failed"] * 5 + ["locked_out"]


def test_log_knows_who_changed_roles_and_which_are_left(client, administrator, groups):
    user = factories.user()
    first, second, _other = groups.values()

    client.post(change_url(user), fields_of(user, groups=[first.pk, second.pk]))

    [event] = SecurityEvent.objects.filter(user=user)
    assert (event.kind, event.by) == ("roles_changed", administrator)
    assert set(event.detail.split(", ")) == {first.name, second.name}


def test_log_knows_a_new_password_and_a_new_second_step(client, django_capture_on_commit_callbacks):
    user = factories.user(username="anna")
    client.post(LOGIN, {"login": "anna", "password": factories.PASSWORD})
    new = "another horse battery staple"
    client.post(
        "/admin/account/password/",
        {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
    )
    client.post("/admin/account/confirm/", {"password": new})
    page = client.get("/admin/account/app/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/account/app/", {"code": code_now(page.context["form"].secret)})
    client.post("/admin/account/app/remove/")

    assert kinds(user)[:3] == ["logged_in", "password_changed", "factor_added"]
    assert "factor_removed" in kinds(user)


def test_log_is_to_read_only(client):
    client.force_login(factories.user(is_superuser=True))
    event = SecurityEvent.objects.get()

    assert client.get(f"{LOG}add/").status_code == 403
    assert client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LOG}{event.pk}/change/", {"detail": "x"}).status_code == 403
    assert SecurityEvent.objects.get().detail == ""


def test_log_can_be_read_by_kind(client, administrator):
    SecurityEvent.objects.create(kind="invited", user=administrator, by=administrator)

    rows = client.get(LOG, {"kind__exact": "invited"}).context["cl"].result_list

    assert [event.kind for event in rows] == ["invited"]


@pytest.mark.parametrize("rows", [1, 3])
def test_log_costs_the_same_for_many(client, administrator, django_assert_num_queries, rows):
    for _row in range(rows):
        SecurityEvent.objects.create(kind="invited", user=factories.user(), by=administrator)

    with django_assert_num_queries(6):
        client.get(LOG)
