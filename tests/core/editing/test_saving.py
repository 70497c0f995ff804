"""Two people on one sheet, changes that wait for an editor, and the history."""

import json
import re

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.management import call_command

from core.editing import conflicts
from core.editing.models import Proposal
from core.editing.saving import SafeChanges
from core.models import Status
from directory.models import Notice, Organisation
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

LIST = "/admin/directory/organisation/"


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles")


@pytest.fixture
def place():
    """A public organisation with one location, open on Monday morning."""
    organisation = factories.organisation(
        name_nl="Buurthuis",
        summary_nl="Koffie",
        themes=[factories.theme()],
        phone="+32 2 123 45 67",
    )
    location = factories.location(organisation=organisation, hours_known=True)
    location.opening_hours.create(weekday=0, opens="09:00", closes="12:00")
    return organisation


def login(client, *groups, **values):
    user = factories.user(groups=groups, language="en", **values)
    client.force_login(user)
    return user


def change_url(organisation):
    return f"{LIST}{organisation.pk}/change/"


def hours_field(page):
    """The name of Monday's field in the form on `page`."""
    return next(name for name in fields_of(page) if name.endswith("-hours_0"))


def new_notice(text):
    """The fields of a first notice on the form of a sheet."""
    return {
        "notices-TOTAL_FORMS": ["1"],
        "notices-0-kind": ["closed"],
        "notices-0-starts_on": ["2027-01-01"],
        "notices-0-ends_on": ["2027-01-02"],
        "notices-0-text_nl": [text],
    }


# Two people


@pytest.fixture
def two(client, place):
    """Two editors who both have the sheet of `place` open: `(client, fields)` of each."""
    other = type(client)()
    login(client, "Editors", first_name="Amina")
    login(other, "Editors", first_name="Bea")
    return [(each, fields_of(each.get(change_url(place)))) for each in (client, other)]


def asked(page):
    """`(label, saved, sent)` of what a page asks about."""
    differences = [each["difference"] for each in page.context["asked"]]
    return [(each.label, each.before, each.after) for each in differences]


def said(response):
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_second_of_two_is_asked_only_about_what_both_changed(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"website": ["https://a.example"], "email": ["a@x.be"]})

    page = bea.post(change_url(place), his | {"email": ["b@x.be"], "whatsapp": ["0470 11 22 33"]})

    place.refresh_from_db()
    assert page.status_code == 409
    assert asked(page) == [("E-mail", ["a@x.be"], ["b@x.be"])]
    assert [(each.label, each.after) for each in page.context["yours"]] == [
        ("WhatsApp", ["0470 11 22 33"])
    ]
    assert [(each.label, each.after) for each in page.context["others"]] == [
        ("Website", ["https://a.example"])
    ]
    assert str(page.context["latest"].user) == "Amina"
    assert (place.email, place.website, place.whatsapp) == ("a@x.be", "https://a.example", "")


@pytest.mark.parametrize(("choice", "email"), [("mine", "b@x.be"), ("theirs", "a@x.be")])
def test_second_of_two_keeps_what_she_chooses(two, place, choice, email):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"website": ["https://a.example"], "email": ["a@x.be"]})
    page = bea.post(change_url(place), his | {"email": ["b@x.be"], "whatsapp": ["0470 11 22 33"]})

    response = bea.post(change_url(place), fields_of(page) | {"_take:email": [choice]})

    place.refresh_from_db()
    assert response.status_code == 302
    assert (place.email, place.website) == (email, "https://a.example")
    assert place.whatsapp == "0470 11 22 33"


