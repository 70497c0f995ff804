"""The language of a page comes from its address; of the admin, from the volunteer."""

import re

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .languages import CODES, preferred

_PREFIX = re.compile(r"^/([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?(?=/|$)")


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
        written = _PREFIX.match(path)
        if written and (code := written[1].lower()) in CODES:
            if written[0] != f"/{code}" or path == written[0]:
                rest = path[written.end() :] or "/"
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"/{code}{rest}{'?' + query if query else ''}")
            language, negotiated = code, False
        elif path.startswith(settings.ADMIN_URL):
            own = request.user.language if request.user.is_authenticated else ""
            language = own or preferred(
                request.headers.get("Accept-Language"), settings.ADMIN_LANGUAGES
            )
            negotiated = True
        else:
            language, negotiated = preferred(request.headers.get("Accept-Language")), True
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
