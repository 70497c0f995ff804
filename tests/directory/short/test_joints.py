"""Short pages beside all else that can happen to an organisation meanwhile."""

from datetime import date

import pytest

from core.editing.models import Proposal
from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.directory.short.test_short_pages import place_of, send, url

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
NOTICE = {"kind": "closed", "starts_on": "2026-12-24", "ends_on": "2027-01-03"}


@pytest.fixture
def organisation():
    row = factories.organisation(
        name_nl="De Wieg",
        summary_nl="Koffie.",
        summary_fr="Café.",
        themes=[factories.theme()],
        phone="02 512 34 56",
    )
    factories.location(
        organisation=row, street_nl="Dorpstraat", municipality=factories.municipality()
    )
    return row


def log_in(client, group, **values):
    user = factories.user(groups=[group], language="nl", **values)
    client.force_login(user)
    return user


def lines(page):
    return {line["page"].name: line for line in page.context["lines"]}


def new_notice(client, organisation, **values):
    page = client.get(url(organisation, "notice/new/"))
    fields = {f"notices/+new/{name}": text for name, text in (NOTICE | values).items()}
    return send(client, page, **fields)


def changes():
    return Proposal.objects.get().changes


# What waits


def test_place_that_was_the_only_one_is_still_meant(client, organisation):
    log_in(client, "Volunteers")
    page, place = client.get(url(organisation, "hours/")), place_of(organisation)
    factories.location(organisation=organisation)

    send(client, page, **{f"{place}/hours_1": "9-12.30"})

    assert changes()[f"{place}/hours_1"] == ["9-12.30"]


def test_days_of_what_waits_are_days_in_every_language(client, organisation):
    log_in(client, "Volunteers")

    new_notice(client, organisation, starts_on="24-12-2026", ends_on="3/1/2027")

    assert client.get(url(organisation)).status_code == 200
    assert changes()["notices/+0/starts_on"] == ["2026-12-24"]
    assert changes()["notices/+0/ends_on"] == ["2027-01-03"]


def test_thousands_of_brackets_set_nothing(client, organisation):
    log_in(client, "Volunteers")

    response = client.post(url(organisation, "contact/"), {"_set": "[" * 100_000, "phone": "112"})

    assert response.status_code == 302
    assert changes() == {"phone": ["112"]}


def test_new_notice_that_waits_is_changed(client, organisation):
    log_in(client, "Volunteers")
    new_notice(client, organisation)
    part = lines(client.get(url(organisation)))["notice"]["parts"][0]
    assert part["is_waiting"]

    page = client.get(part["url"])
    send(client, page, **{"notices/+0/ends_on": "2027-01-10"})

    assert changes()["notices/+0/ends_on"] == ["2027-01-10"]
    assert not organisation.notices.exists()


def test_notice_without_words_of_its_own_is_not_told_as_none(client, organisation):
    log_in(client, "Volunteers")
    before = client.get(url(organisation)).content.decode()

    new_notice(client, organisation, text_nl="")
    after = client.get(url(organisation)).content.decode()

    none = '<span class="overview-says">geen</span>'
    assert (before.count(none), after.count(none)) == (1, 0)


def test_new_notice_that_waits_is_taken_back(client, organisation):
    log_in(client, "Volunteers")
    new_notice(client, organisation)
    part = lines(client.get(url(organisation)))["notice"]["parts"][0]

    send(client, client.get(part["url"]), _delete="1")

    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert lines(client.get(url(organisation)))["notice"]["parts"] == []


def test_of_two_new_notices_each_is_changed_by_itself(client, organisation):
    log_in(client, "Volunteers")
    new_notice(client, organisation)
    new_notice(client, organisation, starts_on="2027-04-05", ends_on="2027-04-09")
    first, second = lines(client.get(url(organisation)))["notice"]["parts"]
    page = client.get(second["url"])
    send(client, client.get(first["url"]), _delete="1")

    send(client, page, **{"notices/+1/ends_on": "2027-04-16"})

    ends = [texts for key, texts in changes().items() if key.endswith("/ends_on")]
    assert ends == [["2027-04-16"]]


