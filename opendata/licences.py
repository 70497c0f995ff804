"""Licences as a record says them (`directory.licences`)."""

from directory import licences

_OF_POINTS = {"map-data": licences.POINTS, "addresses": licences.ADDRESSES, "": licences.FACTS}


def _said(licence):
    return {
        "id": licence.spdx or None,
        "name": licence.name,
        "url": licence.url,
        "credit": licence.credit,
    }


FACTS = _said(licences.FACTS)
# By `Location.position_from`.
OF_POINTS = {found_by: _said(licence) for found_by, licence in _OF_POINTS.items()}
