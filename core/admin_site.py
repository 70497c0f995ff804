"""The volunteers' admin as a whole: its name, and its language.

Apart from `core.admin`, because Django makes the site before it loads any registration.
"""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from . import desk

NAMES = dict(settings.LANGUAGES)


class Site(AdminSite):
    site_title = site_header = _("Together in Brussels")
    index_title = _("What would you like to do?")
    enable_nav_sidebar = False

    def get_urls(self):
        language = self.admin_view(require_POST(self.set_language))
        return [path("language/", language, name="set_language"), *super().get_urls()]

    def each_context(self, request):
        languages = [
            {"code": code, "name": NAMES[code], "is_current": code == request.LANGUAGE_CODE}
            for code in settings.ADMIN_LANGUAGES
        ]
        return {**super().each_context(request), "admin_languages": languages}

    def index(self, request, extra_context=None):
        return super().index(request, {"desk": desk.lines(request), **(extra_context or {})})

    def set_language(self, request):
        """Keeps the volunteer's choice and returns to the page where it was made."""
        language = request.POST.get("language")
        if language not in settings.ADMIN_LANGUAGES:
            raise BadRequest("Not a language of the admin.")
        request.user.language = language
        request.user.save(update_fields=["language"])
        return HttpResponseRedirect(_page_in_admin(request, request.POST.get("next", "")))


def _page_in_admin(request, url):
    """`url` when it is a path in this admin, otherwise the admin's first page."""
    index = reverse("admin:index")
    is_safe = url.startswith(index) and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_safe else index
