"""The organisation answers what nobody knows, on the page that it opens by its signed link."""

from urllib.parse import urlsplit

import pytest

from core.editing.models import Proposal
from core.editing.text_states import fingerprint
from directory.models import Organisation
from directory.questions import sheet_check
from tests import factories
from tests.html_forms import fields_of, forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    """Its price is known, and that papers are not needed."""
    row = factories.organisation(
        name_nl="Huis Een", summary_nl="Koffie.", themes=[factories.theme()], phone="1712",
        cost="free", papers_needed="no",
    )  # fmt: skip
    factories.location(organisation=row, street_nl="Dorpstraat", step_free="no")
    return row


def address(organisation, language="nl"):
    return urlsplit(sheet_check.link(organisation, language)).path


def hours_key(organisation):
    return f"hours-{organisation.locations.get().pk}"


def send(client, url, **answers):
    return client.post(url, fields_of(client.get(url), **answers))


def proposal():
    return Proposal.objects.open().get()


def asked(page):
    return [each.question.name for each in page.context["form"].answers.asked]


def test_only_what_is_not_known_is_asked(client, organisation):
    assert asked(client.get(address(organisation))) == [
        "hours", "spoken_languages", "appointment_needed", "registration_needed", "how_to_join",
        "buggies_welcome", "siblings_welcome", "childcare", "companion_welcome", "flexible_times",
        "contact_by_message", "interpreter_possible", "name_asked", "changing_table",
        "breastfeeding_welcome", "women_only", "referral_needed",
    ]  # fmt: skip


def test_nothing_is_asked_of_a_secret_place(client, organisation):
    organisation.locations.update(is_confidential=True)

    page = client.get(address(organisation))

    assert [each for each in page.context["form"].answers.asked if each.place] == []


@pytest.mark.parametrize("language", ["nl", "fr", "en", "ar", "es", "tr"])
def test_answers_become_one_proposal(client, organisation, language):
    place = organisation.locations.get()
    url = address(organisation, language)

    page = send(
        client, url, appointment_needed="yes", childcare="no", how_to_join="Bel aan.\r\nWelkom.",
        spoken_languages=["nl", "fr"],
        **{hours_key(organisation): "du lundi au mardi 9h-12h",
           f"buggies_welcome-{place.pk}": "yes"},
    )  # fmt: skip

    assert page.url == f"{url}?done=sent"
    found, start = proposal(), f"locations/{place.pk}"
    assert found.changes == {
        "appointment_needed": ["yes"],
        "childcare": ["no"],
        "spoken_languages": ["fr", "nl"],
        f"how_to_join_{language}": ["Bel aan.\nWelkom."],
        f"{start}/hours_0": ["9:00–12:00"],
        f"{start}/hours_1": ["9:00–12:00"],
        f"{start}/hours_known": ["on"],
        f"{start}/buggies_welcome": ["yes"],
    }
    assert {key: found.seen[key] for key in found.changes} == {
        "appointment_needed": fingerprint("unknown"),
        "childcare": fingerprint("unknown"),
        f"{start}/buggies_welcome": fingerprint("unknown"),
        **dict.fromkeys(
            ["spoken_languages", f"how_to_join_{language}", f"{start}/hours_0",
             f"{start}/hours_1", f"{start}/hours_known"], "",
        ),
    }  # fmt: skip
    row = Organisation.objects.get()
    assert (row.appointment_needed, row.spoken_languages) == ("unknown", [])
    assert page.cookies == {}


def test_editor_approves_the_answers(client, organisation):
    place = organisation.locations.get()
    send(client, address(organisation), **{hours_key(organisation): "di 14-16 op afspraak"})
    client.force_login(factories.user(groups=["Editors"], language="fr"))

    page = client.get(f"/admin/editing/proposal/{proposal().pk}/change/")
    form = next(form for form in forms_of(page) if "_approve" in form["buttons"])
    client.post(page.request["PATH_INFO"], {**dict(form["fields"]), "_approve": "1"})

    hours = place.opening_hours.all()
    assert [(slot.weekday, slot.opens.hour, slot.by_appointment) for slot in hours] == [
        (1, 14, True)
    ]
    assert page.context["changed_since"] == []


def test_answer_that_somebody_gave_meanwhile_is_shown_to_the_editor(client, organisation):
    url = address(organisation)
    data = fields_of(client.get(url), childcare="no", word="Dag")
    Organisation.objects.update(childcare="yes")

    client.post(url, data)

    assert proposal().changes == {"childcare": ["no"]}
    client.force_login(factories.user(groups=["Editors"], language="nl"))
    page = client.get(f"/admin/editing/proposal/{proposal().pk}/change/")
    assert [each.key for each in page.context["changed_since"]] == ["childcare"]


