"""What the page of one activity shows, as template context."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from core.kept import shows
from core.languages import comma, shown
from core.lists.bits import union
from core.models import Status
from core.wording.dates import date_in_words, day_in_words, short_weekday
from core.wording.hours import clock, clock_with_article, end_clock
from directory import good_to_know, sensitive, unknown, whom_to_ask
from directory import index as directory_index
from directory.cards import where_of
from directory.contact import tel_uri, web_url
from directory.models import Location, Organisation
from directory.pages import unknown_context
from directory.spoken_languages import label as language_label

from . import schema_org
from .cards import block, card_lists, change_html, near_day
from .dates import DAY, date_of
from .models import CalendarEntry, Event, Occurrence
from .sentence import sentence, times
from .titles import told_title

MOST_DATES = 20
MOST_ALTERNATIVES = 6


def event_context(event, now, coming=None):
    """The context of the page of `event`, which the caller took from `for_detail()`.

    `now` is an aware datetime in local time. `coming` has `(day, state)` pairs of the dates to
    come; without it they are read, in one query.
    """
    index, organisation = directory_index.named(), event.organisation
    shows.note("holiday", ("event", event.pk), ("organisation", organisation.pk))
    how_to_join = shown(event, "how_to_join")
    calendar_url = reverse("agenda:event_calendar", args=[event.slug])
    if coming is None:
        coming = list(event.occurrences.upcoming(now).values_list("day", "state"))
    exceptions = {exception.day: exception for exception in event.exceptions.all()}
    dates = [date_of(event, day, exceptions.get(day)) for day, _state in coming[:MOST_DATES]]
    where_html, place = _where_html(event, index), _place(event, index)
    contact, machine = whom_to_ask.own_or_of_network(organisation), _machine_context(event, dates)
    return {
        "event": event,
        "index": index,
        "title": shown(event, "title"),
        "told_title": told_title(event),
        "summary": shown(event, "summary"),
        "description": shown(event, "description"),
        "how_to_join": how_to_join if how_to_join.text else shown(organisation, "how_to_join"),
        "organisation_name": shown(organisation, "name"),
        "calendar": _calendar(event),
        **_date_context(event, now, dates),
        **_next_context(event, now, coming, exceptions),
        "more_dates": len(coming) - len(dates),
        "where_html": where_html,
        "place": place,
        "is_secret": event.location is not None and event.public_location is None,
        "baby_facts": good_to_know.with_a_baby(event.answers_to(Location.BABY_FACTS)),
        "good_to_know": good_to_know.sentences(event.answers_to(Organisation.GOOD_TO_KNOW)),
        "registration_url": web_url(event.registration_url),
        "registration_tel": tel_uri(event.registration_phone),
        "contact": contact,
        "is_network": contact is not None and contact.pk != organisation.pk,
        **unknown_context(
            event,
            "title",
            _unknown(event, place, has_contact=contact is not None),
            is_sensitive=machine["is_sensitive"],
        ),
        "spoken": [language_label(code, get_language()) for code in event.spoken_languages],
        "age": age_text(event.age_from, event.age_to),
        "calendar_url": calendar_url,
        "webcal_url": f"webcal://{urlsplit(settings.SITE_URL).netloc}{calendar_url}",
        **machine,
    }


def _calendar(event):
    """The calendar of a partner that an activity comes from, or None; one query when there is one.

    `day` is the day on which it was last read, or from which on it no longer has the activity.
    """
    if event.source != Event.Source.CALENDAR:
        return None
    entries = CalendarEntry.objects.filter(event=event).select_related("source__organisation")
    entry = entries.only("state", "gone_on", "source__read_on", "source__organisation").first()
    shows.note("calendar")
    if entry is not None:
        shows.note(("organisation", entry.source.organisation_id))
    if entry is None or entry.source.organisation.status != Status.PUBLISHED:
        return None
    is_gone = entry.state == CalendarEntry.State.GONE
    day = entry.gone_on if is_gone else entry.source.read_on
    return {
        "name": shown(entry.source.organisation, "name"),
        "is_gone": is_gone,
        "day": date_in_words(day) if day else "",
    }


def _unknown(event, place, has_contact):
    """What is not known of an activity, as `directory.unknown` names it."""
    facts = unknown.of_listing(event)
    ways = (event.registration_url, event.registration_phone, event.registration_email)
    if event.registration == Event.Registration.UNKNOWN:
        facts.add("signing_up")
    elif not event.is_drop_in and not any(ways) and not has_contact:
        facts.add("how_to_sign_up")
    is_somewhere = place and (place["street"] or place["name"].text)
    if event.public_location == event.location and not is_somewhere and not event.is_online:
        facts.add("address")
    if place or not event.is_online:
        facts |= unknown.of_facts(event.answers_to(Location.BABY_FACTS), unknown.BABY)
    facts |= unknown.of_facts(event.answers_to(Organisation.GOOD_TO_KNOW), unknown.EASY)
    return unknown.in_order(facts)


def _date_context(event, now, dates):
    """Its dates to come, and what is said of all of them."""
    today = now.date()
    is_series = bool(event.rule or event.dates)
    is_first_off = bool(dates) and dates[0].state != Occurrence.State.PLANNED
    return {
        # Of what takes place once the date says it all, and it may have been moved.
        "rule": capfirst(sentence(event)) if is_series or not dates else "",
        "first_off": date_row(dates[0], today) if is_first_off else None,
        "dates": [date_row(date, today) for date in dates],
        "known_until": day_in_words(event.known_until, today) if event.known_until else "",
        "is_over": not dates and _is_over(event, today),
    }


def _next_context(event, now, coming, exceptions):
    """Only what takes place and has room is the next date; what is not comes before it, and why."""
    day = next((day for day, state in coming if state == Occurrence.State.PLANNED), None)
    if day is None:
        return {"next_date": None, "now_text": ""}
    date = date_of(event, day, exceptions.get(day))
    return {"next_date": date_row(date, now.date()), "now_text": _now_text(date, now)}


def _machine_context(event, dates):
    """What search engines may know: nothing that is invented as if it took place, or is over."""
    is_sensitive = event.is_sensitive
    is_noindex = event.is_demonstration or not dates
    json_ld = None if is_sensitive or is_noindex else schema_org.event(event, dates)
    return {"is_sensitive": is_sensitive, "is_noindex": is_noindex, "json_ld": json_ld}


# Dates


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date, ready for the page. `name` is the day by the rule, as links have it.

    `day` is in words and `near_day` with "today" or "tomorrow" before it, both for a line of their
    own, and `within` is the day inside a sentence; `block` has the weekday, the number and the
    month in short; `change` says what is different, and why.
    """

    name: str
    iso_day: str
    day: str
    within: str
    near_day: str
    block: tuple
    moment: str
    state: str
    change: SafeString


