"""What every test starts from. The environment comes first: the settings read it."""

import gc
import math
import os
from pathlib import Path

os.environ.update(
    DJANGO_SETTINGS_MODULE="brussels_support.settings",
    DEBUG="0",
    SECRET_KEY="only-for-tests-abcdefghijklmnopqrstuvwxyz-0123456789-long",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    BEHIND_PROXY="0",
    CONTACT_EMAIL="hello@example.org",
    # Playwright's loop runs in the thread of the browser tests, where the database is used too.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)

import django
import hypothesis
import pytest
from django.core.management import call_command
from django.utils import translation

django.setup()

from core import catalogues, search, versions  # noqa: E402  (models need the setup)

# Looking for garbage after every 700 new objects takes a quarter of the time of an admin page.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

hypothesis.settings.register_profile("ci", deadline=None)
hypothesis.settings.load_profile("ci")

ORDINARY_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


# These say nothing about the database, so one is enough: texts, clocks, templates, and pages whose
# queries have tests of their own. PostgreSQL runs everything else.
ONE_DATABASE = {
    "test_conventions.py",
    "test_permissions.py",
    "test_settings.py",
    "agenda/test_admin.py",
    "agenda/test_calendar.py",
    "agenda/test_date_inputs.py",
    "agenda/test_dates.py",
    "agenda/test_event.py",
    "agenda/test_event_list.py",
    "agenda/test_ical.py",
    "agenda/test_sentence.py",
    "brussels_support/test_demo_data.py",
    "core/test_accounts.py",
    "core/test_accounts_admin.py",
    "core/test_accounts_invitations.py",
    "core/test_base_columns.py",
    "core/test_catalogues.py",
    "core/test_digest.py",
    "core/test_handover.py",
    "core/test_kept_forms.py",
    "core/test_languages.py",
    "core/test_load_demo.py",
    "core/test_outgoing.py",
    "core/test_previews_and_copies.py",
    "core/test_purge.py",
    "core/test_rich_text.py",
    "core/test_rich_text_editor.py",
    "core/test_text.py",
    "core/test_text_states.py",
    "core/test_words.py",
    "directory/test_addresses.py",
    "directory/test_contact.py",
    "directory/test_facets.py",
    "directory/test_hours_text.py",
    "directory/test_opening.py",
    "directory/test_organisation.py",
    "directory/test_sheet_check.py",
    "faq/test_admin.py",
    "faq/test_questions.py",
    "feedback/test_stamp.py",
    "feedback/test_suggest.py",
    "sharing/test_embedding.py",
    "sharing/test_entries.py",
    "sharing/test_messages.py",
    "sharing/test_pages.py",
    "sharing/test_qr.py",
    "sharing/test_targets.py",
    "sharing/test_vcard.py",
    "sharing/test_views.py",
}


# Files that take long with few tests: begun first, so that no worker ends long after the other.
LONGEST = [
    "test_permissions.py",
    "agenda/test_event_list.py",
    "directory/test_admin.py",
    "brussels_support/test_demo_data.py",
    "agenda/test_calendar.py",
    "core/test_safe_changes.py",
    "brussels_support/test_judged_queries.py",
    "agenda/test_finding.py",
    "core/test_load_demo.py",
]


def _turn(item):
    path = item.path.relative_to(Path(__file__).parent).as_posix()
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    items.sort(key=_turn)
    for item in items:
        if item.path.relative_to(here).as_posix() in ONE_DATABASE:
            item.add_marker(pytest.mark.one_database)


def pytest_configure(config):
    """Pages are tested in six languages. With xdist the workers start after this."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With the groups of volunteers, which many tests need: made once."""
    with django_db_blocker.unblock():
        call_command("roles", verbosity=0)


@pytest.fixture(scope="session")
def empty_static_root(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def look_once(monkeypatch):
    """A test that counts queries counts one look at the version, however slow the machine is."""
    monkeypatch.setattr(versions, "LOOK_EVERY", math.inf)


@pytest.fixture(autouse=True)
def same_start(settings, empty_static_root, look_once):
    """Dutch, no kept pages, no remembered version, files under their own names.

    Whoever wants the page cache sets `settings.PAGE_CACHE_BYTES`.
    """
    settings.PAGE_CACHE_BYTES = 0
    settings.STORAGES = ORDINARY_STORAGES
    settings.STATIC_ROOT = empty_static_root
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate("nl")
    versions.forget()
    search.forget()
    yield
    translation.activate("nl")
    versions.forget()
