"""The search over many organisations: pseudo-words in the proportions of a language.

Every organisation of `bench/data.py` gets the document that the search would keep of it, with words
drawn so that the k-th most frequent is k times rarer than the first (Zipf). Making documents from
texts is measured on a few hundred, by the command that writes them.
"""

import functools
import itertools
import random

from django.utils import timezone

from bench import data
from bench.pages import get, measure, took, yardstick
from core import versions
from core.kept import memory
from core.search import documents, snapshot
from core.search.models import SearchDocument
from directory.models import Organisation

VOCABULARY = 30_000
NAME, SUMMARY, BODY = 4, 12, 60  # words of each part
PAGE = "/nl/search/"
_SYLLABLES = [c + v for c in "bdfghjklmnprstvwz" for v in "aeiou"]


def words():
    """The pseudo-words, the most frequent first; always the same."""
    chance = random.Random(data.SEED)
    words = dict.fromkeys(
        "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(3 * VOCABULARY)
    )
    return list(words)[:VOCABULARY]


def add_organisations(first, last):
    data.add_organisations(first, last)
    chance, vocabulary = random.Random(f"{data.SEED} search {first}"), words()
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    now = timezone.now()

    def some(count):
        return " ".join(set(chance.choices(vocabulary, cum_weights=weights, k=count)))

    data.insert(
        SearchDocument,
        [
            {
                "kind": "organisation",
                "object_id": pk,
                "names": f"naam {pk}",
                "name": some(NAME),
                "summary": some(SUMMARY),
                "body": some(BODY),
                "changed_at": now,
            }
            for pk in range(first, last)
        ],
    )


def queries():
    """`{what it is: what is typed}`, from how often the words are in the rows."""
    vocabulary = words()
    search = snapshot.current()
    held = {word: search.size_of(word) for word in vocabulary}
    total = Organisation.objects.count()
    common = max(held, key=held.get)
    middling = min(held, key=lambda word: abs(held[word] - total * 0.03))
    second = min(held, key=lambda word: abs(held[word] - total * 0.1))
    # Long enough that two letters may be wrong: the whole vocabulary is compared with it.
    long = [word for word in vocabulary if len(word) >= 8]
    meant = min(long, key=lambda word: abs(held[word] - total * 0.03))
    often = max(long, key=held.get)
    typo, typo_of_common = (f"{word[:3]}{word[4:]}" for word in (meant, often))
    return {
        "a middling word": middling,
        "a word that most hold": common,
        "two words": f"{middling} {second}",
        "a typing mistake": typo,
        "a typing mistake in a word that most hold": typo_of_common,
    }


def measured():
    """`{what is typed: {"cpu", "wall", "yardsticks"}}` of the whole page."""
    times = {}
    for name, query in queries().items():
        forms = itertools.cycle(_spellings(query))
        _asked(query.replace(" ", "+"))
        times[name] = measure(lambda forms=forms: _asked(next(forms)), with_yardstick=True)
    return times


def at_this_size():
    result = {name: {"ours": times} for name, times in measured().items()}
    result["yardstick"] = measure(yardstick)
    result["after a change"] = measure(functools.partial(_change, queries()["a middling word"]))
    memory.forget()
    result["read anew"] = dict(zip(("cpu", "wall"), took(snapshot.current), strict=True))
    pk = Organisation.objects.values_list("pk", flat=True).first()
    result["a document"] = measure(lambda: documents.update("organisation", [pk]))
    return result


def _asked(query):
    # What a word stands for is remembered: here every time is the first.
    snapshot.current()._known.clear()
    get(PAGE, f"q={query}")


def _spellings(query):
    plain = query.replace(" ", "+")
    return [plain, plain.upper(), plain.title()]


def _change(word):
    """The same row says something else each time."""
    document = SearchDocument.objects.filter(kind="organisation", object_id=1)
    body = "" if word in document.values_list("body", flat=True)[0] else word
    document.update(changed_at=timezone.now(), body=body)
    versions.raise_version({"organisation": [1]})
    snapshot.current()
