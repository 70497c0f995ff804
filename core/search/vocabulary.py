"""All words of all texts, ready to be looked through."""

from bisect import bisect_left
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA


@dataclass(frozen=True)
class Vocabulary:
    """`words` in order, and again as `lines`, which are searched as fast as memory is read."""

    words: tuple = ()
    lines: str = field(default="\n", repr=False)

    def including(self, new):
        """This vocabulary and the words of `new` that are not in it."""
        new = [word for word in new if not self.has(word)]
        if not new:
            return self
        words = tuple(sorted([*self.words, *new]))
        return Vocabulary(words, "\n".join(["", *words, ""]))

    def has(self, word):
        position = bisect_left(self.words, word)
        return self.words[position : position + 1] == (word,)

    def beginning(self, beginning):
        for position in range(bisect_left(self.words, beginning), len(self.words)):
            if not self.words[position].startswith(beginning):
                break
            yield self.words[position]

    def holding(self, part):
        lines = self.lines
        position = lines.find(part)
        while position >= 0:
            end = lines.index("\n", position)
            yield lines[lines.rindex("\n", 0, position) + 1 : end]
            position = lines.find(part, end)

    def like(self, word, most):
        """`(word, difference)` of those that differ in at most `most` letters."""
        matches = process.extract(
            word, self.words, scorer=OSA.distance, score_cutoff=most, limit=None
        )
        return [(match, difference) for match, difference, _position in matches]
