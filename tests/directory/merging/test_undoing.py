"""Taking two merged listings apart again, after others went on with the one that stayed."""

import pytest
from django.utils.translation import override

from agenda.models import Event
from core.editing import drafts
from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.directory.merging.pairs import (
    apart,
    apart_on_the_page,
    fresh,
    merged,
    pair,
    proposed,
    undoing_of,
)
from tests.lists import log_in

# The random merges look at both databases.
pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def editor(client):
    return log_in(client)


@pytest.fixture
def two(editor):
    """`(kept, gone, place of gone, record)` of two that are merged."""
    kept, gone = pair(whatsapp="0470 12 34 56")
    factories.location(organisation=kept, street_nl="Straat 1")
    place = factories.location(organisation=gone, street_nl="Straat 2")
    factories.notice(organisation=gone, text_nl="Dicht 2")
    factories.event(location=place, title_nl="Koffie 2")
    factories.event(organisation=gone, title_nl="Online 2", is_online=True)
    record = merged(editor, kept, gone, **{"take:summary": "gone"})
    return *fresh(kept, gone), place, record


def page(client, kept, record):
    return client.get(f"/admin/directory/organisation/{kept.pk}/apart/{record.pk}/")


def test_both_are_there_again(client, two):
    kept, gone, place, record = two

    response = apart_on_the_page(client, kept, record)

    kept, gone = fresh(kept, gone)
    record.refresh_from_db()
    place.refresh_from_db()
    assert response.url == f"/admin/directory/organisation/{gone.pk}/edit/"
    assert (gone.status, gone.merged_into) == (Status.PUBLISHED, None)
    assert (kept.summary_nl, kept.whatsapp) == ("Huis is er voor je.", "")
    assert place.organisation == gone
    assert record.undone_at is not None
    assert client.get("/nl/organisations/het-huis/").status_code == 200
    assert client.get("/nl/organisations/huis/").status_code == 200


def test_what_somebody_changed_since_stays_unless_she_wants_it_back(client, two):
    kept, _gone, _place, record = two
    kept.summary_nl = "Intussen verbeterd."
    kept.save()

    asked = page(client, kept, record).context["undoing"].asked
    apart_on_the_page(client, kept, record)

    assert [(each.before, each.after) for each in asked] == [
        (["Intussen verbeterd."], ["Huis is er voor je."])
    ]
    assert Organisation.objects.get(pk=kept.pk).summary_nl == "Intussen verbeterd."


def test_what_somebody_changed_since_goes_back_when_she_says_so(editor, two):
    kept, _gone, _place, record = two
    kept.summary_nl = "Intussen verbeterd."
    kept.save()

    apart(editor, record, ["summary_nl"])

    assert Organisation.objects.get(pk=kept.pk).summary_nl == "Huis is er voor je."


def test_what_changed_while_she_looked_is_asked_about(client, two):
    kept, _gone, _place, record = two
    path = f"/admin/directory/organisation/{kept.pk}/apart/{record.pk}/"
    kept.summary_nl = "Intussen verbeterd."
    kept.save()

    response = client.post(path)

    record.refresh_from_db()
    assert response.status_code == 409
    assert record.undone_at is None


def test_what_cannot_be_put_back_is_told(editor, two):
    kept, _gone, _place, record = two
    third = factories.organisation(name_nl="Derde")
    kept.notices.get(text_nl="Dicht 2").delete()
    online = Event.objects.get(title_nl="Online 2")
    online.organisation = third
    online.save()

    with override("en"):
        stuck = undoing_of(editor, record).stuck
    apart(editor, record)

    online.refresh_from_db()
    assert stuck == [
        "Notice: it was deleted since",
        "Online 2: it was moved since, and stays where it is",
    ]
    assert online.organisation == third


def test_activity_goes_where_its_place_is(editor, two):
    kept, gone, place, record = two
    added = factories.event(location=place, organisation=kept, title_nl="Nieuw")
    own_place = kept.locations.exclude(pk=place.pk).get()
    moved = Event.objects.get(title_nl="Koffie 2")
    moved.location = own_place
    moved.save()
    elsewhere = factories.event(organisation=kept, title_nl="Ergens", is_online=True)

    following = undoing_of(editor, record).following
    apart(editor, record)

    for event in (added, moved, elsewhere):
        event.refresh_from_db()
    assert following == ["Nieuw"]
    assert (added.organisation, added.location) == (gone, place)
    assert (moved.organisation, moved.location) == (kept, own_place)
    assert elsewhere.organisation == kept


def test_place_that_was_corrected_goes_back_as_it_is(editor, two):
    kept, gone, place, record = two
    place.refresh_from_db()
    place.house_number = "99"
    place.save()
    proposal = proposed(kept, summary_nl=["Beter."], **{f"locations/{place.pk}/phone": []})

    apart(editor, record)

    place.refresh_from_db()
    proposal.refresh_from_db()
    assert (place.organisation, place.house_number) == (gone, "99")
    assert proposal.changes == {"summary_nl": ["Beter."]}
    other = type(proposal).objects.about(gone).open().get()
    assert (other.changes, other.author) == ({f"locations/{place.pk}/phone": []}, proposal.author)


def test_after_thirty_days_it_stays(client, two, clock):
    kept, gone, _place, record = two
    clock.shift(30 * 86_400 + 1)
    log_in(client)

    shown = page(client, kept, record)
    refused = client.post(shown.request["PATH_INFO"])

    assert "More than 30 days have passed." in shown.content.decode()
    assert refused.status_code == 409
    assert Organisation.objects.get(pk=gone.pk).merged_into == kept


def test_second_of_two_editors_is_told(client, editor, two):
    kept, _gone, _place, record = two
    apart(editor, record)

    again = page(client, kept, record)

    assert "They were taken apart already." in again.content.decode()


def test_two_that_were_apart_can_be_merged_again(client, editor, two):
    kept, gone, place, record = two
    apart(editor, record)

    merged(editor, gone, kept)

    place.refresh_from_db()
    assert client.get("/nl/organisations/huis/").url == "/nl/organisations/het-huis/"
    assert Organisation.objects.get(pk=kept.pk).merged_into == gone
    assert place.organisation == gone


def test_overview_leads_to_it(client, two):
    kept, gone, _place, record = two
    address = f"/admin/directory/organisation/{kept.pk}/apart/{record.pk}/"

    overview = client.get(f"/admin/directory/organisation/{kept.pk}/edit/").content.decode()
    of_gone = client.get(f"/admin/directory/organisation/{gone.pk}/edit/").content.decode()
    listed = client.get("/admin/merging/merge/").content.decode()

    assert address in overview
    assert address in listed
    assert f'href="/admin/directory/organisation/{kept.pk}/edit/"' in of_gone


def test_draft_is_hers_again_whose_it_was(editor):
    kept, gone = pair()
    author = factories.user(groups=["Volunteers"])
    Organisation.objects.filter(pk=kept.pk).update(status=Status.DRAFT)
    drafts.keep(kept, author=author, word="Nog een adres?", returned_by=editor)
    record = merged(editor, kept, gone)
    assert drafts.of(kept) is None

    apart(editor, record)

    draft = drafts.of(kept)
    assert (draft.author, draft.word, draft.returned_by) == (author, "Nog een adres?", editor)