def test_two_who_change_different_fields_are_both_saved_and_the_second_is_told(two, place):
    (amina, hers), (bea, his) = two
    field = next(name for name in hers if name.endswith("-hours_1"))
    amina.post(change_url(place), hers | {field: ["10-12"], "website": ["https://a.example"]})

    response = bea.post(change_url(place), his | {"email": ["b@x.be"]})

    place.refresh_from_db()
    [location] = place.locations.all()
    assert response.status_code == 302
    assert said(response)[-1].startswith("Amina changed this meanwhile, and it stays: Website, ")
    assert said(response)[-1].endswith(": Tuesday.")
    assert (place.email, place.website) == ("b@x.be", "https://a.example")
    assert [slot.weekday for slot in location.opening_hours.all()] == [0, 1]


def test_choice_of_an_earlier_answer_travels_along(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"website": ["https://a.example"], "email": ["a@x.be"]})
    page = bea.post(change_url(place), his | {"website": ["https://b.be"], "email": ["b@x.be"]})
    amina.post(change_url(place), fields_of(amina.get(change_url(place))) | {"email": ["c@x.be"]})
    answer = fields_of(page) | {"_take:website": ["theirs"], "_take:email": ["mine"]}

    again = bea.post(change_url(place), answer)
    response = bea.post(change_url(place), fields_of(again) | {"_take:email": ["mine"]})

    place.refresh_from_db()
    assert asked(again) == [("E-mail", ["c@x.be"], ["b@x.be"])]
    assert response.status_code == 302
    assert (place.email, place.website) == ("b@x.be", "https://a.example")


def test_row_that_one_takes_away_and_the_other_changed_is_a_choice(two, place):
    (amina, hers), (bea, his) = two
    field = next(name for name in hers if name.endswith("-hours_0"))
    amina.post(change_url(place), hers | {field: ["14-16"]})

    page = bea.post(
        change_url(place), his | {"locations-0-DELETE": ["on"], "serves_region": ["on"]}
    )
    [key] = fields_of(page)["_asked"]
    response = bea.post(change_url(place), fields_of(page) | {f"_take:{key}": ["theirs"]})

    [location] = place.locations.all()
    assert [(before, after) for _label, before, after in asked(page)] == [
        (["there"], ["taken away"])
    ]
    assert [each.after for each in page.context["others"]] == [["14:00–16:00"]]
    assert response.status_code == 302
    assert [str(slot.opens) for slot in location.opening_hours.all()] == ["14:00:00"]


def test_row_that_one_takes_away_untouched_by_the_other_goes(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"locations-0-DELETE": ["on"], "serves_region": ["on"]})

    response = bea.post(change_url(place), his | {"email": ["b@x.be"]})

    place.refresh_from_db()
    assert response.status_code == 302
    assert said(response)[-1] == (
        "Amina changed this meanwhile, and it stays: For the whole Region, Location (gone)."
    )
    assert (place.email, place.serves_region) == ("b@x.be", True)
    assert not place.locations.exists()


def test_address_is_one_thing(two, place):
    """Nobody gets the house number of one street behind the name of another."""
    (amina, hers), (bea, his) = two
    amina.post(
        change_url(place), hers | {"locations-0-street_nl": ["Kerkstraat"], "email": ["a@x.be"]}
    )

    page = bea.post(change_url(place), his | {"locations-0-house_number": ["77"]})

    assert page.status_code == 409
    assert [label.rpartition(": ")[2] for label, _before, _after in asked(page)] == [
        "Street [nl]",
        "House number",
    ]
    assert [each["is_mine"] for each in page.context["asked"]] == [False, True]


def test_stale_translation_is_marked_though_its_source_was_taken_over(two, place):
    """She translated what stood there when she opened the form."""
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"summary_nl": ["Thee"]})

    bea.post(change_url(place), his | {"summary_fr": ["Café"]})

    place.refresh_from_db()
    assert (place.summary_nl, place.summary_fr) == ("Thee", "Café")
    assert place.outdated_in == " fr "


