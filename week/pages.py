"""What the pages of the week show, as template context."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext

from agenda.cards import card_lists
from agenda.dates import DAY
from agenda.list_page import day_heading, day_on_paper
from core.kept.moments import next_midnight
from core.languages import CODES, comma, direction
from core.lists.bits import has
from core.wording.dates import day_in_words, short_day

from . import message
from .asked import HERE

# Of more than LONG dates a day shows MOST_A_DAY, and one more if that is all.
LONG, MOST_A_DAY, MOST_FURTHER, MOST_LATER = 10, 2, 4, 3
# With fewer dates than this, the next ones after these days follow.
FEW = 3


def week_context(week, to):
    """The page of a `week.asked.Week`; `to` is the language of the text to send."""
    shown, further, later, elsewhere = _listed(week)
    lists = [[(day, p) for p in positions] for day, positions, _bits in shown]
    *days, further, later, elsewhere = card_lists(
        week.index, [*lists, further, later, elsewhere], week.now
    )
    if to == get_language():
        sent = message.of(week, to)
    else:
        sent = message.sent(week.filters.data, week.now, to)
    return {
        "week": week,
        "query": week.filters,
        "ignored": week.filters.ignored[:5],
        "hints": week.filters.hints,
        "heading": message.heading(week),
        "days_in_words": week.days_in_words,
        "days": [
            _day(week, day, cards, bits)
            for (day, _positions, bits), cards in zip(shown, days, strict=True)
        ],
        "quiet": _quiet(week),
        "further": further,
        "later": later,
        "elsewhere": elsewhere,
        "choices": _choices(week),
        "is_open": not week.query,
        "sent": sent,
        "is_sensitive": week.is_sensitive,
        **_addresses(week, to),
    }


def _listed(week):
    """What stands under each day, and what else where that is little: days and positions."""
    total = sum(bits.bit_count() for _day, bits in week.days)
    shown = []
    for day, bits in week.days:
        is_long = total > LONG and bits.bit_count() > MOST_A_DAY + 1
        most = MOST_A_DAY if is_long else bits.bit_count()
        shown.append((day, _nearest(week, day, bits, most), bits))
    further = _pairs(week, week.further, MOST_FURTHER)
    later = _pairs(week, week.later, MOST_LATER) if total < FEW else []
    is_empty = not (shown or further or later)
    elsewhere = _pairs(week, week.elsewhere, MOST_FURTHER) if is_empty else []
    return shown, further, later, elsewhere


def _nearest(week, day, bits, most):
    """The first positions of a day: what takes place, and of that the nearest, then by time."""
    off, chosen = week.index.series.off.get(day, 0), []
    for state in (~off, off):
        for rows, _far in week.near:
            chosen += week.index.page(bits & state & rows, 0, most - len(chosen))
    return chosen


def _pairs(week, days, most):
    pairs = []
    for day, bits in days:
        bits &= ~week.index.series.off.get(day, 0)
        pairs += [(day, p) for p in week.index.page(bits, 0, most - len(pairs))]
        if len(pairs) == most:
            break
    return pairs


def _day(week, day, cards, bits):
    cards = sorted(cards, key=lambda card: (_far(week, card), card.begins))
    more = bits.bit_count() - len(cards)
    text = ngettext("%(count)s more on %(day)s", "%(count)s more on %(day)s", more)
    return {
        "id": f"d{day}",
        "heading": day_heading(day, week.today),
        "on_paper": day_on_paper(day, week.today),
        "cards": cards,
        "more": text % {"count": more, "day": day_in_words(day, week.today)} if more > 0 else "",
        "day": day.isoformat(),
    }


def _far(week, card):
    position = week.index.positions.get(card.pk, 0)
    return next((far for bits, far in week.near if has(bits, position)), HERE)


def _quiet(week):
    """The days of which we know nothing, in one line; empty where there is nothing on any."""
    there = {day for day, _bits in week.days}
    days = [week.today + number * DAY for number in range((week.last - week.today).days + 1)]
    return comma().join(short_day(day) for day in days if day not in there) if there else ""


def _choices(week):
    """The places and themes that a form offers: `[(value, name, whether it is chosen)]`."""
    asked, labels = week.filters.asked, week.index.labels
    places = [(place.slug, place.name.text) for place in week.index.places.municipalities]
    places += [
        (place.slug, place.called) for place in week.filters.places if place.kind != "municipality"
    ]
    themes = [
        (slug, name)
        for slug, name in labels["theme"].items()
        if slug not in week.index.sensitive or slug in asked["theme"]
    ]
    return {
        name: [(value, label, value in asked[name][:1]) for value, label in pairs]
        for name, pairs in (("place", places), ("theme", themes))
    } | {
        # What else was asked stays asked.
        "kept": [
            pair
            for name in ("audience", "language", "free", "baby", "easy")
            for pair in week.filters.filters[name].pairs(asked[name])
        ]
    }


def _addresses(week, to):
    language, query = get_language(), week.query
    asked_to = f"to={to}" if to != language else ""
    return {
        "canonical_query": "&".join(filter(None, [query, asked_to])),
        "to": [
            {
                "code": code,
                "name": name,
                "direction": direction(code),
                "query": "&".join(filter(None, [query, f"to={code}"])),
                "is_current": code == to,
            }
            for code, name in settings.LANGUAGES
        ],
        "to_direction": direction(to),
        "to_query": f"?{query}" if query else "",
        "agenda_query": week.days_query,
        "is_noindex": bool(query or asked_to),
    }


def language_asked(request):
    """The language of the text that is asked for, or that of the page."""
    to = request.GET.get("to", "")
    return to if to in CODES else get_language()


def right_until(week, dates):
    """The moment from which on a page says something else: a date of today is over, or one that
    the text tells has begun."""
    moments = [next_midnight(week.now)]
    if week.over_at:
        moments.append(week.over_at)
    zone = get_current_timezone()
    begin = (datetime.combine(one.day, one.begins, zone) for one in dates if one.day == week.today)
    moments += [moment for moment in begin if moment > week.now]
    return min(moments)
