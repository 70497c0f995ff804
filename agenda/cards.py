"""Activities as cards: what lists show of one date of a series and of the dates after it.

Every address and text is computed once and is ready for the page, as in `directory.cards`.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import CODES, Shown, comma, order_of, shown
from directory.cards import chip, spoken_chip, where_text

from .models import Event, EventException, Occurrence
from .sentence import day_in_words, short_day, times

MOST_NEXT = 5

_TEXTS = [f"{name}_{code}" for name in ("title", "summary", "place") for code in CODES]
_NAMES = [f"organisation__name_{code}" for code in CODES]
_FIELDS = (
    "pk", "slug", "cost", "registration", "spoken_languages", "is_online", "is_demonstration",
    *_TEXTS, *_NAMES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One date of a series. `moment` is when, without the day; `day` is in words.

    `state` is one of `Occurrence.State`; `change` says what is different, and why. `chips` and
    `next_dates` are list items.
    """

    url: str
    title: Shown
    title_html: str
    summary_html: str
    organiser_html: str
    where: str
    iso_day: str
    day: str
    moment: str
    state: str
    change: str
    chips: str
    next_dates: str


def card_lists(index, lists, now):
    """The cards of several lists of `(day, position)` pairs of an `agenda.index.Index`.

    Two queries, however many there are, and a third when a date is cancelled or moved. What is
    gone since the index was built, at most a second ago, is left out.
    """
    pairs = [pair for pairs in lists for pair in pairs]
    if not pairs:
        return [[] for _pairs in lists]
    ids = index.series.ids
    pks = {ids[position] for _day, position in pairs}
    rows = {row.pk: row for row in _rows().filter(pk__in=pks)}
    dates = _dates(pairs, pks, now)
    maker = _Maker(index, _changes(dates), now)
    return [
        [
            card
            for day, position in pairs
            if (row := rows.get(ids[position]))
            and (card := maker.card(row, position, day, dates.get(row.pk, ())))
        ]
        for pairs in lists
    ]


@lru_cache
def _rows():
    """All rows, never read as they are: half of the cost of a query is to write it anew."""
    rows = Event.objects.published().rewrite(False).order_by()
    return rows.values_list(*_FIELDS, named=True)


def _dates(pairs, ids, now):
    """`{event: [its dates in order]}` from the first day of `pairs` on: enough for all cards."""
    shown_of = {}
    for _day, position in pairs:
        shown_of[position] = shown_of.get(position, 0) + 1
    rows = (
        Occurrence.objects.filter(
            event__in=ids, over_at__gt=now, last_on__gte=min(day for day, _position in pairs)
        )
        .annotate(
            number=Window(RowNumber(), partition_by=F("event_id"), order_by=("starts_at", "pk"))
        )
        # One more: on the first day of a page some are on the page before.
        .filter(number__lte=max(shown_of.values()) + MOST_NEXT + 1)
        .order_by("event_id", "number")
        .values_list(
            "event_id", "day", "starts_on", "last_on", "starts_at", "ends_at", "state", "is_moved",
            named=True,
        )
    )  # fmt: skip
    found = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def _changes(dates):
    """`{(event, day): what its exception says}` for all dates that are not as usual."""
    changed = [
        row
        for rows in dates.values()
        for row in rows
        if row.is_moved or row.state != Occurrence.State.PLANNED
    ]
    if not changed:
        return {}
    exceptions = EventException.objects.filter(
        event__in={row.event_id for row in changed}, day__in={row.day for row in changed}
    )
    return {(exception.event_id, exception.day): exception for exception in exceptions}


