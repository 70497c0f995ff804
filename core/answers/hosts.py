"""A request for another host than ours: one line in the log, and a page that leads to the site.

Django would say it with a traceback, and whoever likes could fill the log with these.
"""

import logging

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils.translation import override

from core.languages import direction
from core.middleware import language_of

_LONGEST = 80  # characters of a name in the log

log = logging.getLogger("django.security.DisallowedHost")


def refused(request):
    """The answer to a request for another host, or None for one of ours."""
    try:
        request.get_host()
    except DisallowedHost:
        return _refused(request)
    return None


def _refused(request):
    host = ascii(request.META.get("HTTP_HOST", request.META.get("SERVER_NAME")))
    log.warning("Refused: %s is not in ALLOWED_HOSTS.", host[:_LONGEST])
    language, _negotiated = language_of(request)
    context = {"language": language, "direction": direction(language)}
    with override(language):
        page = get_template("wrong_host.html").render(
            {**context, "home": f"{settings.SITE_URL}/{language}/"}
        )
    response = HttpResponse(page, status=400, headers={"Content-Language": language})
    response._has_been_logged = True
    return response
