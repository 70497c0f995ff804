"""Whether a location is open, until when, and its week: from rows, without a query or a request.

A location is anything with `hours_known`, `holiday_hours`, `answers_always` and
`opening_hours.all()` (prefetch it); notices are those of the location and of its organisation
together. All hours are local wall time.

A slot begins the first moment that the clock on the wall shows its opening time or later, and ends
the first moment that it shows its closing time or later. So, when the clocks change:

- in spring 02:00 to 03:00 does not exist: what opens or closes then does so at 03:00, and a slot
  that lies wholly inside is not there that night;
- in autumn 02:00 to 03:00 comes twice: what opens or closes then does so the first time, and the
  second hour is as the first one ended.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from core.wording.dates import weekday_in_words

from .models import Location, Notice

BRUSSELS = ZoneInfo("Europe/Brussels")
DAYS_AHEAD = 7
DAY, MIDNIGHT = timedelta(days=1), time(0)

# Clocks change at this time, UTC, all over the Union (Directive 2000/84/EC, articles 2 and 3).
_CLOCKS_CHANGE = time(1)
_REPEATED_HOUR_ENDS = time(2, 59, 59, 999999)

SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


# Public holidays


# The ten legal ones (royal decree of 18 April 1974, article 1): of the calendar, and days after
# Easter. Easter itself and Whit Sunday are Sundays on which few are there.
_FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (0, 1, 39, 49, 50)


@lru_cache(maxsize=64)
def _holidays(year):
    moving = (easter(year) + days * DAY for days in _AFTER_EASTER)
    return frozenset([*(date(year, month, day) for month, day in _FIXED), *moving])


def is_public_holiday(day):
    """Whether the date `day` is a public holiday in Belgium, Easter and Whit Sunday included."""
    return day in _holidays(day.year)


# Wall time


def covers(weekday, opens, closes, moment):
    """Whether a weekly slot holds the aware datetime `moment`: from `opens` on, before `closes`.

    Closing at or before opening means the next day; 00:00 to 00:00 is the whole day. See the top
    of this file for the nights in which the clocks change.
    """
    return covers_on_wall(weekday, opens, closes, wall_of(moment))


def covers_on_wall(weekday, opens, closes, wall):
    """The same at what `wall_of` gives of a moment."""
    clock, ends_next_day = wall.time(), closes <= opens
    if wall.weekday() == weekday and opens <= clock:
        return ends_next_day or clock < closes
    return ends_next_day and clock < closes and wall.weekday() == (weekday + 1) % 7


def wall_of(moment):
    """The furthest that the wall clock has got at `moment`, as a naive datetime."""
    # By way of UTC: a moment that already is in Brussels may have a time that does not exist.
    local = moment.astimezone(UTC).astimezone(BRUSSELS)
    wall = local.replace(tzinfo=None, fold=0)
    return datetime.combine(wall, _REPEATED_HOUR_ENDS) if local.fold else wall


def _instant(day, clock):
    """The first moment, in UTC, at which the wall clock shows `clock` on `day`, or later."""
    local = datetime.combine(day, clock, BRUSSELS)
    instant = local.astimezone(UTC)
    if instant.astimezone(BRUSSELS).time() != clock:
        return datetime.combine(day, _CLOCKS_CHANGE, UTC)
    return instant


# Open or not


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of one moment.

    `state` is "open", "closed", "by_appointment" or "unknown". `until` is when "open" or
    "by_appointment" ends, None when not within 7 days. `opens_at` is the next moment of which we
    know that it opens without an appointment, None when not within 7 days or open already. Both
    are aware, in Brussels' time. `notice` is the notice that decides the state. `holiday` tells
    whether the day is a public holiday, whatever that changes. `by_others` tells that somebody else
    answers under the same number now.
    """

    state: str
    until: datetime | None = None
    opens_at: datetime | None = None
    notice: Notice | None = None
    holiday: bool = False
    by_others: bool = False


def status(location, now, notices=()):
    """The `Opening` of a location at the aware datetime `now`.

    Each slot follows the day on which it begins: a notice that says "closed" closes it, one that
    says "other opening hours" makes the whole day unknown, and so does a public holiday of which
    nobody wrote down whether it is open. When slots disagree, open counts before unknown, unknown
    before by appointment, and by appointment before closed. Where somebody always answers, it is
    open at other times too, unless a notice says otherwise.
    """
    opening = _own_status(location, now, notices)
    if location.answers_always and opening.state != "open" and opening.notice is None:
        return Opening("open", holiday=opening.holiday, by_others=True)
    return opening


def _own_status(location, now, notices):
    wall = wall_of(now)
    today, now = wall.date(), now.astimezone(UTC)
    holiday = is_public_holiday(today)
    if not location.hours_known:
        rule, notice = _rule(location, today, notices)
        is_closed = rule == "closed" and notice is not None
        return Opening("closed" if is_closed else "unknown", notice=notice, holiday=holiday)

    rules = {
        day: _rule(location, day, notices)
        for day in (today + n * DAY for n in range(-1, DAYS_AHEAD + 1))
    }
    stretches = _stretches(location, rules)
    state, notice = _state(now, rules, stretches)
    until = opens_at = None
    for moment in _changes(now, _instant(today + DAYS_AHEAD * DAY, wall.time()), rules, stretches):
        then, _ = _state(moment, rules, stretches)
        if until is None and then != state:
            until = moment.astimezone(BRUSSELS)
        if opens_at is None and then == "open":
            opens_at = moment.astimezone(BRUSSELS)
        if until and (opens_at or state == "open"):
            break
    return Opening(
        state,
        until=until if state in ("open", "by_appointment") else None,
        opens_at=opens_at if state != "open" else None,
        notice=notice,
        holiday=holiday,
    )