def next_dates(event, now, most):
    """The next dates that take place, as `DateRow`s. One query; see `event_context`."""
    exceptions = {exception.day: exception for exception in event.exceptions.all()}
    days = (
        event.occurrences.upcoming(now)
        .exclude(state=Occurrence.State.CANCELLED)
        .values_list("day", flat=True)[:most]
    )
    return [date_row(date_of(event, day, exceptions.get(day)), now.date()) for day in days]


def date_row(date, today):
    """An `agenda.dates.Date` as a `DateRow`, in the active language."""
    near, day = near_day(date.starts_on, today), day_in_words(date.starts_on, today)
    return DateRow(
        name=date.day.isoformat(),
        iso_day=date.starts_on.isoformat(),
        day=capfirst(day),
        within=day,
        near_day=capfirst(comma().join(filter(None, [near, day]))),
        block=block(get_language(), date.starts_on),
        moment=moment_text(date, today),
        state=date.state,
        change=change_html(date, date.exception, today) or _note(date.exception),
    )


def _note(exception):
    return shown(exception, "note").html(get_language()) if exception else ""


def moment_text(date, today):
    """From when until when, without the first day: “from 22:00 to 2:00 (Sat)”."""
    start, end = localtime(date.starts_at), date.ends_at and localtime(date.ends_at)
    if date.is_all_day:
        if date.ends_on == date.starts_on:
            return times(None, None)
        return _until_day(date.ends_on, today)
    if end is None:
        parts = [times(start.time(), None)]
        if date.ends_on > date.starts_on:
            parts.append(_until_day(date.ends_on, today))
        return comma().join(parts)
    if end.date() == date.starts_on:
        return times(start.time(), end.time())
    if _is_night(start, end):
        return _("from %(start)s to %(end)s") % {
            "start": clock(start.time()),
            "end": _night_end(end),
        }
    until = _("until %(day)s at %(time)s") % {
        "day": day_in_words(end.date(), today),
        "time": clock_with_article(end),
    }
    return comma().join([times(start.time(), None), until])


def _until_day(day, today):
    return _("until %(day)s") % {"day": day_in_words(day, today)}


def _is_night(start, end):
    """Whether it ends on the next day, before the time at which it began."""
    return end.date() == start.date() + DAY and end.time() <= start.time()


def _night_end(end):
    """“2:00 (Sat)”: the day is said, unless it ends at midnight, which is no other day to her."""
    if not (end.hour or end.minute):
        return end_clock(end.time())
    return pgettext("time of day and short weekday", "%(time)s (%(weekday)s)") % {
        "time": clock(end.time()),
        "weekday": short_weekday(end.date()),
    }


