"""A site that is set up badly does not start; one that is set up well has nothing to warn about."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "zyxwvutsrqponmlkjihgfedcba-0123456789-zyxwvutsrqponm",
    "SITE_URL": "https://www.example.org",
    "ALLOWED_HOSTS": "www.example.org",
    "BEHIND_PROXY": "1",
    "DATABASE_URL": "sqlite://:memory:",
}


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(**environment):
    """What the settings say when they refuse to load, or None when they load."""
    done = run("-c", "import brussels_support.settings", **environment)
    said = done.stderr.strip().splitlines()
    return said[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ") if said else None


def value_of(name, **environment):
    done = run(
        "-c", f"from brussels_support import settings; print(settings.{name})", **environment
    )
    return done.stdout.strip()


def test_production_settings_load():
    assert refusal() is None


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"])
def test_production_without_a_needed_value_says_which(name):
    # Empty rather than absent, so that a .env on this machine does not help out.
    assert refusal(**{name: ""}) == (
        f"{name} is not set. Set it in the environment or in the file .env "
        "(see .env.example), or set DEBUG=1 on your own machine."
    )


@pytest.mark.parametrize("key", ["short", "a" * 80, "change-me"])
def test_production_with_a_weak_secret_key_says_how_to_make_one(key):
    assert refusal(SECRET_KEY=key) == (
        "SECRET_KEY is too weak: it needs at least 50 characters, 10 of them different. "
        "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )


@pytest.mark.parametrize("address", ["www.example.org", "ftp://www.example.org", "https:"])
def test_production_with_half_an_address_says_what_is_needed(address):
    assert refusal(SITE_URL=address) == (
        f"SITE_URL is {address!r}; it needs a full address such as https://www.example.org"
    )


@pytest.mark.parametrize("hosts", ["*", "www.example.org,*"])
def test_production_for_any_host_is_refused(hosts):
    assert refusal(ALLOWED_HOSTS=hosts) == (
        "ALLOWED_HOSTS may not hold '*': name the hosts of the site."
    )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "nl/",
        "NL/",
        "fr-be/",
        "ar",
        "my desk/",
        "static/",
        "readyz/",
        "o/",
        "../",
        "a//b",
        "dé/",
        "a.b",
    ],
)
def test_address_of_the_admin_that_cannot_be_is_refused(path):
    assert refusal(ADMIN_PATH=path) == (
        f"ADMIN_PATH is {path.rstrip('/') + '/'!r}; it needs a path of its own such as "
        "'desk-7Qx/': letters, digits and hyphens, and not a language or another address of the "
        "site."
    )


@pytest.mark.parametrize(
    ("path", "url"), [("desk-7Qx", "/desk-7Qx/"), ("a/b/", "/a/b/"), ("nlx/", "/nlx/")]
)
def test_admin_and_its_cookies_are_where_the_environment_says(path, url):
    names = ["ADMIN_URL", "SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH"]

    assert [value_of(name, ADMIN_PATH=path) for name in names] == [url] * 3


ADDRESSES = """
import django
django.setup()
from django.test import Client
from django.urls import reverse
client = Client(headers={"host": "www.example.org"})
secure = {"secure": True}
print(reverse("admin:index"), reverse("account_login"))
print([client.get(path, **secure).status_code for path in ("/admin/", "/admin/login/")])
print(client.get("/desk-7Qx/account/login/", **secure).cookies["csrftoken"]["path"])
print(client.get("/robots.txt", **secure).content.decode().splitlines())
"""


def test_admin_elsewhere_leaves_nothing_at_the_usual_address():
    done = run(
        "-c",
        ADDRESSES,
        DEBUG="1",
        ADMIN_PATH="desk-7Qx/",
        DJANGO_SETTINGS_MODULE="brussels_support.settings",
    )

    assert done.stdout.splitlines() == [
        "/desk-7Qx/ /desk-7Qx/account/login/",
        "[404, 404]",
        "/desk-7Qx/",
        "['User-agent: *', 'Disallow: /*/keep/', 'Disallow: /*/list.', "
        "'Sitemap: https://www.example.org/sitemap.xml']",
    ], done.stderr


def test_second_step_is_required_wherever_the_site_is_public():
    name = "SECOND_FACTOR_REQUIRED"

    assert value_of(name) == "True"
    assert value_of(name, SITE_URL="http://127.0.0.1:8000") == "False"
    assert value_of(name, DEBUG="1") == "False"
    assert value_of(name, SECOND_FACTOR_REQUIRED="0") == "False"


def test_without_a_mail_server_mail_goes_to_the_log():
    assert value_of("HAS_EMAIL") == "False"
    assert value_of("EMAIL_BACKEND") == "django.core.mail.backends.console.EmailBackend"
    assert value_of("DEFAULT_FROM_EMAIL") == "noreply@www.example.org"


def test_mail_server_comes_from_the_environment():
    url = "smtp+tls://anna%40example.org:p%2Fw@mail.example.org:587"
    names = ["HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL", "BACKEND"]

    assert [value_of(f"EMAIL_{name}", EMAIL_URL=url) for name in names] == [
        "mail.example.org",
        "587",
        "anna@example.org",
        "p/w",
        "True",
        "False",
        "django.core.mail.backends.smtp.EmailBackend",
    ]
    assert value_of("HAS_EMAIL", EMAIL_URL=url) == "True"


def test_development_needs_no_value():
    environment = {"DEBUG": "1", "SECRET_KEY": "", "SITE_URL": "", "ALLOWED_HOSTS": ""}

    assert refusal(**environment) is None


def test_check_deploy_has_nothing_to_say():
    told = {"EMAIL_URL": "smtp://127.0.0.1:25", "ALERT_EMAILS": "admin@example.org"}
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **told)

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


def test_cookies_have_names_that_no_page_without_https_can_set():
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "COOKIE_PREFIX")
    asked = ", ".join(f"settings.{name}" for name in names)
    done = run("-c", f"from brussels_support import settings; print({asked})")

    assert done.stdout.split() == ["__Secure-sessionid", "__Secure-csrftoken", "__Secure-"]


def test_production_is_https_only():
    assert value_of("SECURE_SSL_REDIRECT") == "True"
    assert value_of("SECURE_HSTS_SECONDS") == str(365 * 24 * 60 * 60)
    assert value_of("SESSION_COOKIE_SECURE") == "True"
    assert value_of("CSRF_COOKIE_SECURE") == "True"


def test_demonstration_on_this_machine_is_plain_http():
    assert value_of("SECURE_SSL_REDIRECT", SITE_URL="http://127.0.0.1:8000") == "False"


def test_proxy_header_counts_only_behind_a_proxy():
    name = "__dict__.get('SECURE_PROXY_SSL_HEADER')"

    assert value_of(name, BEHIND_PROXY="0") == "None"
    assert value_of(name, BEHIND_PROXY="1") == "('HTTP_X_FORWARDED_PROTO', 'https')"


def started_from(folder, example):
    """What `manage.py check` says where .env holds the text `example` and nothing else is set."""
    shutil.copytree(ROOT / "brussels_support", folder / "brussels_support")
    shutil.copy(ROOT / "manage.py", folder)
    for path in ROOT.iterdir():
        if path.name not in {"brussels_support", "manage.py", ".env"}:
            (folder / path.name).symlink_to(path)
    (folder / ".env").write_text(example)
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stderr or done.stdout).strip().splitlines()[-1]


def test_copy_of_env_example_says_what_to_fill_in(tmp_path):
    assert started_from(tmp_path, (ROOT / ".env.example").read_text()) == (
        1,
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set. Set it in the "
        "environment or in the file .env (see .env.example), or set DEBUG=1 on your own machine.",
    )


def test_env_example_starts_the_site_once_its_key_is_filled_in(tmp_path):
    example = (ROOT / ".env.example").read_text()
    filled_in = example.replace("\nSECRET_KEY=\n", f"\nSECRET_KEY={PRODUCTION['SECRET_KEY']}\n")

    assert started_from(tmp_path, filled_in) == (
        0,
        "System check identified no issues (0 silenced).",
    )


def test_every_empty_variable_is_one_that_is_not_set():
    source = (ROOT / "brussels_support" / "settings.py").read_text()
    optional = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    code = (
        "from brussels_support import settings as s; "
        "print([getattr(s, name) for name in dir(s) if name.isupper()])"
    )

    def values(**environment):
        done = run("-c", code, PYTHONHASHSEED="0", **environment)
        return done.stdout, done.stderr

    unset = values(DATABASE_URL="", BEHIND_PROXY="")
    assert unset[1] == ""
    assert len(optional) > 10
    assert [values(**dict.fromkeys(optional, value)) for value in ("", " ")] == [unset] * 2


def test_collectstatic_with_hashed_names_passes(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()


def test_private_key_of_backups_is_refused_and_not_repeated():
    said = refusal(BACKUP_RECIPIENTS="age1abc,AGE-SECRET-KEY-1QQQ")

    assert said.startswith("BACKUP_RECIPIENTS holds a private key. Only the public one")
    assert "1QQQ" not in said
