"""Themes and audiences as lists and filters know them, in all languages: kept in memory."""

from dataclasses import dataclass, field

from core.languages import CODES, Shown, order_of
from core.models import FormerSlug

from .models import Audience, Theme

_NAMES = [f"name_{code}" for code in CODES]


@dataclass(frozen=True, slots=True)
class Word:
    """One theme or audience; `names` is in the order of CODES."""

    pk: int
    slug: str
    names: tuple
    is_sensitive: bool = False
    is_urgent: bool = False

    def name(self, language):
        """The `Shown` of its name."""
        names = dict(zip(CODES, self.names, strict=True))
        for code in order_of(language):
            if names[code]:
                return Shown(names[code], code)
        return Shown("", language)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """`words` has `{"theme": [Word, …], "audience": […]}`, in the order in which pages offer them.

    `aliases` is `{"theme": {former slug: slug}, …}`, `sensitive` and `urgent` are slugs of themes.
    """

    words: dict
    aliases: dict
    sensitive: frozenset
    urgent: frozenset
    theme_slugs: dict
    _labels: dict = field(default_factory=dict, repr=False)

    def labels(self, language):
        """`{"theme": {slug: name}, "audience": {slug: name}}`; made once for each language."""
        labels = self._labels.get(language)
        if labels is None:
            labels = self._labels[language] = {
                name: {word.slug: word.name(language).text for word in words}
                for name, words in self.words.items()
            }
        return labels

    def by_slug(self, name, bits):
        """`{slug: bits}` of all themes or audiences, from `{pk: bits}` of those that have any."""
        return {word.slug: bits.get(word.pk, 0) for word in self.words[name]}


def build(_things=None):
    themes = [
        Word(*row[:2], row[4:], *row[2:4]) for row in _rows(Theme, "is_sensitive", "is_urgent")
    ]
    words = {"theme": themes, "audience": [Word(*row[:2], row[2:]) for row in _rows(Audience)]}
    return Vocabulary(
        words=words,
        aliases={"theme": _former(Theme, themes), "audience": _former(Audience, words["audience"])},
        sensitive=frozenset(theme.slug for theme in themes if theme.is_sensitive),
        urgent=frozenset(theme.slug for theme in themes if theme.is_urgent),
        theme_slugs={theme.pk: theme.slug for theme in themes},
    )


def follow(vocabulary, changed, _things):
    """See `core.kept.memory.register`."""
    return (build(), ()) if "vocabulary" in changed else (vocabulary, ())


def _rows(model, *also):
    # Names column by column: a translated field would copy each row of the table twice.
    return model.objects.rewrite(False).values_list("pk", "slug", *also, *_NAMES)


def _former(model, words):
    slugs = {word.pk: word.slug for word in words}
    former = FormerSlug.objects.filter(model=model._meta.label_lower)
    return {old: slugs[pk] for old, pk in former.values_list("slug", "object_id") if pk in slugs}
