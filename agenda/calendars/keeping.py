"""One entry of a calendar and its activity: taking it over, and keeping both in step.

Three sayings are compared field by field (`agenda.calendars.saying`): what the calendar said when
they were last in step, what it says now, and what the activity says. What changed there follows;
what people changed here stays, whatever the calendar says, until somebody chooses. Each entry has a
transaction of its own, which locks its activity first, as every form of the admin does.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from agenda.models import CalendarEntry, Event
from agenda.occurrences import coming
from core.editing import history
from core.editing.models import Proposal
from core.editing.sheets import fingerprints
from core.models import Status
from core.text import fold
from core.versions import raise_version

from . import checking, labels, saying

State = CalendarEntry.State


@dataclass(frozen=True, slots=True)
class Merge:
    """What follows the calendar (`changes`), what stays as people wrote it and is news (`news`),
    and all of which the two say something else afterwards (`differs`): keys of sayings."""

    changes: dict = field(default_factory=dict)
    news: list = field(default_factory=list)
    differs: list = field(default_factory=list)


def merge(taken, said, ours):
    """The `Merge` of what was last taken over, what the calendar says and what we say."""
    merged = Merge()
    for key in keys(taken, said, ours):
        last, now, own = taken.get(key), said.get(key), ours.get(key)
        if now == own:
            continue
        if now != last and own == last:
            merged.changes[key] = now
            continue
        merged.differs.append(key)
        if now != last:
            merged.news.append(key)
    return merged


def keys(taken, said, ours):
    """What the calendar says something of, and all dates that are different, in order.

    What its words mean is our own doing, and nothing to compare (`agenda.calendars.labels`).
    """
    dates = {key for each in (taken, said, ours) for key in each if saying.day_of(key)}
    plain = [key for key in said if key not in dates and key not in labels.FIELDS]
    if saying.ONLINE in taken and saying.ONLINE not in plain:
        plain.append(saying.ONLINE)
    return [*plain, *sorted(dates)]


# Taking over


def new_event(source, said):
    """The activity that an entry becomes, not saved; it is nobody's but the calendar's."""
    event = Event(
        organisation=source.organisation,
        location=None if said.get(saying.ONLINE) else source.location,
        cost=source.cost,
        spoken_languages=source.spoken_languages,
        source=Event.Source.CALENDAR,
    )
    saying.put(event, said, source.language)
    event.not_on = saying.days_off(said)
    return event


@transaction.atomic
def take_over(source, key, said, *, status, user=None):
    """Makes the activity of an entry that has none; whether it has one now.

    With `status` published it is public if publishing would accept it, and otherwise waits for an
    editor. What not even that accepts has no activity: its entry waits.
    """
    row = _held(source, key)
    if row.event_id:
        return False
    meant = labels.of_new(source, said)
    for each in dict.fromkeys([status, Status.IN_REVIEW]):
        checked = checking.check(new_event(source, said), each, meant)
        if checked.is_right:
            with recorded(user):
                row.event = checked.form.save()
                for each in saying.exceptions(row.event, said):
                    _save_date(each)
                note(row.event, source)
            row.said, row.taken, row.title = said, said, said["title"][:200]
            row.state = State.TAKEN
            refresh(row)
            row.save()
            return True
    _wait(row, said)
    return False


@transaction.atomic
def let_wait(source, key, said):
    """Keeps what an entry says until somebody says what becomes of it."""
    row = _held(source, key)
    if not row.event_id and row.state == State.WAITING:
        _wait(row, said)


@transaction.atomic
def forget(row):
    """An entry that nobody took over."""
    CalendarEntry.objects.filter(pk=row.pk, event=None, state=State.WAITING).delete()


@transaction.atomic
def leave_out(source, key, said):
    """An entry that somebody does not want: it never comes in by itself."""
    row = _held(source, key)
    if not row.event_id:
        row.said, row.title, row.state = said, said["title"][:200], State.LEFT_OUT
        row.save()


def _held(source, key):
    row, _is_new = CalendarEntry.objects.get_or_create(source=source, key=key)
    return (
        CalendarEntry.objects.select_for_update(of=("self",))
        .select_related("source")
        .get(pk=row.pk)
    )


def _wait(row, said):
    title = said["title"][:200]
    if (row.said, row.title, row.state) != (said, title, State.WAITING):
        row.said, row.title, row.state = said, title, State.WAITING
        row.save()


@transaction.atomic
def join(row, event, user=None):
    """Hands the identity of an entry over to an activity that was entered by hand.

    It keeps its address, its translations and all that it says; what the calendar says otherwise
    is marked. One that came from the same calendar under an identity that is gone follows it again.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    row = CalendarEntry.objects.select_for_update().get(pk=row.pk)
    former = CalendarEntry.objects.select_for_update().filter(event=event).first()
    if row.event_id or (former and (former.source_id, former.state) != (row.source_id, State.GONE)):
        return False
    if former:
        row.delete()
        former.key = row.key
        former.save(update_fields=["key"])
        keep_in_step(former, row.said)
        return True
    history.keep_first(event)
    with recorded(user):
        event.source = Event.Source.CALENDAR
        event.save()
        note(event, row.source)
    row.event, row.state, row.taken = event, State.TAKEN, row.said
    refresh(row)
    row.save()
    return True


