"""All addresses. Path words are the same in every language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path

from agenda.views import event_short
from directory.views import organisation_short
from faq.views import question_short
from offline.views import service_worker
from opendata.api_views import Unknown
from sharing.views import qr_code, selection_short
from watching import views as watching
from week.views import week_short

from . import leaving, near_me, views
from .security_txt import security_txt
from .sitemaps import SITEMAPS

urlpatterns = [
    path("", views.language_redirect, name="language_redirect"),
    path("exit", leaving.leave, name="leave"),
    path("exit/empty", leaving.empty, name="empty"),
    path("healthz", watching.healthz, name="healthz"),
    path("readyz", watching.readyz, name="readyz"),
    path("wellz", watching.wellz, name="wellz"),
    path("sw.js", service_worker, name="service_worker"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("o/<int:pk>", organisation_short, name="organisation_short"),
    path("e/<int:pk>", event_short, name="event_short"),
    path("q/<int:pk>", question_short, name="question_short"),
    path("s/<str:token>", selection_short, name="selection_short"),
    path("w", week_short, name="week_short"),
    path("api", Unknown.as_view(), name="api_without_slash"),
    path("api/", include("opendata.api_urls")),
    path(f"{settings.ADMIN_PATH}account/", include("core.accounts.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("search/", views.search, name="search"),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("places/squares.json", near_me.squares, name="squares"),
        # Before pages of a place or an activity, whose slug could be anything.
        path("", include("week.urls")),
        path("", include("downloads.urls")),
        path("", include("news.urls")),
        path("", include("opendata.urls")),
        path("", include("directory.urls")),
        path("", include("agenda.urls")),
        path("qr.<str:kind>", qr_code, name="qr_code"),
        path("", include("sharing.urls")),
        path("", include("offline.urls")),
        path("", include("faq.urls")),
        path("", include("feedback.urls")),
        path("", include("usage.urls")),
    ),
]

handler400 = "brussels_support.views.bad_request"
handler403 = "brussels_support.views.forbidden"
handler404 = "brussels_support.views.not_found"
handler500 = "brussels_support.views.server_error"
