"""Whatever somebody wrote, and however headings are called: out and in again changes nothing."""

from datetime import time

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.imports.tables import labels, table_of
from core.tables import headers
from directory.models import Location, OpeningHours, Organisation
from tests import factories
from tests.lists import log_in, plans, sent_in

pytestmark = pytest.mark.django_db

LABEL = "directory.organisation"
# As the admin saves it: no control characters, no spaces around it.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])
    | st.sampled_from("=+-@'\";,\n\u200d\u00a0١é"),
    max_size=30,
).map(str.strip)
SLOTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 22), st.booleans()),
    max_size=4,
    unique_by=lambda x: x[:2],
)


@pytest.mark.one_database
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.tuples(*[TEXT] * 5), slots=SLOTS, answer=st.sampled_from(["yes", "no", "unknown"]))
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_any_text_comes_back_as_it_was(client, kind, texts, slots, answer):
    Organisation.objects.all().delete()
    name, summary, description, street, notes = texts
    row = factories.organisation(
        name_nl=name, summary_fr=summary, description_ar=description, internal_notes=notes,
        papers_needed=answer, childcare=answer, phone="+32 2 512 34 56", no_contact="",
    )  # fmt: skip
    place = factories.location(
        organisation=row, municipality=None, location_type="virtual", street_nl=street,
        hours_known=bool(slots), step_free=answer,
    )  # fmt: skip
    for weekday, hour, by_appointment in slots:
        OpeningHours.objects.create(
            location=place, weekday=weekday, opens=time(hour), closes=time(hour, 59),
            by_appointment=by_appointment,
        )  # fmt: skip
    log_in(client, language="fr")
    file = client.get(f"/admin/lists/{LABEL}/export/", {"kind": kind}).content
    log_in(client, language="nl")

    table_import = sent_in(client, LABEL, file, f"lijst.{kind}")

    entry = table_import.entries.get()
    assert (plans(table_import), entry.differences, entry.refusals) == (["same"], [], [])
    assert Location.objects.count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_heading_of_ours_means_its_own_column(language):
    """Whoever reads it: a volunteer in another language too."""
    for label in labels():
        with translation.override(language):
            written = {str(column): column.name for column in table_of(label).columns}
        for reader in ("nl", "fr", "en"):
            with translation.override(reader):
                known = table_of(label).headers()
            read = {header: known[headers.key(header)].name for header in written}
            assert read == written
