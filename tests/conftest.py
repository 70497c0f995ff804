"""What every test starts from. The environment comes first: the settings read it."""

import gc
import math
import os
import zlib
from collections import Counter
from pathlib import Path

os.environ.update(
    DJANGO_SETTINGS_MODULE="brussels_support.settings",
    DEBUG="0",
    SECRET_KEY="only-for-tests-abcdefghijklmnopqrstuvwxyz-0123456789-long",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    BEHIND_PROXY="0",
    API_REQUESTS="0",
    CONTACT_EMAIL="hello@example.org",
    # Playwright's loop runs in the thread of the browser tests, where the database is used too.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)

import django
import hypothesis
import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections
from django.template import Template
from django.utils import translation

from core import catalogues
from tests import demonstration as of_demonstration
from tests.clock import DEMONSTRATION, travel
from tests.noted import all_changes_noted

# From here on, for what is made before a test begins too.
travel().start()

# Before anything reads them. With xdist the workers find them done.
catalogues.compile_all()

django.setup()

from core import limits, versions  # noqa: E402
from core.accounts import adapter  # noqa: E402
from core.kept import memory, slots  # noqa: E402
from core.public_writes import counts  # noqa: E402
from watching import checks  # noqa: E402

# Looking for garbage after every 700 new objects takes a quarter of the time of an admin page.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

hypothesis.settings.register_profile(
    "ci", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("ci")

ORDINARY_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


# Files that take long with few tests: begun first, so that no worker ends long after the other.
LONGEST = [
    "test_permissions.py",
    "directory/test_admin.py",
    "agenda/test_event_list.py",
    "test_confidential.py",
    "core/editing/test_saving.py",
    "brussels_support/test_demo_data.py",
    "agenda/test_admin.py",
    "agenda/feeds/test_entries.py",
    "brussels_support/test_judged_queries.py",
    "agenda/test_date_inputs.py",
    "test_settings.py",
    "agenda/test_calendar.py",
]


USES_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def _turn(item):
    path = item.path.relative_to(Path(__file__).parent).as_posix()
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(config, items):
    items.sort(key=_turn)
    for item in items:
        # pytest-django keeps them from it.
        if not item.get_closest_marker("django_db") and not USES_DATABASE & {*item.fixturenames}:
            item.add_marker(pytest.mark.one_database)
    if day := os.environ.get("DAY"):
        later = later_than(int(day), items, is_postgresql=connection.vendor == "postgresql")
        config.hook.pytest_deselected(items=later)
        left_out = set(later)
        items[:] = [item for item in items if item not in left_out]


def later_than(day, items, *, is_postgresql):
    """What .ci/run leaves for the next days: on PostgreSQL two thirds of what runs on both
    databases, in the browser every other case of a test with several (languages, widths, forms)."""
    cases, later = Counter(), []
    for item in items:
        test = item.path, item.originalname
        if "browser" in item.path.parts and hasattr(item, "callspec"):
            is_today = cases[test] % 2 == day % 2
            cases[test] += 1
        elif is_postgresql:
            is_today = zlib.crc32(item.originalname.encode()) % 3 == day % 3
        else:
            is_today = True
        if not is_today:
            later.append(item)
    return later


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With the groups of volunteers, which many tests need: made once."""
    with django_db_blocker.unblock():
        call_command("roles", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def without_contexts_of_widgets(django_test_environment):
    """The test client copies the context of each template, and a page of the admin has hundreds of
    small ones in its forms: a tenth of its time, for what no test asks for."""
    remembering = Template._render

    def render(template, context):
        if str(template.name).startswith("django/forms/"):
            return template.nodelist.render(context)
        return remembering(template, context)

    Template._render = render


@pytest.fixture(scope="session")
def empty_static_root(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="session")
def demonstration_data(django_db_setup, django_db_blocker, tmp_path_factory):
    """`with demonstration_data():` the database has what the demonstration has."""
    with django_db_blocker.unblock():
        return of_demonstration.once(tmp_path_factory)


@pytest.fixture(scope="module")
def demonstration(demonstration_data, django_db_blocker):
    """The same for all tests of a file, which see what its other fixtures add."""
    with travel(DEMONSTRATION), django_db_blocker.unblock(), demonstration_data():
        yield


@pytest.fixture(autouse=True)
def clock(request):
    """Stands still, so that no answer depends on how fast the machine is.

    `clock.shift(seconds)` moves it; `@pytest.mark.at("2026-11-25 12:00")` is the test's own moment.
    """
    at = request.node.get_closest_marker("at")
    with travel(*(at.args if at else ())) as traveller:
        yield traveller


@pytest.fixture
def one_connection(db):
    """A request that is not the test client's would close the connection that the rows are in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def look_once(monkeypatch):
    """A test that counts queries counts one look at the version, however slow the machine is."""
    monkeypatch.setattr(versions, "LOOK_EVERY", math.inf)


@pytest.fixture(autouse=True)
def same_start(settings, empty_static_root, look_once, monkeypatch):
    """Dutch, no kept pages, no remembered version, files under their own names.

    Whoever wants the page cache sets `settings.PAGE_CACHE_BYTES`.
    """
    settings.PAGE_CACHE_BYTES = 0
    settings.STORAGES = ORDINARY_STORAGES
    settings.STATIC_ROOT = empty_static_root
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate("nl")
    monkeypatch.setattr(memory, "BESIDE", False)
    monkeypatch.setattr(adapter, "BESIDE", False)
    versions.forget()
    memory.forget()
    slots.forget()
    counts.forget()
    checks.forget()
    limits.forget()
    yield
    translation.activate("nl")
    versions.forget()


@pytest.fixture(autouse=True)
def changes_noted(request):
    """No test may change content past the log, except to see what then happens (`unnoted`)."""
    if request.node.get_closest_marker("unnoted"):
        yield
    else:
        with all_changes_noted():
            yield


@pytest.fixture
def database_of_many(transactional_db, tmp_path):
    """One that several threads can use: in memory, SQLite locks whole tables."""
    if connection.vendor != "sqlite":
        yield
        return
    usual, usual_settings = connections["default"], connections.settings["default"]
    path = tmp_path / "many.sqlite3"
    of_demonstration.copied(usual.connection, path)
    connections.settings["default"] = {**usual_settings, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections.settings["default"], connections["default"] = usual_settings, usual