def test_what_was_written_of_a_notice_that_was_approved_meanwhile_is_not_lost(client, organisation):
    log_in(client, "Volunteers")
    new_notice(client, organisation)
    part = lines(client.get(url(organisation)))["notice"]["parts"][0]
    page = client.get(part["url"])
    Proposal.objects.update(state=Proposal.State.APPROVED)

    send(client, page, **{"notices/+0/ends_on": "2027-01-10"})

    waiting = Proposal.objects.get(state=Proposal.State.WAITING)
    assert waiting.changes["notices/+0/ends_on"] == ["2027-01-10"]
    assert client.get(part["url"]).url == url(organisation)


def test_notice_that_she_wants_away_comes_back_when_she_saves_it(client, organisation):
    log_in(client, "Volunteers")
    notice = factories.notice(organisation=organisation, kind="closed")
    page_url = url(organisation, f"notice/{notice.pk}/")
    send(client, client.get(page_url), _delete="1")
    page = client.get(page_url)
    assert page.context["is_taken_away"]

    send(client, page)

    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert organisation.notices.count() == 1


def test_short_page_joins_what_waits_of_another(client, organisation):
    log_in(client, "Volunteers")
    send(client, client.get(url(organisation, "contact/")), phone="02 522 22 22")

    send(client, client.get(url(organisation, "texts/nl/")), summary_nl="Thee.")

    assert changes() == {"phone": ["02 522 22 22"], "summary_nl": ["Thee."]}


def test_returned_change_goes_on_from_what_she_wrote(client, organisation):
    log_in(client, "Volunteers")
    send(client, client.get(url(organisation, "contact/")), phone="02 522 22 22")
    Proposal.objects.update(state=Proposal.State.RETURNED, answer="Welk nummer?")

    page = client.get(url(organisation, "contact/"))

    assert page.context["form"]["phone"].value() == "02 522 22 22"
    send(client, page, phone="02 533 33 33")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.changes) == (
        Proposal.State.WAITING,
        {"phone": ["02 533 33 33"]},
    )


def test_editor_starts_from_what_is_public_and_leaves_what_waits(client, organisation):
    log_in(client, "Volunteers")
    send(client, client.get(url(organisation, "contact/")), phone="02 522 22 22")
    log_in(client, "Editors")
    page = client.get(url(organisation, "contact/"))
    assert page.context["form"]["phone"].value() == "02 512 34 56"

    send(client, page, email="wieg@example.org")

    assert Organisation.objects.get().email == "wieg@example.org"
    assert changes() == {"phone": ["02 522 22 22"]}


# Translations


def test_small_correction_keeps_translations_up_to_date(client, organisation):
    log_in(client, "Editors")
    page = client.get(url(organisation, "texts/nl/"))
    assert page.context["is_translated"]

    send(client, page, summary_nl="Koffie!", _small_correction="on")

    assert Organisation.objects.get().outdated_in == ""


def test_without_it_they_are_outdated_until_somebody_read_them(client, organisation):
    log_in(client, "Editors")
    send(client, client.get(url(organisation, "texts/nl/")), summary_nl="Thee.")
    assert Organisation.objects.get().outdated_in == " fr "
    page = client.get(url(organisation, "texts/fr/"))
    assert page.context["form"].fields["summary_fr"].source.text == "Thee."

    send(client, page, _still_right_texts="summary_fr")

    assert Organisation.objects.get().outdated_in == ""


def test_small_correction_of_a_text_stays_when_hours_are_added(client, organisation):
    log_in(client, "Volunteers")
    page = client.get(url(organisation, "texts/nl/"))
    send(client, page, summary_nl="Koffie!", _small_correction="on")

    page = client.get(url(organisation, "hours/"))
    send(client, page, **{f"{place_of(organisation)}/hours_1": "9:00–12:00"})

    assert Proposal.objects.get().is_small_correction


def test_small_correction_does_not_cover_another_text(client, organisation):
    log_in(client, "Volunteers")
    send(client, client.get(url(organisation, "texts/nl/")), summary_nl="Thee.")
    organisation.how_to_join_nl, organisation.how_to_join_fr = "Bel aan.", "Sonnez."
    organisation.save()

    page = client.get(url(organisation, "first-time/nl/"))
    send(client, page, how_to_join_nl="Bel aan!", _small_correction="on")

    assert not Proposal.objects.get().is_small_correction


