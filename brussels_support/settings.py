"""One settings file for every place the site runs; what differs comes from the environment.

`.env.example` lists every variable. With DEBUG off, a missing or weak value stops the start
with a sentence that says what to do.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")
# An empty variable is one that is not set, as in a copy of .env.example.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}

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
# Former keys, which still read what they signed or wrote.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The public address of the site. Canonical links, previews and the sitemap use this and never
# the host that a request claims.
SITE_URL = from_environment("SITE_URL", development="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it needs a full address such as https://www.example.org"
    )

# What identifiers of open data rest on, beside the numbers of rows (directory.identifiers): a site
# with other content has one of its own, and never changes it.
IDENTIFIERS_NAMESPACE = UUID(
    env.str("IDENTIFIERS_NAMESPACE", default="88f64af4-fcb7-4fe2-9c4c-78edf5c43c63")
)

_hosts = from_environment("ALLOWED_HOSTS", development="127.0.0.1,localhost,testserver")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not hold '*': name the hosts of the site.")

SITE_HOST = _site.hostname

# The demonstration serves plain HTTP on this machine; everything else is HTTPS only.
IS_LOCAL = SITE_HOST in ("127.0.0.1", "localhost")
SECURE_SSL_REDIRECT = not DEBUG and not IS_LOCAL
SECURE_HSTS_SECONDS = 0 if DEBUG or IS_LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|wellz)$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The proxy says whether a visitor came by HTTPS, and from which network (core/limits).
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG and not IS_LOCAL
# No page without HTTPS can set a cookie of such a name. `__Host-` would want the path of the whole
# site, and public pages get no cookie.
COOKIE_PREFIX = "__Secure-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.desk.refused.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# Nothing from elsewhere, nothing inline, for public pages and the admin alike.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
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
    # Before core.accounts, which takes their tables out of the admin.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "core",
    "core.accounts",
    "core.approving",
    "core.changes",
    "core.desk",
    "core.editing",
    "core.imports",
    "core.links",
    "core.notes",
    "core.parts",
    "core.short",
    "core.search",
    "geo",
    "transit",
    "maps",
    "directory",
    "directory.around",
    "directory.asking",
    "directory.short",
    "directory.merging",
    "directory.adding",
    "agenda",
    "agenda.calendars",
    "agenda.desk",
    "faq",
    "sharing",
    "offline",
    "week",
    "downloads",
    "news",
    "opendata",
    "usage",
    "feedback",
    "handbook",
    "watching",
    "backups",
    "brussels_support",
    "core.desk.apps.AdminSiteConfig",
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
    "reversion",
]

# A public page touches neither session nor user nor CSRF token, so these set no cookie there.
MIDDLEWARE = [
    "core.kept.middleware.KeepingMiddleware",
    "core.answers.headers.HeadersMiddleware",
    "usage.middleware.LabelMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
                "core.wording.wording_tags",
            ],
        },
    }
]

# Open data

# JSON and nothing else: no pages of the framework, no account, no session, no cookie.
# How many requests one sender may make of /api/ in a minute, in each process; 0 is no limit.
API_REQUESTS = env.int("API_REQUESTS", default=300)
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["opendata.throttling.PerSender"],
    "DEFAULT_FILTER_BACKENDS": ["opendata.changed_since.Filters"],
    "DEFAULT_PAGINATION_CLASS": "opendata.paging.ByPrimaryKey",
    "DEFAULT_SCHEMA_CLASS": "opendata.schema.Described",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "opendata.errors.handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Together in Brussels: open data",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "CC BY 4.0; points say their own", "identifier": "CC-BY-4.0"},
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [],
}

# Accounts (the admin only; visitors have none)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "core.accounts.passwords.EasyPasswordValidator"},
]
# How long the link in an invitation is good for, in seconds.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
# Idle, in seconds; who needs a second step has less (core/accounts/sessions.py).
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
# Messages in the session rather than in a cookie, whose path would be the whole site.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who may do one of these needs a second step to log in, as do superusers.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEBUG and not IS_LOCAL)
SECOND_FACTOR_PERMISSIONS = [
    "directory.delete_organisation",
    "accounts.add_user",
    "accounts.change_user",
]

ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Nobody can sign up (core/accounts/urls.py has no such page); the library wants to know all the
# same what an account consists of.
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "core.accounts.forms.LoginForm",
    "reset_password": "core.accounts.forms.ForgottenPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "core.accounts.tokens.PasswordToken"  # noqa: S105
# Who chose a password by a link from her mail is in, once the second step is done too.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
# "key" is an account. Counted in the table below, for all processes at once. Nothing is counted for
# everybody together: what strangers reach has a door (`core.doors`), where nobody is refused, and
# passwords have `core.accounts.attempts`. These are for who has shown the password already: codes
# of the second step, and saying once more who she is.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key,100/d/key",
    "reset_password": None,
    "reset_password_from_key": None,
    "forgotten_mail": "3/h/key,10/d/key",
}
MFA_ADAPTER = "core.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation went there
MFA_TOTP_TOLERANCE = 1  # the clocks of phones are half a minute off
MFA_FORMS = {
    "authenticate": "core.accounts.forms.AuthenticateForm",
    "reauthenticate": "core.accounts.forms.ReauthenticateForm",
    "activate_totp": "core.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "core.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "core.accounts.forms.EditPasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # there is no secret to be guessed

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
    # A reader does not wait for a server that is away: seconds to connect, milliseconds to answer.
    _away = {"connect_timeout": 3, "tcp_user_timeout": 5_000}
    _database["OPTIONS"] = {**_away, **_database.get("OPTIONS", {})}
# Opening a connection for every request costs more than the queries of a page, on SQLite too.
_database.setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Only the limits on attempts are here, and for some minutes what volunteers sent
# (core/desk/saved_once.py). They expire within a day and are far fewer than MAX_ENTRIES, so nobody
# can push out a limit by making many others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacheentry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# E-mail

# Without EMAIL_URL, mail goes to the log of the server, and who invites somebody sees the link.
HAS_EMAIL = bool(env.str("EMAIL_URL", default=""))
_mail = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "", _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"noreply@{SITE_HOST}")
# Who is told when a daily task failed or did not run (watching/alerts.py).
ALERT_EMAILS = [address.strip() for address in env.list("ALERT_EMAILS", default=[])]

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

# Where the admin is

ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").rstrip("/") + "/"
_first = ADMIN_PATH.split("/")[0].lower()
_taken = {"static", "healthz", "readyz", "wellz", "exit", "api", "o", "e", "q", "s"}
# "nl" and "nl-be" are languages (core/middleware.py).
_is_language = re.split("[-_]", _first)[0] in dict(LANGUAGES)
if not re.fullmatch(r"([A-Za-z0-9_-]+/)+", ADMIN_PATH) or _first in _taken or _is_language:
    raise ImproperlyConfigured(
        f"ADMIN_PATH is {ADMIN_PATH!r}; it needs a path of its own such as 'desk-7Qx/': letters, "
        "digits and hyphens, and not a language or another address of the site."
    )
ADMIN_URL = f"/{ADMIN_PATH}"
# Only the admin has sessions and forms that change things, so its cookies stay there.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = ADMIN_URL

# Static files: hashed names, compressed once by collectstatic, kept for ever by browsers

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MANIFEST_STRICT = False
# What phones and browsers ask for under a name of its own, at the top: icons.
WHITENOISE_ROOT = BASE_DIR / "brussels_support" / "root"
WHITENOISE_MAX_AGE = 0 if DEBUG else 7 * 24 * 60 * 60  # seconds, of what has no hash in its name
# Only the hashed names are ever asked for, and nobody downloads a source map for speed.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "gif", "jpg", "jpeg", "map", "png", "webp", "woff", "woff2", "zip",
]  # fmt: skip
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "brussels_support.static_files.LightStaticFilesStorage"
    },
}

# The site itself

# Memory in each process for finished public pages; 0 makes every page anew.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=0 if DEBUG else 32 * 1024 * 1024)

# So many of the most general ones are made before a process takes requests.
WARM_PAGES = env.int("WARM_PAGES", default=100)

# Backups (backups/): the public keys that they are closed for, of age or of ssh; where they lie; of
# how many days, weeks and months the last one is kept.

_keys = env.str("BACKUP_RECIPIENTS", default="")
if "AGE-SECRET-KEY-" in _keys.upper() or "PRIVATE KEY-----" in _keys:
    raise ImproperlyConfigured(
        "BACKUP_RECIPIENTS holds a private key. Only the public one (age1…) belongs here; keep the "
        "private one away from this server. Whoever could read this setting can open the backups: "
        "make a new pair."
    )
BACKUP_RECIPIENTS = [key.strip() for key in _keys.split(",") if key.strip()]
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default=str(BASE_DIR / "backup-files"))
BACKUP_KEEP = env.str("BACKUP_KEEP", default="7,5,12")

FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Where visitors write when something is wrong; empty: the pages do not offer it.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# Where a data portal's files are written every day; empty: none are.
OPEN_DATA_FOLDER = env.str("OPEN_DATA_FOLDER", default="")
# Where the source of this copy can be had (AGPL-3.0, section 13); empty: no link.
SOURCE_URL = env.str("SOURCE_URL", default="")

# Where Prometheus finds its figures (watching/metrics.py); 0: nowhere.
METRICS_PORT = env.int("METRICS_PORT", default=0)
METRICS_ADDRESS = env.str("METRICS_ADDRESS", default="127.0.0.1")

# What the log says: watching/logs.py. On one’s own machine it says everything.
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING").upper()
LOG_FORMAT = env.str("LOG_FORMAT", default="json").lower()
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it needs to be json or text.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "watching.logs.Json"},
        "text": {"()": "watching.logs.Text"},
        "everything": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "filters": {"visitors": {"()": "watching.logs.Visitors", "level": LOG_LEVEL}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "everything" if DEBUG else LOG_FORMAT,
            "filters": [] if DEBUG else ["visitors"],
        }
    },
    "loggers": {
        # The server has handlers of its own.
        name: {"handlers": [], "level": level, "propagate": True}
        for name, level in (("_granian", LOG_LEVEL), ("granian.access", "CRITICAL"))
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

# Each fixture and the model whose table it fills, in the order in which they need each other.
_GROUND = {
    "vocabulary": "directory.Theme",
    "organisations": "directory.Organisation",
    "holidays": "agenda.SchoolHoliday",
}
_REST = {
    "activities": "agenda.Event",
    "faq": "faq.Question",
    "crisis": "search.CrisisTopic",
    "replies": "feedback.ReplyText",
}
# What is true: `manage.py load_listings` adds it to any site, and never over what is there.
REAL_FIXTURES = {**_GROUND, **_REST}
# With invented activities: `make demo` loads them, each unless the table already has rows. They
# come before those to call about, so that /e/1 is one that everybody can look at.
DEMO_FIXTURES = {**_GROUND, "agenda": "agenda.Event", **_REST}
