"""What the desk begins with, and the search over everything, for each role."""

import pytest
from django.core.management import call_command

from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

DESK, FIND = "/admin/", "/admin/find/"
CALLING = ["Something has changed", "It is still right", "Call three", "Translate"]
VERBS = {
    "Event volunteers": ["Add an activity", "Cancel a date"],
    "Volunteers": ["Add a place", "Add an activity", "Cancel a date", *CALLING],
    "Editors": ["Add a place", "Add an activity", "Cancel a date", *CALLING],
    "Administrators": ["Add a place", "Add an activity", "Cancel a date", *CALLING],
}


@pytest.fixture
def role(client):
    """`role(name)` logs in somebody of that group, in English."""
    call_command("roles", verbosity=0)

    def log_in(name):
        user = factories.user(language="en", groups=[name])
        client.force_login(user)
        return user

    return log_in


@pytest.mark.parametrize("name", VERBS)
def test_desk_begins_with_what_she_may_do_and_each_leads_there(client, role, name):
    role(name)

    verbs = client.get(DESK).context["verbs"]

    assert [str(label) for label, _url, _icon in verbs] == VERBS[name]
    for label, url, _icon in verbs:
        assert client.get(url, follow=True).status_code == 200, label


@pytest.mark.parametrize("name", VERBS)
def test_everything_else_is_what_she_may_open(client, role, name):
    role(name)

    groups = client.get(DESK).context["groups"]

    urls = [line.url for _title, lines in groups for line in lines]
    assert len(urls) == len(set(urls))
    assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(
        urls, 200
    )
    assert "And the rest" not in [title for title, _lines in groups]


def test_desk_of_nobody_s_group_says_whom_to_ask(client):
    client.force_login(factories.user(language="en"))

    page = client.get(DESK)

    assert page.context["verbs"] == []
    assert [title for title, _lines in page.context["groups"]] == [
        "Messages and changes",
        "Accounts",
    ]


# One search over everything


def found(client, text, path=FIND):
    """`{kind: [names]}` of the rows that the page shows."""
    page = client.get(path, {"q": text})
    assert page.status_code == 200
    return {str(kind.name): [each.name for each in kind.found] for kind in page.context["kinds"]}


def test_search_finds_rows_of_every_status_and_kind(client, role):
    role("Administrators")
    theme = factories.theme(name_nl="Babycafé")
    factories.organisation(name_nl="Babbelhuis", status="draft", summary_nl="Een babycafé.")
    factories.organisation(name_nl="Babycafé De Wieg", status="archived")
    factories.event(title_nl="Babycafé op dinsdag")
    factories.question(question_nl="Wat is een babycafé?", themes=[theme])
    factories.suggestion(text="Het babycafe is verhuisd")
    factories.user(first_name="Babycafe", username="bab")

    kinds = found(client, "babycafe")
    page = client.get(FIND, {"q": "babycafe"}).content.decode()

    assert kinds["organisations"] == ["Babycafé De Wieg", "Babbelhuis"]
    assert kinds["activities"] == ["Babycafé op dinsdag"]
    assert kinds["questions"] == ["Wat is een babycafé?"]
    assert kinds["themes"] == ["Babycafé"]
    assert kinds["users"] == ["Babycafe"]
    assert "Het babycafe is verhuisd" in page
    assert ">draft</span>" in page
    assert ">archived</span>" in page


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("roles", "users"),
        ("rollen", "users"),
        ("school holidays", "school holidays"),
        ("schoolvakanties", "school holidays"),
        ("bellen", "Three calls that help most"),
        ("cancel", "Cancel a date"),
    ],
)
def test_search_finds_pages_by_their_words_in_any_language_of_the_admin(client, role, text, label):
    role("Administrators")

    pages = client.get(FIND, {"q": text}).context["pages"]

    assert label in [str(page.label) for page in pages]


@pytest.mark.parametrize("name", VERBS)
def test_search_finds_only_what_she_may_open(client, role, name):
    role(name)
    house = factories.organisation(name_nl="Zeldzaam huis", summary_nl="Zin")
    factories.question(question_nl="Zeldzaam?")
    factories.suggestion(text="zeldzaam")
    factories.user(first_name="Zeldzaam", username="z")
    factories.location(organisation=house, street_nl="Zeldzaamstraat")

    page = client.get(FIND, {"q": "zeldzaam"})

    urls = [each.url for kind in page.context["kinds"] for each in kind.found]
    models = [kind.model._meta.model_name for kind in page.context["kinds"]]
    assert [client.get(url, follow=True).status_code for url in urls] == [200] * len(urls)
    assert ("suggestion" in models) == (name != "Event volunteers")
    assert ("question" in models) == (name != "Event volunteers")
    assert ("user" in models) == (name == "Administrators")
    assert "organisation" in models
    pages = client.get(FIND, {"q": "roles"}).context["pages"]
    assert bool(pages) == (name == "Administrators")


