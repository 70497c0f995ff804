"""What a place in a link or a question means: a municipality, a neighbourhood or a postal code.

People write places as on letters: a code with the name of the town, of the municipality or of the
country beside it. The code says where it is; “1030 Bruxelles” is Schaerbeek.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse

from core.languages import Shown, all_texts, shown
from core.models import FormerSlug
from core.search.words import STOP_WORDS, written_words
from core.text import collation_key, fold, slugify

from .models import Municipality, Neighbourhood

# The City of Brussels, whose name people write for all of the Region.
_CITY = "21004"
_COUNTRY = frozenset(["b", "be", "belgie", "belgique", "belgium", "belgica", "belcika", "بلجيكا"])
_SAYS_NOTHING = STOP_WORDS | _COUNTRY
_CODE = re.compile(r"(?:be?)?(\d{4})", re.ASCII)
_LONGEST_NAME = 5  # words


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
    def called(self):
        """What people call it: "Molenbeek"."""
        return self.short_name.text or self.name.text

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
        # `{name: slugs}`; several for a name that parts of one municipality share.
        self._aliases = {}
        municipalities = list(Municipality.objects.prefetch_related("neighbours"))
        self.nis_codes = {row.slug: row.nis_code for row in municipalities}
        for row in municipalities:
            self._add(row, "municipality", row.slug, tuple(n.slug for n in row.neighbours.all()))
        self.city = next((slug for slug, nis in self.nis_codes.items() if nis == _CITY), None)
        neighbourhoods = list(Neighbourhood.objects.select_related("municipality"))
        for row in neighbourhoods:
            self._add(row, "neighbourhood", row.municipality.slug)
        # `{code: slug}` of codes with one neighbourhood only: what lies there lies in it.
        of_code = {}
        for row in neighbourhoods:
            for code in row.postal_codes:
                of_code.setdefault(code, []).append(row.slug)
        self.only_part = {code: slugs[0] for code, slugs in of_code.items() if len(slugs) == 1}
        self._add_postal_codes(municipalities, neighbourhoods)
        self._add_aliases(municipalities)

    @property
    def municipalities(self):
        """The municipalities in alphabetical order of their names."""
        return sorted(
            (place for place in self.by_slug.values() if place.kind == "municipality"),
            key=lambda place: collation_key(place.name.text),
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
        """The one `Place` that a slug, a former slug, a name or a postal code means, or None."""
        found = self.meant(value)
        return found[0] if len(found) == 1 else None

    def meant(self, value):
        """The `Place`s that it means: several for a name that parts of one municipality share."""
        slug = slugify(value, max_length=100)
        if slug in self.by_slug:
            return (self.by_slug[slug],)
        # A name in Arabic letters has no slug.
        alias = self._aliases.get(slug) or self._aliases.get(fold(value))
        if alias:
            return tuple(self.by_slug[one] for one in alias)
        return self._on_letters(fold(value).split())

    def _on_letters(self, words):
        """What a postal code means that has a country or the name of a place beside it."""
        codes = [(word, match[1]) for word in words if (match := _CODE.fullmatch(word))]
        if len(codes) != 1 or len(words) > _LONGEST_NAME:
            return ()
        word, code = codes[0]
        beside = [other for other in words if other != word and other not in _COUNTRY]
        if code == word and len(words) == 1:
            return ()
        return self.meant(code) if not beside or self.find(" ".join(beside)) else ()

    def in_text(self, text):
        """`(places, rest)`: what a text says of where, and the text without it.

        The longest name wins: “sint jans molenbeek” before “molenbeek”; then the narrowest. Beside
        it the name of its municipality says nothing more, nor that of the City, which people write
        for all of Brussels.
        """
        typed, words = written_words(text), fold(text).split()
        mentions, left = [], set(range(len(words)))
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                span = range(start, start + length)
                name = words[start : start + length]
                if not left.issuperset(span) or STOP_WORDS.issuperset(name):
                    continue
                if places := self.meant(" ".join(name)):
                    mentions.append((places, span))
                    left.difference_update(span)
        if not mentions:
            return (), text
        places = min((places for places, _span in mentions), key=self._width)
        around = {self.city, places[0].municipality, *(place.slug for place in places)}
        for others, span in mentions:
            if not around.issuperset(place.slug for place in others):
                left.update(span)
        # “In Molenbeek” asks for no more than “Molenbeek”.
        says_more = not _SAYS_NOTHING.issuperset(words[position] for position in left)
        return places, " ".join(typed[position] for position in sorted(left)) if says_more else ""

    def _width(self, places):
        return places[0].slug == self.city, places[0].kind == "municipality"

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
            frozenset(map(_folded, names)),
            neighbours,
            tuple(row.postal_codes),
        )
        self.slug_of_pk[kind][row.pk] = row.slug

    def _add_postal_codes(self, municipalities, neighbourhoods):
        """A municipality with one postal code is that code; others have a place for each."""
        for row in municipalities:
            for code in row.postal_codes:
                if len(row.postal_codes) == 1:
                    self._aliases[code] = (row.slug,)
                    continue
                inside = [part for part in neighbourhoods if part.postal_codes == [code]]
                name = _name_of_code(row, inside)
                name = Shown(f"{code} {name.text}", name.language)
                self.by_slug[code] = Place(
                    code, "postal-code", name, name, row.slug, row.pk, frozenset([code])
                )

    def _add_aliases(self, municipalities):
        """Names lead to their place when they can mean only one; municipalities come first.

        But what is an alias of a municipality and the name of its part means the part: Laken.
        """
        own = {row.slug: frozenset(map(slugify, _own_names(row))) for row in municipalities}
        parts = self._slugs_by_name("neighbourhood")
        for alias, slugs in self._slugs_by_name("municipality").items():
            inside = {self.by_slug[part].municipality for part in parts.get(alias, ())}
            if not slugs & inside or alias in own[min(slugs)]:
                self._lead(alias, slugs)
        self._add_former_slugs("municipality")
        for alias, slugs in parts.items():
            self._lead(alias, slugs)
        self._add_former_slugs("neighbourhood")

    def _slugs_by_name(self, kind):
        meant = {}
        for place in self.by_slug.values():
            if place.kind == kind:
                for name in place.folded_names:
                    meant.setdefault(_alias(name), set()).add(place.slug)
        return meant

    def _lead(self, alias, slugs):
        places = [self.by_slug[slug] for slug in sorted(slugs)]
        codes = {place.postal_codes for place in places}
        if not alias or alias in self.by_slug or len({p.municipality for p in places}) > 1:
            return
        if len(places) > 1 and len(codes) == 1 and (code := "".join(*codes)) in self.by_slug:
            slugs = {code}
        self._aliases.setdefault(alias, tuple(sorted(slugs)))

    def _add_former_slugs(self, kind):
        former = FormerSlug.objects.filter(model=f"directory.{kind}")
        for old, pk in former.values_list("slug", "object_id"):
            if pk in self.slug_of_pk[kind]:
                self._aliases.setdefault(old, (self.slug_of_pk[kind][pk],))


@lru_cache(maxsize=8192)
def _alias(name):
    """What a folded name is found by; names hardly ever change, but all are read after a change."""
    return slugify(name) or name


@lru_cache(maxsize=8192)
def _folded(name):
    return fold(name)


def _own_names(municipality):
    return [*all_texts(municipality, "name"), *all_texts(municipality, "short_name")]


def _name_of_code(municipality, neighbourhoods):
    """What the part with a postal code is called in the active language, as a `Shown`.

    An alias of the municipality that is also a name of neighbourhoods of that code.
    """
    for part in neighbourhoods:
        name = shown(part, "name")
        for alias in municipality.aliases:
            if alias in part.aliases and alias in name.text:
                return Shown(alias, name.language)
        if name.text in municipality.aliases:
            return name
    return shown(municipality, "short_name")
