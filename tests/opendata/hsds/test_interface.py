"""`/api/hsds/`: every address as the standard describes it, and what it answers to nonsense."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openapi_spec_validator import validate

from directory.models import Organisation
from opendata.hsds import organizations, services, vocabulary
from tests import factories
from tests.opendata.hsds import listings
from tests.opendata.hsds.published import problems

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-12-11 10:00")]
one_database = pytest.mark.one_database

LISTS = {
    "services": ("compiled-service_list", "service"),
    "organizations": ("compiled-organization_list", "organization"),
    "service_at_locations": ("service_at_location", "service_at_location"),
    "taxonomies": ("taxonomy", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term", "taxonomy_term"),
}


def asked(client, path, status=200, **query):
    response = client.get(f"/api/hsds/{path}", query)
    assert response.status_code == status, response.content
    return response


def found(client, path, **query):
    return asked(client, path, **query).json()


def names(client, path="services", **query):
    return [each["name"] for each in found(client, path, **query)["contents"]]


def of(kind, row):
    return services.id_of(kind, row.pk)


# What the standard describes


def test_all_addresses_are_valid(client):
    listings.full()

    for path, (in_a_list, whole) in LISTS.items():
        page = found(client, path)
        assert [problems(in_a_list, each) for each in page["contents"]] == [[]] * page["size"]
        for each in page["contents"][:3]:
            assert problems(whole, found(client, f"{path}/{each['id']}/")) == []
        if path in ("services", "organizations", "service_at_locations"):
            contents = found(client, path, full="true")["contents"]
            assert [problems(whole, each) for each in contents] == [[]] * page["size"]


@one_database
def test_page_has_the_envelope(client):
    for _ in range(3):
        factories.organisation()

    page = found(client, "organizations", per_page=2, page=2)

    assert len(page.pop("contents")) == 1
    assert page == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 2,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    assert found(client, "organizations", search="nergens")["empty"] is True


@one_database
def test_first_address_says_where_the_description_is(client):
    root = found(client, "")

    description = found(client, "openapi.json")
    assert root["version"] == "3.0"
    assert root["openapi_url"].endswith("/api/hsds/openapi.json")
    validate(json.loads(json.dumps(description), object_hook=_without_files))
    assert asked(client, "", 200).headers["Content-Language"] == "nl"
    assert client.get("/api/hsds").status_code == 301


def _without_files(thing):
    """Schemas that lie elsewhere are the standard’s own (`schema`)."""
    return {} if str(thing.get("$ref", "")).startswith("https:") else thing


@one_database
def test_service_inside_its_organization_and_the_other_way_round(client):
    row = listings.full()
    service = found(client, f"services/{of('organisation', row)}")
    organization = found(client, f"organizations/{service['organization_id']}")
    whole = found(client, f"organizations/{service['organization_id']}", full_service="true")

    assert service["organization"]["name"] == "De Wieg"
    assert [each["name"] for each in organization["services"]] == ["De Wieg", "Koffie"]
    assert [len(each["service_at_locations"]) for each in whole["services"]] == [2, 1]
    assert "service_at_locations" not in organization["services"][0]


@one_database
def test_one_language_at_a_time(client):
    factories.organisation(name_nl="Nest", name_fr="Nid", name_ar="عش")

    assert names(client) == ["Nest"]
    assert names(client, lang="ar") == ["عش"]
    assert asked(client, "services", lang="fr").headers["Content-Language"] == "fr"
    errors = asked(client, "services", 400, lang="all").json()["errors"]
    assert errors[0]["known"] == ["nl", "fr", "en", "ar", "es", "tr"]


@one_database
def test_minimal_has_all_of_them_on_one_page(client):
    Organisation.objects.bulk_create(
        Organisation(slug=f"rij-{number}", status="published", first_published_at=timezone.now())
        for number in range(60)
    )

    page = found(client, "services", minimal="true")

    assert page["total_pages"] == 1
    assert page["contents"][0] == {
        "id": services.id_of("organisation", Organisation.objects.earliest("pk").pk),
        "last_modified": "2026-12-11T09:00:00.000Z",
        "modified_date": "2026-12-11T09:00:00.000Z",
    }


@one_database
def test_all_of_it_as_lines(client):
    listings.full()

    for path in LISTS:
        response = asked(client, path, format="ndjson")
        things = [json.loads(line) for line in response.getvalue().decode().splitlines()]
        assert things[:50] == found(client, path)["contents"]
        assert response.headers["Content-Type"] == "application/x-ndjson"


# Paging


def test_edit_between_pages_loses_and_doubles_nothing(client):
    rows = [factories.organisation(name_nl=f"Rij {number}") for number in range(7)]
    factories.event(organisation=rows[0], title_nl="Koffie")

    def walk(edit):
        first = names(client, per_page=3)
        edit()
        return [*first, *(name for page in (2, 3) for name in names(client, per_page=3, page=page))]

    everything = [*(f"Rij {number}" for number in range(7)), "Koffie"]
    assert walk(rows[6].save) == walk(rows[0].save) == everything
    assert asked(client, "services", 404, per_page=3, page=4).json()["detail"] == (
        "There is no page 4: the last one is 3."
    )


NONSENSE = [
    ("services", {"page": 0}, 400),
    ("services", {"page": 2}, 404),
    ("organizations", {"page": "x"}, 400),
    ("organizations", {"per_page": 0}, 400),
    ("taxonomy_terms", {"per_page": 10000}, 400),
    ("services", {"page": [1, 2]}, 400),
    ("services", {"nonsense": 1}, 400),
    ("services", {"full": "maybe"}, 400),
    ("services", {"format": "xml"}, 400),
    ("services", {"format": "ndjson", "page": 1}, 400),
    ("services", {"modified_after": "yesterday"}, 400),
    ("services", {"taxonomy_term_id": "x"}, 400),
    ("services", {"taxonomy_id": "x"}, 400),
    ("services", {"organization_id": "x"}, 400),
    ("services", {"search": "x" * 300}, 400),
    ("service_at_locations", {"postcode": "9000"}, 400),
    ("service_at_locations", {"proximity": "500"}, 400),
    ("taxonomy_terms", {"parent_id": "x"}, 400),
    ("services/x", {}, 404),
    ("organizations/00000000-0000-4000-8000-000000000000", {}, 404),
    ("service_at_locations/00000000-0000-4000-8000-000000000000/", {}, 404),
    ("taxonomies/x", {}, 404),
    ("taxonomy_terms/x", {}, 404),
    ("nonsense", {}, 404),
]


@one_database
def test_nonsense_is_told(client):
    for path, query, status in NONSENSE:
        response = asked(client, path, status, **query)

        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.headers["Access-Control-Allow-Origin"] == "*"


# Questions


def test_services_by_term_and_taxonomy(client):
    row = listings.full()
    factories.event(title_nl="Online", is_online=True, themes=[*row.themes.all()])
    terms = {term["code"]: term["id"] for term in vocabulary.current("nl").all_terms()}
    taxonomies = vocabulary.current("nl").taxonomies

    def with_term(code):
        return names(client, taxonomy_term_id=terms[code])

    assert with_term("theme:health") == ["De Wieg", "Online"]
    assert with_term("kind:meeting-place")[:2] == ["Netwerk", "De Wieg"]
    assert with_term("cost:low") == ["De Wieg"]
    assert with_term("place:ixelles-elsene/flagey") == ["De Wieg", "Koffie"]
    assert with_term("registration:required") == ["Koffie"]
    assert with_term("check:telephone") == ["De Wieg"]
    assert with_term("fact:papers_needed") == ["De Wieg"]
    assert with_term("fact:interpreter_possible") == ["De Wieg", "Koffie"]
    assert with_term("fact:step_free") == ["Koffie"]
    assert with_term("fact:is_online") == ["Online"]
    assert names(client, taxonomy_id=taxonomies["audience"]["id"]) == ["De Wieg"]
    assert names(client, taxonomy_id=taxonomies["cost"]["id"]) == ["De Wieg", "Koffie"]
    assert names(client, taxonomy_id=taxonomies["place"]["id"]) == ["De Wieg", "Koffie"]
    assert set(names(client, taxonomy_id=taxonomies["fact"]["id"])) >= {"De Wieg", "Koffie"}


def test_attributes_say_what_questions_find(client):
    """What a term finds is what has it as an attribute, and nothing else."""
    listings.full()
    factories.event(title_nl="Online", is_online=True, childcare="no")
    whole = found(client, "services", full="true")["contents"]

    for term in vocabulary.current("nl").all_terms():
        taxonomy = term["code"].partition(":")[0]
        if taxonomy in ("theme", "audience", "kind", "fact", "cost", "registration", "check"):
            carry = {
                service["id"]
                for service in whole
                for attribute in service.get("attributes", [])
                if attribute["taxonomy_term_id"] == term["id"]
            }
            page = found(client, "services", minimal="true", taxonomy_term_id=term["id"])
            assert {each["id"] for each in page["contents"]} == carry, term["code"]


def test_services_of_an_organization_and_since(client):
    row, other = listings.full(), factories.organisation(name_nl="Ander")
    identifier = organizations.id_of(row.pk)

    assert names(client, organization_id=identifier) == ["De Wieg", "Koffie"]
    assert names(client, modified_after="2026-12-11T09:00:01Z") == []
    assert len(names(client, modified_after="2026-12-11T09:00:00Z")) == 4
    Organisation.objects.filter(pk=row.pk).update(status="archived", merged_into=other)
    assert names(client, organization_id=identifier) == ["Ander"]


@one_database
def test_search_is_that_of_the_site(client):
    listings.full()

    assert names(client, search="KOFFIE") == ["Koffie"]
    assert names(client, "organizations", search="berceau") == ["De Wieg"]
    assert names(client, "taxonomy_terms", search="zwanger") == ["Zwanger"]


def test_places_by_postal_code(client):
    row = listings.full()
    there = row.serves_municipalities.get()
    there.__class__.objects.filter(pk=there.pk).update(
        postal_codes=["1050"], latitude=50.8262, longitude=4.3725
    )
    factories.location()
    path = "service_at_locations"

    def of_services(**query):
        return [each["service"]["name"] for each in found(client, path, **query)["contents"]]

    assert of_services(postcode="1050") == ["De Wieg", "De Wieg", "Koffie"]
    assert of_services(postcode="1050", proximity=150) == ["De Wieg", "Koffie"]
    assert of_services(postcode="1050", proximity=50) == []


@one_database
def test_terms_by_parent(client):
    listings.full()
    terms = {term["code"]: term["id"] for term in vocabulary.current("nl").all_terms()}

    below = names(client, "taxonomy_terms", parent_id=terms["place:ixelles-elsene"])
    top = found(client, "taxonomy_terms", top_only="true")["contents"]

    assert below == ["Flagey"]
    assert [each for each in top if "parent_id" in each] == []


# What is gone, and what must not go out


@one_database
def test_merged_leads_to_what_stayed_and_the_rest_is_gone(client):
    kept, merged, ended, draft = (
        factories.organisation(), factories.organisation(), factories.organisation(),
        factories.organisation(status="draft"),
    )  # fmt: skip
    Organisation.objects.filter(pk=merged.pk).update(status="archived", merged_into=kept)
    Organisation.objects.filter(pk=ended.pk).update(status="archived")

    for path, id_of in (
        ("organizations", organizations.id_of),
        ("services", lambda pk: services.id_of("organisation", pk)),
    ):
        moved = asked(client, f"{path}/{id_of(merged.pk)}", 301, lang="fr")
        assert moved.url == f"/api/hsds/{path}/{id_of(kept.pk)}?lang=fr"
        asked(client, f"{path}/{id_of(ended.pk)}", 410)
        asked(client, f"{path}/{id_of(draft.pk)}", 404)


@one_database
def test_term_with_a_successor_leads_there(client):
    former, successor = factories.theme(), factories.theme()
    type(former).every.filter(pk=former.pk).update(successor=successor, archived_at=timezone.now())

    moved = asked(client, f"taxonomy_terms/{vocabulary.id_of('theme', former.pk)}", 301)

    assert moved.url == f"/api/hsds/taxonomy_terms/{vocabulary.id_of('theme', successor.pk)}"


@one_database
def test_activity_that_is_over_is_in_no_list(client):
    event = factories.event(title_nl="Feest", starts_on=date(2026, 12, 1))

    assert "Feest" not in names(client)
    assert found(client, f"services/{of('event', event)}")["status"] == "inactive"


def test_nothing_secret_at_any_address(client):
    row = listings.full()
    secret = factories.location(
        organisation=row, street_nl="Schuilstraat", name_nl="Zonnekelder", is_confidential=True
    )
    hidden = factories.event(location=secret, title_nl="Samen")
    draft = factories.event(organisation=row, status="draft", title_nl="Zwijgkoffie")
    example = factories.event(organisation=row, is_demonstration=True, title_nl="Zwijgkoffie")
    other = factories.location(organisation=factories.organisation(status="draft", name_nl="Zwijg"))

    asked(client, f"service_at_locations/{services.id_of_link('organisation', secret.pk)}", 404)
    asked(client, f"service_at_locations/{services.id_of_link('organisation', other.pk)}", 404)
    asked(client, f"service_at_locations/{services.id_of_link('event', hidden.pk)}", 404)
    asked(client, f"services/{of('event', draft)}", 404)
    asked(client, f"services/{of('event', example)}", 404)
    texts = [
        asked(client, path, **query).content.decode()
        for path in ("services", "organizations", "service_at_locations")
        for query in ({}, {"full": "true"})
    ]
    texts += [
        asked(client, f"services/{of('event', hidden)}").content.decode(),
        asked(client, f"services/{of('organisation', row)}").content.decode(),
        asked(client, "organizations", full_service="true").content.decode(),
    ]
    secrets = ["Schuil", "Zonnekelder", "Zwijg", "fluisternotitie", str(secret.pk + 10**6)]
    assert [word for word in secrets for text in texts if word in text] == []
    assert names(client, search="schuilstraat") == []


# What it costs


QUERIES = [
    ("services", {}, 20),
    ("services", {"full": "true"}, 30),
    ("organizations", {"full_service": "true"}, 17),
    ("service_at_locations", {}, 21),
    ("service_at_locations", {"full": "true"}, 31),
]


@one_database
def test_queries_are_the_same_for_one_and_for_many(client):
    def queries():
        asked(client, "taxonomy_terms")  # what is kept of this version is known then
        counts = []
        for path, query, _count in QUERIES:
            with CaptureQueriesContext(connection) as captured:
                asked(client, path, **query)
            counts.append(len(captured))
        return counts

    listings.full()
    one = queries()
    for _ in range(4):
        place = factories.location()
        factories.event(location=place, audiences=[factories.audience()])
        factories.opening_hours(location=place)

    assert queries() == one == [count for _path, _query, count in QUERIES]


@one_database
def test_nothing_is_sent_again_until_something_changes(client):
    row = factories.organisation(name_nl="Nest")
    tag = asked(client, "services").headers["ETag"]

    def again():
        return client.get("/api/hsds/services", headers={"If-None-Match": tag}).status_code

    assert again() == 304
    row.save()
    assert again() == 200