def _now_text(date, now):
    """ "Now, until 11:30" while a date goes on, otherwise an empty string."""
    if not date.starts_at <= now < date.over_at:
        return ""
    end = date.ends_at and localtime(date.ends_at)
    if not date.is_all_day and end and end - now < DAY:
        return _("Now, until %(time)s") % {"time": clock_with_article(end)}
    return _("Now")


def _is_over(event, today):
    """Whether all days of an activity without a coming date are past, as far as its rule says."""
    if event.rule:
        return event.repeats_until is not None and event.repeats_until < today
    # Only what nobody has asked about yet has no first day, and is previewed.
    days = [event.starts_on or today, *map(date.fromisoformat, event.dates)]
    return max(days) < today


# Where


def _where_html(event, index):
    """The place in a few words, escaped; nothing of a secret one."""
    language = get_language()
    if event.location is not None:
        location = event.public_location
        parts = [where_of(index, [location], False).html(language)] if location else []
    else:
        place, municipality = shown(event, "place"), _short_name(event.municipality)
        parts = [place.html(language)] if place.text else []
        if municipality and municipality.text not in place.text:
            parts.append(municipality.html(language))
    if not parts and event.is_online:
        parts = [conditional_escape(_("Online"))]
    return format_html_join(comma(), "{}", ((part,) for part in parts))


def _short_name(municipality):
    if municipality is None:
        return None
    name = shown(municipality, "short_name")
    return name if name.text else shown(municipality, "name")


def _place(event, index):
    """The address for the section “Where”, or None when there is none, or a secret one."""
    location = event.public_location
    if location and not location.is_place:
        return None
    if location is None and (event.location is not None or event.municipality is None):
        return None
    source = location or event
    slug = index.places.slug_of_pk["neighbourhood"].get(source.neighbourhood_id)
    municipality = shown(source.municipality, "name")
    return {
        "name": shown(location, "name") if location else shown(event, "place"),
        "street": shown(location, "street") if location else None,
        "house_number": location.house_number if location else "",
        "postal_code": location.postal_code if location else "",
        "municipality": municipality,
        "neighbourhood": index.places.by_slug.get(slug),
        "tel": tel_uri(location.phone) if location else "",
        "phone": location.phone if location else "",
    }


# For whom


def age_text(age_from, age_to):
    """A child's age in words, from months: “0 to 12 months”, “from 18 months”, “2 to 4 years”.

    Whole years are said as years from 24 months on. Either may be None; both give "".
    """
    if age_from is None and age_to is None:
        return ""
    if age_to is None:
        if age_from == 0:
            return pgettext("age of a child", "from birth")
        return pgettext("age of a child", "from %(age)s") % {"age": _age(age_from)}
    if age_from is None:
        return pgettext("age of a child", "up to %(age)s") % {"age": _age(age_to)}
    if age_from == age_to:
        return _age(age_to)
    if _is_years(age_to) and (age_from == 0 or _is_years(age_from)):
        words = {"from": age_from // 12, "to": age_to // 12}
        return ngettext("%(from)d to %(to)d year", "%(from)d to %(to)d years", words["to"]) % words
    if not _is_years(age_from) and not _is_years(age_to):
        words = {"from": age_from, "to": age_to}
        return ngettext("%(from)d to %(to)d month", "%(from)d to %(to)d months", age_to) % words
    return pgettext("age of a child", "%(from)s to %(to)s") % {
        "from": _age(age_from),
        "to": _age(age_to),
    }


def _is_years(months):
    return months >= 24 and months % 12 == 0


def _age(months):
    if _is_years(months):
        years = months // 12
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}


# Ended


def ended_context(index, event, now):
    """What is nearest to an activity that has ended: its themes, in its municipality first.

    `index` is an `agenda.index.Index`. Each series once, by its next date that takes place.
    """
    themes = [theme.slug for theme in event.themes.all()]
    alike = union(index.groups["theme"].get(slug, 0) for slug in themes) or index.everything
    near = index.located.get(_municipality_slug(event), 0)
    series = index.series
    days = [
        (day, bits & ~series.off.get(day, 0))
        for day, bits in series.at(now).days(index.today, index.last_day)
    ]
    pairs = index.next_of(alike & near, now, MOST_ALTERNATIVES, days)
    pairs += index.next_of(alike & ~near, now, MOST_ALTERNATIVES - len(pairs), days)
    organisation = event.organisation
    positions = [position for _day, position in pairs]
    return {
        "title": shown(event, "title"),
        "organisation": organisation if organisation.status == Status.PUBLISHED else None,
        "organisation_name": shown(organisation, "name"),
        "cards": card_lists(index, [pairs], now)[0],
        "is_sensitive": event.is_sensitive or sensitive.is_page(sensitive.are(index, positions)),
    }


def _municipality_slug(event):
    source = event if event.location is None else event.public_location
    return source.municipality.slug if source and source.municipality else None
