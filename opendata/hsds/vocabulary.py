"""Taxonomies of ours and their terms, in one language, and attributes that link to them.

A code begins with the name of its taxonomy, because the tabular package wants each only once.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from agenda.models import Event
from core import versions
from core.languages import CODES, shown
from directory import identifiers, spoken_languages
from directory.licences import POINTS
from directory.models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Organisation,
    Source,
    Theme,
)
from directory.models.listing import Listing

# What is known of an organisation, of its places and of an activity: yes or no.
CONDITIONS = ("appointment_needed", "registration_needed", "papers_needed", "referral_needed")
FACTS = (*CONDITIONS, *Organisation.GOOD_TO_KNOW, *Location.BABY_FACTS, "is_online")

# `{taxonomy: (name, description)}`; what an attribute says of its thing is called alike.
TAXONOMIES = {
    "theme": (_("Themes"), _("What somebody can look for here.")),
    "audience": (_("For whom"), _("Who it is meant for; without one it is for everyone.")),
    "kind": (_("Kinds"), _("What sort of organisation it is.")),
    "place": (
        _("Municipalities and neighbourhoods"),
        _("The municipalities of the Brussels Region, and their neighbourhoods."),
    ),
    "fact": (
        _("Good to know"),
        _("The value is yes or no. What is not there is not known."),
    ),
    "cost": (_("Price"), _("What it costs. What is not there is not known.")),
    "registration": (_("Signing up"), _("Whether one signs up for an activity.")),
    "language": (
        _("Languages of texts"),
        _(
            "The language of a text that does not exist in the one asked for; the value is the "
            "name of its field."
        ),
    ),
    "source": (_("Sources"), _("What a listing rests on; the value is a page and its date.")),
    "check": (_("How we checked it"), _("How we know that it is right.")),
    "point": (
        _("Points from OpenStreetMap"),
        _("Latitude and longitude under a licence of their own: %(licence)s, %(credit)s."),
    ),
}

_CHOICES = {
    "kind": Organisation.Kind,
    "cost": Listing.Cost,
    "registration": Event.Registration,
    "source": Source.Kind,
    "check": Organisation.VerifiedHow,
}


@dataclass(frozen=True, slots=True)
class Term:
    """`key` is what its identifier rests on."""

    taxonomy: str
    key: str
    content: dict = field(hash=False, compare=False)

    @property
    def id(self):
        return self.content["id"]


class Vocabulary:
    """All terms in one language; each taxonomy is read when it is first needed."""

    def __init__(self, language):
        self.language = language
        with override(language):
            self.taxonomies = {name: _taxonomy(name) for name in TAXONOMIES}
        self._terms = {}

    def terms(self, taxonomy):
        """`{key: term}` of a taxonomy."""
        if taxonomy not in self._terms:
            with override(self.language):
                found = [*self._read(taxonomy)]
            self._terms[taxonomy] = {term.key: term.content for term in found}
        return self._terms[taxonomy]

    def all_terms(self):
        return [term for taxonomy in TAXONOMIES for term in self.terms(taxonomy).values()]

    @cached_property
    def by_id(self):
        """`{identifier: (taxonomy, key, term)}`."""
        return {
            term["id"]: (taxonomy, key, term)
            for taxonomy in TAXONOMIES
            for key, term in self.terms(taxonomy).items()
        }

    def attribute(self, entity, link, taxonomy, key, value="", part=""):
        """What a thing of a table (`entity`) with the identifier `link` is linked to; None for a
        term that is not there, such as a theme that was added a moment ago."""
        term = self.terms(taxonomy).get(str(key))
        if term is None:
            return None
        return {
            "id": identifiers.of("attribute", link, term["id"], part or value),
            "link_id": link,
            "taxonomy_term_id": term["id"],
            "link_type": taxonomy,
            "link_entity": entity,
            **({"value": value} if value else {}),
            "taxonomy_term": term,
        }

    def name_of_place(self, kind, pk):
        term = self.terms("place").get(f"{kind}/{pk}")
        return term["name"] if term else ""

    # Terms

    def _read(self, taxonomy):
        if taxonomy == "theme":
            for theme in Theme.objects.defer("guide"):
                yield self._of_row(taxonomy, theme, shown(theme, "tagline", self.language).text)
        elif taxonomy == "audience":
            for audience in Audience.objects.all():
                yield self._of_row(taxonomy, audience)
        elif taxonomy == "place":
            yield from self._places()
        elif taxonomy == "fact":
            for fact in FACTS:
                yield self._term(taxonomy, fact, str(_label_of(fact)))
        elif taxonomy == "language":
            for code in CODES:
                yield self._term(taxonomy, code, spoken_languages.label(code, self.language))
        elif taxonomy == "point":
            name, description = TAXONOMIES[taxonomy]
            yield self._term(taxonomy, "map-data", str(name), _with_licence(description))
        else:
            for value, label in _CHOICES[taxonomy].choices:
                if value != "unknown":
                    yield self._term(taxonomy, value, str(label))

    def _places(self):
        columns = ["slug", *(f"name_{code}" for code in CODES)]
        above = {}
        for row in Municipality.objects.only("nis_code", *columns):
            term = self._of_row("place", row, key=f"municipality/{row.pk}")
            above[row.pk] = term
            yield term
        for row in Neighbourhood.objects.only("number", "municipality_id", *columns):
            parent = above[row.municipality_id]
            yield self._of_row(
                "place", row, parent.content["name"], key=f"neighbourhood/{row.pk}", parent=parent
            )

    def _of_row(self, taxonomy, row, description="", *, key="", parent=None):
        name = shown(row, "name", self.language)
        code = row.slug if parent is None else f"{parent.content['code']}/{row.slug}"
        code = code.removeprefix(f"{taxonomy}:")
        term = self._term(
            taxonomy, key or str(row.pk), name.text or row.slug, description, code=code,
            language=name.language, parent=parent,
        )  # fmt: skip
        if taxonomy == "theme":
            term.content["term_uri"] = settings.SITE_URL + row.get_absolute_url()
        return term

    def _term(self, taxonomy, key, name, description="", *, code="", language="", parent=None):
        name = capfirst(name)
        content = {
            "id": id_of(taxonomy, key),
            "code": f"{taxonomy}:{code or key}",
            "name": name,
            "description": description or name,
            **({"parent_id": parent.id} if parent else {}),
            "taxonomy": self.taxonomies[taxonomy]["name"],
            "language": language or self.language,
            "taxonomy_id": self.taxonomies[taxonomy]["id"],
        }
        return Term(taxonomy, key, content)


def current(language):
    """The `Vocabulary` of now, which is kept until something of the content changes."""
    return _of_version(versions.current(), language)


@lru_cache(maxsize=len(CODES))
def _of_version(_version, language):
    return Vocabulary(language)


def id_of(taxonomy, key):
    return identifiers.of("term", taxonomy, key)


def _taxonomy(name):
    title, description = TAXONOMIES[name]
    return {
        "id": identifiers.of("taxonomy", name),
        "name": str(title),
        "description": _with_licence(description),
    }


def _with_licence(description):
    return str(description) % {"licence": POINTS.spdx, "credit": POINTS.credit}


def _label_of(fact):
    for model in (Organisation, Location, Event):
        if any(each.name == fact for each in model._meta.concrete_fields):
            return model._meta.get_field(fact).verbose_name
    raise LookupError(fact)
