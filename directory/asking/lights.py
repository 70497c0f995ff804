"""Where we know much and where little: municipality by theme, with the numbers behind each light.

A light stands for a number, says so in a word and has a sign of its own: nobody has to tell red
from green. What a listing without a place is for stands in a row of its own, the whole Region.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page
from core.forms import by_name
from directory import order
from directory.admin.campaigns import may_call
from directory.models import Location, Municipality, Organisation, Theme

from . import progress, score

# From how many listings and which mean score on a mother finds enough.
ENOUGH, GOOD = 3, 50


@dataclass(frozen=True, slots=True)
class Light:
    """`sign` and `word` say the same as the colour that `name` gives."""

    name: str
    sign: str
    word: str


GREEN = Light("good", "✓", _("good"))
AMBER = Light("thin", "◐", _("thin"))
RED = Light("empty", "✗", _("nothing"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One theme in one municipality: how many listings, their mean score, how many of them have a
    date in the next four weeks. `score` is None where there is none."""

    theme: str
    listings: int
    score: int | None
    dates: int
    url: str

    @property
    def light(self):
        if not self.listings:
            return RED
        return GREEN if self.listings >= ENOUGH and self.score >= GOOD else AMBER


@dataclass(frozen=True, slots=True)
class Row:
    place: str
    cells: list

    @property
    def tally(self):
        """`[(light, how many themes), …]` of the lights that it has."""
        lights = [cell.light for cell in self.cells]
        return [(each, lights.count(each)) for each in (GREEN, AMBER, RED) if each in lights]


def urls(site):
    return [path("directory/asking/lights/", site.admin_view(lights), name="asking_lights")]


def lights(request):
    if not may_call(request):
        raise PermissionDenied
    today = timezone.localdate()
    scores = score.of_all(today=today)
    themes = [(theme.slug, str(theme)) for theme in Theme.objects.defer("guide")]
    context = {
        "title": _("What we know, and where"),
        "sentences": progress.sentences(scores, today),
        "themes": [name for _slug, name in themes],
        "rows": rows(scores, themes, today),
        "lights": (GREEN, AMBER, RED),
        "enough": ENOUGH,
        "good": GOOD,
        "mean": score.mean(scores.values()),
        "weights": [(score.LABELS[fact], weight) for fact, weight in score.WEIGHTS.items()],
    }
    model_admin = admin.site.get_model_admin(Organisation)
    return page(model_admin, request, "directory/asking/lights.html", context)


def rows(scores, themes, today):
    """A `Row` for each municipality in the order of their names, and the whole Region last.

    4 queries for all of them, besides what apps ask for their dates.
    """
    where, about = defaultdict(set), defaultdict(set)
    public = Location.objects.public().filter(organisation__in=scores)
    for slug, pk in public.values_list("municipality__slug", "organisation"):
        where[slug].add(pk)
    somewhere = set().union(*(found for slug, found in where.items() if slug))
    for pk, slug in Organisation.themes.through.objects.values_list("organisation", "theme__slug"):
        about[slug].add(pk)
    soon = order.next_dates(today).keys()
    names = by_name(Municipality.objects.all(), "slug")
    places = [(slug, name, where[slug]) for slug, name in names]
    places.append(("", gettext("the whole Region"), scores.keys() - somewhere))
    return [
        Row(name, [_cell(slug, theme, there & about[theme[0]], scores, soon) for theme in themes])
        for slug, name, there in places
    ]


def _cell(place, theme, found, scores, soon):
    """`theme` is its slug and its name, `found` the ids of the listings."""
    slug, label = theme
    asked = {"theme": slug, "status__exact": "published"} | ({"place": place} if place else {})
    url = f"{reverse('admin:directory_organisation_changelist')}?{urlencode(asked)}"
    mean = score.mean(scores[pk] for pk in found) if found else None
    return Cell(label, len(found), mean, len(found & soon), url)


admin.site.add_urls(urls)