def test_volunteer_who_changes_another_field_than_an_editor_proposes_only_hers(client, place):
    other = type(client)()
    login(client, "Volunteers")
    login(other, "Editors", first_name="Els")
    stale = fields_of(client.get(change_url(place)))
    fields = fields_of(other.get(change_url(place)))
    other.post(change_url(place), fields | {"email": ["a@x.be"], "summary_nl": ["Thee"]})

    response = client.post(change_url(place), stale | {"summary_fr": ["Café"]})

    proposal = Proposal.objects.get()
    assert said(response)[-1] == "Els changed this meanwhile, and it stays: Summary [nl], E-mail."
    assert proposal.changes == {"summary_fr": ["Café"]}
    review = f"/admin/editing/proposal/{proposal.pk}/change/"
    other.post(review, fields_of(other.get(review)) | {"_approve": ["1"]})
    place.refresh_from_db()
    assert (place.summary_fr, place.outdated_in) == ("Café", " fr ")


def test_second_of_two_who_does_not_choose_is_asked_again(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"email": ["a@x.be"]})
    page = bea.post(change_url(place), his | {"email": ["b@x.be"]})

    again = bea.post(change_url(place), fields_of(page))

    place.refresh_from_db()
    assert again.status_code == 409
    assert [each["difference"].key for each in again.context["asked"]] == ["email"]
    assert place.email == "a@x.be"


def test_third_who_saves_while_the_second_chooses_is_seen_too(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"email": ["a@x.be"]})
    page = bea.post(change_url(place), his | {"email": ["b@x.be"]})
    amina.post(change_url(place), fields_of(amina.get(change_url(place))) | {"email": ["c@x.be"]})

    again = bea.post(change_url(place), fields_of(page) | {"_take:email": ["mine"]})

    place.refresh_from_db()
    assert again.status_code == 409
    assert place.email == "c@x.be"


def test_two_who_change_the_hours_of_one_place_are_told(two, place):
    (amina, hers), (bea, his) = two
    field = next(name for name in hers if name.endswith("-hours_0"))
    amina.post(change_url(place), hers | {field: ["10-12"]})

    page = bea.post(change_url(place), his | {field: ["14-16"]})

    assert [each[1:] for each in asked(page)] == [(["10:00–12:00"], ["14-16"])]


def test_row_that_another_took_away_is_lost_only_by_choice(two, place):
    (amina, hers), (bea, his) = two
    field = next(name for name in hers if name.endswith("-hours_0"))
    amina.post(change_url(place), hers | {"locations-0-DELETE": ["on"], "serves_region": ["on"]})
    page = bea.post(change_url(place), his | {field: ["14-16"]})
    [key] = [
        each["difference"].key
        for each in page.context["asked"]
        if each["difference"].key.endswith("/DELETE")
    ]
    answer = fields_of(page) | {f"_take:{key}": ["mine"]}

    response = bea.post(change_url(place), answer)

    assert response.status_code == 302
    [location] = place.locations.all()
    assert [str(slot.opens) for slot in location.opening_hours.all()] == ["14:00:00"]


def test_row_that_another_added_stays(two, place):
    (_amina, _hers), (bea, his) = two
    notice = Notice.objects.create(
        organisation=place, starts_on="2027-01-01", ends_on="2027-01-02", text_nl="Dicht"
    )

    response = bea.post(change_url(place), his | {"email": ["b@x.be"]})

    assert response.status_code == 302
    assert list(place.notices.all()) == [notice]


def test_same_change_of_both_is_no_conflict(two, place):
    (amina, hers), (bea, his) = two
    amina.post(change_url(place), hers | {"email": ["a@x.be"]})

    response = bea.post(change_url(place), his | {"email": ["a@x.be"]})

    assert response.status_code == 302


def test_every_form_that_changes_something_looks_for_a_second_person(rf):
    """What else changes something there compares by itself, or sets one thing to what she says."""
    request = rf.get("/")
    request.user = factories.user(is_superuser=True)
    admins = [each for each in admin.site._registry.values() if each.has_change_permission(request)]

    assert [each for each in admins if not isinstance(each, SafeChanges)] == []
    assert [each for each in admins if each.list_editable] == []


