"""Short pages: each saves a few fields the way the whole form saves all."""

from datetime import date

import pytest

from core.editing.models import Proposal
from directory.models import Organisation
from tests import factories
from tests.html_forms import forms_of

# The random histories (`test_nothing_lost`) go through short pages on both databases.
pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]


@pytest.fixture
def organisation():
    row = factories.organisation(
        name_nl="De Wieg",
        summary_nl="Koffie.",
        themes=[factories.theme()],
        phone="02 512 34 56",
    )
    factories.location(
        organisation=row,
        street_nl="Dorpstraat",
        hours_known=True,
        municipality=factories.municipality(),
    )
    return row


@pytest.fixture
def editor(client):
    user = factories.user(groups=["Editors"], language="nl", first_name="Els")
    client.force_login(user)
    return user


@pytest.fixture
def volunteer(client):
    user = factories.user(groups=["Volunteers"], language="nl", first_name="Emine")
    client.force_login(user)
    return user


def url(organisation, page=""):
    return f"/admin/directory/organisation/{organisation.pk}/edit/{page}"


def send(client, page, **fields):
    """Sends the form of a page as it stands there, with some fields written anew."""
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    return client.post(page.request["PATH_INFO"], data | fields)


def place_of(organisation):
    return f"locations/{organisation.locations.get().pk}"


def test_hours_of_an_editor_are_public_at_once(client, organisation, editor):
    page = client.get(url(organisation, "hours/"))

    response = send(client, page, **{f"{place_of(organisation)}/hours_1": "9-12u"})

    assert response.url == url(organisation)
    hours = organisation.locations.get().opening_hours.get()
    assert (hours.weekday, hours.opens.hour, hours.closes.hour) == (1, 9, 12)


def test_hours_of_a_volunteer_wait(client, organisation, volunteer):
    page = client.get(url(organisation, "hours/"))
    key = f"{place_of(organisation)}/hours_1"

    response = send(client, page, **{key: "9:00–12:00"})

    assert response.url == url(organisation)
    assert Proposal.objects.get().changes == {key: ["9:00–12:00"]}
    page = client.get(url(organisation, "hours/"))
    assert page.context["form"][key].value() == "9:00–12:00"
    assert page.context["is_waiting"]


def test_what_is_refused_stands_there_with_its_reason(client, organisation, editor):
    page = client.get(url(organisation, "hours/"))
    key = f"{place_of(organisation)}/hours_1"

    response = send(client, page, **{key: "soms"})

    form = response.context["form"]
    assert form[key].value() == "soms"
    assert len(form.errors[key]) == 1
    assert not organisation.locations.get().opening_hours.exists()


def test_a_notice_is_added_and_taken_away(client, organisation, editor):
    page = client.get(url(organisation, "notice/new/"))

    send(
        client,
        page,
        **{
            "notices/+new/kind": "closed",
            "notices/+new/starts_on": "2026-12-24",
            "notices/+new/ends_on": "2027-01-03",
        },
    )

    notice = organisation.notices.get()
    assert (notice.kind, notice.ends_on) == ("closed", date(2027, 1, 3))
    page = client.get(url(organisation, f"notice/{notice.pk}/"))
    assert send(client, page, _delete="1").url == url(organisation)
    assert not organisation.notices.exists()


def test_two_people_on_one_field_are_asked(client, organisation, editor):
    page = client.get(url(organisation, "contact/"))
    Organisation.objects.filter(pk=organisation.pk).update(phone="02 511 11 11")

    response = send(client, page, phone="02 522 22 22")

    assert response.status_code == 409
    assert organisation.__class__.objects.get().phone == "02 511 11 11"


def test_fields_of_other_pages_stay_as_they_became(client, organisation, editor):
    page = client.get(url(organisation, "contact/"))
    Organisation.objects.filter(pk=organisation.pk).update(summary_nl="Thee.")

    response = send(client, page, phone="02 522 22 22")

    assert response.url == url(organisation)
    row = Organisation.objects.get()
    assert (row.phone, row.summary_nl) == ("02 522 22 22", "Thee.")


def test_what_the_sheet_lacks_elsewhere_is_asked_on_the_same_page(client, organisation, editor):
    Organisation.objects.get().themes.clear()
    page = client.get(url(organisation, "contact/"))

    response = send(client, page, phone="02 522 22 22")

    assert [each["field"].name for each in response.context["also"]] == ["themes"]
    theme = factories.theme()
    response = send(client, response, themes=[str(theme.pk)])
    assert response.url == url(organisation)
    row = Organisation.objects.get()
    assert (row.phone, [*row.themes.all()]) == ("02 522 22 22", [theme])


def test_the_overview_says_what_is_known_and_what_waits(
    client, organisation, volunteer, django_assert_max_num_queries
):
    send(client, client.get(url(organisation, "contact/")), phone="02 522 22 22")

    with django_assert_max_num_queries(30):
        page = client.get(url(organisation))

    lines = {line["page"].name: line["parts"][0] for line in page.context["lines"] if line["parts"]}
    assert lines["contact"]["is_waiting"]
    assert lines["contact"]["says"] == ["02 522 22 22"]
    assert not lines["hours"]["is_waiting"]


@pytest.mark.parametrize(
    "page", ["nothing/", "hours/999999/", "hours/new/", "notice/0/", "texts/xx/"]
)
def test_there_is_no_such_page(client, organisation, editor, page):
    assert client.get(url(organisation, page)).status_code == 404


def test_who_may_not_change_it_finds_the_overview_without_tasks(client, organisation):
    client.force_login(factories.user(groups=["Event volunteers"], language="nl"))

    assert client.get(url(organisation)).context["lines"] == []
    assert client.get(url(organisation, "hours/")).status_code == 403


def test_what_was_sent_after_the_session_ended_is_shown_again(client, organisation, volunteer):
    page = client.get(url(organisation, "contact/"))
    client.logout()
    send(client, page, phone="02 522 22 22")
    client.force_login(volunteer)

    page = client.get(url(organisation, "contact/"))

    assert page.context["form"]["phone"].value() == "02 522 22 22"
    assert page.context["is_kept"]


def test_what_is_sent_twice_is_read_once_as_forms_read_it(client, organisation, volunteer):
    page = client.get(url(organisation, "contact/"))

    send(client, page, phone=["02 511 11 11", "02 522 22 22"])

    assert Proposal.objects.get().changes == {"phone": ["02 522 22 22"]}
