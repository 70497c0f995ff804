"""Stops in words, in the language of the page: “Halte Madou, 3 minuten te voet: metro 2, 6”."""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from core.languages import Shown, comma, direction
from core.text import fold
from core.wording.dates import date_in_words
from maps import walking

from . import stops

# Of each kind: a large station has forty buses, and nobody reads so many.
MOST_LINES = 8
ICONS = {
    "metro": "train-front-tunnel",
    "tram": "tram-front",
    "train": "train-front",
    "bus": "bus-front",
}
_BOTH = " / "


@dataclass(frozen=True, slots=True)
class Near:
    """A stop near a point, as plain text, and as HTML with the language of its names."""

    icon: str
    text: str
    html: str


def near(latitude, longitude):
    """`([Near, …], [credit, …])` of a point in the active language; of no point none."""
    if latitude is None or longitude is None:
        return [], []
    known = stops.current()
    found = known.near(latitude, longitude)
    whose = sorted({pk for stop in found for pk in stop.timetables})
    return (
        [_near(stop, walking.minutes((latitude, longitude), stop.place)) for stop in found],
        [credit(known.timetables[pk]) for pk in whose],
    )


def _near(stop, minutes):
    language, names = get_language(), _names(stop)
    # Lines with letters would stand the other way round.
    of_line = _bdi if direction(language) == "rtl" else escape
    isolated = _BOTH.join(_isolated(name, language) for name in names)
    return Near(
        icon=ICONS[stop.modes[0][0]],
        text=_said(_BOTH.join(map(str, names)), minutes, stop.modes),
        html=SafeString(
            _said(
                isolated,
                minutes,
                [(mode, [of_line(line) for line in named]) for mode, named in stop.modes],
            )
        ),
    )


def _said(name, minutes, modes):
    pattern = (
        ngettext(
            "Station %(name)s, %(count)d minute on foot: %(lines)s",
            "Station %(name)s, %(count)d minutes on foot: %(lines)s",
            minutes,
        )
        if any(mode == "train" for mode, _named in modes)
        else ngettext(
            "Stop %(name)s, %(count)d minute on foot: %(lines)s",
            "Stop %(name)s, %(count)d minutes on foot: %(lines)s",
            minutes,
        )
    )
    lines = " · ".join(_of_mode(mode, named) for mode, named in modes)
    return pattern % {"name": name, "count": minutes, "lines": lines}


def _isolated(name, language):
    own = "" if name.language == language else f' lang="{name.language}"'
    return f"<bdi{own}>{escape(name.text)}</bdi>"


def _bdi(text):
    return f"<bdi>{escape(text)}</bdi>"


def _names(stop):
    """In Dutch and French hers; in other languages both, as they stand on the sign."""
    language = get_language()
    names = [Shown(stop.name_nl, "nl"), Shown(stop.name_fr, "fr")]
    known = [name for name in names if name.text]
    if language in ("nl", "fr"):
        known.sort(key=lambda name: name.language != language)
        return known[:1]
    return known[:1] if stop.name_nl == stop.name_fr else known


def _of_mode(mode, names):
    """ "metro 1, 5", or only "train" where its lines have no names."""
    if not names:
        return _ALONE[mode]()
    told, more = comma().join(names[:MOST_LINES]), len(names) - MOST_LINES
    if more > 0:
        told = ngettext(
            "%(names)s and %(count)d more line", "%(names)s and %(count)d more lines", more
        ) % {"names": told, "count": more}
    return _WITH_LINES[mode]() % {"lines": told}


_ALONE = {
    "metro": lambda: pgettext("lines", "metro"),
    "tram": lambda: pgettext("lines", "tram"),
    "train": lambda: pgettext("lines", "train"),
    "bus": lambda: pgettext("lines", "bus"),
}
_WITH_LINES = {
    "metro": lambda: pgettext("lines", "metro %(lines)s"),
    "tram": lambda: pgettext("lines", "tram %(lines)s"),
    "train": lambda: pgettext("lines", "train %(lines)s"),
    "bus": lambda: pgettext("lines", "bus %(lines)s"),
}


def credits():
    """Whose timetables there are, in the active language."""
    return [credit(timetable) for timetable in stops.current().timetables.values()]


def credit(timetable):
    """Whose timetable it is, and until when it is good: right for ever, also on a kept page."""
    whose = str(timetable)
    if timetable.publisher and fold(timetable.publisher) not in map(fold, timetable.agencies):
        whose = f"{whose} ({timetable.publisher})"
    until = timetable.ends_on and _("timetable until %(day)s") % {
        "day": date_in_words(timetable.ends_on)
    }
    return comma().join(filter(None, [whose, until, timetable.licence]))