def test_second_of_two_on_a_message_of_a_visitor_chooses(client):
    row, other = factories.suggestion(), type(client)()
    url = f"/admin/feedback/suggestion/{row.pk}/change/"
    login(client, "Volunteers")
    login(other, "Volunteers")
    hers, his = (fields_of(each.get(url)) for each in (client, other))
    client.post(url, hers | {"note": ["Ik bel maandag."], "status": ["in_work"]})

    page = other.post(url, his | {"note": ["Gebeld."]})
    history = client.get(f"/admin/feedback/suggestion/{row.pk}/history/")

    row.refresh_from_db()
    assert page.status_code == 409
    assert [each["difference"].key for each in page.context["asked"]] == ["note"]
    assert (row.status, row.note) == ("in_work", "Ik bel maandag.")
    assert history.status_code == 200


def test_second_of_two_on_an_account_brings_nobody_back(client):
    account, other = factories.user(groups=["Volunteers"]), type(client)()
    url = f"/admin/accounts/user/{account.pk}/change/"
    login(client, "Administrators")
    login(other, "Administrators")
    hers, his = (fields_of(each.get(url)) for each in (client, other))
    hers.pop("is_active")
    client.post(url, hers)

    response = other.post(url, his | {"last_name": ["Peeters"]})

    account.refresh_from_db()
    assert response.status_code == 302
    assert (account.is_active, account.last_name) == (False, "Peeters")


# Changes that wait


def test_change_of_a_volunteer_waits_and_the_public_sees_what_was(client, place):
    login(client, "Volunteers")
    page = client.get(change_url(place))

    response = client.post(change_url(place), fields_of(page) | {hours_field(page): ["14-16"]})

    [proposal] = Proposal.objects.all()
    [location] = place.locations.all()
    assert response.status_code == 302
    assert list(proposal.changes.values()) == [["14-16"]]
    assert [str(slot.opens) for slot in location.opening_hours.all()] == ["09:00:00"]
    public = client.get(place.get_absolute_url().replace("/en/", "/nl/")).content.decode()
    assert "14:00" not in public


def test_editor_sees_the_difference_and_approves(client, place):
    login(client, "Volunteers", first_name="Vera")
    page = client.get(change_url(place))
    client.post(change_url(place), fields_of(page) | {hours_field(page): ["14-16"]})
    proposal = Proposal.objects.get()
    editor = login(client, "Editors")
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    review = client.get(url)
    response = client.post(url, fields_of(review) | {"_approve": ["1"]})

    [difference] = review.context["differences"]
    assert (difference.before, difference.after) == (["9:00–12:00"], ["14-16"])
    assert response.status_code == 302
    [location] = place.locations.all()
    assert [str(slot.opens) for slot in location.opening_hours.all()] == ["14:00:00"]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("approved", editor)


def test_list_of_changes_names_the_sheet_and_its_kind(client, place, django_assert_num_queries):
    for _ in range(3):
        login(client, "Volunteers")
        fields = fields_of(client.get(change_url(place)))
        client.post(change_url(place), fields | {"email": ["a@x.be"]})
    login(client, "Editors")
    client.get("/admin/editing/proposal/")

    with django_assert_num_queries(10):
        page = client.get("/admin/editing/proposal/?state__exact=waiting").content.decode()

    assert page.count(">Buurthuis</a>") == 3
    assert page.count(">organisation</td>") == 3


@pytest.mark.one_database
@pytest.mark.at("2026-12-01 09:17")
@pytest.mark.parametrize(
    ("language", "moment"),
    [("nl", "1 december 2026, 9.17"), ("fr", "1er décembre 2026, 9 h 17")],
)
def test_list_of_changes_says_when_as_each_language_does(client, place, language, moment):
    volunteer = login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"]})
    type(volunteer).objects.update(language=language)

    page = client.get("/admin/editing/proposal/").content.decode()

    assert f">{moment}</td>" in re.sub(r"[\u00a0\u202f]", " ", page)