# Keeping in step


@transaction.atomic
def keep_in_step(row, said):
    """Brings to the activity of an entry what changed in its calendar. Whether anything did."""
    event = Event.objects.select_for_update().filter(pk=row.event_id).first()
    row = (
        CalendarEntry.objects.select_for_update(of=("self",))
        .select_related("source")
        .get(pk=row.pk)
    )
    before = _kept(row)
    if row.event_id != (event and event.pk):
        return False  # joined at this very moment: the next time
    if event is None:
        # What somebody deleted never comes back by itself.
        if row.state == State.TAKEN:
            row.state = State.LEFT_OUT
    elif event.status != Status.ARCHIVED:
        _settle_proposal(row)
        row.said, row.title = said, said["title"][:200]
        row.state, row.gone_on = State.TAKEN, None
        _follow(row, event)
    is_changed = _kept(row) != before
    if is_changed:
        row.save()
        if before["state"] != row.state:
            raise_version({"event": {row.event_id} - {None}})  # its page says so
    return is_changed


def _kept(row):
    names = ("said", "taken", "differs", "is_open", "title", "state", "gone_on", "proposal_id")
    return {name: getattr(row, name) for name in names}


def _follow(row, event):
    language = row.source.language
    # Without a location, because somebody deleted it, an activity says nothing of its place.
    taken = row.taken if event.location_id else {"place": "", **row.taken}
    merged = merge(taken, row.said, saying.of_event(event, language))
    dates = {key: value for key, value in merged.changes.items() if saying.day_of(key)}
    fields = {key: value for key, value in merged.changes.items() if key not in dates}
    meant = labels.followed(row.source, event, row.taken, row.said)
    is_news = bool(fields or meant)
    is_followed = is_news and _follow_fields(row, event, fields, meant)
    if row.proposal and (is_followed or not is_news):
        row.proposal.decide(Proposal.State.WITHDRAWN, None)
        row.proposal = None
    if dates:
        history.keep_first(event)
        with recorded(None):
            put_dates(event, dates)
            note(event, row.source)
    ours = saying.of_event(Event.objects.get(pk=event.pk), language)
    with_labels = row.taken if meant and not is_followed else row.said
    row.taken = settled(row.taken, row.said, ours) | {
        name: with_labels[name] for name in labels.FIELDS if name in with_labels
    }
    refresh(row, ours)


def settled(taken, said, ours):
    """What counts as taken over when an activity says `ours`: what the two say alike."""
    now = {
        key: (said if said.get(key) == ours.get(key) else taken).get(key)
        for key in keys(taken, said, ours)
    }
    return {key: value for key, value in now.items() if value is not None or key in said}


def _follow_fields(row, event, fields, meant):
    """Saves what changed there, if the form of the admin accepts it. Whether it is saved.

    Of a calendar that is not trusted it waits for an editor, once the public sees the activity.
    """
    source = row.source
    changed = Event.objects.get(pk=event.pk)
    saying.put(changed, fields, source.language)
    if saying.ONLINE in fields and changed.location_id in (None, source.location_id):
        changed.location = None if changed.is_online else source.location
    checked = checking.check(changed, event.status, meant)
    if not checked.is_right:
        return False
    if event.is_published and not source.is_trusted:
        _propose(row, event, checked)
        return False
    history.keep_first(event)
    with recorded(None):
        checked.form.save()
        note(checked.event, source)
    return True


def put_dates(event, dates):
    """Makes dates different as the calendar says, or as usual again: `{key of a date: value}`.

    Why a date is so, if somebody wrote it down, stays.
    """
    event.refresh_from_db()
    days = {key: saying.day_of(key) for key in dates}
    off = {day.isoformat() for key, day in days.items() if dates[key] == saying.OFF}
    kept = {*event.not_on} - {day.isoformat() for day in days.values()}
    if (not_on := sorted(kept | off)) != event.not_on:
        event.not_on = not_on
        event.save()
    there = {each.day: each for each in event.exceptions.all()}
    for key, day in days.items():
        if dates[key] in (None, saying.OFF):
            if day in there:
                there[day].delete()
        else:
            _save_date(saying.exception(event, day, dates[key]), there.get(day))


def _save_date(new, there=None):
    """Saves what is different on a date, unless the form of the admin would refuse it."""
    if there:
        for name in ("kind", "new_day", "new_start_time", "new_end_time"):
            setattr(there, name, getattr(new, name))
        new = there
    with suppress(ValidationError):
        new.full_clean()
        new.save()


# What waits for an editor


