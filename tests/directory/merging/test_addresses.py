"""Every address of a listing that was merged leads to the one that stayed, in every form."""

import pytest
from django.db import IntegrityError, transaction

from core.models import FormerSlug, Status
from directory.models import Organisation
from directory.questions import sheet_check
from directory.tables import vocabulary
from feedback import pages
from sharing import targets
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def kept(db):
    return factories.organisation(name_nl="Huis", slug="huis")


@pytest.fixture
def gone(kept):
    """Merged into the other one, by hand."""
    gone = factories.organisation(name_nl="Het Huis", slug="het-huis")
    lead_on(gone, kept)
    return gone


def lead_on(gone, kept):
    gone.status, gone.merged_into = Status.ARCHIVED, kept
    gone.save()
    FormerSlug.objects.create(model="directory.organisation", slug=gone.slug, object_id=kept.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_page_leads_on_in_every_language(client, gone, language):
    response = client.get(f"/{language}/organisations/het-huis/")

    assert response.status_code == 301
    assert response.url == f"/{language}/organisations/huis/"
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/o/{gone}?lang=fr", "/fr/organisations/huis/"),
        ("/s/o{gone}?lang=fr", "/fr/selection/o{kept}/"),
        ("/nl/selection/o{gone}/", "/nl/selection/o{kept}/"),
        ("/nl/selection/o{kept}-o{gone}/", "/nl/selection/o{kept}/"),
        ("/nl/organisations/HET-Huis/", "/nl/organisations/huis/"),
    ],
)
def test_short_address_leads_on(client, kept, gone, path, url):
    numbers = {"kept": kept.pk, "gone": gone.pk}

    response = client.get(path.format(**numbers))

    assert response.status_code in (301, 302)
    assert response.url == url.format(**numbers)


def test_card_is_that_of_the_one_that_stayed(client, gone):
    card = client.get("/nl/organisations/het-huis.vcf")

    assert "FN:Huis\r\n" in card.content.decode()


def test_what_is_shared_is_the_page_of_the_one_that_stayed(client, kept, gone):
    by_page = targets.find("/nl/organisations/het-huis/")
    by_selection = targets.find(f"/nl/selection/o{gone.pk}/")

    assert by_page.row == kept
    assert by_selection.names == (f"o{kept.pk}",)
    assert client.get("/nl/qr.svg?path=/nl/organisations/het-huis/").status_code == 200


def test_message_about_its_page_is_one_about_the_one_that_stayed(kept, gone):
    assert pages.find("/nl/organisations/het-huis/").path == "/organisations/huis/"
    assert pages.listings(["/organisations/het-huis/"]) == {
        "/organisations/het-huis/": (Organisation, kept.pk)
    }
    assert "/organisations/het-huis/" in pages.paths_of(kept)


def test_link_of_the_organisation_opens_the_sheet_that_stayed(client, kept, gone):
    path = "/" + sheet_check.link(gone, "nl").split("/", 3)[3]

    page = client.get(path)

    assert page.context["organisation"] == kept


def test_one_that_ended_without_another_still_says_so(client, db):
    ended = factories.organisation(slug="voorbij")
    ended.status = Status.ARCHIVED
    ended.save()

    assert client.get("/nl/organisations/voorbij/").status_code == 410


def test_kept_pages_follow(client, settings, kept):
    """A page and a selection that were made before do not go on to say what was."""
    settings.PAGE_CACHE_BYTES = 10_000_000
    gone = factories.organisation(name_nl="Het Huis", slug="het-huis")
    paths = ["/nl/organisations/het-huis/", f"/nl/selection/o{gone.pk}/"]
    before = [client.get(path).status_code for path in paths]

    lead_on(gone, kept)
    after = [client.get(path).status_code for path in paths]
    gone.merged_into = None
    gone.save()
    FormerSlug.objects.all().delete()
    apart = [client.get(path).status_code for path in paths]

    assert before == [200, 200]
    assert after == [301, 301]
    assert apart == [410, 200]


@pytest.mark.parametrize("status", ["draft", "in_review", "published"])
def test_what_was_merged_is_archived(kept, gone, status):
    gone.status = status

    with pytest.raises(IntegrityError), transaction.atomic():
        gone.save()


def test_nobody_changes_what_was_merged(client, gone):
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/directory/organisation/{gone.pk}"

    page = client.get(f"{url}/change/")
    sent = client.post(f"{url}/change/", {"summary_nl": "Anders"})
    listed = client.post(
        "/admin/directory/organisation/", {"action": "publish", "_selected_action": [gone.pk]}
    )

    gone.refresh_from_db()
    assert (page.status_code, sent.status_code) == (200, 403)
    assert "Anders" in sent.content.decode()
    assert b'name="_save"' not in page.content
    assert listed.status_code == 302
    assert (gone.status, gone.summary_nl) == (Status.ARCHIVED, None)


def test_activity_of_a_page_that_was_open_is_one_of_the_one_that_stayed(client, kept, gone):
    user = factories.user(groups=["Editors"], language="en")
    client.force_login(user)
    event = factories.event(status="draft", is_online=True)
    page = client.get(f"/admin/agenda/event/{event.pk}/change/")

    client.post(page.request["PATH_INFO"], fields_of(page, organisation=str(gone.pk)))

    event.refresh_from_db()
    assert event.organisation == kept


def test_list_that_names_it_means_the_one_that_stayed(kept, gone):
    words = vocabulary.organisations()

    assert [words.find(text) for text in ("het-huis", "Het Huis", "Huis")] == ["huis"] * 3


def test_nobody_chooses_what_was_merged(client, kept, gone):
    client.force_login(factories.user(groups=["Volunteers"], language="en"))
    query = {"app_label": "agenda", "model_name": "event", "field_name": "organisation"}

    found = client.get("/admin/autocomplete/", {**query, "term": "huis"}).json()["results"]

    assert [row["id"] for row in found] == [str(kept.pk)]