def test_volunteer_goes_on_with_her_own_change(client, place):
    login(client, "Volunteers")
    first = fields_of(client.get(change_url(place)))
    client.post(change_url(place), first | {"email": ["a@x.be"]})

    again = fields_of(client.get(change_url(place)))
    client.post(change_url(place), again | {"website": ["https://a.example"]})

    [proposal] = Proposal.objects.all()
    assert again["email"] == ["a@x.be"]
    assert proposal.changes == {"email": ["a@x.be"], "website": ["https://a.example"]}


def test_change_that_waits_is_shown_with_its_new_row_and_the_choices_she_has(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | new_notice("Dicht"))

    page = client.get(change_url(place))

    [shown] = [
        inline.formset
        for inline in page.context["inline_admin_formsets"]
        if inline.formset.prefix == "notices"
    ]
    status = page.context["adminform"].form.fields["status"]
    assert page.wsgi_request.method == "GET"
    assert [form["text_nl"].value() for form in shown.forms] == ["Dicht"]
    assert [value for value, _label in status.choices] == ["published", "archived"]
    assert not Notice.objects.exists()


def test_second_tab_keeps_what_the_first_changed(client, place):
    login(client, "Volunteers")
    first, second = (fields_of(client.get(change_url(place))) for _tab in range(2))
    client.post(change_url(place), first | {"email": ["a@x.be"]} | new_notice("Dicht"))

    response = client.post(change_url(place), second | {"phone": [""]} | new_notice("Open"))

    [proposal] = Proposal.objects.all()
    notices = {key: texts for key, texts in proposal.changes.items() if key.endswith("text_nl")}
    assert response.status_code == 302
    assert (proposal.changes["email"], proposal.changes["phone"]) == (["a@x.be"], [])
    assert notices == {"notices/+0/text_nl": ["Open"], "notices/+1/text_nl": ["Dicht"]}


def test_field_that_both_tabs_changed_is_her_choice(client, place):
    login(client, "Volunteers")
    first, second = (fields_of(client.get(change_url(place))) for _tab in range(2))
    client.post(change_url(place), first | {"email": ["a@x.be"], "website": ["https://a.example"]})

    page = client.post(change_url(place), second | {"email": ["b@x.be"]})
    waited = Proposal.objects.get().changes
    response = client.post(change_url(place), fields_of(page) | {"_take:email": ["mine"]})

    assert page.status_code == 409
    assert page.context["title"] == "You changed this in another tab too"
    assert [each["difference"].key for each in page.context["asked"]] == ["email"]
    assert page.context["yours"] == []
    assert waited["email"] == ["a@x.be"]
    assert response.status_code == 302
    assert Proposal.objects.get().changes == {
        "email": ["b@x.be"],
        "website": ["https://a.example"],
    }


