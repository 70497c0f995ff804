"""The language of a page comes from its address; of the admin, from the volunteer."""

import re

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .languages import CODES, preferred

_PREFIX = re.compile(r"^/([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?(?=/|$)")


def language_of(request):
    """`(language, whether the browser chose it)`, without what a volunteer has set for herself."""
    written = _PREFIX.match(request.path_info)
    if written and (code := written[1].lower()) in CODES:
        return code, False
    is_admin = request.path_info.startswith(settings.ADMIN_URL)
    supported = settings.ADMIN_LANGUAGES if is_admin else CODES
    return preferred(request.headers.get("Accept-Language"), supported), True


class LanguageMiddleware:
    """Activates the language for the request; takes nothing from cookies or sessions.

    `/fr/…` is French. `/FR/…` and `/nl-BE/…` redirect to the usual spelling. In the admin the
    volunteer's own language counts, then the browser's, of those that the admin has. Elsewhere
    (`/`, `/o/12`, pages that do not exist) the browser's.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        language, negotiated = language_of(request)
        if not negotiated:
            written = _PREFIX.match(path)
            if written[0] != f"/{language}" or path == written[0]:
                rest = path[written.end() :] or "/"
                query = request.META.get("QUERY_STRING", "")
                address = f"/{language}{rest}{'?' + query if query else ''}"
                return HttpResponsePermanentRedirect(address)
        elif path.startswith(settings.ADMIN_URL) and request.user.is_authenticated:
            language = request.user.language or language
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            # Templates may be lazy; render while the language is active.
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        if negotiated and "text/html" not in response.get("Content-Type", ""):
            return response  # the same in every language, such as a sitemap
        if negotiated:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response