def opens_on(location, day, notices=()):
    """Whether one knows that a location opens on `day`, and not by appointment only."""
    return (
        location.hours_known
        and _rule(location, day, notices)[0] == "usual"
        and any(
            slot.weekday == day.weekday() and not slot.by_appointment
            for slot in location.opening_hours.all()
        )
    )


def _rule(location, day, notices):
    """What holds for slots that begin on `day`: ("usual", "closed" or "unknown", its notice)."""
    in_force = sorted(
        (notice for notice in notices if notice.starts_on <= day <= notice.ends_on),
        key=lambda notice: notice.starts_on,
    )
    for kind, rule in ((Notice.Kind.CLOSED, "closed"), (Notice.Kind.OTHER_HOURS, "unknown")):
        for notice in in_force:
            if notice.kind == kind:
                return rule, notice
    if location.holiday_hours != Location.HolidayHours.OPEN and is_public_holiday(day):
        return str(location.holiday_hours), None
    return "usual", None


def _stretches(location, rules):
    """`(start, end, day, by_appointment)` of every slot on the days of `rules`, in UTC."""
    slots = list(location.opening_hours.all())
    return [
        (
            _instant(day, slot.opens),
            _instant(day + DAY if slot.closes <= slot.opens else day, slot.closes),
            day,
            slot.by_appointment,
        )
        for day in rules
        for slot in slots
        if slot.weekday == day.weekday()
    ]


def _state(moment, rules, stretches):
    """The state at a moment in UTC, and the notice that makes it so."""
    today = moment.astimezone(BRUSSELS).date()
    here = [
        (day, by_appointment)
        for start, end, day, by_appointment in stretches
        if start <= moment < end
    ]
    usual = [by_appointment for day, by_appointment in here if rules[day][0] == "usual"]
    if not all(usual):
        return "open", None
    # The slot's own day before today: after midnight a slot still is yesterday's.
    verdicts = [rules[day] for day in sorted({day for day, _ in here} | {today})]
    for rule, notice in verdicts:
        if rule == "unknown":
            return "unknown", notice
    if usual:
        return "by_appointment", None
    return "closed", next((notice for _, notice in verdicts if notice), None)


def _changes(now, horizon, rules, stretches):
    """The moments at which the state may change, after `now` up to `horizon`, in order."""
    moments = {moment for start, end, *_ in stretches for moment in (start, end)}
    moments.update(_instant(day, MIDNIGHT) for day in rules)
    return sorted(moment for moment in moments if now < moment <= horizon)


# The week


@dataclass(frozen=True, slots=True)
class WeekSlot:
    opens: time
    closes: time
    by_appointment: bool
    note: str

    @property
    def all_day(self):
        return self.opens == self.closes == MIDNIGHT


@dataclass(frozen=True, slots=True)
class Day:
    """One row of the table of hours; Monday is 0.

    `date` is the nearest such day, today included. What is different then: `change` is "",
    "closed" or "unknown", `notice` the notice that says so, `holiday` whether it is one.
    """

    weekday: int
    date: date
    is_today: bool
    slots: list
    change: str
    notice: Notice | None
    holiday: bool

    @property
    def name(self):
        return weekday_in_words(self.weekday)

    @property
    def is_always(self):
        """Open for all of the day, as usual."""
        return not self.change and any(
            slot.all_day and not slot.by_appointment for slot in self.slots
        )


def week(location, now, notices=()):
    """The seven `Day`s of a location's usual week, from Monday, and what changes them soon."""
    today = wall_of(now).date()
    rows = sorted(location.opening_hours.all(), key=lambda row: (row.opens, row.closes))
    days = []
    for weekday in range(7):
        day = today + DAY * ((weekday - today.weekday()) % 7)
        rule, notice = _rule(location, day, notices)
        days.append(
            Day(
                weekday=weekday,
                date=day,
                is_today=day == today,
                slots=[
                    WeekSlot(row.opens, row.closes, row.by_appointment, row.note)
                    for row in rows
                    if row.weekday == weekday
                ],
                change="" if rule == "usual" else rule,
                notice=notice,
                holiday=is_public_holiday(day),
            )
        )
    return days


def schema_hours(location):
    """The usual week as `OpeningHoursSpecification`s (https://schema.org/OpeningHoursSpecification).

    Hours by appointment stay out: schema.org has no word for them, and machines would say "open".
    Slots of 24 hours end a minute early, because equal times would mean closed.
    """
    if not location.hours_known:
        return []
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{SCHEMA_DAYS[row.weekday]}",
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{_schema_closes(row):%H:%M}",
        }
        for row in sorted(location.opening_hours.all(), key=lambda row: (row.weekday, row.opens))
        if not row.by_appointment
    ]


def _schema_closes(row):
    if row.opens != row.closes:
        return row.closes
    return (datetime.combine(date.min + DAY, row.closes) - timedelta(minutes=1)).time()


# Notices


def visible_notices(notices, today):
    """The notices that pages show on the date `today`, first the one that begins first."""
    before = timedelta(days=Notice.SHOWN_BEFORE)
    return sorted(
        (notice for notice in notices if notice.starts_on - before <= today <= notice.ends_on),
        key=lambda notice: (notice.starts_on, notice.ends_on),
    )
