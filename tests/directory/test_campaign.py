"""Rounds of calls: who calls whom, and what is left."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.desk import tasks
from core.desk.digest import Reader
from directory.models import Campaign, CampaignCall, Organisation
from tests import factories
from tests.html_forms import forms_of

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def round_of_calls(**values):
    """Of these weeks."""
    defaults = {
        "name": "Voor de zomer",
        "starts_on": today() - timedelta(days=7),
        "ends_on": today() + timedelta(days=7),
    }
    return Campaign.objects.create(**{**defaults, **values})


def member(*rights, **values):
    """A volunteer with these permissions, who reads English."""
    user = factories.user(language="en", **values)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def volunteer(client):
    user = member("view_campaign", "change_organisation", "view_organisation", first_name="Emine")
    client.force_login(user)
    return user


@pytest.fixture
def campaign():
    return round_of_calls()


def calls(campaign, query=""):
    return f"/admin/directory/campaign/{campaign.pk}/calls/{query}"


def listed(client, campaign, query=""):
    rows = client.get(calls(campaign, query)).context["rows"]
    return [row.organisation.slug for row in rows]


def left(user):
    """What the desk says about calls, `{"mine": count, "team": count}`."""
    return {
        whose: count
        for whose, lines in tasks.lines(Reader(user)).items()
        for line in lines
        for _part, url, count in line.links
        if "/campaign/" in url
    }


# The list


def test_list_has_all_that_is_public_with_who_calls(client, volunteer, campaign):
    owner = factories.user(first_name="Anna")
    other = factories.user(first_name="Bea")
    factories.organisation(slug="a", owner=owner, phone="02 512 34 56")
    factories.organisation(slug="b", owner=owner)
    factories.organisation(slug="c", verified_on=today())
    factories.organisation(slug="d", status="draft")
    factories.organisation(slug="e", status="archived")
    campaign.calls.create(organisation=Organisation.objects.get(slug="b"), caller=other)

    page = client.get(calls(campaign))

    rows = page.context["rows"]
    assert [(row.organisation.slug, row.caller, row.is_done) for row in rows] == [
        ("a", owner, False),
        ("b", other, False),
        ("c", None, True),
    ]
    text = page.content.decode()
    assert 'href="tel:+3225123456"' in text
    assert "1 of 3 done" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?whose=mine", ["given", "owned"]),
        ("?whose=nobody", ["done", "free"]),
        ("?state=todo", ["elsewhere", "free", "given", "owned", "taken"]),
        ("?state=done", ["done"]),
        ("?whose=nobody&state=todo", ["free"]),
        ("?place=molenbeek", ["free"]),
        ("?place=nowhere&whose=x&state=%00", None),
        ("?page=x", None),
    ],
)
def test_filters(client, volunteer, campaign, query, found):
    other = factories.user()
    there = factories.municipality(slug="molenbeek")
    rows = {
        "done": factories.organisation(slug="done", verified_on=campaign.starts_on),
        "elsewhere": factories.organisation(slug="elsewhere", owner=other),
        "free": factories.organisation(
            slug="free", verified_on=campaign.starts_on - timedelta(days=1)
        ),
        "given": factories.organisation(slug="given", owner=other),
        "owned": factories.organisation(slug="owned", owner=volunteer),
        "taken": factories.organisation(slug="taken", owner=volunteer),
    }
    factories.location(organisation=rows["free"], municipality=there)
    campaign.calls.create(organisation=rows["given"], caller=volunteer)
    campaign.calls.create(organisation=rows["taken"], caller=other)
    round_of_calls(name="Een andere").calls.create(organisation=rows["free"], caller=volunteer)

    assert listed(client, campaign, query) == (sorted(rows) if found is None else found)


def test_pages_of_fifty(client, volunteer, campaign):
    for number in range(51):
        factories.organisation(slug=f"o{number:02}")

    first, second = (client.get(calls(campaign, query)) for query in ("", "?page=2&state=todo"))

    assert (len(first.context["rows"]), first.context["has_next"]) == (50, True)
    assert [row.organisation.slug for row in second.context["rows"]] == ["o50"]
    assert second.context["has_next"] is False
    assert "page=1&amp;state=todo" in second.content.decode()
    assert listed(client, campaign, "?page=99") == []


def test_secret_address_is_not_read_out(client, volunteer, campaign):
    factories.location(
        organisation=factories.organisation(), street_nl="Geheimstraat", is_confidential=True
    )

    assert "Geheimstraat" not in client.get(calls(campaign)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(client, volunteer, campaign, django_assert_num_queries, rows):
    for _ in range(rows):
        organisation = factories.organisation(owner=factories.user())
        campaign.calls.create(organisation=organisation, caller=factories.user())
        factories.opening_hours(
            location=factories.location(organisation=organisation, hours_known=True)
        )

    with django_assert_num_queries(12):
        client.get(calls(campaign))


# Who may


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        ([], 403),
        (["view_campaign"], 403),
        (["change_organisation"], 403),
        (["view_campaign", "change_organisation"], 200),
    ],
)
def test_calls_are_for_who_changes_organisations(client, campaign, rights, status):
    organisation = factories.organisation()
    client.force_login(member(*rights))

    assert client.get(calls(campaign)).status_code == status
    client.post(calls(campaign), {"right": organisation.pk})
    organisation.refresh_from_db()
    assert (organisation.verified_on is not None) == (status == 200)


def test_calls_need_a_login(client, campaign):
    assert client.get(calls(campaign)).url.startswith("/admin/login/")


@pytest.mark.parametrize(("rights", "status"), [(["view_campaign"], 403), (["add_campaign"], 302)])
def test_editors_make_rounds(client, rights, status):
    client.force_login(member(*rights))

    page = client.post(
        "/admin/directory/campaign/add/",
        {"name": "Voor de winter", "starts_on": "2026-11-01", "ends_on": "2026-12-20"},
    )

    assert page.status_code == status
    assert list(Campaign.objects.values_list("name", "starts_on", "ends_on")) == (
        [("Voor de winter", date(2026, 11, 1), date(2026, 12, 20))] if status == 302 else []
    )


def test_round_does_not_end_before_it_starts():
    with pytest.raises(ValidationError) as raised:
        Campaign(name="x", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)).full_clean()

    assert list(raised.value.message_dict)[:1] == ["ends_on"]


# The buttons


def test_still_right_in_one_tap(client, volunteer, campaign):
    organisation = factories.organisation(phone="1712")

    page = client.post(calls(campaign, "?state=todo"), {"right": organisation.pk})

    assert page.url == f"{calls(campaign)}?state=todo#call-{organisation.pk}"
    organisation.refresh_from_db()
    assert (organisation.verified_on, organisation.verified_how, organisation.verified_by) == (
        today(), "telephone", volunteer,
    )  # fmt: skip
    assert listed(client, campaign, "?state=todo") == []
    assert listed(client, campaign, "?state=done") == [organisation.slug]


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_public_is_not_called(client, volunteer, campaign, status):
    organisation = factories.organisation(status=status)

    page = client.post(calls(campaign), {"right": organisation.pk})

    assert page.status_code == 404
    organisation.refresh_from_db()
    assert organisation.verified_on is None


@pytest.mark.parametrize("data", [{}, {"right": ""}, {"right": "x"}, {"take": "9" * 30}])
def test_no_button_is_a_bad_request(client, volunteer, campaign, data):
    assert client.post(calls(campaign), data).status_code == 400


def test_i_call_and_i_do_not(client, volunteer, campaign):
    organisation = factories.organisation(owner=factories.user())

    client.post(calls(campaign), {"take": organisation.pk})
    assert listed(client, campaign, "?whose=mine") == [organisation.slug]

    client.post(calls(campaign), {"leave": organisation.pk})
    assert listed(client, campaign, "?whose=mine") == []


def test_who_calls_already_is_not_pushed_aside(client, volunteer, campaign):
    first = factories.user(first_name="Anna")
    organisation = factories.organisation()
    call = campaign.calls.create(organisation=organisation, caller=first)

    page = client.post(calls(campaign), {"take": organisation.pk}, follow=True)
    client.post(calls(campaign), {"leave": organisation.pk})

    assert [str(message) for message in page.context["messages"]] == [
        f"Anna is already calling {organisation}."
    ]
    call.refresh_from_db()
    assert call.caller == first


def test_editor_gives_back_what_somebody_does_not_call(client, campaign):
    organisation = factories.organisation()
    campaign.calls.create(organisation=organisation, caller=factories.user())
    client.force_login(member("view_campaign", "change_campaign", "change_organisation"))

    client.post(calls(campaign), {"leave": organisation.pk})

    assert CampaignCall.objects.count() == 0


# The desk


# Notes


@pytest.fixture
def call(campaign, volunteer):
    return CampaignCall.objects.create(
        campaign=campaign, organisation=factories.organisation(slug="a"), caller=volunteer
    )


def keep(client, call, text, before=""):
    """Says `text` of a call that said `before` when she opened the list: what she then reads."""
    fields = {"note": call.organisation_id, "text": text, "before": before}
    page = client.post(calls(call.campaign), fields, follow=True)
    call.refresh_from_db()
    return [str(message) for message in page.context["messages"]]


def test_caller_keeps_a_note(client, call):
    assert keep(client, call, " Niemand nam op,\0 donderdag weer. ") == ["The note is kept."]
    assert call.note == "Niemand nam op, donderdag weer."
    forms = forms_of(client.get(calls(call.campaign)))
    form = next(form for form in forms if form["attributes"].get("class") == "calls-note")
    assert form["fields"][1:] == [("before", call.note), ("text", call.note)]
    assert form["buttons"] == ["note"]
    assert keep(client, call, "", call.note) == ["The note is kept."]
    assert call.note == ""


def test_note_that_is_too_long_keeps_its_beginning(client, call):
    keep(client, call, "é" * 301)

    assert call.note == "é" * 300


def test_note_that_changed_meanwhile_is_not_lost_and_neither_is_hers(client, call):
    CampaignCall.objects.update(note="Terugbellen na 16 uur")

    (message,) = keep(client, call, "Niet bereikt")

    assert call.note == "Terugbellen na 16 uur"
    assert "“Terugbellen na 16 uur”" in message
    assert "“Niet bereikt”" in message


def test_note_of_somebody_else_is_read_and_not_changed(client, call):
    client.force_login(member("view_campaign", "change_organisation", "view_organisation"))
    CampaignCall.objects.update(note="Terugbellen na 16 uur")

    page = client.get(calls(call.campaign))
    keep(client, call, "x", "Terugbellen na 16 uur")

    assert "Terugbellen na 16 uur" in page.text
    assert 'name="text"' not in page.text
    assert call.note == "Terugbellen na 16 uur"


def test_note_is_told_when_the_call_is_given_back(client, call):
    CampaignCall.objects.update(note="Terugbellen na 16 uur")

    page = client.post(calls(call.campaign), {"leave": call.organisation_id}, follow=True)

    assert not CampaignCall.objects.exists()
    assert "Terugbellen na 16 uur" in str(*page.context["messages"])


# The desk


def test_desk_counts_what_is_left_in_the_round_of_these_days(client, volunteer, campaign):
    factories.organisation(owner=volunteer)
    factories.organisation(owner=volunteer, verified_on=today())
    factories.organisation(owner=factories.user())
    factories.organisation(status="draft", owner=volunteer)

    assert left(volunteer) == {"mine": 1, "team": 2}
    assert left(member("change_organisation")) == {}


def test_desk_leads_to_the_list(client, volunteer, campaign):
    factories.organisation(slug="mine", owner=volunteer)
    factories.organisation(slug="other")

    page = client.get("/admin/directory/campaign/running/?state=todo&whose=mine", follow=True)

    assert [row.organisation.slug for row in page.context["rows"]] == ["mine"]


@pytest.mark.parametrize(("starts", "ends"), [(1, 9), (-9, -1)])
def test_desk_is_silent_before_and_after(client, volunteer, starts, ends):
    round_of_calls(
        starts_on=today() + timedelta(days=starts), ends_on=today() + timedelta(days=ends)
    )
    factories.organisation(owner=volunteer)

    assert left(volunteer) == {}
    page = client.get("/admin/directory/campaign/running/")
    assert page.url == "/admin/directory/campaign/"
