"""The organisation looks at its own sheet: nothing changes before it presses a button."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.utils import timezone

from core.editing.models import Proposal
from core.editing.text_states import fingerprint
from core.kept.pages import PageStore
from directory.models import Organisation
from directory.questions import sheet_check
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LONG_AGO = date(2026, 1, 5)


@pytest.fixture
def organisation():
    return factories.organisation(
        name_nl="Huis Een",
        summary_nl="Koffie op dinsdag.",
        phone="02 512 34 56",
        email="huis@example.org",
        website="https://huis.example.org/",
        verified_on=LONG_AGO,
        verified_how="visit",
        verified_by=factories.user(),
    )


def address(organisation, language="nl"):
    return urlsplit(sheet_check.link(organisation, language)).path


def filled_in(page, **changes):
    """What a browser would send from the form on `page`."""
    form = page.context["form"]
    return {bound.html_name: bound.value() for bound in form} | changes


def send(client, url, **changes):
    return client.post(url, filled_in(client.get(url), **changes))


def proposal():
    return Proposal.objects.open().get()


def errors_of(page):
    return {
        name: [str(text) for text in texts] for name, texts in page.context["form"].errors.items()
    }


def row(organisation):
    return Organisation.objects.values().get(pk=organisation.pk)


# Looking


def test_link_is_absolute_and_in_the_language(organisation, settings):
    settings.SITE_URL = "https://www.example.org"

    assert re.fullmatch(
        rf"https://www\.example\.org/fr/check/{organisation.pk}\.\w+\.[\w-]+/",
        sheet_check.link(organisation, "fr"),
    )


@pytest.mark.parametrize("language", ["nl", "fr", "en", "ar", "es", "tr"])
def test_page_shows_what_the_public_sees_and_keeps_nothing(client, organisation, language):
    before = row(organisation)

    page = client.get(address(organisation, language))

    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    for fact in ("Huis Een", "Koffie op dinsdag.", "02 512 34 56", "huis@example.org"):
        assert fact in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.cookies == {}
    assert row(organisation) == before
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("query", ["", "?right=1", "?done=right", "?done=sent"])
def test_opening_changes_nothing(client, organisation, method, query):
    before = row(organisation)

    getattr(client, method)(address(organisation) + query)

    assert row(organisation) == before
    assert Proposal.objects.count() == 0


def test_page_is_never_kept(client, organisation, settings, monkeypatch):
    settings.PAGE_CACHE_BYTES = 1_000_000
    kept = []
    monkeypatch.setattr(PageStore, "keep", lambda *args: kept.append(args))

    for query in ("", "?done=right"):
        client.get(address(organisation) + query)

    assert kept == []


def test_secret_address_and_internal_notes_stay_inside(client, organisation):
    factories.location(
        organisation=organisation, street_nl="Geheimstraat", phone="02 999 99 99",
        is_confidential=True,
    )  # fmt: skip
    factories.location(organisation=organisation, street_nl="Dorpstraat")
    Organisation.objects.filter(pk=organisation.pk).update(internal_notes="Bel Anna")

    text = client.get(address(organisation)).content.decode()

    assert "Dorpstraat" in text
    for secret in ("Geheimstraat", "02 999 99 99", "Bel Anna"):
        assert secret not in text


def test_token_stands_only_in_links_to_the_page_itself(client, organisation):
    text = client.get(address(organisation)).content.decode()

    token = address(organisation).split("/")[-2].split(".")[0]
    links = re.findall(rf'(?:href|action)="([^"]*check/{token}\.[^"]*)"', text)
    assert {re.sub(rf"check/{token}\.[^/]*/", "check/…/", link) for link in links} == {
        f"/{code}/check/…/" for code in ("nl", "fr", "en", "ar", "es", "tr")
    }
    assert f"/suggest/?path=/organisations/{organisation.slug}/" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(client, organisation, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.opening_hours(
            location=factories.location(organisation=organisation, hours_known=True)
        )
        factories.notice(organisation=organisation)
    client.get(address(organisation))

    with django_assert_num_queries(11):
        client.get(address(organisation))


# Links that do not work


def test_forged_link_says_whom_to_write_to(client, organisation):
    pk, moment, mark = address(organisation).split("/")[-2].split(".")
    other = factories.organisation()

    for token in (f"{other.pk}.{moment}.{mark}", f"{pk}.{moment}", "x", f"{pk}.{moment}.é", "%00"):
        page = client.get(f"/nl/check/{token}/")
        assert page.status_code == 404
        assert "hello@example.org" in page.content.decode()
        assert page.headers["Referrer-Policy"] == "no-referrer"


def test_token_of_something_else_does_not_open(client, organisation):
    token = signing.TimestampSigner(salt="other", sep=".").sign(str(organisation.pk))

    assert client.get(f"/nl/check/{token}/").status_code == 404


def test_link_ends_after_60_days(client, organisation, clock):
    url = address(organisation)

    statuses = []
    for days in (59.9, 0.2):
        clock.shift(timedelta(days=days))
        statuses.append(client.get(url).status_code)

    assert statuses == [200, 410]
    assert client.post(url, {"right": "1"}).status_code == 410
    assert row(organisation)["verified_on"] == LONG_AGO


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_link_to_what_is_not_public_shows_and_changes_nothing(client, organisation, status):
    url = address(organisation)
    Organisation.objects.filter(pk=organisation.pk).update(status=status)

    for page in (
        client.get(url),
        client.post(url, {"right": "1"}),
        client.post(url, {"phone": ""}),
    ):
        assert page.status_code == 410
        assert "Huis Een" not in page.content.decode()
    assert row(organisation)["verified_on"] == LONG_AGO
    assert Proposal.objects.count() == 0


# All of it is right


def test_button_notes_the_check_and_nothing_else(client, organisation, clock):
    before = row(organisation)
    url = address(organisation)
    clock.shift(1)

    page = client.post(url, {"right": "1"})

    assert page.url == f"{url}?done=right"
    after = row(organisation)
    changed = {name: after[name] for name in after if after[name] != before[name]}
    assert changed.pop("updated_at") > before["updated_at"]
    assert changed == {
        "verified_on": timezone.localdate(),
        "verified_how": "organisation",
        "verified_by_id": None,
    }
    thanks = client.get(page.url)
    assert thanks.status_code == 200
    assert thanks.context["is_right"] is True
    assert thanks.cookies == {}


def test_note_check_leaves_what_somebody_else_saves_meanwhile(organisation):
    volunteer = factories.user()
    Organisation.objects.filter(pk=organisation.pk).update(phone="1712")

    organisation.note_check(Organisation.VerifiedHow.VISIT, volunteer)

    after = row(organisation)
    assert (after["phone"], after["verified_how"]) == ("1712", "visit")
    assert (after["verified_on"], after["verified_by_id"]) == (timezone.localdate(), volunteer.pk)


# Something is different


def test_proposal_keeps_only_what_differs(client, organisation):
    url = address(organisation)

    page = send(client, url, phone="02 600 00 00", word="Op maandag open van 9 tot 12.")

    assert page.url == f"{url}?done=sent"
    assert client.get(page.url).context["is_right"] is False
    found = proposal()
    assert found.changes == {"phone": ["02 600 00 00"]}
    assert found.seen == {
        "phone": fingerprint("02 512 34 56"),
        "whatsapp": "",
        "email": fingerprint("huis@example.org"),
        "website": fingerprint("https://huis.example.org/"),
        "no_contact": "",
        "summary_nl": fingerprint("Koffie op dinsdag."),
    }
    assert found.word == "Op maandag open van 9 tot 12."
    assert (found.is_from_organisation, found.author, found.state) == (True, None, "waiting")
    assert list(Proposal.objects.about(organisation)) == [found]
    assert row(organisation)["phone"] == "02 512 34 56"


def test_emptied_field_is_proposed_without_text(client, organisation):
    send(client, address(organisation), email="")

    assert proposal().changes == {"email": []}


def test_without_a_contact_she_says_why(client, organisation):
    nothing = {"phone": "", "email": "", "website": ""}

    page = send(client, address(organisation), **nothing)
    sent = send(client, address(organisation), **nothing, no_contact="not-wanted")

    assert errors_of(page) == {
        "no_contact": [
            "Schrijf een telefoonnummer, een e-mailadres of een website, of kies waarom er geen is."
        ]
    }
    assert sent.status_code == 302
    assert proposal().changes == {
        "phone": [],
        "email": [],
        "website": [],
        "no_contact": ["not-wanted"],
    }


def test_telephone_of_a_place_is_contact_enough(client, organisation):
    factories.location(organisation=organisation, phone="02 512 34 57")

    send(client, address(organisation), phone="", email="", website="")

    assert proposal().changes == {"phone": [], "email": [], "website": []}


def test_not_found_yet_is_no_answer_of_hers(client, organisation):
    Organisation.objects.update(phone="", email="", website="", no_contact="not-found")
    before = client.get(address(organisation)).context["form"]["no_contact"]
    send(client, address(organisation), email="huis@example.org")

    assert [value for value, _label in before.field.choices] == [
        "",
        "walk-in",
        "not-wanted",
        "not-found",
    ]
    assert proposal().changes == {"email": ["huis@example.org"], "no_contact": []}
    Organisation.objects.update(no_contact="walk-in")
    after = client.get(address(organisation)).context["form"]["no_contact"]
    assert "not-found" not in [value for value, _label in after.field.choices]


def test_summary_is_that_of_the_language_of_the_page(client, organisation):
    page = client.get(address(organisation, "ar"))
    assert page.context["form"]["summary_ar"].value() == ""

    send(client, address(organisation, "ar"), summary_ar="قهوة\nيوم الثلاثاء")

    assert proposal().changes == {"summary_ar": ["قهوة يوم الثلاثاء"]}


def test_text_that_was_corrected_meanwhile_is_no_change_of_hers(client, organisation):
    url = address(organisation)
    data = filled_in(client.get(url), website="https://nieuw.example.org/")
    Organisation.objects.filter(pk=organisation.pk).update(phone="1712", whatsapp="0470 12 34 56")

    client.post(url, data)

    assert proposal().changes == {"website": ["https://nieuw.example.org/"]}


def test_six_digits_of_a_helpline_are_taken_and_not_for_whatsapp(client, organisation):
    url = address(organisation)

    page = send(client, url, phone="116 000", whatsapp="116 000")
    send(client, url, phone="116 000")

    assert list(page.context["form"].errors) == ["whatsapp"]
    assert proposal().changes == {"phone": ["116 000"]}


def test_errors_are_at_their_fields_and_nothing_typed_is_lost(client, organisation):
    wrong = {
        "phone": "bel maar", "whatsapp": "123456", "email": "a@b.be, c@d.be",
        "website": "huis", "summary_nl": "x" * 201, "word": "y" * 1001,
    }  # fmt: skip

    page = send(client, address(organisation), **wrong)

    assert page.status_code == 200
    assert list(errors_of(page)) == list(wrong)
    text = page.content.decode()
    for name, typed in wrong.items():
        assert page.context["form"][name].value() == typed
        assert f'id="id_{name}_error"' in text
        assert re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*aria-invalid="true"', text)
        assert re.search(rf'name="{name}"[^>]*aria-describedby="[^"]*id_{name}_error', text)
    assert text.count("autofocus") == 1
    assert Proposal.objects.count() == 0


def test_nothing_different_is_no_proposal(client, organisation):
    page = send(client, address(organisation))

    assert list(errors_of(page)) == ["__all__"]
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00", "\ud800", "‮verkeerd", "<script>alert(1)</script>"])
def test_strange_characters_do_no_harm(client, organisation, text):
    url = address(organisation)
    data = filled_in(client.get(url))

    pages = [
        client.post(url, {**data, "word": text.encode("utf-8", "surrogatepass")}),
        client.post(url, {**data, "phone": f"1712{text}".encode("utf-8", "surrogatepass")}),
        client.post(url, {**data, "seen_phone": "x" * 5_000}),
        client.post(url, {}),
    ]

    assert {page.status_code for page in pages} <= {200, 302}
    assert all(b"<script>alert" not in page.content for page in pages)
    assert all(len(found.seen["phone"]) <= 12 for found in Proposal.objects.all())


def test_second_proposal_takes_the_place_of_the_first(client, organisation):
    url = address(organisation)
    send(client, url, phone="02 600 00 00", word="Eerst.")
    first = proposal()

    page = client.get(url)
    assert page.context["form"]["phone"].value() == "02 600 00 00"
    assert page.context["form"]["word"].value() == "Eerst."
    send(client, url, email="nieuw@example.org")

    first.refresh_from_db()
    assert (first.state, first.decided_by) == ("withdrawn", None)
    assert proposal().changes == {"phone": ["02 600 00 00"], "email": ["nieuw@example.org"]}
    assert proposal().word == "Eerst."


def test_second_proposal_in_another_language_keeps_the_first_summary(client, organisation):
    send(client, address(organisation, "fr"), summary_fr="Café le mardi.")
    send(client, address(organisation, "nl"), phone="1712")

    assert proposal().changes == {"summary_fr": ["Café le mardi."], "phone": ["1712"]}
    assert proposal().seen["summary_fr"] == ""
    assert proposal().seen["summary_nl"] == fingerprint("Koffie op dinsdag.")


def test_taking_everything_back_leaves_no_proposal(client, organisation):
    url = address(organisation)
    send(client, url, phone="1712")

    send(client, url, phone="02 512 34 56")

    assert Proposal.objects.open().count() == 0


def test_button_pressed_twice_is_one_proposal(client, organisation):
    url = address(organisation)
    data = filled_in(client.get(url), phone="1712")

    client.post(url, data)
    client.post(url, data)

    assert Proposal.objects.count() == 1


def test_at_most_five_proposals_a_day_for_one_listing(client, organisation):
    url, other = address(organisation), factories.organisation()
    for number in range(5):
        assert send(client, url, word=f"Woord {number}").status_code == 302

    page = send(client, url, word="Nog een")

    assert page.status_code == 429
    assert page.context["form"]["word"].value() == "Nog een"
    assert proposal().word == "Woord 4"
    assert send(client, address(other), word="Anders").status_code == 302
    Proposal.objects.update(made_at=timezone.now() - timedelta(days=1))
    assert send(client, url, word="Morgen").status_code == 302


def test_proposal_of_a_volunteer_stays(client, organisation):
    mine = Proposal.objects.create(
        content_type=_content_type(), object_id=organisation.pk, changes={"phone": ["1"]},
        author=factories.user(),
    )  # fmt: skip

    send(client, address(organisation), word="Hallo")

    mine.refresh_from_db()
    assert mine.state == "waiting"


def _content_type():
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(Organisation)


# For the volunteers


def test_letter_holds_the_link_and_goes_to_the_organisation(organisation):
    for letter in sheet_check.links(organisation):
        parts = urlsplit(letter["mail"])
        fields = parse_qs(parts.query)

        assert (parts.scheme, parts.path) == ("mailto", "huis@example.org")
        assert f"/{letter['code']}/check/{organisation.pk}." in fields["body"][0]
        assert "Huis Een" in fields["subject"][0]
        assert " " not in parts.query
        assert "+" not in parts.query
    assert [letter["code"] for letter in sheet_check.links(organisation)] == ["nl", "fr", "en"]


def test_there_is_no_letter_for_what_is_not_public():
    assert sheet_check.links(factories.organisation(status="draft")) == []
