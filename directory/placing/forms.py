"""The form of a location, which puts it on the map when its address is saved."""

from django import forms

from directory.forms import ADDRESS, LocationForm
from directory.models import Location
from geo import house_numbers
from geo.street_names import readings

from . import places, postal_codes

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
        if is_place and data.get("postal_code") and changed & {"postal_code", "municipality"}:
            self._check_code(data)
        return data

    def _check_code(self, data):
        """The postal code says which municipality it is, and refuses another one."""
        code = postal_codes.read(data["postal_code"])
        if municipality := data.get("municipality"):
            if wrong := postal_codes.contradiction(code, municipality):
                self.add_error("municipality", wrong)
            return
        data["municipality"] = code.only or self._by_address(data, code)
        if data["municipality"] is None and code.own:
            self.add_error("municipality", postal_codes.which(code))

    def _by_address(self, data, code):
        """The municipality in which the official list of addresses has it; secret ones are not
        looked up."""
        if data.get("is_confidential"):
            return None
        names = {name: data.get(name) or "" for name in ADDRESS if name != "municipality"}
        found = places.look_up(Location(**names))
        nis_code = getattr(found, "nis_code", None)
        rows = [row for row in (*code.own, *code.others) if row.nis_code == nis_code]
        return rows[0] if rows else None

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
        if "municipality" in self.errors:
            # That a place needs one is no news then.
            del self.errors["municipality"].data[1:]
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