def test_change_that_waits_is_taken_back_field_by_field(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"]} | new_notice("Dicht"))
    again = fields_of(client.get(change_url(place)))

    client.post(change_url(place), again | new_notice("Gesloten"))
    edited = Proposal.objects.get().changes
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": [""], "notices-TOTAL_FORMS": ["0"]})

    assert edited["email"] == ["a@x.be"]
    assert [edited[key] for key in edited if key.endswith("text_nl")] == [["Gesloten"]]
    assert Proposal.objects.get().state == "withdrawn"


def test_translation_is_added_to_what_waits(client, place):
    login(client, "Volunteers")
    url = f"/admin/translate/fr/directory.organisation/{place.pk}/"
    stale = fields_of(client.get(url))
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"]} | new_notice("Dicht"))

    client.post(url, stale | {"summary_fr": ["Café"]})
    waited = fields_of(client.get(url))
    client.post(url, waited | {"summary_fr": ["Un café"]})

    [proposal] = Proposal.objects.all()
    assert proposal.changes["email"] == ["a@x.be"]
    assert (waited["summary_fr"], proposal.changes["summary_fr"]) == (["Café"], ["Un café"])
    assert proposal.changes["notices/+0/text_nl"] == ["Dicht"]
    assert not any(key.startswith("notices/+1") for key in proposal.changes)


def test_what_is_put_back_is_added_to_what_waits(client, place):
    other = type(client)()
    login(other, "Editors")
    fields = fields_of(other.get(change_url(place)))
    other.post(change_url(place), fields | {"website": ["https://a.example"]})
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"]})
    url = f"{LIST}{place.pk}/history/"
    [latest, _first] = client.get(url).context["entries"]

    client.post(url, {"version": latest.before.pk, "key": "website"})

    assert Proposal.objects.get().changes == {"email": ["a@x.be"], "website": []}


def test_new_row_that_was_approved_meanwhile_is_not_added_again(client, place):
    editors = [type(client)(), type(client)()]
    login(client, "Volunteers")
    for each in editors:
        login(each, "Editors")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | new_notice("Dicht"))
    pk = Proposal.objects.get().pk
    hers = fields_of(client.get(change_url(place)))
    review = f"/admin/editing/proposal/{pk}/change/"
    fields = fields_of(editors[0].get(review))
    late = fields_of(editors[1].get(f"{change_url(place)}?proposal={pk}"))
    editors[0].post(review, fields | {"_approve": ["1"]})

    answers = [
        client.post(change_url(place), hers | {"email": ["a@x.be"]}),
        editors[1].post(change_url(place), late | {"website": ["https://a.example"]}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Proposal.objects.open().get().changes == {"email": ["a@x.be"]}
    assert [notice.text_nl for notice in place.notices.all()] == ["Dicht"]
    place.refresh_from_db()
    assert place.website == "https://a.example"


def test_what_waited_does_not_cover_what_was_saved_after_it_was_public(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"], "website": ["https://a.example"]})
    Organisation.objects.filter(pk=place.pk).update(status=Status.DRAFT)

    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["b@x.be"], "status": ["draft"]})

    place.refresh_from_db()
    again = fields_of(client.get(change_url(place)))
    assert (place.email, place.website) == ("b@x.be", "https://a.example")
    assert again["email"] == ["b@x.be"]
    assert not Proposal.objects.open().exists()


def test_small_correction_holds_only_when_all_of_it_is_one(client, place):
    login(client, "Volunteers")
    first, second = (fields_of(client.get(change_url(place))) for _tab in range(2))
    client.post(change_url(place), first | {"email": ["a@x.be"]})

    client.post(change_url(place), second | {"phone": [""], "_small_correction": ["on"]})

    assert Proposal.objects.get().is_small_correction is False


def test_what_changed_before_she_went_on_is_told_to_the_editor(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"email": ["a@x.be"]})
    Organisation.objects.filter(pk=place.pk).update(email="c@x.be")
    fields = fields_of(client.get(change_url(place)))
    client.post(change_url(place), fields | {"website": ["https://a.example"]})
    proposal = Proposal.objects.get()
    login(client, "Editors")

    review = client.get(f"/admin/editing/proposal/{proposal.pk}/change/")

    assert [each.label for each in review.context["changed_since"]] == ["E-mail"]


def test_editor_gives_a_change_back_with_a_word(client, place):
    volunteer = login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()
    other = type(client)()
    login(other, "Editors")
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    other.post(url, {"_return": "1", "answer": "Is it \x00still theirs?"})  # PostgreSQL keeps none

    page = client.get(change_url(place))
    assert "Is it still theirs?" in page.content.decode()
    assert Proposal.objects.get(author=volunteer).state == "returned"
    desk = client.get("/admin/").context["desk"]["mine"]
    assert [line.label for line in desk][:1] == ["your changes that an editor sent back"]


