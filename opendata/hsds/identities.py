"""Which row an identifier belongs to. It cannot be computed back, so each process knows all of
them; what it does not know yet, it looks for among the rows that were added."""

import re
from uuid import UUID

from agenda.models import Event
from directory.models import Location, Organisation

from . import organizations, services

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


class Identities:
    """`kinds` is `{kind: (model, the identifier of a number)}`."""

    def __init__(self, **kinds):
        self._kinds = kinds
        self._rows, self._seen = {}, {kind: set() for kind in kinds}

    def find(self, identifier):
        """`(kind, pk)` of a row that is there or was there once, or None."""
        if not _IDENTIFIER.fullmatch(identifier):
            return None
        number = UUID(identifier).int
        if number not in self._rows:
            self._learn()
        return self._rows.get(number)

    def _learn(self):
        for kind, (model, id_of) in self._kinds.items():
            pks = model.objects.order_by().values_list("pk", flat=True)
            for pk in {*pks} - self._seen[kind]:
                self._rows[UUID(id_of(pk)).int] = kind, pk
                self._seen[kind].add(pk)


def _with(function, kind):
    return lambda pk: function(kind, pk)


ORGANIZATIONS = Identities(organisation=(Organisation, organizations.id_of))
SERVICES = Identities(
    organisation=(Organisation, _with(services.id_of, "organisation")),
    event=(Event, _with(services.id_of, "event")),
)
LINKS = Identities(
    organisation=(Location, _with(services.id_of_link, "organisation")),
    event=(Event, _with(services.id_of_link, "event")),
)
