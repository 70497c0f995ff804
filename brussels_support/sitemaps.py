"""The sitemap: every public page, with its address in every language.

Documented rule for languages: every page exists in all six, because its frame, its facts and its
help are translated; a text that is missing in one language is shown in the nearest and marked.
"""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from agenda.models import Event, Occurrence
from core.kept import shows
from directory.models import Municipality, Neighbourhood, Organisation, Theme
from faq.models import Question


class PublicSitemap(Sitemap):
    limit = 5_000  # addresses in one file; the protocol allows 50,000 and 50 MB
    i18n = True
    alternates = True

    @property
    def protocol(self):
        return settings.SITE_URL.partition("://")[0]

    @protocol.setter
    def protocol(self, value):
        pass

    def get_domain(self, site=None):
        """The configured site; never the host that the request claims."""
        return settings.SITE_URL.partition("://")[2]

    def get_urls(self, *args, **kwargs):
        """With the language for everybody else, as the pages themselves name it. Django would
        leave the language out of that address, and such a page leads on or is not there."""
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            first = url["alternates"][0]
            url["alternates"].append({**first, "lang_code": "x-default"})
        return urls


class PageSitemap(PublicSitemap):
    def items(self):
        shows.note(shows.NOTHING)
        return [
            "home",
            "directory:organisation_list",
            "agenda:event_list",
            "week:week",
            "faq:question_list",
            "directory:theme_list",
            "directory:place_list",
            "about",
            "privacy",
            "accessibility",
            "opendata:data",
            "opendata:api",
        ]

    def location(self, item):
        return reverse(item)


class OrganisationSitemap(PublicSitemap):
    def items(self):
        shows.note("organisation")
        return Organisation.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class EventSitemap(PublicSitemap):
    """Activities with a coming date; examples are nothing to be found by."""

    def items(self):
        shows.note("event", "holiday")
        coming = Occurrence.objects.upcoming(timezone.now()).order_by().values("event")
        return (
            Event.objects.published()
            .filter(is_demonstration=False, pk__in=coming)
            .only("slug", "updated_at")
            .order_by("pk")
        )

    def lastmod(self, item):
        return item.updated_at


class QuestionSitemap(PublicSitemap):
    def items(self):
        shows.note("question")
        return Question.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class ThemeSitemap(PublicSitemap):
    def items(self):
        shows.note("vocabulary")
        return Theme.objects.only("slug")


class MunicipalitySitemap(PublicSitemap):
    def items(self):
        shows.note("place")
        return Municipality.objects.only("slug")


class NeighbourhoodSitemap(PublicSitemap):
    def items(self):
        shows.note("place")
        return Neighbourhood.objects.select_related("municipality").only(
            "slug", "municipality__slug"
        )


SITEMAPS = {
    "pages": PageSitemap,
    "organisations": OrganisationSitemap,
    "activities": EventSitemap,
    "questions": QuestionSitemap,
    "themes": ThemeSitemap,
    "municipalities": MunicipalitySitemap,
    "neighbourhoods": NeighbourhoodSitemap,
}


def files():
    """The addresses of all sitemap files: one for each section and page."""
    return [
        f"{settings.SITE_URL}{reverse('django.contrib.sitemaps.views.sitemap', args=[section])}"
        + (f"?p={page}" if page > 1 else "")
        for section, sitemap in SITEMAPS.items()
        for page in sitemap().paginator.page_range
    ]
