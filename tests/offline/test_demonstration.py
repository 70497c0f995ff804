"""How much is kept of the demonstration."""

import pytest
from django.test import Client

from directory.models import Organisation
from tests.clock import DEMONSTRATION
from tests.offline.test_pages import MOST_KEPT, kept_bytes, summaries

pytestmark = [pytest.mark.one_database, pytest.mark.at(DEMONSTRATION)]


def test_copy_of_the_largest_municipality_is_small_and_whole(demonstration):
    client, slug = Client(), "bruxelles-brussel"
    names = [f"o{pk}" for pk in Organisation.objects.published().values_list("pk", flat=True)[:30]]

    size = kept_bytes(client, "ar", slug, "-".join(names))  # whose letters take two bytes
    text = client.get(f"/nl/keep/{slug}/").text

    assert size < MOST_KEPT / 1.5
    assert "niet in deze kopie" not in text
    assert len(summaries(text)) > 60
