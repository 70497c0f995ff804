"""What mothers would type, and what has to be found: written before the search was tuned.

`judged_queries.json` is a list of `{"q", "language", "finds": ["organisation:slug", …]}`: one of
`finds` has to be among the first three of its kind, with `"best": true` among the best of all
kinds. `"corrected"` is what the page has to say that it searched, null for nothing. docs/search.md
lists the misses.
"""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from agenda.models import Event
from brussels_support import finding
from directory.models import Organisation, Theme
from faq.models import Question
from tests.clock import DEMONSTRATION

pytestmark = [pytest.mark.at(DEMONSTRATION), pytest.mark.one_database]

JUDGED = json.loads((Path(__file__).parent / "judged_queries.json").read_text())
MODELS = {"organisation": Organisation, "event": Event, "question": Question, "theme": Theme}
# Known when the search was tuned, so they say nothing about how good it is.
NO_PAPERS = [
    ("nl", "ik heb twee kinderen en geen papieren"),
    ("nl", "geen papieren 2 kinderen"),
    ("fr", "j’ai deux enfants et pas de papiers"),
    ("fr", "sans papiers avec 2 enfants"),
    ("en", "two children, no papers"),
    ("ar", "ليس لدي أوراق وعندي طفلان"),
    ("es", "no tengo papeles y tengo dos hijos"),
    ("tr", "oturum belgem yok iki çocuğum var"),
]
FIRST = 3
RIGHT = 0.97


@pytest.mark.django_db
def test_judged_queries_find_what_they_should(demonstration):
    assert len(JUDGED) >= 400

    missed = [judged for judged in JUDGED if not is_right(judged)]

    texts = [f"{judged['language']}: {judged['q']}" for judged in missed]
    assert len(missed) <= (1 - RIGHT) * len(JUDGED), texts


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "text"), NO_PAPERS)
def test_who_has_no_papers_finds_the_answer_first(demonstration, language, text):
    with translation.override(language):
        results = results_of(text)

    assert names_of(results.best[:1]) == {"question:i-have-no-papers-which-help-exists"}


def is_right(judged):
    with translation.override(judged["language"]):
        results = results_of(judged["q"])
    best = names_of(results.best)
    first = [hit for group in results.groups for hit in group.hits[:FIRST]]
    places = [*results.asked.places, *results.places]
    names = {f"place:{slug}" for place in places for slug in (place.slug, place.municipality)}
    names |= best if judged.get("best") else best | names_of(first)
    is_corrected = judged.get("corrected", results.corrected) == results.corrected
    return bool(names & set(judged["finds"])) and is_corrected


def results_of(text):
    search, directory, agenda = finding.indexes()
    query = finding.SearchFilters(QueryDict(urlencode({"q": text})), directory)
    return finding.find(query, search, directory, agenda, timezone.localtime())


def names_of(hits):
    """Hits as `kind:slug`."""
    names = set()
    for kind, model in MODELS.items():
        ids = [hit.pk for hit in hits if hit.kind == kind]
        slugs = model.objects.filter(pk__in=ids).values_list("slug", flat=True)
        names |= {f"{kind}:{slug}" for slug in slugs}
    return names