class _Maker:
    """Makes cards in the active language."""

    def __init__(self, index, changes, now):
        self.index, self.changes, self.now = index, changes, now
        self.language, self.today = get_language(), index.today
        # One address for all: they differ in the slug only.
        self.before, self.after = reverse("agenda:event", args=["slug"]).rsplit("slug", 1)

    def card(self, row, position, day, dates):
        """The card of one series on `day`, or None when it no longer takes place then."""
        there = [found for found in dates if found.starts_on <= day <= found.last_on]
        if not there:
            return None
        main = next((found for found in there if found.state == "planned"), there[0])
        later = [found for found in dates if found.starts_on > day][:MOST_NEXT]
        title = shown(row, "title", self.language)
        return Card(
            url=f"{self.before}{row.slug}{self.after}",
            title=title,
            title_html=title.html(self.language),
            summary_html=shown(row, "summary", self.language).html(self.language),
            organiser_html=_organiser(row, self.language).html(self.language),
            where=self.where(row, position),
            iso_day=day.isoformat(),
            day=capfirst(self.day_text(main, day)),
            moment=comma().join(dict.fromkeys(moment_text(found) for found in there)),
            state=main.state,
            change=self.change(main),
            chips=_chips(self.language, row),
            next_dates=SafeString("".join(map(self.next_date, later))),
        )

    def day_text(self, date, day):
        """ "Today", "Tomorrow" or the day; what goes on already is on today."""
        return near_day(day, self.today) or day_in_words(day, self.today)

    def where(self, row, position):
        municipality, neighbourhood = self.index.series.where[position]
        parts = []
        place = shown(row, "place", self.language)
        if place.text:
            parts.append(place.html(self.language))
        if municipality:
            where = where_text(
                self.index.places,
                (municipality, None if place.text else neighbourhood, 1),
                False,
            )
            if where.text not in place.text:
                parts.append(where.html(self.language))
        if not parts and row.is_online:
            parts.append(conditional_escape(_("Online")))
        return SafeString(comma().join(parts))

    def change(self, date):
        """What is different on this date: cancelled and why, full, moved from when."""
        exception = self.changes.get((date.event_id, date.day))
        if date.state == Occurrence.State.CANCELLED:
            return with_reason(_("Cancelled"), exception, self.language)
        if date.state == Occurrence.State.FULL:
            return with_reason(_("Full"), exception, self.language)
        if date.is_moved and date.day != date.starts_on:
            text = _("Instead of %(day)s") % {"day": day_in_words(date.day, self.today)}
            return with_reason(text, exception, self.language)
        if date.is_moved:
            return with_reason(_("Another time than usual"), exception, self.language)
        return ""

    def next_date(self, date):
        text = f"{capfirst(short_day(date.starts_on))} · {moment_text(date)}"
        if date.state == Occurrence.State.CANCELLED:
            return format_html("<li><s>{}</s> <strong>{}</strong></li>", text, _("Cancelled"))
        if date.state == Occurrence.State.FULL:
            return format_html("<li>{} <strong>{}</strong></li>", text, _("Full"))
        return format_html("<li>{}</li>", text)


def near_day(day, today):
    """ "Today" or "tomorrow", or an empty string."""
    return {0: _("today"), 1: _("tomorrow")}.get((day - today).days, "")


def with_reason(text, exception, language):
    """ "Cancelled: Somebody of the team is ill. Next week again.", escaped and marked."""
    if exception is None:
        return conditional_escape(text)
    note = shown(exception, "note", language)
    parts = [exception.get_reason_display(), note.html(language)]
    said = SafeString(" ").join(conditional_escape(part) for part in parts if part)
    return format_html("{}: {}", text, said) if said else conditional_escape(text)


def moment_text(date):
    """From when until when, in local time; for several days in a row until which day."""
    starts_at = timezone.localtime(date.starts_at)
    ends_at = timezone.localtime(date.ends_at) if date.ends_at else None
    start, end = starts_at.time(), ends_at.time() if ends_at else None
    is_all_day = ends_at is not None and not (start.hour or start.minute or end.hour or end.minute)
    if date.last_on > date.starts_on:
        return _("until %(day)s") % {"day": day_in_words(date.last_on, date.starts_on)}
    return _times(get_language(), *((None, None) if is_all_day else (start, end)))


@lru_cache(maxsize=1024)
def _times(language, start, end):
    """`language` is the active one."""
    return times(start, end)


def _organiser(row, language):
    for code, name in _organiser_names(language):
        if text := getattr(row, name):
            return Shown(text, code)
    return Shown("", language)


@lru_cache
def _organiser_names(language):
    return [(code, f"organisation__name_{code}") for code in order_of(language)]


def _chips(language, row):
    """What is good to know at once, in few words; of the row only what `_FIELDS` names."""
    known = _known_chips(language)
    chips = []
    if row.is_demonstration:
        chips.append(known["example"])
    if row.cost in known:
        chips.append(known[row.cost])
    if row.registration in known:
        chips.append(known[row.registration])
    if row.is_online:
        chips.append(known["online"])
    if row.spoken_languages:
        chips.append(spoken_chip(tuple(row.spoken_languages), language))
    return SafeString("".join(chips))


@lru_cache
def _known_chips(language):
    """Made once for each language: the same few chips are on every page."""
    return {
        "example": chip(_("Example"), "attention"),
        "free": chip(_("Free"), "good"),
        "low": chip(_("Small price")),
        "none": chip(_("Just walk in"), "good"),
        "required": chip(_("Sign up first")),
        "online": chip(_("Online")),
    }
