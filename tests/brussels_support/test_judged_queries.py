"""What mothers would type, and what has to be found: written before the search was tuned.

`judged_queries.json` is a list of `{"q", "language", "finds": ["organisation:slug", …]}`: one of
`finds` has to be among the first three of its kind. docs/search.md lists the misses.
"""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.utils import translation

from agenda import index as agenda_index
from agenda.models import Event
from brussels_support import finding
from core.search import snapshot
from directory import index as directory_index
from directory.models import Organisation, Theme
from faq.models import Question
from tests.clock import DEMONSTRATION, travel

# On one database: it is sought in memory.
pytestmark = [pytest.mark.one_database, pytest.mark.at(DEMONSTRATION)]

JUDGED = json.loads((Path(__file__).parent / "judged_queries.json").read_text())
FIRST = 3
RIGHT = 0.95


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with travel(DEMONSTRATION), django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *settings.DEMO_FIXTURES, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_judged_queries_find_what_they_should(demo):
    assert len(JUDGED) >= 120

    missed = [judged for judged in JUDGED if not found(judged) & set(judged["finds"])]

    texts = [f"{judged['language']}: {judged['q']}" for judged in missed]
    assert len(missed) <= (1 - RIGHT) * len(JUDGED), texts


def found(judged):
    """The first of each kind, as `kind:slug`."""
    with translation.override(judged["language"]):
        directory, agenda = directory_index.current(), agenda_index.current()
        query = finding.SearchFilters(QueryDict(urlencode({"q": judged["q"]})), directory)
        result = finding.find(query, snapshot.current(), directory, agenda)
    groups = {
        "organisation": (Organisation, result.organisations.ids),
        "event": (Event, result.events.ids),
        "question": (Question, result.questions.ids),
        "theme": (Theme, result.themes),
    }
    names = {f"place:{place.slug}" for place in result.places}
    if result.place:
        names |= {f"place:{result.place.slug}", f"place:{result.place.municipality}"}
    for kind, (model, ids) in groups.items():
        slugs = model.objects.filter(pk__in=ids[:FIRST]).values_list("slug", flat=True)
        names |= {f"{kind}:{slug}" for slug in slugs}
    return names
