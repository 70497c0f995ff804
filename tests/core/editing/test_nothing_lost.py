"""Whatever two volunteers and an editor do to one listing at once, no text of theirs is lost."""

import os

import pytest
from django.db import connection

from tests.core.editing.histories import History

pytestmark = pytest.mark.django_db

# `scripts/prove_histories.py` makes many more.
HISTORIES = int(os.environ.get("HISTORIES", 2 if connection.vendor == "sqlite" else 1))
STEPS = 14


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_no_text_that_was_typed_is_lost(seed):
    history = History(seed)

    for _number in range(STEPS):
        history.step()
        assert (history.lost(), history.told) == ([], history.told)
