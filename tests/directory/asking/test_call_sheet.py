"""The call sheet: each answer is saved by itself, the way everything is saved."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from core.accounts import handover
from core.desk import tasks
from core.desk.digest import Reader
from core.editing import text_states
from core.editing.models import Proposal
from directory.asking.models import Call
from directory.models import Campaign, Organisation
from tests import factories
from tests.html_forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    """Public, with a place; what one asks on the telephone is not known."""
    row = factories.organisation(
        name_nl="De Wieg",
        summary_nl="Koffie.",
        themes=[factories.theme()],
        phone="02 512 34 56",
        email="info@dewieg.example",
        website="https://dewieg.example/",
        verified_on=timezone.localdate(),
        verified_how="website",
    )
    factories.location(organisation=row, street_nl="Dorpstraat", phone="02 512 34 57")
    return row


@pytest.fixture
def editor(client):
    user = factories.user(groups=["Editors"], language="nl", first_name="Els")
    client.force_login(user)
    return user


@pytest.fixture
def volunteer(client):
    user = factories.user(groups=["Volunteers"], language="nl", first_name="Emine")
    client.force_login(user)
    return user


def url(organisation):
    return f"/admin/directory/organisation/{organisation.pk}/call/"


def asked(page):
    question = page.context["asked"]
    return question and question.question.name


def keys(page):
    return [line["asked"].question.name for line in page.context["list"]]


def send(client, page, button="", **fields):
    """Presses a button of the page, `button` being the field that it sends."""
    path = page.request["PATH_INFO"] + (
        f"?{page.request['QUERY_STRING']}" if page.request["QUERY_STRING"] else ""
    )
    # The form of the question is the largest; a button of another one names it.
    forms = sorted(forms_of(page), key=lambda form: -len(form["fields"]))
    form = next(form for form in forms if not button or button in form["buttons"])
    data = {**dict(form["fields"]), **fields}
    return client.post(path, data)


def answer(client, page, value):
    """Yes or no to the question of a page."""
    key = page.context["asked"].key
    return client.get(send(client, page, key, **{key: value}).url)


def say(client, page, text):
    """Writes a text, and saves it."""
    return send(client, page, "", **{page.context["asked"].key: text})


def place_of(organisation):
    return organisation.locations.get()


def proposal():
    return Proposal.objects.open().get()


# What is asked


@pytest.mark.one_database
def test_unknown_is_asked_in_the_order_of_use(client, editor, organisation):
    page = client.get(url(organisation))

    assert asked(page) == "hours"
    assert keys(page) == [
        "hours", "cost", "spoken_languages", "appointment_needed", "registration_needed",
        "how_to_join", "papers_needed", "buggies_welcome", "siblings_welcome", "childcare",
        "companion_welcome", "flexible_times", "contact_by_message", "interpreter_possible",
        "name_asked", "changing_table", "breastfeeding_welcome", "step_free", "women_only",
        "referral_needed", "email", "website",
    ]  # fmt: skip
    assert (page.context["done"], page.context["total"]) == (0, 20)  # two are known and fresh
    assert page.context["words"] == [
        ("nl", "Wanneer zijn jullie open?"),
        ("fr", "Quand êtes-vous ouverts\N{NARROW NO-BREAK SPACE}?"),
    ]
    assert [tel for _number, tel, _where in page.context["numbers"]] == [
        "tel:+3225123456",
        "tel:+3225123457",
    ]


@pytest.mark.one_database
def test_helpline_is_asked_what_a_voice_can_answer(client, editor):
    row = factories.organisation(kind="helpline", phone="1712", verified_on=timezone.localdate())

    assert keys(client.get(url(row))) == [
        "cost", "spoken_languages", "contact_by_message", "interpreter_possible", "name_asked",
        "email", "website",
    ]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("checked", "is_asked"),
    [(None, True), (date(2026, 5, 16), True), (date(2026, 5, 17), False)],
)
@pytest.mark.at("2026-11-16 10:00")
def test_what_is_known_is_asked_once_it_is_old(client, editor, organisation, checked, is_asked):
    Organisation.objects.update(papers_needed="no", verified_on=checked)

    page = client.get(f"{url(organisation)}?question=papers_needed")

    assert page.context["is_known"] is True
    assert page.context["says"] == ["nee"]
    assert page.context["total"] == (22 if is_asked else 19)


def test_still_right_changes_nothing_and_is_not_asked_again(client, editor, organisation):
    Organisation.objects.update(papers_needed="no", verified_on=date(2026, 1, 5))
    before = Organisation.objects.values().get()
    page = client.get(f"{url(organisation)}?question=papers_needed")

    send(client, page, "_right", _right="1")

    assert Organisation.objects.values().get() == before
    assert Call.objects.get().settled == {"papers_needed": "right"}
    assert client.get(url(organisation)).context["total"] == page.context["total"]
    assert client.get(url(organisation)).context["done"] == 1


# Answers of an editor are public at once


@pytest.mark.one_database
def test_answers_are_saved_one_by_one(client, editor, organisation):
    page = client.get(url(organisation))
    page = client.get(say(client, page, "ma-vr 9-17, za 10-12 op afspraak").url)
    page = client.get(send(client, page, "cost", cost="low", cost_note="2 euro per keer").url)
    page = client.get(send(client, page, "_languages", _languages="fr nl").url)
    page = answer(client, page, "yes")
    page = answer(client, page, "no")
    page = client.get(say(client, page, "Je belt aan.\r\nRita doet open.").url)
    page = answer(client, page, "no")
    page = answer(client, page, "yes")

    row = Organisation.objects.get()
    place = place_of(row)
    assert [
        (slot.weekday, slot.opens.hour, slot.closes.hour, slot.by_appointment)
        for slot in place.opening_hours.all()
    ] == [*((day, 9, 17, False) for day in range(5)), (5, 10, 12, True)]
    assert place.hours_known is True
    assert (row.cost, row.cost_note_nl, row.spoken_languages) == (
        "low",
        "2 euro per keer",
        ["fr", "nl"],
    )
    assert (row.appointment_needed, row.registration_needed) == ("yes", "no")
    assert row.how_to_join_nl == "Je belt aan.\nRita doet open."
    assert (row.papers_needed, place.buggies_welcome) == ("no", "yes")
    assert asked(page) == "siblings_welcome"
    assert (page.context["done"], page.context["total"]) == (8, 20)
    assert [str(message) for message in page.context["messages"]] == ["Buggy’s welkom – ja"]
    assert LogEntry.objects.count() == 8
    assert (row.verified_how, Proposal.objects.count()) == ("website", 0)


@pytest.mark.at("2026-11-25 14:00")
def test_call_that_breaks_off_goes_on_where_it_was(client, editor, organisation, clock):
    page = client.get(url(organisation))
    send(client, page, "_unknown", _unknown="1")
    answer(client, client.get(f"{url(organisation)}?question=papers_needed"), "yes")
    clock.shift(timedelta(minutes=40))

    page = client.get(url(organisation))

    assert asked(page) == "cost"
    assert Call.objects.get().settled == {
        f"hours-{place_of(organisation).pk}": "unknown",
        "papers_needed": "answered",
    }
    assert place_of(organisation).hours_known is False
    clock.shift(timedelta(days=1))
    assert asked(client.get(url(organisation))) == "hours"
    send(client, client.get(f"{url(organisation)}?question=cost"), "_unknown", _unknown="1")
    assert Call.objects.get().settled == {"cost": "unknown"}


@pytest.mark.one_database
def test_hours_that_can_mean_two_things_are_asked_about(client, editor, organisation):
    key = f"hours-{place_of(organisation).pk}"
    page = say(client, client.get(url(organisation)), "ma-vr 9-5")

    assert page.status_code == 200
    assert page.context["readings"] == [
        ("0", "ma–vr 9.00–17.00"),
        ("1", "ma–vr 9.00–5.00"),
        ("words", "Bewaar het in woorden, zoals het hier staat"),
    ]
    changed = send(client, page, "", **{key: "ma-vr 9-4", f"{key}_reading": "1"})
    assert changed.context["readings"][0] == ("0", "ma–vr 9.00–16.00")
    assert Organisation.objects.get().locations.get().hours_known is False
    response = send(client, page, f"{key}_reading", **{f"{key}_reading": "0"})
    assert response.status_code == 302
    assert [slot.closes.hour for slot in place_of(organisation).opening_hours.all()] == [17] * 5


@pytest.mark.one_database
def test_hours_that_are_not_understood_are_kept_and_may_stay_words(client, editor, organisation):
    key = f"hours-{place_of(organisation).pk}"
    page = say(client, client.get(url(organisation)), "De eerste zondag van de maand")

    assert page.context["field"].value() == "De eerste zondag van de maand"
    assert page.context["field"].errors == [
        "Begin met de dagen, bijvoorbeeld: ma–vr 9:00–17:00; za 10:00–12:00."
    ]
    send(client, page, f"{key}_reading", **{f"{key}_reading": "words"})
    place = place_of(organisation)
    assert (place.hours_known, place.hours_note_nl) == (False, "De eerste zondag van de maand")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("email", "geen", "Schrijf één e-mailadres"),
        ("website", "dewieg", "Schrijf het hele adres"),
        ("email", "", "Schrijf iets, of kies ‘Ze weten het niet’."),
    ],
)
def test_answer_that_is_none_says_so_beside_the_field(
    client, editor, organisation, name, text, error
):
    Organisation.objects.update(email="", website="")

    page = say(client, client.get(f"{url(organisation)}?question={name}"), text)

    assert page.context["field"].errors[0].startswith(error)
    assert page.context["field"].value() == text
    assert Call.objects.count() == 0


def ask(client, organisation, key):
    return client.get(f"{url(organisation)}?question={key}")


@pytest.mark.one_database
def test_note_that_is_emptied_does_not_stay_beside_the_price(client, editor, organisation):
    Organisation.objects.update(cost="paid", cost_note_nl="5 euro")

    send(client, ask(client, organisation, "cost"), "cost", cost="free", cost_note="")

    organisation.refresh_from_db()
    assert (organisation.cost, organisation.cost_note_nl or "") == ("free", "")


@pytest.mark.one_database
def test_hours_take_the_place_of_the_words_that_stood_there(client, editor, organisation):
    organisation.locations.update(hours_note_nl="Elke voormiddag", hours_note_fr="Tous les matins")

    say(client, ask(client, organisation, f"hours-{place_of(organisation).pk}"), "dinsdag 10-12")

    place = place_of(organisation)
    assert (place.hours_note_nl or "", place.hours_note_fr or "") == ("", "")
    assert (place.hours_known, place.opening_hours.get().weekday) == (True, 1)


@pytest.mark.one_database
def test_words_take_the_place_of_the_hours_that_stood_there(client, editor, organisation):
    place = place_of(organisation)
    factories.opening_hours(location=place, weekday=0)
    organisation.locations.update(hours_known=True)
    key, words = f"hours-{place.pk}", "Alleen op afspraak"
    page = ask(client, organisation, key)

    send(client, page, "", **{key: words, f"{key}_read": words, f"{key}_reading": "words"})

    place.refresh_from_db()
    assert (place.hours_known, place.hours_note_nl) == (False, words)
    assert not place.opening_hours.exists()


@pytest.mark.one_database
def test_note_beside_hours_stays_when_these_change(client, editor, organisation):
    place = place_of(organisation)
    factories.opening_hours(location=place, weekday=0)
    organisation.locations.update(hours_known=True, hours_note_nl="Niet in augustus")

    say(client, ask(client, organisation, f"hours-{place.pk}"), "dinsdag 10-12")

    place.refresh_from_db()
    assert (place.hours_note_nl, place.opening_hours.get().weekday) == ("Niet in augustus", 1)


def test_changed_text_makes_its_translations_outdated(client, editor, organisation):
    for code, text in (("fr", "Sonnez."), ("nl", "Bel aan.")):
        setattr(organisation, f"how_to_join_{code}", text)
        organisation.save()
    client.force_login(factories.user(groups=["Editors"], language="fr"))
    page = client.get(f"{url(organisation)}?question=how_to_join")

    say(client, page, "Sonnez deux fois.")

    row = Organisation.objects.get()
    assert (page.context["language"], page.context["says"]) == ("fr", ["Sonnez."])
    assert (row.how_to_join_nl, row.how_to_join_fr) == ("Bel aan.", "Sonnez deux fois.")
    assert text_states.of(row)["how_to_join"]["nl"] == text_states.OUTDATED


@pytest.mark.one_database
def test_text_is_changed_in_the_language_it_stands_in(client, editor, organisation):
    organisation.how_to_join_fr = "Sonnez."
    organisation.save()
    page = client.get(f"{url(organisation)}?question=how_to_join")

    say(client, page, "Sonnez deux fois.")

    row = Organisation.objects.get()
    assert (row.how_to_join_nl or "", row.how_to_join_fr) == ("", "Sonnez deux fois.")


@pytest.mark.one_database
def test_text_may_be_written_in_french(client, editor, organisation):
    page = client.get(f"{url(organisation)}?question=how_to_join")

    send(client, page, "", how_to_join="Sonnez.", language="fr")

    row = Organisation.objects.get()
    assert (row.how_to_join_nl or "", row.how_to_join_fr) == ("", "Sonnez.")


# Answers of a volunteer wait


def test_answers_of_a_volunteer_join_her_one_change(client, volunteer, organisation):
    page = client.get(url(organisation))
    page = client.get(say(client, page, "di 14-16").url)
    page = client.get(send(client, page, "cost", cost="free").url)
    page = client.get(f"{url(organisation)}?question=papers_needed")
    page = answer(client, page, "no")

    place = place_of(organisation)
    found = proposal()
    assert found.changes == {
        "cost": ["free"],
        "papers_needed": ["no"],
        f"locations/{place.pk}/hours_known": ["on"],
        f"locations/{place.pk}/hours_1": ["14:00–16:00"],
    }
    assert (found.author, found.state) == (volunteer, "waiting")
    row = Organisation.objects.get()
    assert (row.cost, row.papers_needed, place.hours_known) == ("unknown", "unknown", False)
    # The sheet goes on from what waits.
    assert asked(page) == "spoken_languages"
    lines = {line["asked"].question.name: line["says"] for line in page.context["list"]}
    assert (lines["hours"], lines["cost"]) == (["di 14.00–16.00"], ["gratis"])


def test_editor_approves_what_was_asked(client, volunteer, organisation):
    say(client, client.get(url(organisation)), "di 14-16")
    client.force_login(factories.user(groups=["Editors"], language="fr"))

    page = client.get(f"/admin/editing/proposal/{proposal().pk}/change/")
    form = next(form for form in forms_of(page) if "_approve" in form["buttons"])
    client.post(page.request["PATH_INFO"], {**dict(form["fields"]), "_approve": "1"})

    hours = place_of(organisation).opening_hours.all()
    assert [(slot.weekday, slot.opens.hour, slot.closes.hour) for slot in hours] == [(1, 14, 16)]


# Two at once


def test_what_somebody_else_answered_meanwhile_is_shown(client, editor, organisation):
    page = client.get(f"{url(organisation)}?question=papers_needed")
    Organisation.objects.update(papers_needed="yes")

    response = send(client, page, "papers_needed", papers_needed="no")

    assert response.status_code == 409
    assert Organisation.objects.get().papers_needed == "yes"
    form = max(forms_of(response), key=lambda form: len(form["fields"]))
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    chosen = client.post(form["attributes"]["action"], {**data, "_take:papers_needed": "mine"})
    assert chosen.url == f"{url(organisation)}#question"
    assert Organisation.objects.get().papers_needed == "no"


def test_other_fields_that_somebody_changed_meanwhile_stay(client, editor, organisation):
    page = client.get(f"{url(organisation)}?question=papers_needed")
    Organisation.objects.update(phone="1712", cost="free")

    send(client, page, "papers_needed", papers_needed="no")

    row = Organisation.objects.get()
    assert (row.phone, row.cost, row.papers_needed) == ("1712", "free", "no")


def test_who_calls_at_the_same_moment_is_told(client, editor, organisation, clock):
    other = factories.user(first_name="Bea")
    Call.objects.begun(organisation, other)
    there = "Bea belt hen, sinds" in client.get(url(organisation)).content.decode()
    clock.shift(Call.A_CALL)

    later = client.get(url(organisation)).content.decode()
    assert (there, "Bea belt hen" in later) == (True, False)


# How it ends


def test_nobody_answered_is_a_note_for_everybody(client, volunteer, organisation):
    response = send(client, client.get(url(organisation)), "end", end="nobody")

    client.force_login(factories.user(groups=["Volunteers"], language="nl"))
    notes = client.get(url(organisation)).context["notes"]
    assert response.status_code == 302
    assert [(note.caller, note.outcome) for note in notes] == [(volunteer, "nobody")]
    assert Organisation.objects.get().verified_how == "website"


@pytest.mark.at("2026-11-16 10:00")
def test_call_again_names_its_day(client, volunteer, organisation):
    page = client.get(url(organisation))

    client.post(url(organisation), {"end": "again", "word": "donderdag na vier, vraag Rita"})

    call = Call.objects.get()
    assert (call.outcome, call.word, call.again_on) == (
        "again",
        "donderdag na vier, vraag Rita",
        date(2026, 11, 19),
    )
    assert page.context["has_begun"] is False
    listed = client.get("/admin/directory/call-again/").context["calls"]
    assert list(listed) == [call]


@pytest.mark.at("2026-11-16 10:00")
def test_calls_to_make_again_until_somebody_did(organisation, clock):
    other = factories.organisation(verified_on=date(2026, 11, 16))
    third = factories.organisation()
    user = factories.user()
    for row in (organisation, other, third):
        Call.objects.begun(row, user).end("again", "morgen", date(2026, 11, 17))
    assert Call.objects.to_repeat().count() == 3
    clock.shift(timedelta(days=1))

    Call.objects.begun(organisation, factories.user()).end("nobody")
    Organisation.objects.filter(pk=other.pk).update(verified_on=date(2026, 11, 17))

    assert [call.organisation for call in Call.objects.to_repeat()] == [third]


@pytest.mark.one_database
@pytest.mark.parametrize("how", ["telephone", "email", "visit", "website"])
def test_how_it_was_checked_is_asked(client, volunteer, organisation, how, clock):
    Organisation.objects.update(verified_on=date(2026, 1, 5), verified_how="")
    page = client.get(f"{url(organisation)}?end=1")

    send(client, page, "how", how=how)

    row = Organisation.objects.get()
    assert (row.verified_on, row.verified_how, row.verified_by) == (
        timezone.localdate(),
        how,
        volunteer,
    )
    assert Call.objects.get().outcome == "checked"
    assert LogEntry.objects.count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    "data",
    [
        {"end": "checked"},
        {"end": "checked", "how": "organisation"},
        {"end": "?"},
        {"question": "name", "name": "x"},
        {},
    ],
)
def test_what_is_no_button_of_the_page_is_refused(client, volunteer, organisation, data):
    assert client.post(url(organisation), data).status_code == 400
    assert Call.objects.count() == 0


@pytest.mark.one_database
def test_end_leads_back_to_where_she_came_from(client, volunteer, organisation):
    back = "/admin/directory/campaign/1/calls/?whose=mine"
    page = client.get(url(organisation), {"next": back})

    assert send(client, page, "end", end="nobody").url == back
    page = client.get(url(organisation), {"next": "https://elsewhere.example/"})
    assert send(client, page, "end", end="nobody").url == f"{url(organisation)}#question"


def test_rounds_show_what_came_of_the_last_call(client, volunteer, organisation):
    today = timezone.localdate()
    campaign = Campaign.objects.create(name="Zomer", starts_on=today, ends_on=today)
    Call.objects.begun(organisation, volunteer).end("again", "na vier")

    (row,) = client.get(f"/admin/directory/campaign/{campaign.pk}/calls/").context["rows"]

    assert (row.last_said.caller, row.last_said.word) == (volunteer, "na vier")


def test_calls_are_handed_over_and_outlive_an_account(organisation):
    old, new = factories.user(), factories.user()
    Call.objects.begun(organisation, old).end("again", "morgen")

    handover.hand_over(old, new, new)
    old.delete()
    assert Call.objects.get().caller == new
    new.delete()

    assert Call.objects.get().caller is None


# Who may, and what stays secret


@pytest.mark.parametrize(
    ("role", "status"),
    [("Event volunteers", 403), ("Volunteers", 200), ("Editors", 200), ("Administrators", 200)],
)
def test_who_may_change_organisations_calls_them(client, organisation, role, status):
    client.force_login(factories.user(groups=[role], language="nl"))

    assert client.get(url(organisation)).status_code == status
    assert client.get("/admin/directory/call-again/").status_code == status
    sent = client.post(url(organisation), {"end": "nobody"}).status_code
    assert sent == (302 if status == 200 else 403)


def test_archived_is_called_by_editors_only(client, volunteer, organisation):
    Organisation.objects.update(status="archived")

    assert client.get(url(organisation)).status_code == 403


@pytest.mark.one_database
def test_secret_place_is_neither_asked_nor_shown(client, editor, organisation):
    factories.location(
        organisation=organisation, street_nl="Geheimstraat", phone="02 999 99 99",
        is_confidential=True,
    )  # fmt: skip

    for query in ("", "?end=1"):
        text = client.get(url(organisation) + query).content.decode()
        assert "Geheimstraat" not in text
        assert "02 999 99 99" not in text
    assert keys(client.get(url(organisation))).count("hours") == 1


@pytest.mark.one_database
def test_two_places_are_asked_each_by_its_name(client, editor, organisation):
    factories.location(organisation=organisation, street_nl="Kerkstraat", house_number="5")

    page = client.get(url(organisation))

    places = [line["asked"].where for line in page.context["list"]]
    assert places[:2] == ["Dorpstraat", "Kerkstraat 5"]
    second = page.context["list"][9]["asked"].key
    answer(client, client.get(f"{url(organisation)}?question={second}"), "yes")
    answers = {place.where: place.buggies_welcome for place in organisation.locations.all()}
    assert sorted(answers.values()) == ["unknown", "yes"]


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(client, editor, django_assert_num_queries, rows):
    row = factories.organisation(phone="1712")
    for _ in range(rows):
        factories.opening_hours(location=factories.location(organisation=row, hours_known=True))
        Call.objects.begun(row, factories.user()).end("nobody")
    client.get(url(row))

    with django_assert_num_queries(24):
        client.get(url(row))


@pytest.mark.at("2026-11-16 10:00")
def test_desk_counts_the_calls_that_are_due(organisation):
    user, other = factories.user(groups=["Volunteers"]), factories.user()
    Call.objects.begun(organisation, user).end("again", "morgen", date(2026, 11, 16))
    for row, day in ((factories.organisation(), None), (factories.organisation(), "2026-11-17")):
        Call.objects.begun(row, other).end("again", "", day)

    lines = tasks.lines(Reader(user))

    assert {
        whose: [count for line in its for _part, url, count in line.links if "again" in url]
        for whose, its in lines.items()
    } == {"mine": [1], "team": [2]}


@pytest.mark.parametrize("rows", [1, 3])
def test_calls_to_make_again_query_count(client, editor, django_assert_num_queries, rows):
    for _number in range(rows):
        Call.objects.begun(factories.organisation(), factories.user()).end("again", "na vier")

    with django_assert_num_queries(6):
        page = client.get("/admin/directory/call-again/")

    assert len(page.context["calls"]) == rows


@pytest.mark.one_database
def test_who_logs_in_next_does_not_see_what_another_wrote(client, volunteer, organisation):
    page = client.get(url(organisation) + "?question=phone")
    client.logout()
    say(client, page, "02 522 22 22")
    client.force_login(factories.user(groups=["Editors"], language="nl"))

    assert "02 522 22 22" not in client.get(url(organisation) + "?question=phone").text
