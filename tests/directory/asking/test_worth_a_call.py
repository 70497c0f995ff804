"""Three calls that help most: which, for whom, and never the same for two."""

from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.admin_paths import overview_url
from directory.asking import worth_a_call
from directory.asking.claims import Claim
from directory.asking.models import Call
from directory.models import Campaign, Organisation
from tests import factories
from tests.threads import together

# A Wednesday.
pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]

URL = "/admin/directory/asking/three/"


def callable_one(**values):
    return factories.organisation(**{"phone": "02 111 11 11", **values})


def order(user, language="", **values):
    """What she would be given first, as organisations."""
    ids = worth_a_call.in_order(
        Organisation.objects.published(), user, timezone.localtime(), language
    )
    rows = Organisation.objects.in_bulk(ids)
    return [rows[pk] for pk in ids]


def volunteer(client, **values):
    user = factories.user(groups=["Volunteers"], language="en", **values)
    client.force_login(user)
    return user


# Which


def test_most_to_gain_comes_first_and_only_who_has_a_telephone():
    user = factories.user()
    known = callable_one(cost="free", spoken_languages=["nl"])
    bare = callable_one()
    at_a_place = factories.location(
        organisation=factories.organisation(cost="free"), phone="02 222 22 22"
    ).organisation
    factories.organisation(email="a@b.be")

    assert order(user) == [bare, at_a_place, known]


def test_helplines_are_never_called_for_this(client):
    user = volunteer(client)
    callable_one(kind="helpline")

    client.post(URL, {})

    assert not Claim.objects.filter(taken_by=user).exists()


def test_theme_and_municipality_are_what_the_public_sees(client):
    volunteer(client)
    theme, place = factories.theme(slug="ontmoeten"), factories.municipality(slug="elsene")
    right = callable_one(themes=[theme])
    factories.location(organisation=right, municipality=place)
    factories.location(organisation=callable_one(), municipality=place)
    secret = callable_one(themes=[theme])
    factories.location(organisation=secret, municipality=place, is_confidential=True)

    client.post(URL, {"theme": "ontmoeten", "place": "elsene"})

    assert list(Claim.objects.values_list("organisation", flat=True)) == [right.pk]


@pytest.mark.parametrize(
    ("language", "found"),
    [("nl", ["zegt nl", "heet nl", "heet beide"]), ("fr", ["heet beide"]), ("en", ["heet en"])],
)
def test_language_is_what_is_spoken_or_else_what_it_is_called_in(language, found):
    user = factories.user()
    callable_one(name_nl="zegt nl", name_fr="dit nl", spoken_languages=["nl"])
    callable_one(name_nl="heet nl")
    callable_one(name_nl="heet beide", name_fr="les deux", name_en="both")
    callable_one(name_en="heet en")

    assert {str(row) for row in order(user, language)} == set(found)


@pytest.mark.parametrize(
    ("hours", "is_offered"), [((9, 17), True), ((13, 17), False), (None, True)]
)
def test_who_is_known_to_be_closed_now_is_left_out(hours, is_offered):
    user, row = factories.user(), callable_one()
    place = factories.location(organisation=row, hours_known=hours is not None)
    if hours:
        opens, closes = map(time, hours)
        factories.opening_hours(location=place, weekday=2, opens=opens, closes=closes)

    assert order(user) == ([row] if is_offered else [])


# Whom somebody called, or will call


def call(row, **values):
    defaults = {"organisation": row, "caller": factories.user(), "began_at": timezone.now()}
    return Call.objects.create(**defaults | values)


@pytest.mark.parametrize(
    ("outcome", "days_ago", "again_on", "is_offered"),
    [
        ("nobody", 0, None, False),
        ("nobody", 1, None, True),
        ("checked", 3, None, False),
        ("checked", 40, None, True),
        ("again", 1, date(2026, 11, 26), False),
        ("again", 1, date(2026, 11, 25), True),
        ("again", 0, None, False),
        ("again", 1, None, True),
        ("", 0, None, False),
    ],
)
def test_calls_of_others_are_respected(outcome, days_ago, again_on, is_offered):
    user, row = factories.user(), callable_one()
    began_at = timezone.now() - timedelta(days=days_ago)
    call(row, outcome=outcome, began_at=began_at, again_on=again_on)

    assert order(user) == ([row] if is_offered else [])


def test_who_wants_to_be_called_today_comes_first():
    user, _bare = factories.user(), callable_one()
    known = callable_one(cost="free")
    yesterday = timezone.now() - timedelta(days=1)
    call(known, outcome="again", began_at=yesterday, again_on=date(2026, 11, 25))

    assert order(user)[0] == known


