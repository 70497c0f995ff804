"""One UID of a calendar as entries: a series, what is different on its dates, and what we can say
of that only apart (RFC 5545, 3.8.4.4 and 3.8.5)."""

from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext

from agenda.dates import date_of
from core.wording.dates import date_in_words
from directory.opening import BRUSSELS

from .entries import Difference, Entry, Problem
from .moments import MomentError, duration, moment, moments
from .rules import LAST_DAY, RepeatError, repeat
from .said import said
from .spans import DAY, MIDNIGHT, Span, beginning, length, span

# A year of workdays with another time each, and some.
MOST_DIFFERENT = 500
# So many dates of a series may become entries of their own because they last another while here.
MOST_APART = 12
_FIRST_DAY = date(2000, 1, 1)

# A VEVENT as a date: where it begins, by its own clock, how long it lasts, and that in Brussels.
_Given = namedtuple("_Given", "start while_ span warning")


def horizon(today):
    """The last day up to which dates are told one by one: more than a year, and the same for a
    year, so that reading again does not find other ones every day."""
    return date(today.year + 2, 1, 31)


def alone(raw, key, master=None):
    """An `Entry` of one date, such as one whose series is not in the calendar."""
    given = _given(raw)
    return _entry(raw, key, given.span, [given.warning], master=master)


def entries(master, overrides, key, last, effort):
    """`([Entry, …], [Problem, …])` of a VEVENT and the dates of it that are different.

    `last` is the horizon. Raises MomentError and RepeatError.
    """
    series = _Series(master, key, last, effort, overrides)
    for raw in sorted(overrides, key=_order):
        try:
            effort.check()
            series.change(raw)
        except (MomentError, RepeatError) as error:
            series.problems.append(
                Problem(master.value("UID"), said(raw, master).title, str(error))
            )
    return [series.entry(), *series.apart], series.problems


def apart_key(key, day):
    """The key of a date that is an entry of its own."""
    return f"{key}#{day:%Y%m%d}"


def is_cancelled(raw):
    return raw.value("STATUS").upper() == "CANCELLED"


def is_private(raw):
    """RFC 5545, 3.8.1.3: what nobody knows is private, too."""
    return raw.value("CLASS").upper() not in ("", "PUBLIC")


def _reaches_on(raw):
    found = raw.first("RECURRENCE-ID")
    return found is not None and found.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def _order(raw):
    """First what changes all dates from one on, then what changes one."""
    return not _reaches_on(raw), raw.value("RECURRENCE-ID")


def _given(raw):
    start = beginning(raw)
    while_, warning = length(raw, start)
    return _Given(start, while_, span(start, while_), warning)


def _entry(raw, key, when, warnings, master=None, **values):
    texts = said(raw, master)
    if raw.value("STATUS").upper() == "TENTATIVE":
        warnings = [*warnings, gettext("The calendar calls it tentative.")]
    return Entry(
        uid=raw.value("UID"),
        key=key,
        title=texts.title,
        description=texts.description,
        place=texts.place,
        url=texts.url,
        categories=texts.categories,
        starts_on=when.starts_on,
        start_time=when.start_time,
        ends_on=when.ends_on,
        end_time=when.end_time,
        is_cancelled=is_cancelled(raw),
        warnings=tuple(filter(None, [*warnings, *texts.warnings])),
        **values,
    )


