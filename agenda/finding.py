"""What is found of a question to the agenda; see `agenda.filters` and `directory.finding`."""

from django.db.models import Q

from core.lists.results import Section
from directory.finding import parts
from maps import on_map

from .dates import DAY
from .models import Occurrence

# Where more than LONG activities answer a question without days, so many of a day are listed, and
# one more if that is all.
LONG, MOST_A_DAY = 10, 2


def sections(filters):
    """The days of the period, each with all that takes place: the bits of series.

    Without a period a weekly activity would fill the list: there each is only under its next day,
    and a busy day leads to a list of its own, so that the weekend is not ten screens away.
    """
    parts, left = [], filters.rows()
    order, off = filters.index.order, filters.index.series.off
    is_once = filters.when_asked is None
    is_long = left.bit_count() > LONG and not filters.is_of_days
    for day, bits in filters.days:
        if not (there := bits & left):
            continue
        # One more than these is listed, too, if that is all.
        if is_long and there.bit_count() > MOST_A_DAY + 1:
            is_off = off.get(day, 0)
            first = (there & ~is_off,) if is_off else ()
            parts.append(Section("day", there, day, first, order, most=MOST_A_DAY))
        else:
            parts.append(Section("day", there, day, order=order))
        if is_once:
            left ^= there
            if not left:
                break
    return parts


def sections_on_map(filters, found):
    """On the map each series stands once, under its next day of the period; the sections of each
    `maps.on_map.Piece` are days, and are about both."""

    def first(part, count):
        found_days = filters.index.next_of(part.bits, filters.now, count, filters.days)
        return [position for _day, position in found_days]

    order, cut = filters.index.order, []
    for piece in on_map.pieces(found, parts(filters), filters, first):
        left = piece.part.bits
        for day, bits in filters.days:
            if there := bits & left:
                cut.append(Section(piece.role, there, (piece, day), order=order))
                left ^= there
    return cut


def days_between(ids, first, last, now):
    """`[(activity, day)]` of all dates of a period, each by its name, in order. One query.

    What is listed at `now` is among them: also a night that goes on since the evening before.
    """
    there = Q(last_on__gte=first)
    if first <= now.date():
        there |= Q(last_on=now.date() - DAY, over_at__gt=now)
    rows = Occurrence.objects.filter(there, event__in=ids, starts_on__lte=last)
    return list(rows.values_list("event_id", "day"))
