"""Reading a calendar again, and what that changes of its activities.

Whatever keeps the calendar away changes nothing but what its row says of it, and nothing is ever
deleted. A calendar that suddenly is empty, or has lost more than half of what is still to come,
waits until somebody has looked.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from agenda.models import CalendarEntry, CalendarSource
from core.links import outgoing
from core.models import Status
from core.versions import raise_version

from . import keeping, sorting
from .alike import Alike
from .asking import ask
from .troubles import Trouble

State = CalendarEntry.State
# A run that starts a few minutes earlier than the last one leaves nothing for the next.
EARLY = timedelta(minutes=20)
FEW = 3  # so many may go at once in any calendar


@dataclass(slots=True)
class Done:
    """What reading a calendar changed, in numbers of activities."""

    trouble: Trouble | None = None
    is_busy: bool = False
    is_unfinished: bool = False
    taken: int = 0
    waiting: int = 0
    changed: int = 0
    gone: int = 0


def due(now):
    """The calendars that are to be read at `now`: those that somebody took over before."""
    sources = CalendarSource.objects.exclude(address="").filter(
        is_active=True, confirmed_at__isnull=False
    )
    # Nobody sees what an archived organisation announces.
    sources = sources.exclude(organisation__status=Status.ARCHIVED)
    return [
        source
        for source in sources
        if source.asked_at is None
        or source.asked_at + timedelta(hours=source.every_hours) - EARLY <= now
    ]


def read_again(source, *, network=outgoing.INTERNET, is_confirmed=False):
    """Asks for a calendar that was taken over before and follows it. Returns what was `Done`.

    `is_confirmed` says that a person looked: what is gone is gone. While one process asks, another
    one does nothing; and an answer that comes when somebody has switched its calendar off, or given
    it another address, is not read.
    """
    mine = CalendarSource.objects.filter(pk=source.pk, asked_at=source.asked_at)
    if not mine.update(asked_at=timezone.now()):
        return Done(is_busy=True)
    only_news = not (is_confirmed or source.trouble or _is_unsettled(source))
    asked = ask(source, only_news=only_news, network=network)
    now = CalendarSource.objects.filter(pk=source.pk).first()
    if now is None or (now.address, now.is_active) != (source.address, source.is_active):
        return Done(is_busy=True)
    return follow(now, asked, is_confirmed)


def _is_unsettled(source):
    """Whether something of it was not saved: the same answer may do now."""
    entries = source.entries.exclude(said=F("taken")).filter(state=State.TAKEN)
    return entries.exists() or source.entries.filter(state=State.WAITING).exists()


def follow(source, asked, is_confirmed=False, seconds=None):
    """What an `Asked` changes. Returns what was `Done`.

    After so many seconds it stops where it is; what is left, it does the next time.
    """
    if asked.trouble:
        return _failed(source, asked.trouble)
    done = Done()
    if asked.reading is not None:
        keeping.hand_keys_over(source, asked.reading)
        rows = {row.key: row for row in source.entries.select_related("event")}
        lost = missing(rows.values(), asked.reading)
        if not is_confirmed and (trouble := suspicious(rows.values(), lost, asked.reading)):
            return _failed(source, trouble)
        incoming, _left_out = sorting.sort(source, asked.reading, rows)
        end = time.monotonic() + seconds if seconds else None
        _follow_entries(source, incoming, rows, lost, done, end)
        if done.is_unfinished:
            return done
        _forget_waiting(rows.values(), incoming, asked.reading)
        gone = [row for row in lost if keeping.note_gone(row)]
        done.gone = len(gone)
        if gone:
            raise_version({"event": {row.event_id for row in gone} - {None}})  # their pages say so
    _fine(source, asked)
    return done


def missing(rows, reading):
    """Those of the known `rows` that a `Reading` no longer has and that still have dates."""
    there = {entry.key for entry in reading.entries}
    # What could not be read is there.
    there |= {problem.uid for problem in reading.problems}
    return [
        row
        for row in rows
        if row.key not in there and _is_taken(row) and keeping.has_dates(row.event)
    ]


def _is_taken(row):
    return row.state == State.TAKEN and row.event_id is not None


def suspicious(rows, lost, reading):
    """The `Trouble` of a calendar that lost too much at once, or None."""
    if not lost:
        return None
    if not reading.entries:
        return Trouble.EMPTY
    if len(lost) < FEW:
        return None
    count = sum(_is_taken(row) and keeping.has_dates(row.event) for row in rows)
    return Trouble.LOST_MANY if 2 * len(lost) > count else None


def _follow_entries(source, incoming, rows, lost, done, end):
    status = Status.PUBLISHED if source.is_trusted else Status.IN_REVIEW
    alike = None
    for each in incoming:
        if end is not None and time.monotonic() > end:
            done.is_unfinished = True
            return
        row = rows.get(each.key)
        if row and row.state == State.LEFT_OUT:
            continue
        if row and (row.event_id or row.state != State.WAITING):
            if _may_have_news(row, each.said):
                done.changed += keeping.keep_in_step(row, each.said)
            continue
        alike = alike or Alike(source, lost)
        if alike.to(keeping.new_event(source, each.said)):
            keeping.let_wait(source, each.key, each.said)
        elif keeping.take_over(source, each.key, each.said, status=status):
            done.taken += 1
            continue
        done.waiting += 1


def _may_have_news(row, said):
    is_settled = row.said == row.taken == said and row.state == State.TAKEN
    return not is_settled or row.event_id is None or row.proposal_id is not None


def _forget_waiting(rows, incoming, reading):
    """What nobody took over while it was announced, or before it was over, waits no longer."""
    stays = {each.key for each in incoming} | {problem.uid for problem in reading.problems}
    for row in rows:
        if row.state == State.WAITING and not row.event_id and row.key not in stays:
            keeping.forget(row)


def _failed(source, trouble):
    since = source.trouble_since if source.trouble == trouble else timezone.now()
    CalendarSource.objects.filter(pk=source.pk).update(trouble=trouble, trouble_since=since)
    return Done(trouble=trouble)


def _fine(source, asked):
    values = {"trouble": "", "trouble_since": None, "read_at": timezone.now()}
    if asked.reading is not None:
        values["entry_count"] = len(asked.reading.entries)
        values |= {"etag": asked.etag, "modified": asked.modified}
    CalendarSource.objects.filter(pk=source.pk).update(**values)


# What readers see of it


def show_reading_days():
    """Lets pages say on which day each calendar was last read.

    That makes the pages of all their activities anew, so it is done at most once a day, for all
    calendars together: a page may say yesterday when it was read again today, but never a day on
    which it was not.
    """
    today = timezone.localdate()
    # One that is taken over for the first time is shown at once: its activities are new anyway.
    shown = CalendarSource.objects.filter(read_on=today)
    if shown.exclude(confirmed_at__date=today).exists():
        return False
    changed = set()
    for source in CalendarSource.objects.filter(read_at__isnull=False):
        day = timezone.localdate(source.read_at)
        if day != source.read_on:
            CalendarSource.objects.filter(pk=source.pk).update(read_on=day)
            changed.add(source.pk)
    if changed:
        raise_version({"calendar": changed})
    return bool(changed)
