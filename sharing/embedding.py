"""What somebody copies to show a list of ours on her own page."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from types import ModuleType
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from agenda.filters import EventFilters
from core.languages import CODES
from core.lists.filters import FacetSet
from core.wording.labels import labelled
from directory import index as directory_index
from directory.filters import OrganisationFilters

ROWS = (3, 5, 10, 20)
USUAL_ROWS = 5
# Pixels of a frame that nobody tells how high it should be: of what is around the rows, and of one
# in a column of a telephone’s width. One scrolls in it where they are higher.
HIGHEST = 1_400
_AROUND = 210
MOST_OF_A_WEEK = 10

# It gives frames their height. Pages out there have its hash beside its name, so what it says is
# never changed: a better one is 2.js.
SCRIPT = "embed/1.js"


@dataclass(frozen=True)
class Kind:
    """What can be shown: so many rows of a list, or all of a week, which knows no `others`."""

    name: str
    label: str
    page: str
    filters: type[FacetSet]
    index: ModuleType
    row_height: int
    others: tuple = ()
    has_rows: bool = True


_KINDS = [
    Kind(
        "organisations",
        gettext_lazy("Help near you"),
        "directory:organisation_list",
        OrganisationFilters,
        directory_index,
        240,
    ),
    Kind("agenda", gettext_lazy("Agenda"), "agenda:event_list", EventFilters, agenda_index, 180),
    Kind(
        "week",
        gettext_lazy("This week near you"),
        "week:week",
        EventFilters,
        agenda_index,
        120,
        others=("q", "when", "from", "to", "order"),
        has_rows=False,
    ),
]
KINDS = {kind.name: kind for kind in _KINDS}


class Frame:
    """What was chosen, in one language. Never raises, whatever is in the query."""

    def __init__(self, data, now, language):
        self.kind = KINDS.get(data.get("what"), _KINDS[0])
        self.language = language
        rows = data.get("rows", "")
        self.rows = int(rows) if rows in map(str, ROWS) else USUAL_ROWS
        self.is_light = data.get("light") == "1"
        known = data.copy()
        for name in self.kind.others:
            known.pop(name, None)
        with override(language):
            self.filters = self.kind.filters(known, self.kind.index.current(), now)
            self.title = self._title()

    @property
    def asked(self):
        """`[(name, value)]` of the question, as the list itself writes it."""
        return parse_qsl(self.filters.encoded(is_on_map=False, is_by_name=False))

    def _title(self):
        """What a screen reader says of the frame; it is read by whoever looks along, too."""
        asked = "" if self.filters.is_sensitive else self.filters.in_words()
        return labelled(_("Together in Brussels"), asked or self.kind.label)

    @property
    def path(self):
        """The address of what is in the frame, without that of the site."""
        with override(self.language):
            path = reverse(self.kind.page)
        own = {"embed": 1}
        if self.kind.has_rows:
            own["rows"] = self.rows
        if self.is_light:
            own["light"] = 1
        return f"{path}?{urlencode([*self.asked, *own.items()])}"

    @property
    def height(self):
        """In pixels, for as many rows as there are today."""
        most = self.rows if self.kind.has_rows else MOST_OF_A_WEEK
        rows = min(most, max(1, self.filters.rows().bit_count()))
        return min(HIGHEST, _AROUND + rows * self.kind.row_height)

    @property
    def code(self):
        """The frame as text to copy, which the template escapes. No style in it: the policy of
        their page may refuse that."""
        address, title = escape(f"{settings.SITE_URL}{self.path}"), escape(self.title)
        return (
            f'<iframe src="{address}" title="{title}" width="100%" height="{self.height}" '
            'frameborder="0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
        )


def script_code():
    """What gives all frames of a page their height; it may be left out."""
    return (
        f'<script src="{settings.SITE_URL}/{SCRIPT}" integrity="{_integrity()}" '
        'crossorigin="anonymous" async></script>'
    )


@cache
def _integrity():
    """The hash of the script: their page refuses anything else (Subresource Integrity)."""
    digest = hashlib.sha384((settings.WHITENOISE_ROOT / SCRIPT).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def context(request, now):
    """Of the page on which one chooses: the form in its language, the frame in that of `to`."""
    here, to = get_language(), request.GET.get("to", "")
    to = to if to in CODES else here
    form = Frame(request.GET, now, here)
    frame = form if to == here else Frame(request.GET, now, to)
    facets = [form.filters.filters[name] for name in ("place", "theme")]
    return {
        "frame": frame,
        "facets": facets,
        "kinds": _KINDS,
        "rows": ROWS,
        # What was chosen on the list itself.
        "others": [pair for pair in form.asked if pair[0] not in ("place", "theme")],
        "others_in_words": form.filters.in_words(),
        "ignored": form.filters.ignored,
        "hints": form.filters.hints,
        "script_code": script_code(),
        "is_sensitive": form.filters.is_sensitive,
        "is_of_danger": bool(form.filters.crises),
    }
