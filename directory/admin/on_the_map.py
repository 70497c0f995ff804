"""Where a place is, in the admin: said when it is saved, drawn, and moved by hand.

A point is moved on a page of its own, with buttons, numbers, or a finger on the drawing; what
comes of it is sent as a part of the organisation's page, so that it waits where that waits.
"""

import json

from django import forms
from django.contrib import admin, messages
from django.forms import Media, Script
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page, row_for
from core.admin_paths import number_in, overview_url
from core.editing.conflicts import read_seen
from core.editing.saving import SEEN, THEN
from core.editing.sheets import Sheet
from directory.models.vocabulary import LATITUDES, LONGITUDES
from directory.placing import places, words
from geo import borders, drawing, finding
from geo.finding import Found

POINT = ("latitude", "longitude")
LEVELS = {"info": messages.INFO, "warning": messages.WARNING}
# Metres that a button moves the point.
STEPS = (10, 50, 250)
DIRECTIONS = {
    "n": (_("north"), 1, 0),
    "w": (_("west"), 0, -1),
    "e": (_("east"), 0, 1),
    "s": (_("south"), -1, 0),
}


def picture(location):
    """The drawing of a location as it is saved, with what it says in words; safe HTML."""
    if location is None or not location.pk or not places.may_be_placed(location):
        return "–"
    has_point = location.latitude is not None
    point = (location.latitude, location.longitude) if has_point else _middle(location)
    context = {
        "location": location,
        "drawing": point and drawing.around(*point, get_language(), has_dot=has_point),
        "has_point": has_point,
        "pin_url": pin_url(location),
        "credit": borders.credit(),
    }
    return render_to_string("admin/directory/on_the_map.html", context)


def _middle(location):
    """Of its municipality: where one begins to look. None for one without coordinates."""
    point = location.municipality.latitude, location.municipality.longitude
    return None if None in point else point


def pin_url(location):
    arguments = [location.organisation_id, location.pk]
    return reverse("admin:directory_organisation_pin", args=arguments)


class OnTheMap:
    """For an admin or an inline of locations: the drawing, as a field that nobody fills in."""

    @admin.display(description=_("where it is"))
    def on_the_map(self, location):
        return picture(location)


class SaysWhere:
    """For an admin whose forms put locations on the map: says what came of it."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for each in [form, *(row for formset in formsets for row in formset.forms)]:
            if answer := getattr(each, "answer", None):
                _tell(request, words.said(each.instance, answer))


def _tell(request, said):
    if said:
        level, text = said
        messages.add_message(request, LEVELS[level], text)


class PinForm(forms.Form):
    latitude = forms.FloatField(label=capfirst(_("latitude")), validators=LATITUDES)
    longitude = forms.FloatField(label=capfirst(_("longitude")), validators=LONGITUDES)

    @property
    def point(self):
        """In tenths of a metre."""
        return tuple(round(self.cleaned_data[name], 6) for name in POINT)


def _at(point):
    """The form with a point in it, as if it had been sent."""
    return PinForm(dict(zip(POINT, point, strict=True)))


class Pinned:
    """For the admin of organisations: the page where a point is moved."""

    def get_urls(self):
        return [
            path(
                "<path:object_id>/pin/<int:pk>/",
                self.admin_site.admin_view(self.pin),
                name="directory_organisation_pin",
            ),
            *super().get_urls(),
        ]

    def pin(self, request, object_id, pk):
        organisation = row_for(self, request, object_id)
        location = organisation.locations.select_related("municipality").filter(pk=pk).first()
        if location is None or not places.may_be_placed(location):
            raise Http404
        # What she changed already and waits is where she goes on.
        waiting = self.waiting(request, organisation, Sheet(self, request, organisation))
        if request.method == "POST":
            form = PinForm(request.POST)
            if form.is_valid() and "_save" in request.POST:
                return self._send_pin(request, organisation, location, form.point)
            if "_address" in request.POST:
                form = _at_address(request, location) or form
            elif form.is_valid():
                form = _at(_moved(request.POST, form.point))
        else:
            state = {name: waiting.state.get(f"locations/{pk}/{name}") for name in POINT}
            is_there = all(state.values())
            point = [state[name][0] for name in POINT] if is_there else _middle(location)
            form = _at(point) if point else PinForm()
        return self._pin_page(request, organisation, location, form, waiting)

    def _send_pin(self, request, organisation, location, point):
        changes = {
            f"locations/{location.pk}/{name}": [str(degrees)]
            for name, degrees in zip(POINT, point, strict=True)
        }
        data, seen = request.POST.copy(), read_seen(request.POST.get(SEEN))
        data[THEN] = overview_url(organisation)
        request.POST = data
        return self.send_changes(request, organisation, changes, seen)

    def _pin_page(self, request, organisation, location, form, waiting):
        has_dot = form.is_bound and form.is_valid()
        point = form.point if has_dot else _middle(location)
        seen = {key: mark for key, mark in waiting.seen.items() if key.startswith("locations/")}
        context = {
            "title": gettext("Move the point"),
            "subtitle": location.where,
            "row_url": overview_url(organisation),
            "organisation": organisation,
            "location": location,
            "form": form,
            "drawing": point and drawing.around(*point, get_language(), has_dot=has_dot),
            "credit": borders.credit(),
            "directions": [(key, name) for key, (name, *_way) in DIRECTIONS.items()],
            "steps": STEPS,
            "step": _step(request.POST),
            "is_loaded": finding.is_loaded(),
            "waits": self.waits(request, organisation),
            "SEEN": SEEN,
            "seen": request.POST.get(SEEN) or json.dumps(seen),
            "media": self.media + Media(js=[Script("js/admin/pin.js", type="module")]),
        }
        return page(self, request, "directory/pin.html", context)


def _step(sent):
    step = number_in(sent.get("step"))
    return step if step in STEPS else STEPS[1]


def _moved(sent, point):
    _name, north, east = DIRECTIONS.get(sent.get("_move"), ("", 0, 0))
    step = _step(sent)
    return drawing.moved(*point, north=north * step, east=east * step)


def _at_address(request, location):
    """The form with the point of the address, or None, and then she is told why not."""
    found = places.look_up(location)
    if isinstance(found, Found):
        return _at((found.latitude, found.longitude))
    _tell(request, words.said(location, places.Answer(found)))
    return None
