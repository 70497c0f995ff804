"""The form with which a person tries `/api/`: what each list can be asked, and the address of it.

The filters are those of the site’s own lists, which have the same names and values there.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from agenda.filters import Between
from core.languages import CODES

from .paging import MOST

_TICKED = {"free", "papers", "open", "baby", "easy"}
_MOMENT = re.compile(r"[\dTZ:.+-]{1,40}", re.ASCII)
ALL = "all"


@dataclass(frozen=True, slots=True)
class Field:
    """A filter in the form: of `options`, `(value, name, is_chosen)`, one is chosen or, where it
    `is_ticked`, any number."""

    name: str
    label: str
    options: list
    is_ticked: bool


def fields(filters):
    """The `Field`s of a list, without what is typed."""
    return [
        Field(name, one.label, _options(one), name in _TICKED)
        for name, one in filters.filters.items()
        if name != "q"
    ]


def _options(facet):
    chosen = [str(value) for value in facet.chosen]
    if facet.field_name == "place":
        # All neighbourhoods would be half of the page; one that was asked for is there.
        places = [(place.slug, place.called) for place in facet.parent.index.places.municipalities]
        known = {slug for slug, _name in places}
        by_slug = facet.parent.index.places.by_slug
        places += [(slug, by_slug[slug].called) for slug in chosen if slug not in known]
    else:
        places = [
            (value, label)
            for value, label in facet.labels.items()
            if not isinstance(value, Between)
        ]
    return [(value, label, value in chosen) for value, label in places]


def asked(filters, data):
    """`{parameter: value}` of what is the same for all lists, as far as it means something."""
    said = {
        "lang": data.get("lang") if data.get("lang") in CODES else "",
        "limit": data.get("limit", ""),
        "changed_since": data.get("changed_since", ""),
    }
    if not (said["limit"].isascii() and said["limit"].isdigit() and 0 < int(said["limit"]) <= MOST):
        said["limit"] = ""
    if not _MOMENT.fullmatch(said["changed_since"]):
        said["changed_since"] = ""
    return said


def address(name, filters, said):
    """The whole address of a list with what is asked of it."""
    query = filters.encoded(is_on_map=False, is_by_name=False)
    more = urlencode({parameter: value for parameter, value in said.items() if value})
    return settings.SITE_URL + "?".join(
        filter(None, [reverse(f"api:{name}"), "&".join(filter(None, [query, more]))])
    )
