"""The page “Help” of the admin, and which part of it each page leads to."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import get_resolver

from core.desk import page_help
from handbook.book import LANGUAGES, book_in
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

HELP = "/admin/help/"
# Addresses that show no page of the admin: they lead elsewhere, are asked by scripts, save files,
# or show the public page.
NO_PAGE = {
    "account_logout", "account_login", "account_reset_password_from_key_done", "autocomplete",
    "directory_organisation_duplicates", "directory_organisation_preview",
    "directory_organisation_undo_check", "agenda_event_preview", "agenda_event_preview_dates",
    "agenda_event_undo", "faq_question_preview", "here", "jsi18n", "login", "logout",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_login_webauthn", "password_change",
    "password_change_done", "set_language", "usage_year_file", "view_on_site",
}  # fmt: skip


@pytest.fixture
def volunteer(client):
    """`volunteer(language)` logs in somebody who may do nothing but log in."""

    def log_in(language):
        client.force_login(factories.user(language=language))
        return client

    return log_in


def _names():
    """The names of all addresses of the admin and of the account pages."""
    patterns = list(admin.site.get_urls())
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern).startswith("admin/account/"):
            patterns += pattern.url_patterns
    for pattern in patterns:
        patterns += getattr(pattern, "url_patterns", [])
        if getattr(pattern, "name", None):
            yield pattern.name


def _part_of(name):
    return page_help.part_of(SimpleNamespace(url_name=name, kwargs={}, app_name="admin"))


def test_each_page_of_the_admin_has_a_part_that_exists_in_all_languages():
    names = set(_names()) - NO_PAGE - {"help"}

    without = {name for name in names if not _part_of(name)}

    assert without == set()
    assert len(names) > 200
    for language in LANGUAGES:
        there = {part.id for part in book_in(language).parts}
        assert {part for part in page_help._parts.values() if part not in there} == set()


def test_narrowest_name_counts():
    page_help.belongs("a", "shelf_")
    page_help.belongs("b", "shelf_book_change", "shelf_page:blue")
    page_help.belongs("c", "_borrow")

    page = SimpleNamespace(url_name="shelf_page", kwargs={"name": "blue"}, app_name="admin")

    names = ["shelf_book_list", "shelf_book_change", "shelf_book_borrow", "bookshelf_list"]
    assert [_part_of(name) for name in names] == ["a", "b", "c", ""]
    assert page_help.part_of(page) == "b"
    for name in ("shelf_", "shelf_book_change", "shelf_page:blue", "_borrow"):
        del page_help._parts[name]


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Vertalen"), ("fr", "Traduire"), ("en", "Translating")],
)
def test_help_is_in_her_language_under_the_same_anchors(volunteer, language, title):
    content = volunteer(language).get(HELP).content.decode()

    assert re.search(rf'<h2 id="translating">{title}</h2>', content)
    assert content.count(f'href="{HELP}#translating">{title}</a>') >= 2  # contents, and the text
    assert content.count("<h1") == 1


def test_page_leads_to_its_part_and_to_all_of_it(volunteer):
    content = volunteer("en").get("/admin/works/").content.decode()

    assert f'href="{HELP}#many-rows-at-once">How does this page work?</a>' in content
    assert f'<a href="{HELP}">Help</a>' in content


def test_page_with_sentences_leads_to_its_part_after_them(volunteer):
    content = volunteer("en").get("/admin/").content.decode()

    assert f'href="{HELP}#you-want-to">More about this in the help</a>' in content


def test_account_page_leads_to_its_part(volunteer):
    content = volunteer("en").get("/admin/account/").content.decode()

    assert f'href="{HELP}#logging-in-and-your-account"' in content


def test_help_is_read_before_the_second_step_is_set_up(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(factories.user(language="en", is_superuser=True))

    assert client.get("/admin/", follow=True).redirect_chain[0][0] == "/admin/account/"
    assert "Logging in, and your account" in client.get(HELP).content.decode()


def test_help_is_for_who_is_logged_in(client):
    assert client.get(HELP).url == f"/admin/login/?next={HELP}"
    assert HELP not in client.get("/admin/account/login/").content.decode()


def test_search_for_the_admin_leads_to_the_search_of_the_help(volunteer):
    content = volunteer("en").get("/admin/find/?q=merge+two").content.decode()

    assert f'href="{HELP}?q=merge%20two"' in content


@pytest.mark.parametrize("count", [1, 3])
def test_help_asks_the_database_for_who_asks_and_nothing_else(
    volunteer, django_assert_num_queries, count
):
    client = volunteer("en")
    factories.user()
    client.get(HELP)

    with django_assert_num_queries(2):  # the session and the user
        client.get(HELP, {"q": " ".join(["hours"] * count)})
