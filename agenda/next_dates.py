"""The next date of organisations, for their cards: from the index, without a query."""

from functools import lru_cache

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from core.lists.bits import bits_of, has
from core.wording.dates import short_day
from core.wording.hours import hours
from core.wording.labels import labelled
from directory.coming import Coming

from . import index as agenda_index
from .sentence import times

_IN_SHORT = '{} · <span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'


def of_organisations(names, ids, now):
    """`{id: Coming}`: see `directory.coming.register`. What is cancelled or full is no date."""
    index = agenda_index.noted(names)
    series = index.series
    own = {pk: series.of_organisation[pk] for pk in ids if pk in series.of_organisation}
    owner = {position: pk for pk, positions in own.items() for position in positions}
    left, found = bits_of(owner, series.everything.bit_length()), {}
    for day, bits in series.at(now).taking_place:
        if not left:
            break
        there = bits & left
        # In the order of their times.
        for position in index.page(there, 0, there.bit_count()) if there else ():
            pk = owner[position]
            if pk not in found:
                found[pk] = _coming(index, day, position)
                left &= ~bits_of(own[pk], series.everything.bit_length())
    return found


def _coming(index, day, position):
    series = index.series
    usual = series.times[position]
    if has(series.other_times.get(day, 0), position):
        usual = ()  # only the table knows
    url = reverse("agenda:event", args=[series.slugs[position]])
    is_example = has(series.examples, position)
    return Coming(_in_words(index.language, day, usual, is_example), url)


@lru_cache(maxsize=4096)
def _in_words(language, day, usual, is_example):
    """ "Sat 5 Dec · 10:00–11:15", read aloud as "from 10:00 to 11:15", so that it fits on a button.

    `usual` is from when until when, either of them None, or empty. `language` is the active one.
    Nobody is to go to an example, so it says what it is.
    """
    day = labelled(_("Example"), short_day(day)) if is_example else short_day(day)
    if not usual:
        return conditional_escape(day)
    words = times(*usual)
    if None in usual:
        return conditional_escape(f"{day} · {words}")
    return format_html(_IN_SHORT, day, hours(*usual), words)
