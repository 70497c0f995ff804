"""What a saying (`agenda.calendars.saying`) says, for people, in the active language."""

from datetime import date, time

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.models import Event, EventException
from agenda.sentence import sentence, times
from core.editing.sheets import Difference
from core.wording.dates import day_in_words
from directory.models import Audience, Municipality, Theme

from . import saying

MODELS = {"themes": Theme, "audiences": Audience}


def differences(keys, before, after, language):
    """`Difference`s of two sayings, of some of their keys."""
    return [difference(key, before, after, language) for key in keys]


def difference(key, before, after, language):
    label = capfirst(str(_label(key)))
    code = language if key in saying.TEXTS else ""
    return Difference(key, label, words(key, before), words(key, after), code)


def words(key, said):
    """What a saying says of one field, as a list of texts; none for nothing."""
    value = said.get(key)
    if saying.day_of(key):
        return _words_of_date(value)
    if not value:
        return []
    if key in saying.DAYS:
        return [day_in_words(date.fromisoformat(value))]
    if value is True:
        return [_("yes")]
    if key in MODELS:
        return _names(MODELS[key], value)
    if key == "municipality":
        return [str(Municipality.objects.filter(pk=value).first() or "–")]
    if key == "repeats":
        return [_series(said)]
    return [str(value)]


def labels(meant):
    """The names of themes and audiences, `{"themes": [pk, …], "audiences": [pk, …]}`."""
    return [name for key, pks in meant.items() for name in words(key, {key: pks})]


def of_labels(event, meant):
    """`(before, after)` of the themes and audiences of an activity that change, as sayings."""
    before = {key: [each.pk for each in getattr(event, key).all()] for key in meant}
    return before, meant


def _names(model, pks):
    return [str(row) for row in model.objects.filter(pk__in=pks)]


def _label(key):
    if day := saying.day_of(key):
        return day_in_words(day)
    return _("How often") if key == "repeats" else Event._meta.get_field(key).verbose_name


def _series(said):
    rule, *dates = said["repeats"]
    if not (rule or dates):
        return _("once")
    event = Event()
    saying.put(event, {**said, "repeats_until": ""}, "en")
    return sentence(event)


def _words_of_date(value):
    if value is None:
        return [_("as usual")]
    if value == saying.OFF:
        return [_("does not take place")]
    kind, new_day, start, end = value
    moment = [day_in_words(date.fromisoformat(new_day))] if new_day else []
    if start:
        moment.append(times(time.fromisoformat(start), time.fromisoformat(end) if end else None))
    return [str(EventException.Kind(kind).label), *moment]