def test_editor_changes_it_first_and_saving_approves(client, place):
    login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()
    login(client, "Editors")

    page = client.get(f"{change_url(place)}?proposal={proposal.pk}")
    response = client.post(change_url(place), fields_of(page) | {"email": ["ab@x.be"]})
    place.refresh_from_db()
    proposal.refresh_from_db()
    assert fields_of(page)["email"] == ["a@x.be"]
    assert response.status_code == 302
    assert (place.email, proposal.state) == ("ab@x.be", "approved")


def test_approving_what_somebody_changed_meanwhile_asks_first(client, place):
    login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()
    login(client, "Editors")
    url = f"/admin/editing/proposal/{proposal.pk}/change/"
    review = fields_of(client.get(url))
    Organisation.objects.filter(pk=place.pk).update(email="c@x.be")

    response = client.post(url, review | {"_approve": ["1"]})

    place.refresh_from_db()
    assert response.status_code == 409
    assert place.email == "c@x.be"
    assert [each.label for each in client.get(url).context["changed_since"]] == ["E-mail"]


def test_nobody_approves_what_she_has_not_seen(client, place):
    other = type(client)()
    login(client, "Volunteers")
    login(other, "Editors")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()
    url = f"/admin/editing/proposal/{proposal.pk}/change/"
    review = fields_of(other.get(url))
    form = fields_of(other.get(f"{change_url(place)}?proposal={proposal.pk}"))
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"phone": [""]})

    approved = other.post(url, review | {"_approve": ["1"]})
    place.refresh_from_db()
    before = place.email
    other.post(change_url(place), form)

    place.refresh_from_db()
    proposal.refresh_from_db()
    assert approved.url == url
    assert (before, place.email, place.phone) == ("", "a@x.be", "+32 2 123 45 67")
    assert (proposal.state, proposal.changes["phone"]) == ("waiting", [])


def test_what_only_the_team_sees_does_not_wait(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))

    client.post(change_url(place), fields | {"internal_notes": ["Called on Monday"]})

    place.refresh_from_db()
    assert place.internal_notes == "Called on Monday"
    assert not Proposal.objects.exists()


def test_volunteer_cannot_publish_but_may_propose_to_archive(client, place):
    login(client, "Volunteers")
    draft = factories.organisation(status=Status.DRAFT)

    refused = client.post(
        change_url(draft), fields_of(client.get(change_url(draft))) | {"status": ["published"]}
    )
    client.post(
        change_url(place), fields_of(client.get(change_url(place))) | {"status": ["archived"]}
    )

    draft.refresh_from_db()
    place.refresh_from_db()
    assert refused.status_code == 200
    assert (draft.status, place.status) == (Status.DRAFT, Status.PUBLISHED)
    assert Proposal.objects.get().changes == {"status": ["archived"]}


def test_volunteer_withdraws_her_change(client, place):
    login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()

    client.post(f"/admin/editing/proposal/{proposal.pk}/change/", {"_withdraw": "1"})

    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert fields_of(client.get(change_url(place)))["email"] == [""]


def test_volunteer_cannot_approve_her_own_change(client, place):
    login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()

    response = client.post(f"/admin/editing/proposal/{proposal.pk}/change/", {"_approve": "1"})

    proposal.refresh_from_db()
    assert response.status_code == 403
    assert proposal.state == "waiting"


# History


def test_history_shows_each_change_and_puts_one_field_back(client, place):
    login(client, "Editors", first_name="Amina")
    for address in ("a@x.be", "b@x.be"):
        fields = fields_of(client.get(change_url(place)))
        client.post(change_url(place), fields | {"email": [address], "website": ["https://x.be"]})
    url = f"{LIST}{place.pk}/history/"

    page = client.get(url)
    latest = page.context["entries"][0]
    response = client.post(url, {"version": latest.before.pk, "key": "email"})

    place.refresh_from_db()
    assert [
        [(each.label, each.before, each.after) for each in entry.differences]
        for entry in page.context["entries"]
    ] == [
        [("E-mail", ["a@x.be"], ["b@x.be"])],
        [("E-mail", [], ["a@x.be"]), ("Website", [], ["https://x.be"])],
        [],
    ]
    assert response.status_code == 302
    assert (place.email, place.website) == ("a@x.be", "https://x.be")


