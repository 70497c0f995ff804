"""Whatever two listings say and whatever hangs on them: merging loses nothing, and taking them
apart again gives back what was."""

import os

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.editing.models import Proposal
from core.imports.acting import request_of
from core.models import FormerSlug, Status
from directory.merging import relations
from directory.merging.comparing import SEEN, STAYS
from directory.merging.planning import Plan
from directory.merging.relations import Way
from directory.merging.saving import merge
from directory.merging.undoing import undo
from directory.models import ExternalId, Location, Organisation
from tests import factories
from tests.directory.merging.pairs import (
    compared,
    laden,
    listing,
    proposed,
    snapshot,
    undoing_of,
)

# `MERGES=300 pytest tests/directory/merging/test_random_merges.py` looks at many more.
EXAMPLES = int(os.environ.get("MERGES", "3" if connection.vendor == "sqlite" else "1"))

TEXTS = st.sampled_from(["", "Koffie.", "Thee voor wie wil."])
ANSWERS = st.sampled_from(["yes", "no", "unknown"])
SAID = st.fixed_dictionaries(
    {
        **{f"summary_{code}": TEXTS for code in ("fr", "en")},
        "description_nl": TEXTS,
        "cost_note_nl": TEXTS,
        "whatsapp": st.sampled_from(["", "0470 12 34 56"]),
        "website": st.sampled_from(["", "https://huis.example/"]),
        "childcare": ANSWERS,
        "papers_needed": ANSWERS,
        "spoken_languages": st.sampled_from([[], ["nl"], ["fr", "nl"]]),
        "internal_notes": TEXTS,
        "serves_region": st.booleans(),
        "status": st.sampled_from([Status.PUBLISHED, Status.DRAFT, Status.ARCHIVED]),
    }
)
PLACES = st.lists(
    st.fixed_dictionaries(
        {
            "street_nl": st.sampled_from(["Nieuwstraat", "Oude straat"]),
            "house_number": st.sampled_from(["1", "2"]),
            "phone": st.sampled_from(["", "02 533 33 33"]),
            "is_confidential": st.booleans(),
            "step_free": ANSWERS,
        }
    ),
    max_size=2,
)


def made(name, said, places, number, municipality):
    organisation = listing(name, verified_on=None, **said)
    laden(organisation, number)
    for place in places:
        location = factories.location(organisation=organisation, municipality=municipality, **place)
        factories.event(location=location)
        factories.notice(location=location)
    return organisation


def chosen(draw, comparison):
    """What somebody might send of the page."""
    sent = QueryDict(mutable=True)
    sent[SEEN] = comparison.seen
    for question in comparison.questions:
        sent[question.field_name] = draw(st.sampled_from([*question.choices]))
    for row in comparison.rows:
        if draw(st.booleans()):
            sent[STAYS + row.key] = "on"
    for choice in comparison.places.choices:
        sent[choice.field_name] = draw(st.sampled_from([value for value, _label in choice.options]))
    return sent


def numbers(rows_by_model):
    """Which rows there are, by model; not what is computed."""
    return {
        label: {row["id"] for row in rows if "id" in row}
        for label, rows in rows_by_model.items()
        if label not in ("agenda.Occurrence", "search.SearchDocument")
    }


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_nothing_is_lost_and_everything_can_be_put_back(data):
    with transaction.atomic():
        _merge_and_undo(data.draw)
        transaction.set_rollback(True)


def _merge_and_undo(draw):
    editor = factories.user(groups=["Editors"])
    municipality = factories.municipality()
    kept = made("Huis", draw(SAID), draw(PLACES), 1, municipality)
    gone = made("Het Huis", draw(SAID), draw(PLACES), 2, municipality)
    volunteer = factories.user(groups=["Volunteers"])
    for row in (kept, gone):
        if draw(st.booleans()):
            place = row.locations.first()
            proposed(row, volunteer, summary_nl=["Beter."], **{f"locations/{place.pk}/phone": []})
    request = request_of(editor)
    before = snapshot()
    comparison = compared(request, kept, gone, chosen(draw, compared(request, kept, gone)))
    assert comparison.changed == set()
    plan = Plan(comparison)
    if plan.problems:
        return

    record = merge(request, comparison.model_admin, plan)

    after = snapshot()
    # Hours that only the other place had become rows of the one that stays as well.
    now = numbers(after)
    assert {label for label, ids in numbers(before).items() if ids - now[label]} == set()
    _assert_that_all_leads_to(record)

    undoing = undoing_of(editor, record)
    assert (undoing.why_not, undoing.stuck, undoing.following, undoing.asked) == ("", [], [], [])
    undo(request, comparison.model_admin, undoing)

    assert snapshot() == before


def _assert_that_all_leads_to(record):
    kept, gone = record.kept, record.gone
    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id) == (Status.ARCHIVED, kept.pk)
    for relation in relations.of(Organisation, Way.MOVES, Way.LISTED):
        assert not relation.moving(gone.pk, kept.pk).exists()
    places = Location.objects.filter(organisation=gone)
    for relation in relations.of(Location, Way.MOVES):
        assert not relation.model._base_manager.filter(location__in=places).exists()
    open_ones = Proposal.objects.about(gone).open()
    assert not open_ones.exists()
    assert not ExternalId.objects.exclude(organisation__in=[kept, gone]).exists()
    assert FormerSlug.objects.get(slug=gone.slug).object_id == kept.pk
