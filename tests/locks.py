"""Somebody else who is writing, for long, whatever it is."""

import sqlite3
from contextlib import contextmanager

from django.db import connection


@contextmanager
def writing():
    """Inside, another connection holds the write lock: of the file, or of every table.

    For the fixture `database_of_many`.
    """
    connection.ensure_connection()  # the first one of a file says that readers never wait
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        begin = ["BEGIN IMMEDIATE"]
    else:
        other = connection.copy()
        # Who only reads goes on; nobody writes or holds a row.
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
        begin = ["BEGIN", f"LOCK TABLE {tables} IN EXCLUSIVE MODE"]
    cursor = other.cursor()
    try:
        for statement in begin:
            cursor.execute(statement)
        yield
    finally:
        cursor.execute("ROLLBACK")
        cursor.close()
        other.close()
