"""The next dates on pages of other apps: a few cards, each series once."""

from django import template
from django.utils import timezone

from agenda import index as agenda_index
from agenda.cards import card_lists

register = template.Library()

MOST = 6
MOST_THIS_WEEK = 4


@register.simple_tag
def this_week():
    """What takes place in the next seven days: what is free and needs no signing up first."""
    index, now = agenda_index.current(), timezone.localtime()
    days = index.series.at(now).days(*agenda_index.period("week", index.today))
    # Only what she can still go to.
    days = [(day, bits & ~index.series.off.get(day, 0)) for day, bits in days]
    free, drop_in = index.groups["free"].get("1", 0), index.series.drop_in
    found, left = [], index.everything
    for wanted in (free & drop_in, free, drop_in, index.everything):
        found += index.next_of(left & wanted, now, MOST_THIS_WEEK - len(found), days)
        left &= ~wanted
    return card_lists(index, [sorted(found)], now)[0]


@register.simple_tag
def next_of_organisation(organisation):
    """Of one organisation: all its series, the next date of each."""
    index = agenda_index.current()
    bits = index.bits_of_ids(
        index.series.ids[position]
        for position in index.series.of_organisation.get(organisation.pk, ())
    )
    return _next(index, bits, bits.bit_count())


@register.simple_tag
def next_of_theme(theme):
    index = agenda_index.current()
    return _next(index, index.groups["theme"].get(theme.slug, 0), MOST)


@register.simple_tag
def next_at_place(place):
    """In a `directory.places.Place`, or online."""
    index = agenda_index.current()
    return _next(index, index.groups["place"].get(place.slug, 0), MOST)


def _next(index, bits, most):
    now = timezone.localtime()
    return card_lists(index, [index.next_of(bits, now, most)], now)[0]
