"""Which organisations and locations are there to choose from, and which come first."""

import pytest

from agenda.desk import choosing
from directory.models import Location, Organisation
from tests import factories

pytestmark = [pytest.mark.django_db]

ADD = "/admin/agenda/event/add/"
SEARCH = "/admin/autocomplete/?app_label=agenda&model_name=event&field_name=location"


@pytest.fixture
def houses():
    """Two organisations with two places each; the second has a secret one as well."""
    rows = []
    for name in ("Anker", "Wieg"):
        house = factories.organisation(name_nl=name)
        rows.append(house)
        for street in ("Kaaistraat", "Molenstraat"):
            factories.location(organisation=house, street_nl=street, house_number="7")
    factories.location(
        organisation=rows[1], street_nl="Geheimstraat", house_number="9", is_confidential=True
    )
    return rows


def log_in(client, group="Event volunteers"):
    user = factories.user(groups=[group], language="nl")
    client.force_login(user)
    return user


def choices(page):
    """`[(organisation, [location, …]), …]` of a form, in its order."""
    field = page.context["adminform"].form.fields["location"]
    return [(name, [label for _pk, label in rows]) for name, rows in list(field.choices)[1:]]


def names(page):
    return [name for name, _rows in choices(page)]


@pytest.mark.one_database
def test_locations_of_the_organisation_come_first(client, houses):
    log_in(client)
    event = factories.event(organisation=houses[1])

    new = client.get(ADD)
    chosen = client.get(f"{ADD}?organisation={houses[1].pk}")
    there = client.get(f"/admin/agenda/event/{event.pk}/change/")
    copied = client.get(f"{ADD}?copy={event.pk}")
    sent = client.post(ADD, {"organisation": houses[1].pk})

    assert names(new) == ["Anker", "Wieg"]
    assert [names(page) for page in (chosen, there, copied, sent)] == [["Wieg", "Anker"]] * 4


@pytest.mark.one_database
@pytest.mark.parametrize("group", ["Event volunteers", "Volunteers"])
def test_secret_address_is_told_to_nobody_who_only_enters_activities(client, houses, group):
    log_in(client, group)

    page = client.get(f"{ADD}?organisation={houses[1].pk}")

    assert ("Geheimstraat" in page.content.decode()) == (group == "Volunteers")
    assert len(choices(page)[0][1]) == 3


@pytest.fixture
def many(monkeypatch, houses):
    monkeypatch.setattr(choosing, "MOST_OPTIONS", 1)
    return houses


def options(page, name):
    """What a select has without a script."""
    bound = page.context["adminform"].form[name]
    return [
        option["label"] for group in bound.field.widget.optgroups(name, []) for option in group[1]
    ]


@pytest.mark.one_database
def test_of_many_hers_are_there_without_a_script(client, many):
    user = log_in(client)
    Organisation.objects.filter(pk=many[1].pk).update(backup=user)

    page = client.get(f"{ADD}?organisation={many[1].pk}")

    assert options(page, "organisation") == ["Wieg"]
    assert len(options(page, "location")) == 4
    assert "Geheimstraat" not in page.content.decode()


def test_of_many_those_of_the_organisation_are_found_first(client, many):
    log_in(client)

    everything = client.get(SEARCH).json()["results"]
    own = client.get(f"{SEARCH}&organisation={many[1].pk}").json()["results"]
    strange = client.get(f"{SEARCH}&organisation=x").json()["results"]

    owners = dict(Location.objects.values_list("pk", "organisation"))
    assert [owners[int(row["id"])] == many[1].pk for row in own] == [True] * 3 + [False] * 2
    assert {row["id"] for row in own} == {row["id"] for row in everything}
    assert strange == everything
    assert "Geheimstraat" not in str(own)


def test_street_of_a_secret_place_finds_nothing(client, many):
    log_in(client)

    found = client.get(f"{SEARCH}&organisation={many[1].pk}&term=geheimstraat").json()["results"]

    assert found == []


@pytest.mark.one_database
def test_calendar_of_a_partner_has_its_own_locations_first(client, houses):
    source = factories.calendar_source(organisation=houses[1])
    log_in(client, "Editors")

    page = client.get(f"/admin/agenda/calendarsource/{source.pk}/change/")

    assert names(page)[0] == "Wieg"
