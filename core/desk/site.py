"""The volunteers' admin as a whole: its name, and its language.

Django makes the site before there are models: what needs them is imported inside.
"""

from functools import partial, update_wrapper
from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.admin_paths import admin_path
from core.text import clean

from . import page_help, tasks

NAMES = dict(settings.LANGUAGES)
# What one may do before the second step is set up, and where nobody writes a text.
WITHOUT_SECOND_FACTOR = {"help", "logout", "password_change", "set_language"}
WITHOUT_SECOND_STEP = _(
    "You need a second step to log in. Set it up, and open the page again: what you wrote is kept."
)
NO_FORMS = {"logout", "set_language"}
TOO_LARGE = _("That is too much to take along. Save it first, and change the language then.")

# Characters of what an address asks for. SQLite takes no longer pattern than 50,000 bytes, and no
# more words than a thousand conditions.
LONGEST, LONGEST_SEARCH = 5_000, 200


def readable(asked):
    """The query of an address without what no database takes, and no longer than anybody writes."""
    tame = QueryDict(mutable=True)
    for name, values in asked.lists():
        longest = LONGEST_SEARCH if name in ("q", "term") else LONGEST
        tame.setlist(clean(name), [clean(value)[:longest] for value in values])
    tame._mutable = False
    return tame


class Site(AdminSite):
    site_title = site_header = _("Together in Brussels")
    index_title = _("What would you like to do?")
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._more_urls = []

    def add_urls(self, urls):
        """Adds pages that belong to no model: `urls(site)` gives their patterns."""
        self._more_urls.append(urls)

    def get_urls(self):
        from . import digest_page, first_visit

        language = self.admin_view(require_POST(self.set_language))
        return [
            path("language/", language, name="set_language"),
            path("digest/<str:token>/", digest_page.digest, name="digest"),
            *first_visit.urls(self),
            *chain.from_iterable(urls(self) for urls in self._more_urls),
            *super().get_urls(),
        ]

    def admin_view(self, view, cacheable=False, saves=True):
        """Around every page: keeps what was sent too late, wants the second step, and saves once
        what is sent twice, unless the page never saves anything."""
        from core.accounts import second_factor, sessions

        from . import kept_forms, refused, saved_once

        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            is_cut = len(request.GET.get("q", "")) > LONGEST_SEARCH
            request.GET = readable(request.GET)
            name = request.resolver_match.url_name
            if not self.has_permission(request):
                if name == "set_language" and (page := request.GET.get("next")):
                    # What she wrote is kept all the same, for its own page.
                    kept_forms.keep(request, path=admin_path(page))
                    return self._log_in(page)
                is_form = request.method == "POST" and name not in NO_FORMS
                if is_form and not kept_forms.keep(request):
                    return refused.logged_out(request) or inner(request, *args, **kwargs)
            elif name not in WITHOUT_SECOND_FACTOR:
                sessions.keep_alive(request)
                if second_factor.is_missing(request.user):
                    if request.method == "POST":
                        kept_forms.keep(request, WITHOUT_SECOND_STEP)
                    return redirect("mfa_index")
                if is_cut and request.method == "GET":
                    text = gettext("Only the first %(count)d characters were searched.")
                    messages.warning(request, text % {"count": LONGEST_SEARCH})
                if request.method == "POST" and saves:
                    return saved_once.once(request, partial(inner, request, *args, **kwargs))
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Leads to the one login page; see `core.accounts.urls`."""
        target = admin_path(request.GET.get(REDIRECT_FIELD_NAME, ""))
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied
        return self._log_in(target)

    def _log_in(self, path):
        query = urlencode({REDIRECT_FIELD_NAME: admin_path(path)})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def each_context(self, request):
        languages = [
            {"code": code, "name": NAMES[code], "is_current": code == request.LANGUAGE_CODE}
            for code in settings.ADMIN_LANGUAGES
        ]
        return {**super().each_context(request), "admin_languages": languages}

    def get_app_list(self, request, app_label=None):
        """Of one app only: Django asks for all on every page, for a bar that we do not have."""
        return super().get_app_list(request, app_label) if app_label else []

    def index(self, request, extra_context=None):
        from . import contents, first_visit, notices

        context = {
            "notices": notices.lines(request),
            "desk": tasks.lines(request),
            "is_new": first_visit.is_new(request),
            "verbs": contents.verbs(request),
            "groups": contents.groups(request),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def set_language(self, request):
        """Keeps the volunteer's choice and returns to the page where it was made.

        With `?next=` the form of that page was sent along: it shows it again.
        """
        from . import kept_forms, refused

        language = request.POST.get(kept_forms.LANGUAGE)
        page = request.GET.get("next")
        if language not in settings.ADMIN_LANGUAGES:
            raise BadRequest("Not a language of the admin.")
        if page and not kept_forms.keep_for(request, admin_path(page)):
            return refused.page(request, TOO_LARGE, 400)
        request.user.language = language
        request.user.save(update_fields=["language"])
        return HttpResponseRedirect(admin_path(page or request.POST.get("next", "")))


page_help.belongs("what-waits-for-you", "app_list", "digest")
page_help.belongs("for-administrators", "accounts_", "auth_")
page_help.belongs("logging-in-and-your-account", "account_", "mfa_")
