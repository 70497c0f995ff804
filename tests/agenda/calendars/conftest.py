import pytest

from tests import factories


@pytest.fixture
def source():
    """A trusted calendar of a public organisation, of which the municipality is known."""
    factories.municipality(name_nl="Brussel", postal_codes=["1000"])
    return factories.calendar_source(
        organisation=factories.organisation(name_nl="De Kade"),
        themes=[factories.theme()],
        is_trusted=True,
    )
