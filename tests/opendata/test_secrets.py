"""What the public may not see, looked for at every address of the open data.

What is planted stands nowhere else. Each pattern is asked with the rows in it, so that a new
address is asked too; an argument that `addresses` cannot fill in fails.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, include, path, reverse
from django.utils import timezone

from core.editing.models import Proposal
from core.models import Status
from directory.models import Organisation
from opendata.hsds import locations, organizations, services
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SECRETS = {
    "street_nl": "Schuilkelderstraat",
    "street_fr": "Rue du Refuge",
    "name_nl": "Zonnekelder",
    "house_number": "9173B",
    "postal_code": "1207",
    "phone": "02 217 36 42",
}
WORD = "Fluister"  # begins whatever else nobody may read
IN_BYTES = [*SECRETS.values(), "+3222173642", "13:17", WORD, "geheimgemeente", "geheimwijk"]


def secret_place(row):
    town = factories.municipality(slug="geheimgemeente", short_name_nl="")
    part = factories.neighbourhood(municipality=town, slug="geheimwijk")
    place = factories.location(
        organisation=row, neighbourhood=part, is_confidential=True, hours_known=True, **SECRETS
    )
    factories.opening_hours(location=place, opens="13:17", closes="15:00")
    factories.notice(location=place, text_nl=f"{WORD}bericht")
    return place


def planted():
    """Rows of each kind that the public may not see, or not all of; gives all of them."""
    editor = factories.user(username=f"{WORD}naam", email="fluister@example.org")
    theme = factories.theme()
    public = factories.organisation(
        themes=[theme], internal_notes=f"{WORD}notitie", owner=editor, backup=editor,
        verified_by=editor,
    )  # fmt: skip
    public.sources.create(title="Krant", address="https://fluister.example.org/")
    public.external_ids.create(scheme="hsds", value=f"{WORD}nummer")
    place = secret_place(public)
    there = factories.event(location=place, place_nl=f"{WORD}plaats", themes=[theme])
    Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=public.pk,
        author=editor,
        changes={"summary_nl": [f"{WORD}voorstel"]},
    )
    rows = [public, place, there]
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED):
        hidden = {"status": status, "themes": [theme]}
        row = factories.organisation(name_nl=f"{WORD} {status}", summary_nl=WORD, **hidden)
        factories.location(organisation=row, street_nl=f"{WORD}straat")
        rows += [
            row,
            # The activity is published, its organisation is not.
            factories.event(organisation=row, title_nl=f"{WORD} van {status}"),
            factories.event(organisation=public, title_nl=f"{WORD} {status}", **hidden),
            factories.question(question_nl=f"{WORD} {status}?", organisations=[row], **hidden),
            factories.insight(text_nl=f"{WORD} {status}", **hidden),
        ]
    merged = factories.organisation(name_nl=f"{WORD} samen", parent_organisation=rows[3])
    merged.status, merged.merged_into = Status.ARCHIVED, public
    merged.save()
    factories.question(organisations=[row for row in rows if isinstance(row, Organisation)])
    factories.organisation(parent_organisation=rows[3])
    gone = factories.theme(name_nl=f"{WORD}thema")
    gone.successor, gone.archived_at = theme, timezone.now()
    gone.save()
    return [*rows, merged, gone]


def addresses(rows):
    """Every address of the open data, with the number of each row in the place of its argument."""
    numbers = {row.pk for row in rows}
    for name, arguments in _patterns(path("api/", include("opendata.api_urls"))):
        if not arguments:
            yield reverse(name)
            continue
        for number in numbers:
            for identifier in _identifiers(number):
                known = {"pk": number, "identifier": identifier}
                yield reverse(name, kwargs={key: known[key] for key in arguments})


def _identifiers(number):
    """Under which HSDS may have a row of this number."""
    yield organizations.id_of(number)
    yield locations.id_of(number)
    for kind in ("organisation", "event"):
        yield services.id_of(kind, number)
        yield services.id_of_link(kind, number)


def _patterns(resolver, space=()):
    for each in resolver.url_patterns:
        if not isinstance(each, URLPattern):
            yield from _patterns(each, (*space, *([each.namespace] if each.namespace else [])))
        elif each.name:
            converters = each.pattern.converters or each.pattern.regex.groupindex
            yield ":".join(["api", *space, each.name]), converters


def told(response):
    body = b"".join(response) if response.streaming else response.content
    text = body.decode() + str(response.headers)
    return [secret for secret in IN_BYTES if secret.lower() in text.lower()]


def test_no_address_tells_what_the_public_may_not_see(client):
    rows = planted()
    # Where somebody hides is a place like others: it stands in lists of words, and only there.
    words = tuple(f"/api/{name}" for name in ("municipal", "neighbour", "hsds/taxonomy_terms"))

    leaks, count = {}, 0
    for address in {*addresses(rows)}:
        secrets = told(client.get(address))
        if address.startswith(words):
            secrets = [each for each in secrets if not each.startswith("geheim")]
        if secrets:
            leaks[address] = secrets
        count += 1

    assert leaks == {}
    assert count > 200


@pytest.mark.parametrize("name", ["organisations", "activities"])
def test_no_filter_finds_by_what_is_secret(client, name):
    planted()
    elsewhere = factories.municipality()

    def found(query):
        return [row["id"] for row in client.get(f"/api/{name}/?{query}").json().get("results", [])]

    words = ["schuilkelder", "zonnekelder", "fluister", "fluisternotitie", "refuge"]
    assert [found(f"q={word}") for word in words] == [[]] * len(words)
    # Who hides is there for the whole Region, and not more so where it hides.
    places = ["geheimgemeente", "geheimwijk"]
    assert [found(f"place={place}") for place in places] == [found(f"place={elsewhere.slug}")] * 2


def test_draft_was_never_there_and_what_was_public_is_gone(client):
    draft = factories.organisation(status=Status.DRAFT)
    event = factories.event(organisation=draft)
    archived = factories.organisation()
    archived.status = Status.ARCHIVED
    archived.save()

    statuses = [
        client.get(address).status_code
        for address in (
            f"/api/organisations/{draft.pk}/",
            f"/api/activities/{event.pk}/",
            f"/api/organisations/{archived.pk}/",
        )
    ]

    assert statuses == [404, 404, 410]
    assert [row["id"] for row in client.get("/api/gone/").json()["results"]] == [archived.pk]


@pytest.mark.at("2026-11-16 10:00")
def test_place_that_becomes_secret_leaves_the_open_data_at_once(client):
    place = factories.location(street_nl="Schuilkelderstraat", latitude=50.84, longitude=4.35)
    address = f"/api/organisations/{place.organisation_id}/"
    before = client.get(address)
    place.is_confidential = True
    place.save()
    after = client.get(address, headers={"If-None-Match": before["ETag"]})

    assert told(before) == ["Schuilkelderstraat"]
    assert after.status_code == 200
    assert told(after) == []
    assert after.json()["locations"] == []


def test_source_of_who_hides_is_named_and_not_linked(client):
    for row in (factories.organisation(kind="shelter"), factories.organisation()):
        row.sources.create(title="Krant", address="https://example.org/waar")
    secret_place(row)
    factories.organisation().sources.create(title="Krant", address="https://example.org/waar")

    rows = client.get("/api/organisations/").json()["results"]

    sources = [row["sources"][0] for row in rows]
    assert [source["title"] for source in sources] == ["Krant"] * 3
    assert [source["address"] for source in sources] == [None, None, "https://example.org/waar"]


def test_number_that_was_never_public_is_as_good_as_none(client):
    """So nobody counts what volunteers are preparing."""
    drafts = [factories.organisation(status=status) for status in (Status.DRAFT, Status.IN_REVIEW)]
    archived = factories.organisation()
    archived.status = Status.ARCHIVED
    archived.save()

    def answer(pattern, number):
        identifier = organizations.id_of(number)
        response = client.get(f"/api/{pattern.format(number, identifier)}")
        text = response.content.decode().replace(identifier, "")
        return response.status_code, text.replace(f"organisations/{number}/", "")

    patterns = ["organisations/{0}/", "hsds/organizations/{1}", "hsds/services?organization_id={1}"]
    for pattern in patterns:
        nothing = answer(pattern, 10**9)
        assert [answer(pattern, row.pk) for row in drafts] == [nothing] * 2, pattern
        assert answer(pattern, archived.pk) != nothing
