"""Which entries of a calendar come in, and why the others do not."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.dates import dates_of
from agenda.models import CalendarEntry
from agenda.occurrences import window
from core.text import fold
from directory.models import Municipality

from . import labels, saying
from .entries import Entry
from .keeping import new_event
from .secret import secret_streets, tells

State = CalendarEntry.State


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry as it would come in; `known` when its calendar had it before."""

    entry: Entry
    said: dict
    known: bool

    @property
    def key(self):
        return self.entry.key


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not come in, by its title, and why, in the active language."""

    title: str
    reason: str


def sort(source, reading, rows):
    """`([Incoming, …], [LeftOut, …])` of a `Reading`; `rows` are its entries of before, by key.

    What was taken over once is not judged again: only what tells a secret address stays out.
    """
    source = labels.with_words(source)
    known = {key for key, row in rows.items() if row.event_id or row.state != State.WAITING}
    streets = secret_streets(source.organisation_id)
    municipalities = list(Municipality.objects.all())
    has_location = source.location_id is not None
    incoming, left_out = [], []
    for entry in reading.entries:
        said = saying.of_entry(entry, has_location, municipalities)
        said |= labels.named(source, entry)
        reason = _reason(source, entry, said, streets, is_known=entry.key in known)
        if reason:
            left_out.append(LeftOut(entry.title, reason))
        else:
            incoming.append(Incoming(entry, said, entry.key in known))
    left_out += [LeftOut(each.title or each.uid, each.reason) for each in reading.problems]
    return incoming, left_out


def _reason(source, entry, said, streets, is_known):
    texts = [entry.title, entry.description, "" if source.location_id else entry.place]
    if tells(texts, streets):
        return _("It tells an address that must stay secret.")
    if is_known:
        return ""
    if not entry.title.strip():
        return _("It has no title.")
    if entry.is_cancelled:
        return _("It is cancelled.")
    if reason := _kept_out(source, entry):
        return reason
    event = new_event(source, said)
    if not coming(event, said):
        return _("It is over, or has no date within a year.")
    return ""


def coming(event, said):
    """The dates of a new activity that are not over, for a year, as `agenda.dates.Date`s."""
    now = timezone.localtime()
    first, last = window(now.date())
    exceptions = saying.exceptions(event, said)
    dates = dates_of(event, exceptions, [], min(first, event.starts_on), last).dates
    return [date for date in dates if not date.is_over(now)]


def _kept_out(source, entry):
    words = f" {fold(' '.join([entry.title, *entry.categories]))} "
    for word in source.words_out:
        if f" {fold(word)} " in words:
            return _("It has the word “%(word)s”, which keeps it out.") % {"word": word}
    if source.words_in and not any(f" {fold(word)} " in words for word in source.words_in):
        return _("It has none of the words that let it in.")
    return ""
