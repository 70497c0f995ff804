"""Whether the site can be shown from the database that it has."""

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from agenda.models import Event
from directory.models import Organisation

LANGUAGE = "nl"


# It is about the database: static files may not have been collected here.
_STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@override_settings(STORAGES=_STORAGES, ALLOWED_HOSTS=[settings.SITE_HOST])
def wrong_pages():
    """A line for each page that is not as it should be."""
    browser = Client(SERVER_NAME=settings.SITE_HOST, raise_request_exception=False)
    wrong = []
    for path in _paths():
        answer = browser.get(path, secure=settings.SECURE_SSL_REDIRECT)
        content = b"" if answer.streaming else answer.content
        if answer.status_code != 200 or b"</html>" not in content:
            wrong.append(f"{path} answered {answer.status_code}")
    return wrong


def _paths():
    rows = (Organisation.objects.published().first(), Event.objects.published().first())
    with translation.override(LANGUAGE):
        pages = [row.get_absolute_url() for row in rows if row]
    lists = [
        f"/{code}/{path}" for code in ("nl", "ar") for path in ("", "organisations/", "agenda/")
    ]
    return [*lists, *pages, reverse(settings.LOGIN_URL)]
