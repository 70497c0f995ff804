"""Activities as cards: what lists show of one date of a series and of the dates after it.

Every address and text is computed once and is ready for the page, as in `directory.cards`.
"""

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.kept import shows
from core.languages import CODES, Shown, comma, shown
from core.lists.bits import bits_of, has, positions_of
from core.lists.texts import texts_at
from core.templatetags.core_tags import ltr
from core.wording.dates import day_in_words, short_day, short_month, short_weekday
from core.wording.hours import clock, end_clock, hours
from core.wording.labels import colon
from directory.cards import chip, spoken_text, where_text

from .models import Event, EventException, Occurrence
from .sentence import times

MOST_NEXT = 5

_TEXTS = [f"{name}_{code}" for name in ("title", "summary", "place") for code in CODES]
_OF_OTHERS = [
    f"{name}_{code}" for name in ("organisation__name", "location__street") for code in CODES
]
_FIELDS = (
    "pk", "slug", "cost", "registration", "spoken_languages", "is_online", "is_demonstration",
    "municipality_id", "location_id", "location__municipality_id", "location__house_number",
    "location__is_confidential", "registration_phone", "organisation__phone", *_TEXTS, *_OF_OTHERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One date of a series. `day` is in words, as it is read aloud; `near` is "Today", "Tomorrow"
    or empty, and `block` has its weekday, number and month in short.

    `moment` is when, without the day, in words, and `hours` the same in short; `clocks` has its
    first and its last time, where these say it all. `begins` is its first local time. `where` is
    the place in a few words; `organiser_html` is needed where no place has a name. `on_paper` has
    the street and whom to call, for who cannot open its page.

    `state` is one of `Occurrence.State`; `change` says what is different, and why. `chips` and
    `next_dates` are list items, and `more_dates` says how many dates these are. `example`, where
    the activity is invented, and `spoken`, its languages, are words.
    """

    pk: int
    url: str
    title: Shown
    title_html: str
    summary_html: str
    organiser_html: str
    where: str
    on_paper: str
    iso_day: str
    begins: time
    day: str
    near: str
    block: tuple
    moment: str
    hours: str
    clocks: tuple
    state: str
    change: str
    example: str
    chips: str
    spoken: str
    next_dates: str
    more_dates: str


def card_lists(index, lists, now):
    """The cards of several lists of `(day, position)` pairs of an `agenda.index.Index`.

    One query, however many there are; another when a date has other times than usual, and one when
    the date of a card is not as usual. What was unpublished since the index was built, at most a
    second ago, is left out.
    """
    pairs = [pair for pairs in lists for pair in pairs]
    if not pairs:
        return [[] for _pairs in lists]
    ids = index.ids
    wanted = {ids[position] for _day, position in pairs}
    shows.note_rows("event", wanted)
    rows = {row.pk: row for row in _rows().filter(pk__in=wanted)}
    dates = _dates(index, pairs, now)
    there = {
        (day, position): [date for date in dates[position] if date.starts_on <= day <= date.last_on]
        for day, position in pairs
    }
    maker = _Maker(index, _changes(there.values()))
    return [
        [
            maker.card(row, day, there[day, position], dates[position])
            for day, position in pairs
            if there[day, position] and (row := rows.get(ids[position]))
        ]
        for pairs in lists
    ]


def titles_at(index, positions, known):
    """`{position: Shown}`, the titles of positions: see `core.lists.texts`."""
    rows = Event.objects.published()
    return texts_at(index, positions, known, "event", rows, "title")


def in_order(cards):
    """By day and time. An index has a series where it usually begins, but a date of it may have
    been moved to another time."""
    return sorted(cards, key=lambda card: (card.iso_day, card.begins))


@lru_cache
def _rows():
    """All rows, never read as they are: half of the cost of a query is to write it anew."""
    rows = Event.objects.published().rewrite(False).order_by()
    return rows.values_list(*_FIELDS, named=True)


class _Date(NamedTuple):
    """A date as a card needs it; `start` and `end` are local times, Nones for the whole day."""

    event_id: int
    day: date
    starts_on: date
    last_on: date
    start: time | None
    end: time | None
    state: str = Occurrence.State.PLANNED.value
    is_moved: bool = False

    @property
    def is_changed(self):
        return self.is_moved or self.state != Occurrence.State.PLANNED


def _dates(index, pairs, now):
    """`{position: its dates in order}` from the first day of `pairs` on: enough for all cards.

    The index knows those at the usual times; only the others are read.
    """
    series, days_at = index.series, _days(index.series, pairs)
    dates_at, others, whole = {position: [] for position in days_at}, {}, []
    going_on = {position for day, position in pairs if has(series.running.get(day, 0), position)}
    for position, days in days_at.items():
        pk, usual = index.ids[position], series.times[position]
        if not usual or position in going_on:
            whole.append(pk)
            continue
        for day in days:
            if has(series.other_times.get(day, 0), position):
                others.setdefault(pk, []).append(day)
            else:
                state = series.state_of(position, day)
                dates_at[position].append(_Date(pk, day, day, day, *usual, state))
    if whole or others:
        first = min(day for day, _position in pairs)
        last = max({day for day, _position in pairs}.union(*days_at.values()))
        positions = {index.ids[position]: position for position in days_at}
        for date in _read(whole, others, first, last, now):
            dates_at[positions[date.event_id]].append(date)
    for dates in dates_at.values():
        dates.sort(key=lambda date: (date.starts_on, date.start or time.min))
    return dates_at


def _days(series, pairs):
    """`{position: days on which its dates begin}`, up to MOST_NEXT after the last of its cards."""
    last, after = {}, {}
    for day, position in pairs:
        last[position] = max(day, last.get(position, day))
    first, left = min(day for day, _position in pairs), bits_of(last, max(last) + 1)
    days_at = {position: [] for position in last}
    for day, bits in series.starting.items():
        if day < first:
            continue
        for position in positions_of(bits & left, 0, len(last)):
            days_at[position].append(day)
            if day > last[position]:
                after[position] = after.get(position, 0) + 1
                if after[position] == MOST_NEXT:
                    left &= ~(1 << position)
        if not left:
            break
    return days_at


def _read(whole, others, first, last, now):
    """The dates from `first` to `last` of the series in `whole`, and in `others` on some days.

    `others` is `{event: its days}`. One query.
    """
    some_days = {day for days in others.values() for day in days}
    rows = Occurrence.objects.filter(
        Q(event__in=whole, last_on__gte=first) | Q(event__in=others, starts_on__in=some_days),
        over_at__gt=now,
        starts_on__lte=last,
    ).values_list(
        "event_id", "day", "starts_on", "last_on", "starts_at", "ends_at", "state", "is_moved"
    )
    for event, day, starts_on, last_on, starts_at, ends_at, *rest in rows:
        if event in others and starts_on not in others[event]:
            continue
        start = timezone.localtime(starts_at).time()
        end = timezone.localtime(ends_at).time() if ends_at else None
        if start == end == time.min:
            start = end = None
        yield _Date(event, day, starts_on, last_on, start, end, *rest)


def _changes(lists):
    """`{(event, day): what its exception says}` for all dates that are not as usual."""
    changed = [date for dates in lists for date in dates if date.is_changed]
    if not changed:
        return {}
    exceptions = EventException.objects.filter(
        event__in={date.event_id for date in changed}, day__in={date.day for date in changed}
    )
    return {(exception.event_id, exception.day): exception for exception in exceptions}


class _Maker:
    """Makes cards in the active language."""

    def __init__(self, index, changes):
        self.index, self.changes = index, changes
        self.language, self.today, self.comma = get_language(), index.today, comma()
        self.example = _("Example")
        # One address for all: they differ in the slug only.
        self.before, self.after = reverse("agenda:event", args=["slug"]).rsplit("slug", 1)
        self.places = {}

    def card(self, row, day, there, dates):
        """The card of one series on `day`; `there` has its dates of that day."""
        main = next((date for date in there if date.state == "planned"), there[0])
        # The time of a cancelled date is not told next to one that takes place.
        alike = [date for date in there if date.state == main.state]
        later = [date for date in dates if date.starts_on > day][:MOST_NEXT]
        whens = list(dict.fromkeys(_when(date) for date in alike))
        title = shown(row, "title", self.language)
        near = near_day(day, self.today)
        return Card(
            pk=row.pk,
            url=f"{self.before}{row.slug}{self.after}",
            title=title,
            title_html=title.html(self.language),
            summary_html=shown(row, "summary", self.language).html(self.language),
            organiser_html=self.organiser(row),
            where=self.where(row),
            on_paper=self.on_paper(row),
            iso_day=day.isoformat(),
            begins=main.start or time.min,
            day=capfirst(self.comma.join(filter(None, [near, day_in_words(day, self.today)]))),
            near=capfirst(near),
            block=block(self.language, day),
            moment=self.comma.join(_moment_text(self.language, *when) for when in whens),
            hours=self.comma.join(_hours(self.language, *when) for when in whens),
            clocks=_clocks(self.language, *whens[0]) if len(whens) == 1 else (),
            state=main.state,
            change=change_html(main, self.changes.get((row.pk, main.day)), self.today),
            example=self.example if row.is_demonstration else "",
            chips=_chips(self.language, row),
            spoken=_spoken(self.language, row),
            next_dates=SafeString(
                "".join(_next_date(self.language, date.state, *_when(date)) for date in later)
            ),
            more_dates=_more_dates(self.language, len(later)),
        )

    def where(self, row):
        parts, municipality = [], self.municipality(row)
        place = self.place(row)
        if place.text:
            parts.append(place.html(self.language))
        if municipality:
            where = self.place_text(municipality)
            if where.text not in place.text:
                parts.append(where.html(self.language))
        if not parts and row.is_online:
            parts.append(conditional_escape(_("Online")))
        return SafeString(self.comma.join(parts))

    def place(self, row):
        """What was written instead of a location: beside a secret one it would give it away."""
        if row.location_id is not None:
            return Shown("", self.language)
        return shown(row, "place", self.language)

    def municipality(self, row):
        """The slug of the municipality that it is in; None for nowhere, and of a secret place."""
        pk = row.municipality_id if row.location_id is None else row.location__municipality_id
        if row.location__is_confidential or pk is None:
            return None
        return self.index.places.slug_of_pk["municipality"].get(pk)

    def on_paper(self, row):
        street, phone = "", row.registration_phone or row.organisation__phone
        name = shown(row, "location__street", self.language)
        if name.text and not row.location__is_confidential:
            address = f"{name.text} {row.location__house_number}".strip()
            street = Shown(address, name.language).html(self.language)
        return SafeString(" · ".join(filter(None, [street, phone and ltr(phone)])))

    def organiser(self, row):
        if self.place(row).text:
            return ""
        return shown(row, "organisation__name", self.language).html(self.language)

    def place_text(self, municipality):
        if municipality not in self.places:
            self.places[municipality] = where_text(
                self.index.places, (municipality, None, 1), False
            )
        return self.places[municipality]


def near_day(day, today):
    """ "Today" or "tomorrow", or an empty string."""
    days = (day - today).days
    if days == 0:
        return _("today")
    return _("tomorrow") if days == 1 else ""


def change_html(date, exception, today):
    """What is different on a date: cancelled and why, full, moved from when. Escaped, or empty."""
    if date.state == Occurrence.State.CANCELLED:
        text = _("Cancelled")
    elif date.state == Occurrence.State.FULL:
        text = _("Full")
    elif date.is_moved and date.day != date.starts_on:
        text = _("Instead of %(day)s") % {"day": day_in_words(date.day, today)}
    elif date.is_moved:
        text = _("At a different time than usual")
    else:
        return ""
    return _with_reason(text, exception, get_language())


def _with_reason(text, exception, language):
    """ "Cancelled: Someone on the team is ill. Next week again.", escaped and marked."""
    if exception is None:
        return conditional_escape(text)
    note = shown(exception, "note", language)
    parts = [exception.get_reason_display(), note.html(language)]
    said = SafeString(" ".join(conditional_escape(part) for part in parts if part))
    return format_html("{}{}{}", text, colon(), said) if said else conditional_escape(text)


def _when(date):
    return date.starts_on, date.last_on, date.start, date.end


@lru_cache(maxsize=4096)
def _moment_text(language, starts_on, last_on, start, end):
    """From when until when; for several days in a row until which day.

    `language` is the active one, here and below.
    """
    if last_on > starts_on:
        return _("until %(day)s") % {"day": day_in_words(last_on, starts_on)}
    return times(start, end)


@lru_cache(maxsize=4096)
def _hours(language, starts_on, last_on, start, end):
    """As short as people write it on a poster: “9.30–11.30”."""
    if last_on > starts_on or start is None or end is None:
        return _moment_text(language, starts_on, last_on, start, end)
    return hours(start, end)


def _clocks(language, starts_on, last_on, start, end):
    """The times of one day, or nothing where these do not say it all."""
    if last_on > starts_on or start is None:
        return ()
    begins = _clock(language, start)
    return (begins,) if end is None else (begins, _end_clock(language, end))


@lru_cache(maxsize=256)
def _clock(language, time):
    return clock(time)


@lru_cache(maxsize=256)
def _end_clock(language, time):
    return end_clock(time)


@lru_cache(maxsize=1024)
def block(language, day):
    """“di”, “1”, “dec”; `language` is the active one."""
    return short_weekday(day), str(day.day), short_month(day)


@lru_cache(maxsize=4096)
def _next_date(language, state, *when):
    """A list item. Lists show the same days and times again and again."""
    text = f"{short_day(when[0])} · {_moment_text(language, *when)}"
    if state == Occurrence.State.CANCELLED:
        return format_html("<li><s>{}</s> <strong>{}</strong></li>", text, _("Cancelled"))
    if state == Occurrence.State.FULL:
        return format_html("<li>{} <strong>{}</strong></li>", text, _("Full"))
    return format_html("<li>{}</li>", text)


@lru_cache(maxsize=64)
def _more_dates(language, count):
    return ngettext("+ %(count)s date", "+ %(count)s dates", count) % {"count": count}


def _chips(language, row):
    """What is good to know at once, in few words; of the row only what `_FIELDS` names."""
    known = _known_chips(language)
    chips = []
    if row.cost in known:
        chips.append(known[row.cost])
    if row.registration in known:
        chips.append(known[row.registration])
    if row.is_online:
        chips.append(known["online"])
    return SafeString("".join(chips))


def _spoken(language, row):
    return spoken_text(tuple(row.spoken_languages), language) if row.spoken_languages else ""


@lru_cache
def _known_chips(language):
    """Made once for each language: the same few chips are on every page."""
    return {
        "free": chip(_("Free"), "good"),
        "low": chip(_("Small price")),
        "none": chip(_("Just walk in"), "good"),
        "required": chip(_("Sign up first")),
        "online": chip(_("Online")),
    }
