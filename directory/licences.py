"""Who may do what with what the site knows, and whom to name. Short names are those of SPDX."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.languages import comma
from core.wording.labels import labelled

SITE = "Together in Brussels"


@dataclass(frozen=True)
class Licence:
    """`credit` is what whoever uses it names beside it; without a name of SPDX `spdx` is empty.

    `short` is what people call the licence, and `what` what of ours it holds for.
    """

    spdx: str
    name: str
    url: str
    credit: str
    short: str
    what: str


# Our texts, and the facts about organisations and activities as we collected them. A point that a
# person put on the map is one of them.
FACTS = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
    SITE,
    "CC BY 4.0",
    _("Texts and facts"),
)
# Coordinates that come from OpenStreetMap: always in a field, and a file, of their own.
POINTS = Licence(
    "ODbL-1.0",
    "Open Data Commons Open Database License 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    "© OpenStreetMap contributors",
    "ODbL 1.0",
    _("Points from OpenStreetMap"),
)
# Coordinates from the Region's address file, which the federal government publishes. The licence
# stands there; those who took it over before us do not agree which one it is.
ADDRESSES = Licence(
    "",
    "Open data of the Belgian federal government: Belgian Streets and Addresses",
    "https://opendata.bosa.be/",
    "BeST Address",
    "open data",
    _("Points from the official addresses"),
)
# Of municipalities and neighbourhoods: geo/data/README.md. Compatible with CC BY 4.0.
BORDERS = Licence(
    "",
    "Open data licence of Statbel",
    "https://statbel.fgov.be/",
    "Statbel, 2022-01-01; BISA/IBSA",
    "Statbel open data",
    _("Borders"),
)


def named(licence):
    """Whom to name and how it may be used: “Together in Brussels, https://…, CC BY 4.0”.

    In the active language, in which our own name differs.
    """
    if licence is not FACTS:
        return comma().join([licence.credit, licence.short])
    return comma().join([gettext("Together in Brussels"), settings.SITE_URL, licence.short])


def in_words(licence):
    """The same with what it is about: “Texts and facts: Together in Brussels, …”."""
    return labelled(licence.what, named(licence))
