"""All of somebody's work goes to somebody else in one step."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from core.accounts import handover
from core.accounts.models import SecurityEvent
from directory.models import Campaign, Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def page_of(user):
    return f"/admin/accounts/user/{user.pk}/hand-over/"


@pytest.fixture
def administrator(client):
    user = factories.user(language="en", first_name="Ada")
    codenames = ["view_user", "change_user"]
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="accounts", codename__in=codenames)
    )
    client.force_login(user)
    return user


def people():
    return factories.user(first_name="Oude"), factories.user(first_name="Nieuwe")


def looked_after():
    """`{slug: (owner, backup)}`."""
    rows = Organisation.objects.select_related("owner", "backup")
    return {row.slug: (row.owner, row.backup) for row in rows}


def round_of_calls(**values):
    today = timezone.localdate()
    defaults = {"name": "Ronde", "starts_on": today, "ends_on": today + timedelta(days=7)}
    return Campaign.objects.create(**{**defaults, **values})


def test_owner_and_backup_move_and_nobody_is_her_own_backup(client, administrator):
    old, new = people()
    other = factories.user()
    for slug, owner, backup, status in [
        ("owned", old, other, "published"),
        ("backed-up", other, old, "published"),
        ("new-is-backup", old, new, "published"),
        ("new-is-owner", new, old, "published"),
        ("both", old, old, "published"),
        ("archived", old, None, "archived"),
        ("draft", old, None, "draft"),
        ("foreign", other, None, "published"),
    ]:
        factories.organisation(slug=slug, owner=owner, backup=backup, status=status)

    client.post(page_of(old), {"new": new.pk})

    assert looked_after() == {
        "owned": (new, other),
        "backed-up": (other, new),
        "new-is-backup": (new, None),
        "new-is-owner": (new, None),
        "both": (new, None),
        "archived": (new, None),
        "draft": (new, None),
        "foreign": (other, None),
    }


def test_open_calls_move_and_what_was_called_stays():
    old, new = people()
    today = timezone.localdate()
    now = round_of_calls()
    past = round_of_calls(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    open_call = now.calls.create(organisation=factories.organisation(), caller=old)
    done = now.calls.create(organisation=factories.organisation(verified_on=today), caller=old)
    ended = past.calls.create(organisation=factories.organisation(), caller=old)

    assert handover.hand_over(old, new, by=None) == 1

    callers = []
    for call in (open_call, done, ended):
        call.refresh_from_db()
        callers.append(call.caller)
    assert callers == [new, old, old]


def test_page_says_what_moves_and_offers_who_may_take_it(client, administrator):
    old, new = people()
    factories.user(is_active=False)
    factories.user(is_staff=False)
    factories.organisation(owner=old)
    factories.organisation(owner=old, backup=old)
    round_of_calls().calls.create(organisation=factories.organisation(), caller=old)

    page = client.get(page_of(old))

    assert [(str(label), count) for label, count in page.context["moves"]] == [
        ("Organisations (owner)", 2),
        ("Organisations (backup)", 1),
        ("Calls (who calls)", 1),
    ]
    assert list(page.context["form"].fields["new"].queryset) == [administrator, new]


def test_handover_is_logged(client, administrator):
    old, new = people()
    factories.organisation(owner=old)

    page = client.post(page_of(old), {"new": new.pk}, follow=True)

    (event,) = SecurityEvent.objects.filter(kind="handed_over")
    assert (event.user, event.by, event.detail) == (old, administrator, "Nieuwe (1)")
    (entry,) = LogEntry.objects.filter(object_id=str(old.pk))
    assert entry.get_change_message() == "Handed over all work to Nieuwe: 1."
    assert [str(message) for message in page.context["messages"]] == [
        "Nieuwe looks after 1 more from now on."
    ]


def test_somebody_without_work_has_nothing_to_hand_over(client, administrator):
    old, _new = people()

    page = client.get(page_of(old))

    assert page.context["moves"] == []
    assert "Oude looks after nothing." in page.content.decode()


@pytest.mark.parametrize("who", ["herself", "inactive", "visitor", "nobody"])
def test_who_cannot_take_it_over_does_not_get_it(client, administrator, who):
    old, _new = people()
    factories.organisation(slug="a", owner=old)
    pk = {
        "herself": old.pk,
        "inactive": factories.user(is_active=False).pk,
        "visitor": factories.user(is_staff=False).pk,
        "nobody": "",
    }[who]

    page = client.post(page_of(old), {"new": pk})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["new"]
    assert 'aria-describedby="id_new_helptext id_new_error"' in page.content.decode()
    assert looked_after() == {"a": (old, None)}
    assert SecurityEvent.objects.filter(kind="handed_over").count() == 0


def test_account_that_is_closed_hands_over_too(client, administrator):
    old, new = people()
    old.is_active = False
    old.save()
    factories.organisation(slug="a", owner=old)

    client.post(page_of(old), {"new": new.pk})

    assert looked_after() == {"a": (new, None)}


@pytest.mark.parametrize("rights", [[], ["view_user"], ["change_organisation"]])
def test_only_who_changes_accounts_hands_over(client, rights):
    old, new = people()
    factories.organisation(slug="a", owner=old)
    user = factories.user()
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)

    assert client.get(page_of(old)).status_code == 403
    assert client.post(page_of(old), {"new": new.pk}).status_code == 403
    assert looked_after() == {"a": (old, None)}


def test_unknown_account_is_a_404_or_the_list(client, administrator):
    assert client.get("/admin/accounts/user/999999/hand-over/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(client, administrator, django_assert_num_queries, rows):
    old, _new = people()
    for _ in range(rows):
        factories.organisation(owner=old, backup=old)
        round_of_calls().calls.create(organisation=factories.organisation(), caller=old)
    client.get(page_of(old))

    with django_assert_num_queries(10):
        client.get(page_of(old))