class _Series:
    """A VEVENT with its dates. `dates` are those that are known one by one: `Moment.day` of the
    series’ own zone to `Span`; `extras` the same of dates beside the rule."""

    def __init__(self, raw, key, last, effort, overrides):
        self.raw, self.key, self.last, self.overrides = raw, key, last, overrides
        self.apart, self.problems, self.warnings = [], [], []
        self.not_on, self.different, self.extras, self.parted = set(), {}, {}, 0
        self.start, self.while_ = beginning(raw), None
        self.while_, warning = length(raw, self.start)
        self.warnings.append(warning)
        self.repeat = self._repeat(effort)
        self._begin_within_reach()
        self.span = span(self.start, self.while_)
        self.is_foreign = not self.start.is_day and self.start.zone is not BRUSSELS
        self.listed = self._rdates()
        self.dates = self._known_dates()
        self._leave_out()

    # Which dates it has

    def _repeat(self, effort):
        rules = [each for each in self.raw.properties.get("RRULE", []) if each.value.strip()]
        if len(rules) > 1 or self.raw.first("EXRULE"):
            raise RepeatError(gettext("It has more than one rule. Enter it by hand."))
        if not rules:
            return None
        found, warning = repeat(rules[0].value, self.start, self.raw.calendar, effort)
        effort.check()
        self.warnings.append(warning)
        return found

    def _begin_within_reach(self):
        """A series that began long ago begins on its first date that we can keep."""
        if not self.repeat or self.start.day >= _FIRST_DAY:
            return
        last = date(2009, 12, 31)
        if days := self.repeat.rule.days(self.start.day, _FIRST_DAY, last):
            self.start = replace(self.start, day=days[0])
            self.repeat = replace(self.repeat, is_aligned=True)

    def _rdates(self):
        """`{day: Span}` of RDATE, which may hold periods (3.3.9)."""
        found = {}
        for each in self.raw.properties.get("RDATE", []):
            for text in filter(None, map(str.strip, each.value.split(","))):
                begins, _, ends = text.partition("/")
                start = moment(begins, {**each.parameters, "VALUE": ""}, self.raw.calendar)
                if start.is_day and not self.start.is_day:
                    start = replace(self.start, day=start.day)
                start = start.seen_from(self.start.zone)
                if start.day <= self.last:
                    found[start.day] = span(start, self._while_of(start, ends, each))
                if len(found) > MOST_DIFFERENT:
                    raise _too_many()
        found.pop(self.start.day, None)
        return found

    def _while_of(self, start, ends, found):
        if not ends:
            return self.while_
        if ends.upper().startswith(("P", "+P")):
            return sum(duration(ends), timedelta(0)) or None
        parameters = {**found.parameters, "VALUE": ""}
        end = moment(ends, parameters, self.raw.calendar).seen_from(start.zone)
        return max(end.wall - start.wall, timedelta(0)) or None

    def _known_dates(self):
        """All that have to be looked at one by one: in another zone, all up to the horizon;
        otherwise those around what is different."""
        days = {self.start.day}
        if self.repeat:
            first, last = self.start.day, min(self.repeat.until or LAST_DAY, self.last)
            if not self.is_foreign:
                named = self._named_days()
                first, last = min(named, default=last), min(max(named, default=first), last)
            days |= {*self.repeat.rule.days(self.start.day, first, last)}
        elif self.listed:
            days |= {*self.listed}
        if self.is_foreign:
            known = {day: span(replace(self.start, day=day), self.while_) for day in days}
        else:
            known = {day: replace(self.span, **_on(self.span, day)) for day in days}
        return known if self.repeat else known | self.listed

    def _named_days(self):
        """The days that exceptions may be about."""
        days = {*self.listed}
        names = [raw.first("RECURRENCE-ID") for raw in self.overrides]
        for each in [*self.raw.properties.get("EXDATE", []), *names]:
            # The same moment may be on another day by another clock.
            days |= {found.day + n * DAY for found in self._moments(each) for n in (-1, 0, 1)}
        return {day for day in days if self.start.day <= day <= self.last}

    def _moments(self, found):
        """Raises MomentError."""
        return [each for each in moments(found, self.raw.calendar) if each.day <= self.last]

    def _day_of(self, found):
        """The day by the rule of the date that EXDATE or RECURRENCE-ID means, or None.

        By its moment; by its day where that is all it says, or where it says midnight.
        """
        if found.is_day or self.start.is_day or found.clock == MIDNIGHT:
            exact = found.day
        else:
            seen = found.seen_from(self.start.zone)
            exact = seen.day if seen.clock == self.start.clock else None
        return exact if exact in self.dates or exact in self.listed else None

    def _leave_out(self):
        is_lost = False
        for each in self.raw.properties.get("EXDATE", []):
            for found in self._moments(each):
                if day := self._day_of(found):
                    self.not_on.add(day)
                else:
                    is_lost = True
        if is_lost:
            self.warnings.append(gettext("It leaves out dates that it does not have."))
        for day, when in self.listed.items() if self.repeat else ():
            if day not in self.dates and day not in self.not_on:
                self.extras[day] = when
            elif day in self.dates and when.times != self.dates[day].times:
                # A second time on one day.
                self.apart.append(_entry(self.raw, apart_key(self.key, day), when, []))

    # What is different

    def change(self, raw):
        """Takes over a VEVENT with a RECURRENCE-ID. Raises MomentError and RepeatError."""
        found = raw.first("RECURRENCE-ID")
        named = moment(found.value, found.parameters, raw.calendar)
        if named.day > self.last:
            return
        day = self._day_of(named)
        if day is None and not named.is_day:
            seen = named.seen_from(self.start.zone) if not self.start.is_day else named
            day = seen.day if seen.day in self.dates else None
        if _reaches_on(raw):
            self._change_from(raw, day or named.day)
        elif day is None:
            self._add(raw, named.day)
        elif is_private(raw):
            self.not_on.add(day)
            self.extras.pop(day, None)
        elif is_cancelled(raw):
            self._cancel(day)
        else:
            self._move(raw, day)

    def _cancel(self, day):
        if self.extras.pop(day, None) is None:
            self.not_on.discard(day)
            self.different[day] = Difference(self._name(day), "cancelled")

    def _move(self, raw, day):
        given = _given(raw)
        self.not_on.discard(day)
        if day in self.extras:
            self.extras[day] = given.span
            return
        self.different.pop(day, None)
        self._differ(day, given.span, raw)
        title, usual = said(raw, self.raw).title, said(self.raw).title
        if title != usual:
            message = gettext("On %(day)s the calendar gives it another title: “%(title)s”.")
            values = {"day": date_in_words(given.span.starts_on), "title": title}
            self.warnings.append(message % values)

    def _differ(self, day, when, raw=None):
        """Notes what a date is like; apart, when an exception has no words for it."""
        name = self._name(day)
        different = Difference(
            name,
            "moved",
            None if when.starts_on == name else when.starts_on,
            *((None, None) if when.times == self.span.times else when.times),
        )
        if _is_same(self.span, name, None, when):
            return
        if _is_same(self.span, name, different, when):
            self.different[day] = different
        elif raw is None:
            self._part(day, when)
        else:
            self.not_on.add(day)
            self.apart.append(alone(raw, apart_key(self.key, name), self.raw))

    def _part(self, day, when):
        """A date of the rule that is an entry of its own here."""
        if self.parted == MOST_APART:
            raise RepeatError(gettext("Its dates differ in a way that we have no words for."))
        self.parted += 1
        self.not_on.add(day)
        self.apart.append(_entry(self.raw, apart_key(self.key, day), when, []))

    def _add(self, raw, day):
        """A date of which the series knows nothing."""
        if not is_cancelled(raw) and not is_private(raw):
            self.apart.append(alone(raw, apart_key(self.key, day), self.raw))

    def _change_from(self, raw, first):
        """RANGE=THISANDFUTURE: from a day on, all dates begin so much later."""
        if is_cancelled(raw) or is_private(raw):
            self._end_before(first)
            return
        given = _given(raw)
        if given.start.is_day != self.start.is_day or not self.repeat:
            self._end_before(first)
            raise RepeatError(
                gettext("From %(day)s on it is another activity. Enter it by hand.")
                % {"day": date_in_words(first)}
            )
        start = given.start.seen_from(self.start.zone)
        days = self.repeat.rule.days(
            self.start.day, first, min(self.repeat.until or LAST_DAY, self.last)
        )
        for day in days:
            self.dates.setdefault(day, replace(self.span, **_on(self.span, day)))
            moved = replace(start, day=day + (start.day - first))
            if day not in self.not_on:
                self._differ(day, span(moved, given.while_))

    def _end_before(self, day):
        last = day - DAY
        if not self.repeat or last < self.start.day:
            raise RepeatError(gettext("It is cancelled."))
        self.repeat = replace(self.repeat, until=min(self.repeat.until or last, last))

    # What it becomes

    def _name(self, day):
        """The day in Brussels of a date."""
        return self.dates[day].starts_on if day in self.dates else day

    def entry(self):
        """Raises RepeatError."""
        is_by_rule = self.repeat and all(self._name(day) == day for day in self.dates)
        if not is_by_rule:
            self.dates |= self.extras
        if self.is_foreign or not self.repeat:
            for day, when in self.dates.items():
                if day not in self.not_on and day not in self.different:
                    self._differ(day, when)
        if not is_by_rule:
            self._part_doubles()
        if self.is_foreign:
            self._warn_of_the_zone()
        values = self._by_rule() if is_by_rule else self._by_dates()
        if len(values["exceptions"]) > MOST_DIFFERENT:
            raise _too_many()
        when = values.pop("when", self.span)
        return _entry(self.raw, self.key, when, self.warnings, **values)

    def _part_doubles(self):
        """Two dates on one day of Brussels: midnight and 23:00, when clocks change there and not
        here. A day has one date; the second is an entry of its own."""
        names = set()
        for day in sorted(self.dates):
            if day in self.not_on:
                continue
            if (name := self._name(day)) not in names:
                names.add(name)
                continue
            different = self.different.pop(day, None)
            if different is None or different.kind == "moved":
                self._part(day, _span_of(date_of(self.span, name, different)))
            else:
                self.not_on.add(day)

    def _by_rule(self):
        exceptions = {each.day: each for each in self.different.values()}
        if not self.repeat.is_aligned and self.start.day not in self.not_on:
            exceptions.setdefault(self.start.day, Difference(self.start.day, "extra"))
        for day, when in self.extras.items():
            self._extra(day, when, exceptions)
        not_on = self.not_on - {each.day for each in self.different.values()}
        return {
            "rule": self.repeat.rule.text,
            "repeats_until": self.repeat.until,
            "not_on": tuple(sorted(day for day in not_on if day in self.dates)),
            "exceptions": tuple(exceptions[day] for day in sorted(exceptions)),
        }

    def _extra(self, day, when, exceptions):
        times = (None, None) if when.times == self.span.times else when.times
        extra = Difference(when.starts_on, "extra", None, *times)
        is_free = when.starts_on not in exceptions and when.starts_on not in self.dates
        if is_free and _is_same(self.span, when.starts_on, extra, when):
            exceptions[when.starts_on] = extra
        else:
            key = apart_key(self.key, day)
            self.apart.append(_entry(self.raw, key, when, []))

    def _by_dates(self):
        """Once, or on days that are told one by one."""
        names = {self._name(day): day for day in self.dates if day not in self.not_on}
        if not names:
            raise RepeatError(gettext("All its dates are left out."))
        first, *others = sorted(names)
        if self.repeat:
            message = gettext("Its days differ by the clocks of Brussels: known up to %(day)s.")
            self.warnings.append(message % {"day": date_in_words(max(names))})
        return {
            "when": replace(self.span, **_on(self.span, first)),
            "dates": tuple(others),
            "exceptions": tuple(
                sorted(self.different.values(), key=lambda different: different.day)
            ),
        }

    def _warn_of_the_zone(self):
        if any(each.new_start_time for each in self.different.values()):
            self.warnings.append(
                gettext(
                    "By the clocks of Brussels it does not always begin at the same time. If it "
                    "should, the partner has to choose the time zone “Brussels” in the calendar."
                )
            )


def _on(when, day):
    """The values of a `Span` that begins on `day` instead."""
    lasts = when.ends_on - when.starts_on if when.ends_on else None
    return {"starts_on": day, "ends_on": day + lasts if lasts else None}


def _span_of(found):
    """The `Span` of an `agenda.dates.Date`."""
    night = found.starts_on + DAY if found.end_time and found.end_time <= found.start_time else None
    is_usual = found.ends_on in (found.starts_on, night)
    return Span(
        found.starts_on, found.start_time, None if is_usual else found.ends_on, found.end_time
    )


def _is_same(usual, name, different, when):
    """Whether a date of `usual`, as `different` says, is what `when` says."""
    found, wanted = date_of(usual, name, different), date_of(when, when.starts_on, None)
    return (found.starts_on, found.start_time, found.ends_on, found.end_time) == (
        wanted.starts_on,
        wanted.start_time,
        wanted.ends_on,
        wanted.end_time,
    )


def _too_many():
    return RepeatError(
        gettext("More than %(count)d of its dates are different.") % {"count": MOST_DIFFERENT}
    )
