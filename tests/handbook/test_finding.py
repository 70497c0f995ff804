"""What is found in the handbook, and what is said when nothing is."""

import re

import pytest

from handbook import finding
from tests import factories

pytestmark = pytest.mark.one_database


def _first(language, text):
    found, _unknown = finding.find(language, text)
    return found[0].part.id if found else None


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("en", "merge", "merging-two-listings"),
        ("en", "recovery code", "logging-in-and-your-account"),
        ("en", "secret address", "what-a-listing-may-need"),
        ("en", "how do I translate a page", "translating"),
        ("nl", "samengevoegd", "merging-two-listings"),  # another form of the word
        ("nl", "telefoongesprek", "calling"),
        ("nl", "wachtwoord vergeten", "logging-in-and-your-account"),
        ("nl", "agendas", "partners-calendars"),  # without its apostrophe
        ("nl", "excelrijen", "from-excel-and-libreoffice"),  # a compound that stands nowhere
        ("nl", "vertaaling", "translating"),  # a slip
        ("nl", "backup", "is-the-site-well-editors"),  # with or without its hyphen
        ("nl", "week op whatsapp", "the-week-every-monday"),
        ("nl", "openingsuur", "you-want-to"),
        ("fr", "fusion", "merging-two-listings"),
        ("fr", "telephoner", "calling"),  # without its accents
        ("fr", "mot de passe", "logging-in-and-your-account"),
        ("fr", "traduire", "translating"),
        ("fr", "imprimer une affiche", "on-paper"),
    ],
)
def test_words_find_their_part(language, text, part):
    assert _first(language, text) == part


def test_found_words_are_marked_and_nothing_else_changes():
    [first, *_rest] = finding.find("en", "merging")[0]

    assert first.title == "<mark>Merging</mark> two listings"
    assert len(first.blocks) <= finding.MOST_BLOCKS
    for block in first.blocks:
        assert re.sub("</?mark>", "", block) in first.part.blocks


def test_marks_stay_out_of_markup():
    found, _unknown = finding.find("en", "strong href amp quot code")

    for each in found:
        for block in each.blocks:
            for tag in re.findall(r"<[^>]*>", block):
                assert "mark" not in tag or tag in ("<mark>", "</mark>")


def test_what_stands_nowhere_is_told():
    found, unknown = finding.find("en", "merge zzzyzx")

    assert found[0].part.id == "merging-two-listings"
    assert unknown == ["zzzyzx"]
    assert finding.find("en", "zzzyzx") == ([], ["zzzyzx"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["a" * 60_000, "\0", "\ud800", "<script>", "%", "😀", "' OR 1=1", "é" * 300, " ", "\u202e"],
    ids=["long", "nul", "surrogate", "tag", "percent", "emoji", "quote", "accents", "space", "rtl"],
)
def test_any_text_gives_a_page(client, text):
    client.force_login(factories.user(language="nl"))
    query = "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))

    response = client.get(f"/admin/help/?q={query}")

    assert response.status_code == 200
    assert len(response.context["text"]) <= finding.LONGEST
    assert "<script>" not in response.content.decode().partition('id="content-main"')[2]


@pytest.mark.django_db
def test_nothing_found_says_what_to_do_and_what_there_is(client):
    client.force_login(factories.user(language="en"))

    content = client.get("/admin/help/?q=zzzyzx").content.decode()

    assert "Nothing in the help holds these words. Try one other word" in content
    assert 'href="/admin/help/#translating">Translating</a>' in content
