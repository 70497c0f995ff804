"""What a calendar would become, before anything of it is written, and taking it over then."""

import json
import time
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import capfirst

from agenda.models import CalendarEntry, CalendarSource
from agenda.sentence import sentence, times
from core.editing.text_states import fingerprint
from core.languages import shown
from core.models import Status
from core.versions import raise_version
from core.wording.dates import day_in_words

from . import checking, keeping, labels, reading_again, saying, sorting, wording
from .alike import Alike

SHOWN_DATES = 3
SHOWN_ROWS = 100
SHOWN_WORDS = 30
# So long one request goes on taking over; the next press of the button goes on from there.
SECONDS = 20


@dataclass(frozen=True, slots=True)
class New:
    """An entry that is not an activity yet. `lacking` keeps it from being public, `alike` are
    activities that it seems to be, `labels` the names of its themes and
    audiences."""

    key: str
    title: str
    when: str
    where: str
    labels: list
    dates: list
    warnings: tuple
    lacking: list
    alike: list


@dataclass(frozen=True, slots=True)
class Changed:
    row: CalendarEntry
    differences: list


@dataclass(slots=True)
class Preview:
    """`new` and `changed` have what is shown of them, the counts are of all."""

    stamp: str = ""
    new: list = field(default_factory=list)
    new_count: int = 0
    changed: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    entry_count: int = 0

    @property
    def more(self):
        return self.new_count - len(self.new)

    @property
    def is_nothing(self):
        return not (self.new_count or self.changed or self.gone)


def preview(source, reading):
    """The `Preview` of what a calendar says now."""
    rows = {row.key: row for row in source.entries.select_related("event", "source")}
    for old, new in keeping.new_keys(rows.values(), reading).items():
        rows[new] = rows.pop(old)
        rows[new].key = new
    incoming, left_out = sorting.sort(source, reading, rows)
    new = [each for each in incoming if _is_new(rows.get(each.key))]
    changed = [
        change
        for each in incoming
        if (row := rows.get(each.key)) and row.event and (change := _changed(row, each.said))
    ]
    gone = reading_again.missing(rows.values(), reading)
    alike = Alike(source, gone) if new else None
    return Preview(
        stamp=_stamp(new, changed, gone),
        new=[_shown(source, each, alike) for each in new[:SHOWN_ROWS]],
        new_count=len(new),
        changed=changed,
        gone=gone,
        left_out=left_out,
        unknown=labels.unknown(source, reading.entries)[:SHOWN_WORDS],
        entry_count=len(reading.entries),
    )


def _is_new(row):
    return row is None or (row.event is None and row.state == CalendarEntry.State.WAITING)


def _stamp(new, changed, gone):
    """What somebody had before her who takes it over."""
    said = [[each.key, each.said] for each in new]
    keys = [[each.row.key for each in changed], [row.key for row in gone]]
    return fingerprint(json.dumps([said, keys], sort_keys=True))


def _shown(source, incoming, alike):
    event = keeping.new_event(source, incoming.said)
    dates = sorting.coming(event, incoming.said)[:SHOWN_DATES]
    return New(
        key=incoming.key,
        title=incoming.entry.title,
        when=sentence(event),
        where=_where(event, source.language),
        dates=[
            f"{day_in_words(date.starts_on)}, {times(date.start_time, date.end_time)}"
            for date in dates
        ],
        warnings=incoming.entry.warnings,
        labels=wording.labels(labels.of_new(source, incoming.said)),
        lacking=checking.lacking(
            keeping.new_event(source, incoming.said), labels.of_new(source, incoming.said)
        ),
        alike=alike.to(event),
    )


def _where(event, language):
    if event.location:
        return str(event.location)
    if event.is_online:
        return capfirst(str(event._meta.get_field("is_online").verbose_name))
    return shown(event, "place", language).text


def _changed(row, said):
    if row.event.status == Status.ARCHIVED:
        return None
    language = row.source.language
    ours = saying.of_event(row.event, language)
    keys = list(keeping.merge(row.taken, said, ours).changes)
    before, after = wording.of_labels(
        row.event, labels.followed(row.source, row.event, row.taken, said)
    )
    differences = wording.differences([*keys, *after], ours | before, said | after, language)
    return Changed(row, differences) if differences else None


# Taking over


def take_over(source, reading, user, *, out=(), joins=None, seconds=SECONDS):
    """What somebody chose for the entries of a calendar that is new: those in `out` stay out,
    `joins` is `{key: activity}`, and all others wait for an editor. Returns how many are left."""
    rows = {row.key: row for row in source.entries.all()}
    incoming, _left_out = sorting.sort(source, reading, rows)
    new = [each for each in incoming if _is_new(rows.get(each.key))]
    alike, joins, end = Alike(source), joins or {}, time.monotonic() + seconds
    for number, each in enumerate(new):
        if time.monotonic() > end:
            return len(new) - number
        if each.key in out:
            keeping.leave_out(source, each.key, each.said)
        elif each.key in joins:
            keeping.let_wait(source, each.key, each.said)
            keeping.join(source.entries.get(key=each.key), joins[each.key], user)
        elif alike.to(keeping.new_event(source, each.said)):
            keeping.let_wait(source, each.key, each.said)
        else:
            keeping.take_over(source, each.key, each.said, status=Status.IN_REVIEW, user=user)
    return 0


def note_first(source):
    """From now on it is read by itself, and pages say on which day."""
    now = timezone.now()
    first = CalendarSource.objects.filter(pk=source.pk, confirmed_at=None)
    if first.update(confirmed_at=now, asked_at=now, read_on=timezone.localdate(now)):
        raise_version({"calendar": [source.pk]})


def note_file(source):
    """A file that was sent is read once."""
    if source.is_file:
        CalendarSource.objects.filter(pk=source.pk).update(file=b"")
