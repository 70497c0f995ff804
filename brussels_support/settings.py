"""One settings file for every place the site runs; what differs comes from the environment.

`.env.example` lists every variable. With DEBUG off, a missing or weak value stops the start
with a sentence that says what to do.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)


def from_environment(name, *, development):
    """The value of `name`, which only development may leave out."""
    value = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment or in the file .env "
        f"(see .env.example), or set DEBUG=1 on your own machine."
    )


# Safety

SECRET_KEY = from_environment("SECRET_KEY", development="development-only-" + "not-a-secret-" * 4)
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak: it needs at least 50 characters, 10 of them different. "
        "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

# The public address of the site. Canonical links, previews and the sitemap use this and never
# the host that a request claims.
SITE_URL = from_environment("SITE_URL", development="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it needs a full address such as https://www.example.org"
    )

_hosts = from_environment("ALLOWED_HOSTS", development="127.0.0.1,localhost,testserver")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not hold '*': name the hosts of the site.")

# The demonstration serves plain HTTP on this machine; everything else is HTTPS only.
IS_LOCAL = _site.hostname in ("127.0.0.1", "localhost")
SECURE_SSL_REDIRECT = not DEBUG and not IS_LOCAL
SECURE_HSTS_SECONDS = 0 if DEBUG or IS_LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG and not IS_LOCAL
# Only the admin has sessions and forms that change things, so its cookies stay there.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# Nothing from elsewhere, nothing inline, for public pages and the admin alike.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# A sheet with many opening hours in six languages has more fields than Django's default of 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Applications

INSTALLED_APPS = [
    "modeltranslation",
    "core",
    "directory",
    "agenda",
    "faq",
    "sharing",
    "feedback",
    "brussels_support",
    "core.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "lucide",
    "django_prose_editor",
]

# A public page touches neither session nor user nor CSRF token, so these set no cookie there.
MIDDLEWARE = [
    "core.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "brussels_support.urls"
WSGI_APPLICATION = "brussels_support.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "brussels_support.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "core.templatetags.core_tags",
            ],
        },
    }
]

# Accounts (the admin only; visitors have none)

AUTH_USER_MODEL = "core.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# What each group may do in the admin; `manage.py roles` writes it to the database. Volunteers may
# take away opening hours, notices and locations, because putting hours right needs it.
_words = ("theme", "audience", "municipality", "neighbourhood")
_rows = ("location", "openinghours", "notice")
_everything = "view add change delete"
ROLES = {
    "Volunteers": {
        "directory.organisation": "view add change",
        **{f"directory.{model}": _everything for model in _rows},
        **{f"directory.{model}": "view" for model in _words},
        "agenda.event": "view add change",
        "agenda.eventexception": _everything,
        "agenda.schoolholiday": "view",
        "faq.question": "view",
        "faq.questionsource": "view",
        "faq.insight": "view",
        "feedback.suggestion": "view change",
        "core.missedsearch": "view",
    },
    "Editors": {
        **{f"directory.{model}": _everything for model in ("organisation", *_rows, *_words)},
        **{
            f"agenda.{model}": _everything for model in ("event", "eventexception", "schoolholiday")
        },
        **{f"faq.{model}": _everything for model in ("question", "questionsource", "insight")},
        "faq.remark": "view delete",
        "feedback.suggestion": "view change delete",
        "core.synonymgroup": _everything,
        "core.missedsearch": "view",
    },
}

# Data

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL), and writers queue at the start of their transaction
    # instead of failing in the middle of it (IMMEDIATE).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
else:
    _database.setdefault("CONN_HEALTH_CHECKS", True)
# Opening a connection for every request costs more than the queries of a page, on SQLite too.
_database.setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages: CONTRIBUTING.md says how to add one

LANGUAGE_CODE = "nl"
LANGUAGES = [
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("en", "English"),
    ("ar", "العربية"),
    ("es", "Español"),
    ("tr", "Türkçe"),
]
ADMIN_LANGUAGES = ["nl", "fr", "en"]
# As link previews name them (Open Graph).
OPEN_GRAPH_LOCALES = {
    "nl": "nl_BE",
    "fr": "fr_BE",
    "en": "en_GB",
    "ar": "ar_AR",
    "es": "es_ES",
    "tr": "tr_TR",
}
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("fr", "en", "nl"),
    "nl": ("fr", "en"),
    "fr": ("nl", "en"),
    "en": ("fr", "nl"),
}

# Static files: hashed names, compressed once by collectstatic, kept for ever by browsers

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MANIFEST_STRICT = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The site itself

# Memory in each process for finished public pages; 0 makes every page anew.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=0 if DEBUG else 32 * 1024 * 1024)

FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Where visitors write when something is wrong; empty: the pages do not offer it.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# Where the source of this copy can be had (AGPL-3.0, section 13); empty: no link.
SOURCE_URL = env.str("SOURCE_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

# `make demo` loads these, in this order, unless the table already has rows.
# Each fixture and the model whose table it fills, in the order in which they need each other.
DEMO_FIXTURES = {
    "vocabulary": "directory.Theme",
    "organisations": "directory.Organisation",
    "agenda": "agenda.Event",
    "faq": "faq.Question",
}
