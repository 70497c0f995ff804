"""Merging two listings: what becomes of what they say and of what hangs on them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.models import Event, Occurrence
from core.editing import text_states
from core.editing.models import Proposal
from core.models import FormerSlug
from core.search import snapshot as search
from directory.asking.models import Call, Claim
from directory.merging.models import Merge
from directory.models import Campaign, CampaignCall, Organisation
from feedback.models import Suggestion
from tests import factories
from tests.directory.merging.pairs import (
    apart,
    choose,
    fresh,
    laden,
    listing,
    merged,
    merged_on_the_pages,
    pair,
    planned,
    proposed,
    url,
)
from tests.html_forms import fields_of
from tests.lists import log_in

# The random merges look at both databases.
pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def questions(client, kept, gone):
    comparison = client.get(url(kept, gone)).context["comparison"]
    return {question.name: question for question in comparison.questions}


@pytest.fixture
def editor(client):
    return log_in(client)


# What both say


def test_only_what_differs_is_shown_and_what_contradicts_is_asked(client, editor):
    kept, gone = pair(email="info@huis.example", childcare="yes")
    Organisation.objects.filter(pk=kept.pk).update(email="info@huis.example", papers_needed="no")

    asked = questions(client, kept, gone)

    assert {name: question.is_open for name, question in asked.items()} == {
        "name": True, "summary": True, "phone": True, "themes": False, "childcare": False,
    }  # fmt: skip
    assert {name: question.chosen for name, question in asked.items()} == {
        "name": "kept", "summary": "kept", "phone": "kept", "themes": "both", "childcare": "gone",
    }  # fmt: skip


def test_what_she_chooses_is_saved(editor):
    kept, gone = pair(
        internal_notes="Bel na 16 uur.", whatsapp="0470 12 34 56", name_nl="Koffiehuis"
    )
    Organisation.objects.filter(pk=kept.pk).update(internal_notes="Vraag Rita.")

    merged(
        editor, kept, gone,
        **{"take:summary": "gone", "take:name": "gone", "take:whatsapp": "kept"},
    )  # fmt: skip

    kept, gone = fresh(kept, gone)
    assert kept.summary_nl == "Het Huis is er voor je."
    found = search.current()
    words = found.words("koffiehuis")
    assert found.best_with_all(words, "organisation", 8) == [kept.pk]
    assert kept.internal_notes == "Vraag Rita.\n\nBel na 16 uur."
    assert (kept.phone, kept.whatsapp) == ("02 511 11 11", "")
    assert (gone.summary_nl, gone.whatsapp) == ("Het Huis is er voor je.", "0470 12 34 56")


def test_translation_of_another_text_counts_as_outdated(editor):
    """It was made from the Dutch of the other listing, which is not what stands there now."""
    kept, gone = pair(summary_fr="La Maison est là pour vous.")

    merged(editor, kept, gone)

    kept = Organisation.objects.get(pk=kept.pk)
    assert kept.summary_fr == "La Maison est là pour vous."
    assert text_states.of(kept)["summary"]["fr"] == text_states.OUTDATED


def test_translation_that_came_with_its_source_is_up_to_date(editor):
    kept, gone = pair(summary_fr="La Maison est là pour vous.")

    merged(editor, kept, gone, **{"take:summary": "gone"})

    kept = Organisation.objects.get(pk=kept.pk)
    assert text_states.of(kept)["summary"]["fr"] == text_states.CURRENT


def test_what_publishing_would_refuse_is_said_before(editor):
    """The one that stays becomes public with the other, and lacks what that needs."""
    kept, gone = pair()
    for row in (kept, gone):
        row.themes.clear()

    assert planned(editor, kept, gone).problems == ["Thema’s: Kies minstens één thema."]


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("published", "archived", "published"),
        ("draft", "published", "published"),
        ("archived", "published", "published"),
        ("in_review", "draft", "in_review"),
        ("archived", "archived", "archived"),
    ],
)
def test_it_is_public_if_one_of_both_was(editor, one, other, outcome):
    kept, gone = pair(status=other)
    Organisation.objects.filter(pk=kept.pk).update(status=one)

    assert planned(editor, kept, gone).after["status"] == [outcome]


# What hangs on them


def test_everything_comes_along(client, editor):
    kept, gone = pair()
    laden(kept, 1)
    place = laden(gone, 2)
    factories.suggestion(path="/organisations/het-huis/")

    response = merged_on_the_pages(client, kept, gone)

    assert response.url == f"/admin/directory/organisation/{kept.pk}/edit/"
    assert set(kept.locations.values_list("street_nl", flat=True)) == {"Straat 1", "Straat 2"}
    assert place.opening_hours.count() == 1
    assert kept.notices.count() == 2
    assert place.notices.count() == 1
    assert kept.sources.count() == 2
    assert set(kept.external_ids.values_list("value", flat=True)) == {"id-1", "id-2"}
    assert kept.events.count() == 4
    assert kept.calendar_sources.count() == 2
    assert kept.questions.count() == 2
    assert kept.calls.count() == 2
    assert kept.answered_calls.count() == 2
    assert kept.sub_organisations.count() == 2
    assert Suggestion.objects.about(kept).count() == 1
    assert not Occurrence.objects.filter(organisation=gone).exists()
    assert Occurrence.objects.filter(organisation=kept, event__in=Event.objects.all()).exists()


def test_of_what_there_can_be_one_that_of_the_other_stays_with_it(editor):
    kept, gone = pair()
    today = timezone.localdate()
    campaign = Campaign.objects.create(name="Zomer", starts_on=today, ends_on=today)
    for row in (kept, gone):
        caller = factories.user()
        CampaignCall.objects.create(campaign=campaign, organisation=row, caller=caller)
        Claim.objects.take(caller, [row.pk], 1, timezone.now())
    Call.objects.begun(gone, editor)

    merged(editor, kept, gone)

    assert [row.calls.count() for row in (kept, gone)] == [1, 1]
    assert {claim.organisation for claim in Claim.objects.all()} == {kept, gone}
    assert kept.answered_calls.count() == 1


def place_of(organisation, **values):
    return factories.location(
        organisation=organisation, street_nl="Nieuwstraat", house_number="5", **values
    )


def test_same_place_gets_what_only_the_other_says(editor):
    kept, gone = pair()
    here, there = place_of(kept, step_free="no"), place_of(gone, step_free="yes", hours_known=True)
    factories.opening_hours(location=there)
    event = factories.event(location=there)

    merged(editor, kept, gone)

    here.refresh_from_db()
    event.refresh_from_db()
    assert list(kept.locations.all()) == [here]
    assert list(gone.locations.all()) == [there]
    assert (here.step_free, here.hours_known, here.opening_hours.count()) == ("no", True, 1)
    assert (event.organisation, event.location) == (kept, here)


def test_same_place_as_it_stands_in_the_other_listing_and_same_source(editor):
    kept, gone = pair()
    factories.source(organisation=kept, address="https://www.gids.example/")
    factories.source(organisation=gone, address="https://gids.example")
    here, there = place_of(kept, phone="02 533 33 33"), place_of(gone)
    event = factories.event(location=here)

    merged(editor, kept, gone, **{f"place:{there.pk}": f"over:{here.pk}"})

    there.refresh_from_db()
    event.refresh_from_db()
    assert list(kept.locations.all()) == [there]
    assert list(gone.locations.all()) == [here]
    assert there.phone == "02 533 33 33"
    assert event.location == there
    assert (kept.sources.count(), gone.sources.count()) == (1, 1)


def test_history_keeps_the_last_version_of_the_other(client, editor):
    kept, gone = pair()
    factories.notice(organisation=gone, text_nl="Dicht in juli")

    merged(editor, kept, gone)

    first = client.get(f"/admin/directory/organisation/{gone.pk}/history/").context["entries"][-1]
    assert first.is_first
    kept_data = [version.field_dict for version in first.revision.version_set.all()]
    assert "Dicht in juli" in [data.get("text_nl") for data in kept_data]
    said = [str(entry) for entry in LogEntry.objects.filter(object_id=str(kept.pk))]
    assert any("Het Huis" in text for text in said)


# One above the other


def test_one_that_belongs_to_the_other(editor):
    kept, gone = pair()
    above = listing("Netwerk")
    Organisation.objects.filter(pk=gone.pk).update(parent_organisation=above)
    between = listing("Tussen", parent_organisation=gone)
    Organisation.objects.filter(pk=kept.pk).update(parent_organisation=between)

    merged(editor, kept, gone)

    kept, between = fresh(kept, between)
    assert kept.parent_organisation == above
    assert between.parent_organisation == kept


def test_one_that_the_other_belongs_to(editor):
    kept, gone = pair()
    Organisation.objects.filter(pk=gone.pk).update(parent_organisation=kept)

    assert "parent_organisation" not in planned(editor, kept, gone).changes


# One after the other


def test_chain_leads_to_the_end(client, editor):
    kept, gone = pair()
    last = listing("Laatste", slug="laatste")

    merged(editor, kept, gone)
    merged(editor, last, kept)

    assert listing("Het Huis", slug="").slug == "het-huis-2"
    last.slug = "het-huis"
    with pytest.raises(ValidationError):
        last.clean()
    assert client.get("/nl/organisations/het-huis/").url == "/nl/organisations/laatste/"
    assert client.get("/nl/organisations/huis/").url == "/nl/organisations/laatste/"
    assert client.get(f"/o/{gone.pk}?lang=nl").url == "/nl/organisations/laatste/"
    assert {*Organisation.objects.filter(merged_into=last)} == {kept, gone}
    first, second = Merge.objects.order_by("pk")
    page = client.get(f"/admin/directory/organisation/{kept.pk}/apart/{first.pk}/")
    assert "was merged into another listing since" in page.content.decode()

    apart(editor, second)
    apart(editor, first)

    assert client.get("/nl/organisations/het-huis/").status_code == 200
    assert client.get("/nl/organisations/huis/").status_code == 200
    assert not FormerSlug.objects.exists()


def test_with_itself_and_with_what_was_merged_there_is_nothing_to_do(client, editor):
    kept, gone = pair()
    third = listing("Derde")
    merged(editor, kept, gone)

    itself = client.get(url(kept, kept))
    as_gone = client.get(url(third, gone))
    as_kept = client.get(url(gone, third))
    from_gone = client.get(f"/admin/directory/organisation/{gone.pk}/merge/")

    assert itself.url == f"/admin/directory/organisation/{kept.pk}/merge/"
    assert {as_gone.url, as_kept.url, from_gone.url} == {
        f"/admin/directory/organisation/{kept.pk}/edit/"
    }


# Two at once


def test_what_somebody_changed_meanwhile_is_shown_first(client, editor):
    kept, gone = pair(whatsapp="0470 12 34 56")
    outcome = choose(client, kept, gone, **{"take:summary": "gone", "take:phone": "gone"})
    gone.phone = "02 544 44 44"
    gone.save()

    response = client.post(url(kept, gone), {**fields_of(outcome), "_merge": "1"})

    assert response.status_code == 409
    assert response.context["changed"] == ["Telephone"]
    chosen = {each.name: each.chosen for each in response.context["comparison"].questions}
    assert (chosen["summary"], chosen["phone"]) == ("gone", "kept")
    assert not Merge.objects.exists()


def test_second_of_two_editors_is_told(client, editor):
    kept, gone = pair()
    outcome = choose(client, gone, kept)
    merged(editor, kept, gone)

    response = client.post(url(gone, kept), {**fields_of(outcome), "_merge": "1"}, follow=True)

    assert Merge.objects.count() == 1
    assert "was merged into another listing already" in response.content.decode()


# What waits


def test_change_that_waits_goes_along_and_can_be_approved(client, editor):
    kept, gone = pair()
    place = factories.location(organisation=gone, street_nl="Nieuwstraat")
    proposal = proposed(
        gone, summary_nl=["Beter."], **{f"locations/{place.pk}/house_number": ["7"]}
    )

    merged(editor, kept, gone)
    page = client.get(f"/admin/editing/proposal/{proposal.pk}/change/")
    client.post(page.request["PATH_INFO"], {**fields_of(page), "_approve": "1"})

    place.refresh_from_db()
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPROVED
    assert Organisation.objects.get(pk=kept.pk).summary_nl == "Beter."
    assert (place.organisation, place.house_number) == (kept, "7")


def test_changes_of_one_person_to_both_become_one(client, editor):
    kept, gone = pair()
    author = factories.user(groups=["Volunteers"])
    stays = proposed(kept, author, summary_nl=["Van het huis."])
    other = proposed(gone, author, summary_nl=["Van het andere."], website=["https://h.example"])

    outcome = choose(client, kept, gone)
    clash = outcome.context["clashes"]
    merged(editor, kept, gone)

    stays.refresh_from_db()
    other.refresh_from_db()
    assert [(who, each.before, each.after) for who, each in clash] == [
        (author, ["Van het huis."], ["Van het andere."])
    ]
    assert stays.changes == {"summary_nl": ["Van het huis."], "website": ["https://h.example"]}
    assert (other.state, other.changes["summary_nl"]) == ("withdrawn", ["Van het andere."])

    apart(editor, Merge.objects.get())

    stays.refresh_from_db()
    other.refresh_from_db()
    assert stays.changes == {"summary_nl": ["Van het huis."]}
    assert (other.state, other.object_id) == ("waiting", gone.pk)
    assert other.changes == {"summary_nl": ["Van het andere."], "website": ["https://h.example"]}


def test_place_with_a_change_that_waits_stays(client, editor):
    kept, gone = pair()
    here, there = place_of(kept), place_of(gone)
    proposed(gone, **{f"locations/{there.pk}/phone": ["02 555 55 55"]})

    [choice] = client.get(url(kept, gone)).context["comparison"].places.choices

    assert [value for value, _label in choice.options] == ["", f"over:{here.pk}"]


def test_change_of_an_activity_names_the_one_that_stays(editor):
    kept, gone = pair()
    here, there = place_of(kept), place_of(gone)
    event = factories.event(organisation=listing("Derde"), is_online=True)
    proposal = proposed(event, organisation=[str(gone.pk)], location=[str(there.pk)])

    merged(editor, kept, gone)
    proposal.refresh_from_db()
    assert proposal.changes == {"organisation": [str(kept.pk)], "location": [str(here.pk)]}

    apart(editor, Merge.objects.get())
    proposal.refresh_from_db()
    assert proposal.changes == {"organisation": [str(gone.pk)], "location": [str(there.pk)]}


# Who may, and what nobody else reads


@pytest.mark.parametrize("role", ["Event volunteers", "Volunteers"])
def test_only_editors_merge(client, role, editor):
    kept, gone = pair()
    third = listing("Derde")
    record = Merge.objects.create(kept=kept, gone=gone)
    log_in(client, role)
    start = f"/admin/directory/organisation/{kept.pk}"

    pages = [
        client.get(f"{start}/merge/"),
        client.get(url(kept, third)),
        client.post(url(kept, third), {"_merge": "1"}),
        client.get(f"{start}/apart/{record.pk}/"),
        client.post(f"{start}/apart/{record.pk}/"),
        client.get("/admin/merging/merge/"),
    ]

    assert [page.status_code for page in pages] == [403] * 6
    assert "/merge/" not in client.get(f"{start}/edit/").content.decode()


def test_secret_place_stays_secret_and_is_never_the_same_as_a_public_one(client, editor):
    kept, gone = pair()
    here, there = place_of(kept), place_of(gone, is_confidential=True)

    [choice] = client.get(url(kept, gone)).context["comparison"].places.choices
    merged(editor, kept, gone)

    there.refresh_from_db()
    assert [value for value, _label in choice.options] == [""]
    assert (there.organisation, there.is_confidential) == (kept, True)
    assert {*kept.locations.all()} == {here, there}
    assert "Nieuwstraat" in client.get("/nl/organisations/huis/").content.decode()
    told = [str(entry) for entry in LogEntry.objects.all()]
    assert not any("Nieuwstraat" in text for text in told)


# The pages


def test_pages_cost_few_queries(client, django_assert_max_num_queries, editor):
    kept, gone = pair()
    laden(kept, 1)
    laden(gone, 2)
    client.get(url(kept, gone))

    with django_assert_max_num_queries(75):
        client.get(url(kept, gone))
    with django_assert_max_num_queries(20):
        client.get(f"/admin/directory/organisation/{kept.pk}/merge/?q=huis")


def test_other_listing_is_found_by_what_is_alike_and_by_words(client, editor):
    kept, gone = pair(phone="02 511 11 11")
    draft = listing("Concept", slug="concept", status="draft", phone="02 577 77 77")

    alike = client.get(f"/admin/directory/organisation/{kept.pk}/merge/").context["likely"]
    found = client.get(f"/admin/directory/organisation/{draft.pk}/merge/?q=huis").context["results"]

    assert [address for address, _each in alike] == [url(kept, gone)]
    assert [address for address, _other in found] == [url(gone, draft), url(kept, draft)]