def test_the_same_answer_that_somebody_gave_meanwhile_is_no_change(client, organisation):
    url = address(organisation)
    data = fields_of(client.get(url), childcare="no", word="Dag")
    Organisation.objects.update(childcare="no")

    client.post(url, data)

    assert proposal().changes == {}


def test_hours_that_can_mean_two_things_are_asked_about(client, organisation):
    key, url = hours_key(organisation), address(organisation)
    page = client.post(url, fields_of(client.get(url), **{key: "ma-vr 9-5", "childcare": "yes"}))

    form = page.context["form"]
    assert page.status_code == 200
    assert form.answers.errors == {key: ["Dat kan twee dingen betekenen. Wat klopt?"]}
    assert [text for _value, text in form.answers.readings[key]][:2] == [
        "ma–vr 9.00–17.00",
        "ma–vr 9.00–5.00",
    ]
    assert form.answers["childcare"].value() == "yes"
    assert page.content.decode().count("autofocus") == 1
    client.post(url, fields_of(page, **{f"{key}_reading": "0"}))
    place = organisation.locations.get()
    assert proposal().changes[f"locations/{place.pk}/hours_4"] == ["9:00–17:00"]
    assert proposal().changes["childcare"] == ["yes"]


def test_wrong_hours_say_so_beside_the_field_and_lose_nothing(client, organisation):
    key, url = hours_key(organisation), address(organisation)

    page = send(client, url, phone="116 000", childcare="yes", **{key: "elke dag, bel maar"})

    form, text = page.context["form"], page.content.decode()
    assert form.answers.errors == {
        key: ["‘bel maar’ is niet duidelijk. Schrijf de uren zo: 9:00–12:30, 13:30–17:00."]
    }
    assert f'id="id_{key}_error"' in text
    assert (form.answers[key].value(), form["phone"].value()) == ("elke dag, bel maar", "116 000")
    assert form.answers["childcare"].value() == "yes"
    client.post(url, fields_of(page, **{f"{key}_reading": "words"}))
    note = f"locations/{organisation.locations.get().pk}/hours_note_nl"
    assert proposal().changes == {
        "phone": ["116 000"], "childcare": ["yes"], note: ["elke dag, bel maar"],
    }  # fmt: skip


def test_answers_that_wait_stand_in_the_form(client, organisation):
    key, url = hours_key(organisation), address(organisation)
    send(client, url, childcare="yes", how_to_join="Bel aan.", **{key: "ma-di 9-12"})
    send(client, address(organisation, "fr"), how_to_join="Sonnez.")

    page = client.get(url)
    answers = page.context["form"].answers
    assert [answers[name].value() for name in ("childcare", "how_to_join", key)] == [
        "yes",
        "Bel aan.",
        "ma–di 9.00–12.00",
    ]
    client.post(url, fields_of(page, childcare="", **{key: ""}))
    assert proposal().changes == {
        "how_to_join_nl": ["Bel aan."],
        "how_to_join_fr": ["Sonnez."],
    }


def test_nothing_answered_is_no_proposal(client, organisation):
    page = send(client, address(organisation))

    assert list(page.context["form"].errors) == ["__all__"]
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00", "\ud800", "<script>alert(1)</script>", "x" * 9_000])
def test_strange_characters_do_no_harm(client, organisation, text):
    url, key = address(organisation), hours_key(organisation)
    data = fields_of(client.get(url))
    text = text.encode("utf-8", "surrogatepass")

    pages = [
        client.post(url, {**data, name: text})
        for name in (key, "childcare", "spoken_languages", "how_to_join", f"{key}_reading")
    ]

    assert {page.status_code for page in pages} <= {200, 302}
    assert all(b"<script>alert" not in page.content for page in pages)


def test_same_language_sent_many_times_is_one(client, organisation):
    send(client, address(organisation), spoken_languages=["nl", "fr", "nl", "nl"])

    assert proposal().changes == {"spoken_languages": ["fr", "nl"]}


@pytest.mark.parametrize("choice", ["9" * 5_000, "-1", "²", "7"])
def test_choice_that_was_not_offered_is_asked_again(client, organisation, choice):
    key, text = hours_key(organisation), "ma 9-5"

    page = send(
        client, address(organisation),
        **{key: text, f"{key}_read": text, f"{key}_reading": choice},
    )  # fmt: skip

    assert page.status_code == 200
    assert key in page.context["form"].answers.errors