@pytest.mark.parametrize("name", VERBS)
def test_secret_address_and_notes_find_nothing_for_who_enters_activities(client, role, name):
    role(name)
    house = factories.organisation(name_nl="Vrouwenhuis", internal_notes="Fluisternotitie")
    factories.location(
        organisation=house, street_nl="Geheimstraat", name_nl="Zonnekelder", is_confidential=True
    )

    for text in ("Geheimstraat", "Zonnekelder"):
        kinds = found(client, text)
        assert bool(kinds) == (name != "Event volunteers"), text
        if kinds:
            assert list(kinds) == ["locations"]
    assert found(client, "Fluisternotitie") == {}


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a\0b", "%", "'", '"><script>', "x" * 5000, "ا", "😀", "nl", "fr:", "_"]
)
@pytest.mark.parametrize("path", [FIND, f"{FIND}dates/", f"{FIND}changed/", f"{FIND}right/"])
def test_any_text_gives_a_page(client, role, path, text):
    role("Administrators")
    factories.organisation(name_nl="Huis")

    page = client.get(path, {"q": text})

    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<main")[1]


def test_search_says_where_there_is_more(client, role):
    role("Volunteers")
    for number in range(8):
        factories.organisation(name_nl=f"Huis {number}")

    (kind,) = client.get(FIND, {"q": "huis"}).context["kinds"]

    assert len(kind.found) == 6
    assert kind.more_url == "/admin/directory/organisation/?q=huis"


@pytest.mark.parametrize("rows", [1, 3])
def test_search_query_count(client, role, django_assert_num_queries, rows):
    role("Administrators")
    for number in range(rows):
        house = factories.organisation(name_nl=f"Huis {number}")
        factories.event(title_nl=f"Huis {number}", organisation=house)
        factories.location(organisation=house, street_nl="Huisstraat")
        factories.suggestion(text=f"huis {number}")
    client.get(FIND, {"q": "huis"})

    with django_assert_num_queries(24):
        client.get(FIND, {"q": "huis"})


# What one looks a row up for


def test_date_is_cancelled_from_the_desk_in_three_clicks(client, role):
    role("Event volunteers")
    event = factories.event(title_nl="Koffie", rule="FREQ=WEEKLY")
    url = next(url for label, url, _icon in client.get(DESK).context["verbs"] if "Cancel" in label)

    (_found, actions) = client.get(url).context["lines"][0]
    page = client.get(actions[0].url)
    answer = client.post(actions[0].url, {})

    assert len(actions) == 4
    assert page.status_code == 200
    assert answer.status_code == 302
    assert event.exceptions.get().kind == "cancelled"


def test_page_to_cancel_a_date_begins_short_and_finds_the_others(client, role):
    role("Event volunteers")
    for number in range(6):
        factories.event(title_nl=f"Koffie {number}", rule="FREQ=WEEKLY")

    first = client.get("/admin/find/dates/").context["lines"]
    found = client.get("/admin/find/dates/", {"q": "koffie"}).context["lines"]

    assert (len(first), len(found)) == (4, 6)


def test_still_right_is_one_tap_and_comes_back(client, role):
    user = role("Volunteers")
    hers = factories.organisation(name_nl="Huis", owner=user)
    factories.organisation(name_nl="Tuin")
    path = f"{FIND}right/"

    lines = client.get(path).context["lines"]
    answer = client.post(lines[0][1][0].url)

    hers.refresh_from_db()
    assert [found.name for found, _actions in lines] == ["Huis"]
    assert (answer.status_code, answer.url) == (302, path)
    assert hers.verified_on is not None
    assert [line[0].name for line in client.get(path, {"q": "tuin"}).context["lines"]] == ["Tuin"]


@pytest.mark.parametrize("name", ["changed", "right"])
def test_listings_are_not_looked_up_by_who_may_not_change_them(client, role, name):
    role("Event volunteers")

    assert client.get(f"{FIND}{name}/").status_code == 403
    assert client.get(f"{FIND}nothing/").status_code == 404
