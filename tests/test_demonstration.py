"""The copies of the database that tests work on."""

import pytest
from django.db import connection

from tests import demonstration, factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_copy_does_not_wait_without_end_for_a_transaction(tmp_path, monkeypatch):
    monkeypatch.setattr(demonstration, "TURNS", 1)
    factories.theme()

    with pytest.raises(RuntimeError, match="while a transaction changes it"):
        demonstration.copied(connection.connection, tmp_path / "copy.sqlite3")
