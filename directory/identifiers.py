"""Identifiers that stay (RFC 9562, 5.5), for whoever keeps a copy of what goes out.

They follow from the kind and the number of a row and from nothing else: the same in every database
and under every address, whatever is edited.
"""

import uuid

from django.conf import settings


def of(kind, *keys):
    """The identifier of a row, or of a part of it, as text: `of("phone", "organisation", 12)`."""
    name = "/".join(map(str, (kind, *keys)))
    return str(uuid.uuid5(settings.IDENTIFIERS_NAMESPACE, name))
