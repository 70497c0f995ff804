"""A place is added in steps: after the first it is a draft of hers, and no step lets through what
publishing would refuse."""

import pytest

from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.html_forms import forms_of

pytestmark = pytest.mark.django_db

BEGIN = "/admin/directory/organisation/new/"


@pytest.fixture
def volunteer(client):
    user = factories.user(groups=["Volunteers"], language="nl", first_name="Emine")
    client.force_login(user)
    return user


@pytest.fixture
def theme():
    return factories.theme()


def send(client, page, **fields):
    """Sends the form of a step as it stands there, with some fields written anew."""
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    query = page.request["QUERY_STRING"]
    path = page.request["PATH_INFO"] + (f"?{query}" if query else "")
    return client.post(path, data | fields)


def what(client, theme, **fields):
    """Sends the first step."""
    fields = {
        "name_nl": "De Wieg", "kind": "meeting-place", "summary_nl": "Koffie.",
        "themes": [theme.pk], **fields,
    }  # fmt: skip
    return send(client, client.get(BEGIN), **fields)


def errors_of(response):
    return {key: [*texts] for key, texts in response.context["form"].errors.items()}


def test_three_steps_make_a_listing_that_may_be_published(client, volunteer, theme):
    municipality = factories.municipality()

    first = what(client, theme)
    organisation = Organisation.objects.get()
    second = send(
        client,
        client.get(first.url),
        **{
            "locations/+new/street_nl": "Dorpstraat",
            "locations/+new/municipality": municipality.pk,
            "phone": "02 512 34 56",
        },
    )
    place = organisation.locations.get()
    third = send(client, client.get(second.url), **{f"locations/{place.pk}/hours_1": "9-12u"})

    url = f"/admin/directory/organisation/{organisation.pk}"
    assert [first.url, second.url, third.url] == [
        f"{url}/new/where/", f"{url}/new/when/", f"{url}/edit/",
    ]  # fmt: skip
    organisation.refresh_from_db()
    assert (organisation.status, organisation.owner) == (Status.DRAFT, volunteer)
    assert place.opening_hours.count() == 1
    client.force_login(factories.user(groups=["Editors"], language="nl"))
    form = client.get(f"{url}/change/")
    saved = send_whole(client, form, status="published")
    assert saved.status_code == 302


@pytest.mark.one_database
def test_who_goes_back_changes_the_place_that_she_made(client, volunteer, theme):
    municipality = factories.municipality()
    page = client.get(what(client, theme).url)
    place = {
        "locations/+new/street_nl": "Dorpstraat",
        "locations/+new/municipality": municipality.pk,
        "phone": "02 512 34 56",
    }
    send(client, page, **place)

    send(client, page, **place | {"locations/+new/street_nl": "Kerkstraat"})

    (saved,) = Organisation.objects.get().locations.all()
    assert (saved.street_nl, saved.municipality) == ("Kerkstraat", municipality)


def send_whole(client, page, **fields):
    form = max(forms_of(page), key=lambda form: len(form["fields"]))
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    return client.post(page.request["PATH_INFO"], data | fields)


@pytest.mark.one_database
def test_a_step_asks_for_what_the_public_needs_on_its_own_page(client, volunteer, theme):
    refused = what(client, theme, summary_nl="", themes=[])

    assert set(errors_of(refused)) == {"summary_nl", "themes"}
    assert not Organisation.objects.exists()
    first = what(client, theme)
    second = send(client, client.get(first.url))
    assert set(errors_of(second)) == {"__all__", "no_contact"}


@pytest.mark.one_database
def test_what_is_kept_for_later_is_not_asked_for(client, volunteer, theme):
    response = what(client, theme, summary_nl="", _later="1")

    organisation = Organisation.objects.get()
    assert response.url == f"/admin/directory/organisation/{organisation.pk}/edit/"
    assert organisation.status == Status.DRAFT


@pytest.mark.one_database
def test_texts_go_to_the_language_that_she_chooses(client, volunteer, theme):
    what(client, theme, _language="fr", name_nl="Le Berceau", summary_nl="Du café.")

    organisation = Organisation.objects.get()
    assert (organisation.name_fr, organisation.summary_fr) == ("Le Berceau", "Du café.")
    assert (organisation.name_nl, organisation.summary_nl) == (None, None)
    page = client.get(f"/admin/directory/organisation/{organisation.pk}/new/what/")
    assert page.context["form"]["name_fr"].value() == "Le Berceau"

    send(client, page, _language="ar")

    organisation.refresh_from_db()
    assert (organisation.name_ar, organisation.name_fr) == ("Le Berceau", None)


def test_what_looks_the_same_is_shown_before_going_on(client, volunteer, theme):
    there = factories.organisation(name_nl="De Wieg", phone="02 512 34 56")

    refused = what(client, theme)

    assert [each.organisation for each in refused.context["likely"]] == [there]
    assert set(errors_of(refused)) == {"is_another"}
    first = send(client, refused, is_another="on")
    assert first.status_code == 302
    second = send(client, client.get(first.url), phone="025123456", serves_region="on")
    assert [each.organisation for each in second.context["likely"]] == [there]
    assert second.status_code == 200
    assert send(client, second, is_another="on").status_code == 302


def test_two_clicks_make_one_draft(client, volunteer, theme):
    page = client.get(BEGIN)
    fields = {"name_nl": "De Wieg", "kind": "meeting-place", "summary_nl": "Koffie."}

    first = send(client, page, **fields, _later="1")
    second = send(client, page, **fields, _later="1")

    assert first.url == second.url
    assert Organisation.objects.count() == 1


@pytest.mark.one_database
def test_a_copy_begins_with_what_the_other_says(client, volunteer, theme):
    other = factories.organisation(
        name_nl="Huis", summary_nl="Zin", description_nl="Lang", themes=[theme]
    )

    page = client.get(f"{BEGIN}?copy={other.pk}")
    send(client, page, name_nl="Heel anders")

    organisation = Organisation.objects.exclude(pk=other.pk).get()
    assert organisation.description_nl == "Lang"
    assert organisation.status == Status.DRAFT


@pytest.mark.parametrize(
    ("role", "status"),
    [("Event volunteers", 403), ("Volunteers", 200), ("Editors", 200), ("Administrators", 200)],
)
@pytest.mark.one_database
def test_who_may_add(client, role, status):
    client.force_login(factories.user(groups=[role]))

    assert client.get(BEGIN).status_code == status
