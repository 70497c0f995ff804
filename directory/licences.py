"""Who may do what with what the site knows. Names are those of SPDX."""

from dataclasses import dataclass

SITE = "Together in Brussels"


@dataclass(frozen=True)
class Licence:
    """`credit` is what whoever uses it names beside it."""

    spdx: str
    name: str
    url: str
    credit: str


# Our texts, and the facts about organisations and activities as we collected them.
FACTS = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
    SITE,
)
# Coordinates that come from OpenStreetMap: always in a field, and a file, of their own.
POINTS = Licence(
    "ODbL-1.0",
    "Open Data Commons Open Database License 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    "© OpenStreetMap contributors",
)
