"""What the two databases do differently. Each module has the same functions:

- `alone()`: for one process at a time, with what a killed one left behind removed
- `size()`: of the database, in bytes
- `copied()`: an open file with a consistent copy, and the `Facts` of the same moment
- `folder()`: where that and other files lie meanwhile; `needed(length)`: bytes to bring a copy back
- `space()`: an open file in which a copy may lie for a while
- `found_whole(file)`: asks the copy itself whether it is whole
- `check_rights()`: whether a backup may be put in place here
- `filled(file)`: a `Place`, an empty database that got the rows of a copy; `drop(place)`
- `counts(place)`: the rows of every table
- `switch(place, moment)`: has the site use it; gives the name of what was there before
"""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Place:
    """A database beside that of the site."""

    name: str
    url: str  # as DATABASE_URL has it


def of_site():
    if connection.vendor == "postgresql":
        from . import postgresql

        return postgresql
    from . import sqlite

    return sqlite
