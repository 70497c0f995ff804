"""Writing that waits for others for a known time only, whatever the database's own patience is."""

from contextlib import contextmanager

from django.db import connection, transaction

MOST = 2.0  # seconds that a reader waits who has pressed “Send”


@contextmanager
def bounded(seconds=None):
    """One transaction in which no statement waits longer than so, or MOST, for whoever is writing.

    Raises OperationalError after that, with nothing changed.
    """
    connection.ensure_connection()
    milliseconds = int((MOST if seconds is None else seconds) * 1_000)
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            # Until the transaction ends.
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])
            yield
        return
    [usual] = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        with transaction.atomic():
            yield
    finally:
        if connection.connection is not None:
            connection.connection.execute(f"PRAGMA busy_timeout = {usual}")