# Hours


def test_hours_are_known_when_they_are_written_and_not_when_they_are_gone(client, organisation):
    log_in(client, "Editors")
    key = f"{place_of(organisation)}/hours_1"
    send(client, client.get(url(organisation, "hours/")), **{key: "9-12u"})
    assert organisation.locations.get().hours_known

    send(client, client.get(url(organisation, "hours/")), **{key: ""})

    assert not organisation.locations.get().hours_known


# Kinds of listings


def test_draft_is_saved_at_once(client, organisation):
    Organisation.objects.update(status=Status.DRAFT)
    log_in(client, "Volunteers")

    send(client, client.get(url(organisation, "contact/")), phone="02 522 22 22")

    assert Organisation.objects.get().phone == "02 522 22 22"


def test_archived_says_who_can_bring_it_back(client, organisation):
    organisation.status = Status.ARCHIVED
    organisation.save()
    log_in(client, "Volunteers")
    page = client.get(url(organisation))

    assert "Alleen een redacteur kan het terughalen." in page.content.decode()
    assert page.context["lines"] == []
    log_in(client, "Editors")
    assert "kies een andere status" in client.get(url(organisation)).content.decode()


def test_listing_without_a_place_offers_to_add_one(client):
    row = factories.organisation(themes=[factories.theme()], serves_region=True, phone="1712")
    log_in(client, "Editors")

    found = lines(client.get(url(row)))

    assert {"hours", "baby"} & {*found} == set()
    assert found["address"]["add_url"] == url(row, "address/new/")


def test_address_is_added(client):
    row = factories.organisation(
        summary_nl="Koffie.", themes=[factories.theme()], serves_region=True, phone="1712"
    )
    town = factories.municipality()
    log_in(client, "Editors")
    values = {"street_nl": "Dorpstraat", "house_number": "3", "municipality": str(town.pk)}

    page = client.get(url(row, "address/new/"))
    send(client, page, **{f"locations/+new/{name}": text for name, text in values.items()})

    place = row.locations.get()
    assert (place.street_nl, place.house_number, place.municipality) == ("Dorpstraat", "3", town)


def test_many_places_are_behind_one_line(client, organisation, django_assert_max_num_queries):
    for number in range(4):
        factories.location(
            organisation=organisation,
            street_nl=f"Straat {number}",
            municipality=factories.municipality(),
        )
    log_in(client, "Editors")

    with django_assert_max_num_queries(30):
        found = lines(client.get(url(organisation)))

    assert found["hours"]["is_folded"]
    page = client.get(found["hours"]["url"])
    assert [each["part"].label for each in page.context["there"]] == [
        "Dorpstraat", "Straat 0", "Straat 1", "Straat 2", "Straat 3",
    ]  # fmt: skip


def test_pages_take_few_queries(client, organisation, django_assert_max_num_queries):
    log_in(client, "Volunteers")
    for line in lines(client.get(url(organisation))).values():
        with django_assert_max_num_queries(30):
            assert client.get((line["parts"] or [{"url": line["add_url"]}])[0]["url"])


def test_notices_that_have_ended_are_not_in_the_overview(client, organisation):
    factories.notice(
        organisation=organisation, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 31)
    )
    log_in(client, "Editors")

    line = lines(client.get(url(organisation)))["notice"]

    assert (line["parts"], line["has_ended"]) == ([], 1)


# Still right


def test_still_right_is_one_tap_with_how(client, organisation):
    user = log_in(client, "Volunteers")
    page = client.get(url(organisation))
    assert ("visit", "bij een bezoek") in page.context["how"]

    response = client.post(
        f"/admin/directory/organisation/{organisation.pk}/still-right/?next={url(organisation)}",
        {"how": "visit"},
    )

    row = Organisation.objects.get()
    assert response.url == url(organisation)
    assert (row.verified_how, row.verified_by) == ("visit", user)
    assert f"{row.verified_on}" == "2026-11-16"
