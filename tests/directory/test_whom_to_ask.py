"""What a page offers when nobody can call, write to or look up the organisation."""

import json
import re

import pytest

from core.models import Status
from directory import index as directory_index
from directory import whom_to_ask
from directory.models import Location, Organisation
from tests.factories import location, municipality, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

CALL = {"phone": "02 512 34 56"}


def page(client, row, language="en"):
    return client.get(f"/{language}/organisations/{row.slug}/")


def asked(client, row):
    """`(kind, [name, …])` of whom the page sends her to."""
    others = page(client, row).context["others"]
    return others and (others.kind, [contact.name.text for _place, contact in others.contacts])


def near(client, row):
    return [card.name.text for card in page(client, row).context["nearest"]]


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture
def molenbeek():
    return municipality(name_nl="Molenbeek", short_name_nl="Molenbeek")


@pytest.fixture
def office(molenbeek):
    row = organisation(name_nl="OCMW Molenbeek", kind=Organisation.Kind.WELFARE_OFFICE, **CALL)
    location(organisation=row, municipality=molenbeek)
    return row


@pytest.fixture
def network():
    return organisation(name_nl="N22", website="https://www.n22.brussels")


@pytest.fixture
def centre(molenbeek, office, network):
    row = organisation(name_nl="De Vaartkapoen", parent_organisation=network, no_contact="")
    location(organisation=row, municipality=molenbeek)
    return row


# Whom to ask


def test_network_is_asked_first_and_named(client, centre):
    text = words_of(page(client, centre))

    assert asked(client, centre) == ("network", ["N22"])
    assert (
        "We don’t have a telephone number or an address for this place yet. "
        "It is part of this network. You can ask there: N22 Website"
    ) in text
    assert "Belongs to N22" in text
    assert "sk first" not in text
    assert "all first" not in text


def test_municipality_is_asked_where_the_network_is_silent(client, centre):
    Organisation.objects.filter(name_nl="N22").update(website="")

    assert asked(client, centre) == ("municipality", ["OCMW Molenbeek"])
    assert (
        "You can ask the social service of Molenbeek: OCMW Molenbeek Call 02 512 34 56"
    ) in words_of(page(client, centre))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_network_that_is_not_public_is_neither_asked_nor_named(client, centre, network, status):
    network.status = status
    network.save()

    assert asked(client, centre) == ("municipality", ["OCMW Molenbeek"])
    assert "N22" not in page(client, centre).text


def test_network_of_the_network_is_asked_and_a_circle_ends(client, centre, network):
    top = organisation(name_nl="Top", **CALL)
    network.website, network.parent_organisation = "", top
    network.save()

    assert asked(client, centre) == ("network", ["Top"])
    Organisation.objects.filter(pk=top.pk).update(phone="", parent_organisation=centre)
    top.refresh_from_db()
    top.save()  # a new content version
    assert asked(client, centre) == ("municipality", ["OCMW Molenbeek"])


def test_telephone_of_a_place_of_the_network_is_its_contact(client, centre, network):
    Organisation.objects.filter(pk=network.pk).update(website="")
    location(organisation=network, phone="02 512 34 57")
    location(organisation=network, phone="02 999 99 99", is_confidential=True)

    contacts = page(client, centre).context["others"].contacts

    assert [contact.tel for _place, contact in contacts] == ["tel:+3225123457"]


def test_whom_it_serves_is_where_it_asks(client, molenbeek, office):
    row = organisation(serves_municipalities=[molenbeek])

    assert asked(client, row) == ("municipality", ["OCMW Molenbeek"])


def test_for_the_whole_region_her_own_municipality_is_asked(client, office):
    elsewhere = organisation(
        name_nl="OCMW Elders", kind=Organisation.Kind.WELFARE_OFFICE, email="ocmw@example.org"
    )
    location(organisation=elsewhere, municipality=municipality(short_name_nl="Elders"))
    row = organisation(serves_region=True)

    text = words_of(page(client, row))

    assert asked(client, row)[0] == "municipalities"
    assert sorted(asked(client, row)[1]) == ["OCMW Elders", "OCMW Molenbeek"]
    assert "We don’t have a telephone number, e-mail address or website yet." in text
    assert "Molenbeek 02 512 34 56" in text


def test_secret_place_does_not_tell_its_municipality(client, molenbeek, office):
    row = organisation(serves_region=True)
    location(organisation=row, municipality=molenbeek, is_confidential=True)

    assert asked(client, row) == ("municipalities", ["OCMW Molenbeek"])


