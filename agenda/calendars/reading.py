"""A calendar file as entries (RFC 5545): bytes in, what they say out; no request and no database.

What one entry cannot say is a problem of its own and never of the others. A file that is no
calendar, breaks off or is too large is refused as a whole.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext, ngettext

from agenda.models.calendar_source import LONGEST_KEY
from core.text import fold

from .entries import Problem, Reading
from .lines import raw_events
from .moments import MomentError, moment
from .rules import Effort, RepeatError
from .said import said
from .series import alone, apart_key, entries, horizon, is_cancelled, is_private
from .texts import one_line


def read(data, language, today):
    """The `Reading` of the bytes of a calendar, in the language `language` where it has several.

    `today` says how far dates are told one by one, where a rule of ours cannot say them. Raises
    NotACalendarError.
    """
    raws, name = raw_events(data)
    for raw in raws:
        raw.choose(language)
    reader = _Reader(horizon(today))
    reader.read(raws)
    return Reading(one_line(name), list(reader.entries.values()), reader.problems)


class _Reader:
    def __init__(self, last):
        self.last = last
        self.effort = Effort()
        self.entries = {}  # by key: what is there twice is read once
        self.problems = []

    def read(self, raws):
        groups, private = {}, set()
        for raw in raws:
            if not raw.is_closed:
                self._problem(raw, gettext("Its end is missing: “END:VEVENT”."))
                continue
            if is_private(raw) and not raw.first("RECURRENCE-ID"):
                private.add(_group(raw))
            groups.setdefault(_group(raw), []).append(raw)
        for name, group in groups.items():
            if name not in private:
                self._read_group(group)
        if private:
            text = ngettext(
                "%(count)d entry is private and stays out.",
                "%(count)d entries are private and stay out.",
                len(private),
            )
            self.problems.append(Problem("", "", text % {"count": len(private)}))

    def _read_group(self, group):
        overrides = [raw for raw in group if raw.first("RECURRENCE-ID")]
        masters, warning = _newest([raw for raw in group if not raw.first("RECURRENCE-ID")])
        if not masters:
            for raw in overrides:
                self._read_orphan(raw)
        elif len(masters) == 1:
            self._read(masters[0], overrides, _key(masters[0]), warning)
        else:
            for raw in masters:
                self._read(raw, [], f"{_key(raw)}#{raw.value('DTSTART')[:15]}", warning)

    def _read(self, raw, overrides, key, warning):
        with self._alone(raw):
            _check_title(raw)
            found, problems = entries(raw, overrides, key, self.last, self.effort)
            if warning:
                found[0] = replace(found[0], warnings=(*found[0].warnings, warning))
            self._keep(found)
            self.problems += problems

    def _read_orphan(self, raw):
        """A date of a series that is not in the calendar is an activity of its own."""
        if is_private(raw) or is_cancelled(raw):
            return
        with self._alone(raw):
            _check_title(raw)
            found = raw.first("RECURRENCE-ID")
            day = moment(found.value, found.parameters, raw.calendar).day
            self._keep([alone(raw, apart_key(_key(raw), day))])

    @contextmanager
    def _alone(self, raw):
        """What is wrong with one entry is a problem of that one."""
        try:
            yield
        except (MomentError, RepeatError) as error:
            self._problem(raw, str(error))
        except (ValueError, ArithmeticError, LookupError, TypeError):
            self._problem(raw, gettext("It could not be read."))

    def _keep(self, found):
        for entry in found:
            self.entries.setdefault(entry.key, entry)

    def _problem(self, raw, reason):
        self.problems.append(Problem(raw.value("UID")[:LONGEST_KEY], said(raw).title, reason))


def _check_title(raw):
    if not said(raw).title:
        raise MomentError(gettext("It has no title."))


def _group(raw):
    """What belongs together: the UID, or without one what makes the key."""
    return raw.value("UID") or _key(raw)


def _key(raw):
    """Of at most LONGEST_KEY characters, also with a day behind it."""
    uid = raw.value("UID")
    if uid and len(uid) <= LONGEST_KEY - 20:
        return uid
    start = raw.first("DTSTART")
    words = uid or f"{start.value if start else ''} {fold(one_line(raw.value('SUMMARY')))}"
    return "sha256:" + hashlib.sha256(words.encode()).hexdigest()


def _newest(masters):
    """`(masters, warning)`: of several with one UID the newest (RFC 5545, 3.8.7.4).

    All of them where nothing says which is newer and they begin at different moments: some
    programs write one UID for every date.
    """
    if len(masters) < 2:
        return masters, ""
    newest = max(map(_age, masters))
    found = {raw.value("DTSTART"): raw for raw in masters if _age(raw) == newest}
    if len(found) == 1:
        return list(found.values()), gettext("The calendar has it twice: the newer one was read.")
    return list(found.values()), gettext("Several entries of the calendar have the same UID.")


def _age(raw):
    sequence = raw.value("SEQUENCE")
    stamp = raw.value("LAST-MODIFIED") or raw.value("DTSTAMP")
    return int(sequence) if sequence.isascii() and sequence.isdigit() else 0, stamp
