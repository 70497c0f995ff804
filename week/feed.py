"""The week as a feed: one entry for each week, Monday to Sunday, with the text to send.

It is the same entry from Monday on, of the dates that are still to come. It says that it is another
one when an activity changed that has a date in these days, or is not public any more.
"""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.feeds import asked
from agenda.filters import days_text
from agenda.models import Event, EventException
from core.kept import shows
from core.languages import Shown
from core.lists.bits import has
from news import atom, notes
from news.items import Item

from . import message
from .asked import Week


def feed(data, now, whole_path):
    """`(bytes, moment of the last change, Week)`; `whole_path` is the address as it was asked."""
    monday = now.date() - timedelta(days=now.weekday())
    sunday, began = monday + timedelta(days=6), make_aware(datetime.combine(monday, time.min))
    # The same at every hour of a day.
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    week = Week(data, midnight, last=sunday)
    trouble = asked.trouble(week.filters)
    page, path = (
        "?".join(filter(None, [reverse(name), week.query])) for name in ("week:week", "week:feed")
    )
    about = _("Each Monday the best dates of the week, as a text to send.")
    if trouble:
        about = notes.explained(trouble)
    if trouble and trouble.is_empty:
        # Never more than was asked for, under the address by which a reader knows it.
        path, items = whole_path, [notes.note(whole_path, page, about)]
    else:
        items = [_entry(week, monday, sunday, began)]
    sent = message.heading(week) if not week.is_sensitive else _("Together in Brussels")
    body, updated = atom.written(
        items, title=sent, about=about, page=page, path=path, updated=began
    )
    return body, updated, week


def _entry(week, monday, sunday, began):
    language = get_language()
    sent = message.of(week, language)
    title = sent.heading
    if not week.is_sensitive:
        title = f"{title} · {days_text(monday, sunday, monday)}"
    year, number, _weekday = monday.isocalendar()
    return Item(
        id=uuid5(NAMESPACE_URL, f"week {year}-{number:02} {week.query} {language}").urn,
        url=sent.message.link,
        title=Shown(title, language),
        published=began,
        updated=max(began, _changed_at(week, monday, began) or began),
        text=sent.message.short,
    )


def _changed_at(week, monday, since):
    """When something of the week changed last since a moment, or None. Two queries."""
    shows.note("event", "organisation")
    changed = Event.objects.filter(updated_at__gt=since, first_published_at__isnull=False)
    changed = changed.order_by("-updated_at").values_list("pk", "updated_at")
    exceptions = EventException.objects.filter(day__range=(monday, week.last))
    excepted = set(exceptions.values_list("event_id", flat=True))
    positions, anywhere = week.index.positions, week.filters.rows(without="when")
    for pk, at in changed:
        position = positions.get(pk)
        # Not public any more; with a date in these days; or with one that was moved out of them.
        if position is None or has(week.rows, position):
            return at
        if pk in excepted and has(anywhere, position):
            return at
    return None
