"""What a place in a link or a question means: a municipality, a neighbourhood or a postal code.

People write places as on letters: a code with the name of the town, of the municipality or of the
country beside it. The code says where it is; “1030 Bruxelles” is Schaerbeek.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

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


class Gazetteer:
    """All places, with every spelling that leads to them, in no language: see `in_language`.

    `by_slug` has `Place`s without their names.
    """

    def __init__(self):
        self.by_slug = {}
        self.slug_of_pk = {"municipality": {}, "neighbourhood": {}}
        # `{name: slugs}`; several for a name that parts of one municipality share.
        self.aliases = {}
        # `{slug: (row, rows inside)}`: what each place is called; rows inside are of a postal code.
        self._rows = {}
        self._known = {}
        # What belongs to others first: these are there when it is.
        neighbours, neighbourhoods = _neighbours(), list(Neighbourhood.objects.all())
        municipalities = list(Municipality.objects.all())
        self.nis_codes = {row.slug: row.nis_code for row in municipalities}
        self.numbers = {row.slug: row.number for row in neighbourhoods}
        slugs = {row.pk: row.slug for row in municipalities}
        for row in municipalities:
            around = sorted(slugs[pk] for pk in neighbours.get(row.pk, ()) if pk in slugs)
            self._add(row, "municipality", row.slug, tuple(around))
        self.city = next((slug for slug, nis in self.nis_codes.items() if nis == _CITY), None)
        neighbourhoods = [row for row in neighbourhoods if row.municipality_id in slugs]
        for row in neighbourhoods:
            self._add(row, "neighbourhood", slugs[row.municipality_id])
        # `{code: slug}` of codes with one neighbourhood only: what lies there lies in it.
        of_code = {}
        for row in neighbourhoods:
            for code in row.postal_codes:
                of_code.setdefault(code, []).append(row.slug)
        self.only_part = {code: slugs[0] for code, slugs in of_code.items() if len(slugs) == 1}
        self._add_postal_codes(municipalities, neighbourhoods)
        self._add_aliases(municipalities)

    def in_language(self, language):
        """The `Places` of a language; made once."""
        places = self._known.get(language)
        if places is None:
            places = self._known[language] = Places(self, self._rows, language)
        return places

    def _add(self, row, kind, municipality, neighbours=()):
        names = [*all_texts(row, "name"), *row.aliases]
        if kind == "municipality":
            names += [*all_texts(row, "short_name"), *row.postal_codes]
        self.by_slug[row.slug] = Place(
            row.slug,
            kind,
            _UNNAMED,
            _UNNAMED,
            municipality,
            row.pk,
            frozenset(map(_folded, names)),
            neighbours,
            tuple(row.postal_codes),
        )
        self._rows[row.slug] = row, ()
        self.slug_of_pk[kind][row.pk] = row.slug

    def _add_postal_codes(self, municipalities, neighbourhoods):
        """A municipality with one postal code is that code; others have a place for each."""
        for row in municipalities:
            for code in row.postal_codes:
                if len(row.postal_codes) == 1:
                    self.aliases[code] = (row.slug,)
                    continue
                inside = [part for part in neighbourhoods if part.postal_codes == [code]]
                self.by_slug[code] = Place(
                    code, "postal-code", _UNNAMED, _UNNAMED, row.slug, row.pk, frozenset([code])
                )
                self._rows[code] = row, inside

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
        self.aliases.setdefault(alias, tuple(sorted(slugs)))

    def _add_former_slugs(self, kind):
        former = FormerSlug.objects.filter(model=f"directory.{kind}")
        for old, pk in former.values_list("slug", "object_id"):
            if pk in self.slug_of_pk[kind]:
                self.aliases.setdefault(old, (self.slug_of_pk[kind][pk],))


def build(_things=None):
    return Gazetteer()


def follow(gazetteer, changed, _things):
    """See `core.kept.memory.register`: a few hundred rows are read again as quickly as one."""
    return (Gazetteer(), ()) if "place" in changed else (gazetteer, ())


_UNNAMED = Shown("", "")


class Places:
    """All places of a `Gazetteer` in one language."""

    def __init__(self, gazetteer, rows, language):
        """`rows` has what each place is called: `{slug: (row, rows inside)}`."""
        self.nis_codes, self.numbers = gazetteer.nis_codes, gazetteer.numbers
        self.city = gazetteer.city
        self.slug_of_pk, self.only_part = gazetteer.slug_of_pk, gazetteer.only_part
        self._aliases = gazetteer.aliases
        self.by_slug = {
            slug: _named(place, *rows[slug], language) for slug, place in gazetteer.by_slug.items()
        }

    @cached_property
    def municipalities(self):
        """The municipalities in alphabetical order of their names."""
        return [place for place in self._by_name if place.kind == "municipality"]

    def neighbourhoods_of(self, municipality):
        return [
            place
            for place in self._by_name
            if place.kind == "neighbourhood" and place.municipality == municipality
        ]

    @cached_property
    def _by_name(self):
        return sorted(self.by_slug.values(), key=lambda place: collation_key(place.name.text))

    @cached_property
    def labels(self):
        """`{slug: name}` as in lists of choices: each municipality, its postal codes, its parts."""
        labels, municipalities = {}, self.municipalities
        for municipality in sorted(
            municipalities, key=lambda place: collation_key(self._name_in_lists(place))
        ):
            name, codes = self._name_in_lists(municipality), municipality.postal_codes
            labels[municipality.slug] = f"{name} ({codes[0]})" if len(codes) == 1 else name
            for place in self.by_slug.values():
                if place.kind == "postal-code" and place.municipality == municipality.slug:
                    labels[place.slug] = place.name.text
            for place in self.neighbourhoods_of(municipality.slug):
                labels[place.slug] = place.name.text
        return labels

    def _name_in_lists(self, municipality):
        """Its whole name: there is room in a list. Only the city is called as the Region is."""
        is_city = municipality.slug == self.city
        return (municipality.short_name if is_city else municipality.name).text

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


@lru_cache(maxsize=8192)
def _alias(name):
    """What a folded name is found by; names hardly ever change, but all are read after a change."""
    return slugify(name) or name


@lru_cache(maxsize=8192)
def _folded(name):
    return fold(name)


def _neighbours():
    """`{municipality: those next to it}`, by id."""
    around, through = {}, Municipality.neighbours.through
    for one, other in through.objects.values_list("from_municipality_id", "to_municipality_id"):
        around.setdefault(one, []).append(other)
    return around


def _own_names(municipality):
    return [*all_texts(municipality, "name"), *all_texts(municipality, "short_name")]


def _named(place, row, inside, language):
    """A `Place` with its names in a language; `inside` are the parts with a postal code."""
    name = shown(row, "name", language)
    if place.kind == "postal-code":
        called = _name_of_code(row, inside, language)
        name = short_name = Shown(f"{place.slug} {called.text}", called.language)
    else:
        is_whole = place.kind == "municipality"
        short_name = shown(row, "short_name", language) if is_whole else name
    return replace(place, name=name, short_name=short_name)


def _name_of_code(municipality, neighbourhoods, language):
    """What the part with a postal code is called in a language, as a `Shown`.

    An alias of the municipality that is also a name of neighbourhoods of that code.
    """
    for part in neighbourhoods:
        name = shown(part, "name", language)
        for alias in municipality.aliases:
            if alias in part.aliases and alias in name.text:
                return Shown(alias, name.language)
        if name.text in municipality.aliases:
            return name
    return shown(municipality, "short_name", language)
