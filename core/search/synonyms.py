"""Words that mean the same, as editors keep them (`core.search.models.SynonymGroup`)."""

from core.text import fold

from .models import SynonymGroup
from .words import stem_of, stems


def by_name():
    """`{name: (synonym, …)}`, a synonym being a tuple of folded words; see `names_of`."""
    synonyms = {}
    for words in SynonymGroup.objects.values_list("words", flat=True):
        group = {tuple(fold(word).split()) for word in words} - {()}
        for word in group:
            others = (*(group - {word}),)  # most names share it: they are in one group only
            for name in names_of(word):
                known = synonyms.get(name)
                synonyms[name] = (*{*known, *others},) if known else others
    return synonyms


def names_of(words):
    """Under which names a synonym is known: itself, and the stems of a single word."""
    if len(words) == 1:
        return {words[0], *stems(words[0])}
    # An Arabic phrase is the same with and without its articles.
    stemmed = [stem_of(word, "ar") or word for word in words]
    return {" ".join(words), " ".join(stemmed)}
