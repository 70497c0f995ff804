"""What a place in a link or a question means: a municipality, a neighbourhood or a postal code."""

from dataclasses import dataclass, field

from django.urls import reverse

from core.languages import Shown, all_texts, shown
from core.models import FormerSlug
from core.text import collation_key, fold, slugify

from .models import Municipality, Neighbourhood


@dataclass(frozen=True, slots=True)
class Place:
    """One place in one language. `slug` is its canonical value in links."""

    slug: str
    kind: str  # "municipality", "neighbourhood" or "postal-code"
    name: Shown
    short_name: Shown
    municipality: str  # the slug of the municipality that it is or lies in
    pk: int
    folded_names: frozenset = field(repr=False)
    neighbours: tuple = ()  # slugs, of municipalities only
    postal_codes: tuple = ()

    @property
    def url(self):
        if self.kind == "municipality":
            return reverse("directory:municipality", args=[self.slug])
        if self.kind == "neighbourhood":
            return reverse("directory:neighbourhood", args=[self.municipality, self.slug])
        return f"{reverse('directory:organisation_list')}?place={self.slug}"


class Places:
    """All places in the active language, with every spelling that leads to them."""

    def __init__(self):
        self.by_slug = {}
        self.slug_of_pk = {"municipality": {}, "neighbourhood": {}}
        self._aliases = {}
        municipalities = list(Municipality.objects.prefetch_related("neighbours"))
        self.nis_codes = {row.slug: row.nis_code for row in municipalities}
        for row in municipalities:
            self._add(row, "municipality", row.slug, tuple(n.slug for n in row.neighbours.all()))
        for row in Neighbourhood.objects.select_related("municipality"):
            self._add(row, "neighbourhood", row.municipality.slug)
        self._add_postal_codes(municipalities)
        self._add_aliases()

    @property
    def municipalities(self):
        """The municipalities in alphabetical order of their names."""
        return sorted(
            (place for place in self.by_slug.values() if place.kind == "municipality"),
            key=lambda place: collation_key(place.short_name.text),
        )

    def neighbourhoods_of(self, municipality):
        return sorted(
            (
                place
                for place in self.by_slug.values()
                if place.kind == "neighbourhood" and place.municipality == municipality
            ),
            key=lambda place: collation_key(place.name.text),
        )

    def find(self, value):
        """The `Place` that a slug, a former slug, a name, an alias or a postal code means."""
        slug = slugify(value, max_length=100)
        # A name in Arabic letters has no slug.
        alias = self._aliases.get(slug) or self._aliases.get(fold(value))
        return self.by_slug.get(slug) or self.by_slug.get(alias)

    def named(self, text):
        """All places with exactly this name, in any language: a name may mean several."""
        name = fold(text)
        return [place for place in self.by_slug.values() if name in place.folded_names]

    def _add(self, row, kind, municipality, neighbours=()):
        names = [*all_texts(row, "name"), *row.aliases]
        if kind == "municipality":
            names += [*all_texts(row, "short_name"), *row.postal_codes]
        name = shown(row, "name")
        self.by_slug[row.slug] = Place(
            row.slug,
            kind,
            name,
            shown(row, "short_name") if kind == "municipality" else name,
            municipality,
            row.pk,
            frozenset(map(fold, names)),
            neighbours,
            tuple(row.postal_codes),
        )
        self.slug_of_pk[kind][row.pk] = row.slug

    def _add_postal_codes(self, municipalities):
        """A municipality with one postal code is that code; others have a place for each."""
        for row in municipalities:
            for code in row.postal_codes:
                if len(row.postal_codes) == 1:
                    self._aliases[code] = row.slug
                    continue
                name = shown(row, "short_name")
                name = Shown(f"{code} {name.text}", name.language)
                self.by_slug[code] = Place(
                    code, "postal-code", name, name, row.slug, row.pk, frozenset([code])
                )

    def _add_aliases(self):
        """Names lead to their place when they can mean only one; municipalities come first."""
        for kind in ("municipality", "neighbourhood"):
            meant = {}
            for place in self.by_slug.values():
                if place.kind == kind:
                    for name in place.folded_names:
                        meant.setdefault(slugify(name) or name, set()).add(place.slug)
            for alias, slugs in meant.items():
                if len(slugs) == 1 and alias and alias not in self.by_slug:
                    self._aliases.setdefault(alias, slugs.pop())
            label = f"directory.{kind}"
            for old, pk in FormerSlug.objects.filter(model=label).values_list("slug", "object_id"):
                if pk in self.slug_of_pk[kind]:
                    self._aliases.setdefault(old, self.slug_of_pk[kind][pk])