def test_welfare_office_is_not_sent_to_itself(client, office):
    Organisation.objects.filter(pk=office.pk).update(phone="")
    office.refresh_from_db()
    office.save()

    assert asked(client, office) is None


@pytest.mark.parametrize(
    "values", [CALL, {"email": "a@example.org"}, {"website": "https://example.org"}]
)
def test_with_a_contact_nobody_else_is_offered(client, centre, values):
    Organisation.objects.filter(pk=centre.pk).update(**values)

    context = page(client, centre).context

    assert (context["lacks"], context["others"], context["nearest"]) == ("", None, [])
    assert page(client, centre).context["contact"].name.text == "De Vaartkapoen"


def test_walk_in_with_an_address_needs_nobody(client, centre):
    Organisation.objects.filter(pk=centre.pk).update(no_contact="walk-in")
    assert asked(client, centre) == ("network", ["N22"])

    Location.objects.filter(organisation=centre).update(street_nl="Schoolstraat")

    assert asked(client, centre) is None
    assert page(client, centre).context["lacks"] == (
        "There is no telephone number. You can just go there."
    )


def test_contact_that_is_not_wanted_is_not_looked_for(client, centre):
    Organisation.objects.filter(pk=centre.pk).update(no_contact="not-wanted")

    assert page(client, centre).context["lacks"] == (
        "This place has no telephone number or e-mail address for the public."
    )
    assert asked(client, centre) == ("network", ["N22"])


def test_nothing_to_act_on_is_no_bar(client, centre):
    assert 'class="actions' not in page(client, centre).text
    Location.objects.filter(organisation=centre).update(street_nl="Schoolstraat")
    assert "Directions" in page(client, centre).text


def test_search_engines_read_what_it_belongs_to(client, centre, network, settings):
    settings.SITE_URL = "https://www.example.org"
    found = re.search(r'ld\+json">(.*?)</script>', page(client, centre).text)[1]

    assert json.loads(found)["parentOrganization"] == {
        "@type": "Organization",
        "@id": f"https://www.example.org/o/{network.pk}",
        "name": "N22",
    }


# What is near


def test_nearest_is_alike_and_reachable_first_here_then_next_door(client, centre, molenbeek):
    meeting, play = theme(), theme()
    next_door = municipality(neighbours=[molenbeek])
    far = municipality()
    centre.themes.set([meeting, play])
    for name, place, themes, values in [
        ("Ver", far, [meeting], CALL),
        ("Hiernaast", next_door, [meeting], CALL),
        ("Hier", molenbeek, [meeting], CALL),
        ("Hier en meer", molenbeek, [meeting, play], CALL),
        ("Stil", molenbeek, [meeting, play], {}),
        ("Iets anders", molenbeek, [], CALL),
    ]:
        location(
            organisation=organisation(name_nl=name, themes=themes, **values), municipality=place
        )

    assert near(client, centre) == ["Hier en meer", "Hier", "Hiernaast"]
    assert "Close by, and easy to reach" in page(client, centre).text
    assert page(client, centre).context["more_like_it"] == (
        f"place={molenbeek.slug}&theme={meeting.slug}&theme={play.slug}"
    )


def test_nearest_is_anywhere_where_nothing_is_near(client, centre):
    meeting = theme()
    centre.themes.set([meeting])
    location(organisation=organisation(name_nl="Ver", themes=[meeting], **CALL))

    assert near(client, centre) == ["Ver"]
    assert "You can reach these" in page(client, centre).text


def test_nearest_keeps_what_is_sensitive_among_its_like(client, centre, molenbeek):
    housing, violence = theme(), theme(is_sensitive=True)
    shelter = organisation(name_nl="Opvang", themes=[housing, violence], **CALL)
    location(organisation=shelter, municipality=molenbeek)
    centre.themes.set([housing])
    assert near(client, centre) == []

    centre.themes.set([housing, violence])

    assert near(client, centre) == ["Opvang"]


# Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_page_without_a_contact_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, centre, molenbeek, rows
):
    meeting = theme()
    centre.themes.add(meeting)
    for _ in range(rows):
        location(organisation=organisation(themes=[meeting], **CALL), municipality=molenbeek)
    page(client, centre)  # builds the index

    with django_assert_num_queries(11):
        page(client, centre)


def test_own_contact_costs_no_query(django_assert_num_queries):
    row = organisation(**CALL)

    with django_assert_num_queries(0):
        assert whom_to_ask.own_or_of_network(row).tel == "tel:+3225123456"


def test_index_knows_what_can_be_reached(centre, office, network):
    index = directory_index.current()

    assert index.reachable == index.bits_of_ids([office.pk, network.pk])