def test_round_of_these_days_is_respected():
    user, other = factories.user(), factories.user()
    campaign = Campaign.objects.create(
        name="Winter", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1)
    )
    free, hers = callable_one(), callable_one(cost="free")
    campaign.calls.create(organisation=hers, caller=user)
    campaign.calls.create(organisation=callable_one(), caller=other)
    callable_one(owner=other)
    callable_one(verified_on=date(2026, 11, 2))

    assert order(user) == [free, hers]


# For whom


def test_two_volunteers_get_different_ones(client):
    rows = [callable_one() for _number in range(5)]
    first = volunteer(client)
    client.post(URL, {})
    second = volunteer(client)
    client.post(URL, {})

    given = {
        user: set(user.claims.values_list("organisation", flat=True)) for user in (first, second)
    }
    assert len(given[first]) == 3
    assert len(given[second]) == 2
    assert given[first] | given[second] == {row.pk for row in rows}


def test_claim_ends_after_a_day():
    now, row = timezone.now(), callable_one()
    Claim.objects.take(factories.user(), [row.pk], 3, now - timedelta(hours=25))

    assert Claim.objects.take(factories.user(), [row.pk], 3, now) == [row.pk]


def test_three_others_are_others_where_there_are_any(client):
    user = volunteer(client)
    for _number in range(6):
        callable_one()
    client.post(URL, {})
    before = set(user.claims.values_list("organisation", flat=True))

    client.post(URL, {})

    assert not before & set(user.claims.values_list("organisation", flat=True))


def test_what_she_called_stays_on_her_list_and_goes_to_nobody_else(client):
    user, row = volunteer(client), callable_one()
    client.post(URL, {})
    call(row, caller=user, outcome="nobody")

    page = client.get(URL)
    client.post(URL, {})

    assert "You called. Thank you." in page.text
    assert Claim.objects.get().organisation == row


def test_she_gives_one_back(client):
    user, row = volunteer(client), callable_one()
    client.post(URL, {})
    Claim.objects.take(other := factories.user(), [callable_one().pk], 1, timezone.now())

    client.post(URL, {"leave": row.pk})
    client.post(URL, {"leave": other.claims.get().organisation_id})

    assert not user.claims.exists()
    assert other.claims.exists()


def test_two_at_the_same_moment_get_different_ones(database_of_many):
    users = [factories.user(), factories.user()]
    ids = [callable_one().pk for _number in range(6)]
    now = timezone.now()

    def take(user, wanted):
        with transaction.atomic():
            Claim.objects.take(user, wanted, 3, now)

    raised = together([lambda: take(users[0], ids), lambda: take(users[1], ids[::-1])])

    assert raised == []
    given = [set(user.claims.values_list("organisation", flat=True)) for user in users]
    assert [len(each) for each in given] == [3, 3]
    assert not given[0] & given[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_nobody_waits_for_who_is_choosing():
    first, second = factories.user(), factories.user()
    ids = [callable_one().pk for _number in range(2)]
    given = []

    with transaction.atomic():
        Claim.objects.take(first, ids, 1, timezone.now())
        together([lambda: given.extend(Claim.objects.take(second, ids, 1, timezone.now()))])

    assert given == ids[1:]


# The page


def test_page_says_why_and_leads_to_the_number(client):
    volunteer(client)
    row = callable_one(cost="free")
    client.post(URL, {})

    page = client.get(URL).text

    assert 'href="tel:+3221111111"' in page
    assert "opening hours" not in page  # it has no place
    assert "the languages spoken (+" in page
    assert overview_url(row) in page
    sheet = reverse("admin:directory_organisation_call", args=[row.pk])
    assert f'href="{sheet}?next=%2Fadmin%2Fdirectory%2Fasking%2Fthree%2F' in page


def test_page_keeps_what_was_chosen_and_says_when_nobody_is_left(client):
    volunteer(client)

    answer = client.post(URL, {"language": "fr", "theme": "unknown"})
    page = client.get(answer.url)

    assert answer.url == f"{URL}?language=fr&asked=1"
    assert "Nobody to call now" in page.text
    assert '<option value="fr" selected>' in page.text


def test_opening_the_page_takes_nothing(client):
    volunteer(client)
    callable_one()

    client.get(URL)

    assert not Claim.objects.exists()


@pytest.mark.parametrize("groups", [["Event volunteers"], []])
def test_page_is_for_who_calls(client, groups):
    client.force_login(factories.user(groups=groups))

    assert client.get(URL).status_code == 403
    assert client.post(URL, {}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_worth_a_call_query_count(client, django_assert_num_queries, rows):
    volunteer(client)
    for _number in range(rows):
        factories.location(organisation=callable_one())
    client.post(URL, {})
    client.get(URL)

    with django_assert_num_queries(11):
        client.get(URL)