def test_history_puts_the_whole_sheet_back_with_its_places(client, place):
    login(client, "Editors")
    fields = fields_of(client.get(change_url(place)))
    client.post(
        change_url(place),
        fields | {"email": ["a@x.be"], "locations-0-DELETE": ["on"], "serves_region": ["on"]},
    )
    url = f"{LIST}{place.pk}/history/"
    [latest, _first] = client.get(url).context["entries"]

    client.post(url, {"version": latest.before.pk, "_whole": "1"})

    place.refresh_from_db()
    [location] = place.locations.all()
    assert (place.email, place.serves_region) == ("", False)
    assert [str(slot.opens) for slot in location.opening_hours.all()] == ["09:00:00"]


def test_whole_sheet_that_is_put_back_keeps_what_it_had_no_field_for_then(client, place):
    """A field that is younger than the kept revision; one that was empty then is emptied."""
    login(client, "Editors")
    fields = fields_of(client.get(change_url(place)))
    client.post(
        change_url(place),
        fields
        | {
            "email": ["a@x.be"],
            "sensitive": ["yes"],
            "locations-0-hours_note_nl": ["Bel aan"],
            "locations-0-phone": ["02 512 34 56"],
        },
    )
    url = f"{LIST}{place.pk}/history/"
    [latest, _first] = client.get(url).context["entries"]
    for version in latest.before.revision.version_set.all():
        [row] = json.loads(version.serialized_data)
        row["fields"] = {
            name: value
            for name, value in row["fields"].items()
            if name not in ("sensitive", "hours_note_nl")
        }
        version.serialized_data = json.dumps([row])
        version.save()

    client.post(url, {"version": latest.before.pk, "_whole": "1"})

    place.refresh_from_db()
    [location] = place.locations.all()
    assert (place.email, place.sensitive) == ("", "yes")
    assert (location.phone, location.hours_note_nl) == ("", "Bel aan")


# Bad input


@pytest.mark.one_database
@pytest.mark.parametrize("seen", ["", "{", "[]", "null", "\0", "3", "x" * 10_000, "[" * 10_000])
def test_broken_memory_is_none(seen):
    assert conflicts.read_seen(seen) is None


@pytest.mark.one_database
@pytest.mark.parametrize("seen", ["{", '{"email": 3}'])
def test_broken_memory_of_the_page_is_no_error(client, place, seen):
    login(client, "Volunteers")
    client.post(change_url(place), fields_of(client.get(change_url(place))) | {"email": ["a@x.be"]})
    proposal = Proposal.objects.get()
    login(client, "Editors")
    review, translation = (
        f"/admin/editing/proposal/{proposal.pk}/change/",
        f"/admin/translate/fr/directory.organisation/{place.pk}/",
    )

    answers = [
        client.post(translation, {"_seen": seen, "summary_fr": "Café"}),
        client.post(review, {"_seen": seen, "_approve": "1"}),
        client.post(
            change_url(place), fields_of(client.get(change_url(place))) | {"_seen": [seen]}
        ),
    ]

    assert {answer.status_code for answer in answers} <= {302, 409}


@pytest.mark.parametrize("number", ["x", "0", "9" * 30, "1\0"])
def test_numbers_that_are_none_are_no_error(client, place, number):
    login(client, "Editors")
    fields = fields_of(client.get(change_url(place)))

    answers = [
        client.get(f"{change_url(place)}?proposal={number}"),
        client.post(f"{LIST}{place.pk}/history/", {"version": number, "_whole": "1"}),
        client.post(change_url(place), fields | {"_proposal": [number]}),
        client.post(change_url(place), fields | {"locations-0-id": [number]}),
        client.get(f"/admin/editing/proposal/{number}/change/"),
        client.get(f"/admin/translate/fr/directory.organisation/{number}/"),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 404, 409}
