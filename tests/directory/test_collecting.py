"""What tables say, as bit sets."""

import pytest

from directory.collecting import related
from directory.models import Organisation
from tests.factories import organisation, theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ids", [None, range(10**6), "its own"])
def test_related_rows_are_read_anew_each_time(ids):
    home, work = theme(), theme()
    row = organisation(themes=[home])
    ids = [row.pk] if ids == "its own" else ids

    assert related(Organisation, "themes", {row.pk: 3}, ids) == {home.pk: 8}
    row.themes.set([work])
    assert related(Organisation, "themes", {row.pk: 3}, ids) == {work.pk: 8}
