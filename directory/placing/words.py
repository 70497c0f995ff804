"""What looking an address up gave, in words for volunteers."""

from django.utils.translation import gettext

from core.languages import shown
from directory.models import Municipality
from geo.finding import Found, Reason


def said(location, answer):
    """`(level, text)` for `django.contrib.messages`, or None when there is nothing to say."""
    values = {"place": location.where}
    if answer.is_doubtful:
        text = gettext(
            "%(place)s: somebody put its point on the map. Is it still right for this address?"
        )
        return "warning", text % values
    if answer.lies_in:
        text = gettext("%(place)s: the point lies in %(there)s, and another one is chosen.")
        return "warning", text % {**values, "there": shown(answer.lies_in, "name").text}
    if isinstance(answer.found, Found):
        return "info", _found(location, values)
    return _missing(answer.found, values)


def _found(location, values):
    if location.neighbourhood is None:
        return gettext("%(place)s: found on the map.") % values
    text = gettext("%(place)s: found on the map, in the neighbourhood %(there)s.")
    return text % {**values, "there": shown(location.neighbourhood, "name").text}


def _missing(missing, values):
    texts = {
        Reason.NO_NUMBER: gettext(
            "%(place)s: not found on the map, because there is no house number."
        ),
        Reason.UNKNOWN_STREET: gettext(
            "%(place)s: there is no such street with this postal code in the official list of "
            "addresses."
        ),
        Reason.UNKNOWN_NUMBER: gettext(
            "%(place)s: this number is not in the official list of addresses."
        ),
        Reason.SEVERAL: gettext("%(place)s: several places on the map could be meant."),
        Reason.ELSEWHERE: gettext(
            "%(place)s: by the official list of addresses it lies elsewhere. Are the postal code "
            "and the municipality right?"
        ),
    }
    if missing.reason not in texts:
        return None
    text = texts[missing.reason] % values
    if near := names_of(missing):
        text += " " + gettext("Is it one of these? %(near)s") % {"near": "; ".join(near)}
    return "warning", text


def names_of(missing):
    """What it could have been; a municipality by its name and not by its number."""
    return [_municipality(near) if near.isdigit() else near for near in missing.near]


def _municipality(nis_code):
    found = Municipality.objects.filter(nis_code=nis_code).first()
    return str(found) if found else nis_code
