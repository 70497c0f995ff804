"""A site that is set up badly does not start; one that is set up well has nothing to warn about."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

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


def test_development_needs_no_value():
    environment = {"DEBUG": "1", "SECRET_KEY": "", "SITE_URL": "", "ALLOWED_HOSTS": ""}

    assert refusal(**environment) is None


def test_check_deploy_has_nothing_to_say():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


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


def test_env_example_lists_every_variable_that_the_settings_read():
    source = (ROOT / "brussels_support" / "settings.py").read_text()
    read = set(re.findall(r"(?:env\.\w+|from_environment)\(\s*\"([A-Z_]+)\"", source))

    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))

    assert listed == read


def test_collectstatic_with_hashed_names_passes(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
