"""Whether every change of what the public sees is noted in the log (`core.versions`).

Watches the database during a test: what is written to a table of content has to be followed by a
change of each of its kinds, however it was written.
"""

import copy
import json
import re
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

_SAVEPOINT = re.compile(r"(ROLLBACK TO )?SAVEPOINT (\S+)")
_WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')


def kinds_by_table():
    """`{table: kinds}` of all content: of what is watched, of its relations, and of the dates."""
    kinds = {"agenda_occurrence": {"event", "organisation"}}
    for model in apps.get_models():
        if changes := getattr(model, "noted_as", None):
            kinds[model._meta.db_table] = {*changes}
            for field in model._meta.many_to_many:
                # The mirror of a relation is written after its signal, in the same transaction.
                if not field.remote_field.symmetrical:
                    kinds[field.m2m_db_table()] = {*changes}
    return kinds


class Unnoted(dict):
    """`{table: kinds}` of what was written and not noted since."""

    def __init__(self):
        super().__init__()
        self._kinds = kinds_by_table()
        self._at = {}  # the same at each savepoint

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if savepoint := _SAVEPOINT.match(sql):
            self._go_back(*savepoint.groups())
        written = _WRITES.match(sql)
        if written and written[1] == "core_contentchange" and sql.startswith("INSERT"):
            self._note(params)
        elif written and written[1] in self._kinds and context["cursor"].rowcount:
            self[written[1]] = {*self._kinds[written[1]]}
        return result

    def _go_back(self, to, savepoint):
        """What was written since is taken back, with what was noted of it."""
        if to:
            self.clear()
            self.update(copy.deepcopy(self._at.get(savepoint, {})))
        else:
            self._at[savepoint] = copy.deepcopy({**self})

    def _note(self, params):
        [what] = [_decoded(param) for param in params if not isinstance(param, int)]
        for table, kinds in [*self.items()]:
            kinds.difference_update(kinds if what is None else what)
            if not kinds:
                del self[table]


def _decoded(param):
    """A value of a JSON field, as each database is given it."""
    param = getattr(param, "obj", param)
    return json.loads(param) if isinstance(param, str) else param


@contextmanager
def all_changes_noted():
    unnoted = Unnoted()
    with connection.execute_wrapper(unnoted):
        yield
    assert unnoted == {}, "written, and not noted with core.versions.raise_version"
