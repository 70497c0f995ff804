"""The form of a location, which puts it on the map when its address is saved."""

from django import forms

from directory.forms import ADDRESS, LocationForm
from directory.models import Location
from geo import house_numbers
from geo.street_names import readings

from . import places

_ADDRESS = {*ADDRESS}
_POINT = {"latitude", "longitude"}
# What decides whether and where it is looked up.
_LOOKED_AT = {*_ADDRESS, *_POINT, "neighbourhood", "location_type", "is_confidential"}
_SAME = 1  # metre


def _is_another_street(was, now):
    return not readings(was) & readings(now)


def _is_another_number(was, now):
    return was != now and house_numbers.parse(was) != house_numbers.parse(now)


_IS_ANOTHER = {
    "house_number": _is_another_number,
    "postal_code": str.__ne__,
    "municipality": str.__ne__,
}


class PlacedLocationForm(LocationForm):
    """A `LocationForm` that looks the address up; `answer` is what that gave, or None.

    The two marks travel with the page, unseen, so that a proposal, a version of the history and
    what somebody else changed have them too. Who changes a point or a neighbourhood without its
    mark has chosen it herself.
    """

    answer = None

    class Meta(LocationForm.Meta):
        widgets = {
            "position_from": forms.HiddenInput,
            "neighbourhood_from": forms.HiddenInput,
        }

    def clean(self):
        data = super().clean()
        changed = {*self.changed_data}
        if changed & _POINT and "position_from" not in changed:
            data["position_from"] = ""
        if "neighbourhood" in changed and "neighbourhood_from" not in changed:
            data["neighbourhood_from"] = ""
        is_place = data.get("location_type") == Location.Type.PHYSICAL
        if data.get("is_confidential") or not is_place or self._has_moved(changed):
            self._forget(data, changed)
        return data

    def _forget(self, data, changed):
        """Takes away what was found for the former address."""
        if data.get("is_confidential") or (data.get("position_from") and not changed & _POINT):
            data["latitude"] = data["longitude"] = None
        if data.get("neighbourhood_from") and "neighbourhood" not in changed:
            data["neighbourhood"] = None

    def _has_moved(self, changed):
        """Whether it is another address than before. What was empty is no other one, nor is a box
        in the same house or a name that is written in another way."""
        was_and_is = {
            name: (str(self.initial.get(name) or ""), self.data.get(self.add_prefix(name)) or "")
            for name in changed & _ADDRESS
        }
        return any(
            was and is_another(was, now)
            for name, (was, now) in was_and_is.items()
            for is_another in [_IS_ANOTHER.get(name, _is_another_street)]
        )

    def _post_clean(self):
        super()._post_clean()
        location = self.instance
        if self.errors or not (_LOOKED_AT & {*self.changed_data}):
            return
        if not places.may_be_placed(location):
            return
        found = places.look_up(location)
        if self._is_put_back(location, found):
            location.position_from = Location.PointFrom.ADDRESSES
            if location.neighbourhood == places.neighbourhood_of(location):
                location.neighbourhood_from = Location.NeighbourhoodFrom.POINT
        has_moved = self._has_moved({*self.changed_data})
        self.answer = places.settle(location, found, has_moved=has_moved)

    def _is_put_back(self, location, found):
        """Whether a point that was changed is the one of the address, as a former version is."""
        off = places.metres_off(location, found)
        return bool(_POINT & {*self.changed_data}) and off is not None and off <= _SAME