def _propose(row, event, checked):
    """One change a calendar and an activity, which grows; who has it before her is told so."""
    before = checking.state_of_event(Event.objects.get(pk=event.pk))
    after = checked.state
    changes = {key: texts for key, texts in after.items() if texts != before.get(key, [])}
    values = {"changes": changes, "seen": fingerprints(before)}
    proposal = row.proposal
    if proposal is None:
        row.proposal = Proposal.objects.create(
            content_type=ContentType.objects.get_for_model(Event),
            object_id=event.pk,
            word=gettext("From its calendar."),
            is_from_organisation=True,
            **values,
        )
    elif proposal.changes != changes:
        for name, value in values.items():
            setattr(proposal, name, value)
        proposal.save(update_fields=list(values))


def _settle_proposal(row):
    """What an editor decided is settled; she need not decide on the same again."""
    proposal = row.proposal
    if proposal and proposal.state != Proposal.State.WAITING:
        row.taken, row.proposal = row.said, None


# What is the same under another key


def new_keys(rows, reading):
    """`{key: new key}` of entries that a calendar now calls otherwise (its program wrote UIDs and
    no longer does, or the other way round): the same title, day and time, and no other like it."""
    there = {entry.key for entry in reading.entries}
    known, coming_in = {}, {}
    for row in rows:
        if row.key not in there and row.said:
            known.setdefault(_likeness(row.said), []).append(row.key)
    old = {row.key for row in rows}
    for entry in reading.entries:
        if entry.key not in old:
            said = saying.of_entry(entry, True, ())
            coming_in.setdefault(_likeness(said), []).append(entry.key)
    return {
        keys[0]: coming_in[likeness][0]
        for likeness, keys in known.items()
        if len(keys) == 1 and len(coming_in.get(likeness, [])) == 1
    }


def _likeness(said):
    names = ("starts_on", "start_time", "repeats")
    return fold(said["title"]), *(str(said.get(name)) for name in names)


@transaction.atomic
def hand_keys_over(source, reading):
    """An entry whose key is another one now stays what it was."""
    rows = list(source.entries.select_for_update(of=("self",)))
    for old, new in new_keys(rows, reading).items():
        CalendarEntry.objects.filter(source=source, key=old).update(key=new)


# What disappears


@transaction.atomic
def note_gone(row):
    """An entry that its calendar no longer has waits for a person, if dates of it are to come."""
    event = Event.objects.select_for_update().filter(pk=row.event_id).first()
    row = CalendarEntry.objects.select_for_update().get(pk=row.pk)
    if row.state != State.TAKEN or event is None or not has_dates(event):
        return False
    row.state, row.gone_on = State.GONE, timezone.localdate()
    row.save(update_fields=["state", "gone_on"])
    return True


def has_dates(event):
    """Whether it still takes place, for who sees it now or once it is public."""
    if event.status == Status.ARCHIVED:
        return False
    return bool(coming(event, timezone.localtime()))


@transaction.atomic
def let_go(row, user):
    """An activity that somebody keeps although its calendar no longer announces it is ours."""
    event = Event.objects.select_for_update().get(pk=row.event_id)
    history.keep_first(event)
    with recorded(user):
        event.source = Event.Source.VOLUNTEER
        event.save()
        note(event, row.source)
    CalendarEntry.objects.filter(pk=row.pk).delete()


@transaction.atomic
def take_up_again(row):
    """Forgets that somebody left it out."""
    CalendarEntry.objects.filter(pk=row.pk, event=None).update(state=State.WAITING)


@transaction.atomic
def keep_ours(row, key):
    """What people wrote stays, and is no news any more."""
    row = (
        CalendarEntry.objects.select_for_update(of=("self",))
        .select_related("source", "event")
        .get(pk=row.pk)
    )
    row.taken = {name: text for name, text in row.taken.items() if name != key}
    if key in row.said:
        row.taken[key] = row.said[key]
    refresh(row)
    row.save(update_fields=["taken", "differs", "is_open"])


# What both say


def refresh(row, ours=None):
    """Sets what the entry keeps of the differences; saves nothing."""
    ours = saying.of_event(row.event, row.source.language) if ours is None else ours
    merged = merge(row.taken, row.said, ours)
    row.differs = [key for key in [*merged.changes, *merged.differs] if _is_to_come(key)]
    is_news = {*merged.changes, *merged.news} & {*row.differs}
    row.is_open = bool(is_news) and row.proposal_id is None


def _is_to_come(key):
    day = saying.day_of(key)
    return day is None or day >= timezone.localdate()


# The history


@contextmanager
def recorded(user):
    """What is saved inside is one change in the history, of a person or of the calendar alone."""
    with reversion.create_revision():
        if user:
            reversion.set_user(user)
        yield


def note(event, source):
    text = gettext("From the calendar of %(name)s.") % {"name": source}
    history.note(event, text)


@transaction.atomic
def note_differences(event):
    """Notes what an activity and its calendar say otherwise, after people changed it."""
    row = CalendarEntry.objects.select_related("source").filter(event=event.pk).first()
    if row is None:
        return
    before = (row.differs, row.is_open)
    row.event = event
    refresh(row)
    if (row.differs, row.is_open) != before:
        row.save(update_fields=["differs", "is_open"])
