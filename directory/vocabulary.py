"""Themes and audiences as lists and filters know them, in all languages: kept in memory."""

from dataclasses import dataclass, field

from core.kept import memory
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

    `aliases` is `{"theme": {former slug: slug}, …}`, `sensitive` and `urgent` are slugs of themes;
    `successors` are `{"theme": {pk of what is archived: pk}, …}`.
    """

    words: dict
    aliases: dict
    sensitive: frozenset
    urgent: frozenset
    theme_slugs: dict
    successors: dict
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
    themes, succeeded = _read(Theme, "is_sensitive", "is_urgent")
    audiences, audiences_succeeded = _read(Audience)
    return Vocabulary(
        words={"theme": themes, "audience": audiences},
        aliases={"theme": _former(Theme, themes), "audience": _former(Audience, audiences)},
        sensitive=frozenset(theme.slug for theme in themes if theme.is_sensitive),
        urgent=frozenset(theme.slug for theme in themes if theme.is_urgent),
        theme_slugs={theme.pk: theme.slug for theme in themes},
        successors={"theme": succeeded, "audience": audiences_succeeded},
    )


def follow(vocabulary, changed, _things):
    """See `core.kept.memory.register`."""
    return (build(), ()) if "vocabulary" in changed else (vocabulary, ())


def successors_of(name):
    """`{pk of what is archived: pk of its successor}` of the themes or the audiences."""
    return memory.get("vocabulary").successors[name]


def _read(model, *also):
    """The `Word`s of those that are in use, and `{pk of what is archived: pk of its successor}`."""
    # Names column by column: a translated field would copy each row of the table twice.
    columns = ["pk", "slug", "archived_at", "successor", *also, *_NAMES]
    words, successors = [], {}
    for pk, slug, archived_at, successor, *rest in model.every.rewrite(False).values_list(*columns):
        if archived_at:
            successors[pk] = successor
        else:
            words.append(Word(pk, slug, tuple(rest[len(also) :]), *rest[: len(also)]))
    return words, successors


def _former(model, words):
    slugs = {word.pk: word.slug for word in words}
    former = FormerSlug.objects.filter(model=model._meta.label_lower)
    return {old: slugs[pk] for old, pk in former.values_list("slug", "object_id") if pk in slugs}
