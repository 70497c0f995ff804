"""How heavy whole lists on paper are, with the organisations of the demonstration."""

import pytest

from core.kept.encodings import encode

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/ar/places/bruxelles-brussel/sheet/", 10),
        ("/ar/organisations/list.html?theme=meeting-others", 12),
        ("/ar/agenda/list.html", 10),
    ],
)
def test_paper_is_light_enough_for_a_telephone(demonstration, client, address, most):
    """In KB, as Brotli: what is whole is longer than a list page, and few open it."""
    page = client.get(address).content

    assert len(encode(page, "br")) <= most * 1024
