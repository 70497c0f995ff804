"""When an activity takes place, in words: generated from its rule, so that nobody types it.

The words follow the active language. The pieces are without a capital and without a full stop, for
use in a line of their own as well as inside a sentence.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from agenda.recurrence import LAST, Rule
from core.languages import comma
from core.wording.dates import date_in_words, day_in_words
from core.wording.hours import clock, clock_with_article, end_clock

# A weekday has other forms after other words: fr “tous les mardis”, “le mardi”, “premier mardi”.
_EVERY = (
    pgettext_lazy("after every", "Monday"),
    pgettext_lazy("after every", "Tuesday"),
    pgettext_lazy("after every", "Wednesday"),
    pgettext_lazy("after every", "Thursday"),
    pgettext_lazy("after every", "Friday"),
    pgettext_lazy("after every", "Saturday"),
    pgettext_lazy("after every", "Sunday"),
)
_ON = (
    pgettext_lazy("after every 2 weeks on", "Monday"),
    pgettext_lazy("after every 2 weeks on", "Tuesday"),
    pgettext_lazy("after every 2 weeks on", "Wednesday"),
    pgettext_lazy("after every 2 weeks on", "Thursday"),
    pgettext_lazy("after every 2 weeks on", "Friday"),
    pgettext_lazy("after every 2 weeks on", "Saturday"),
    pgettext_lazy("after every 2 weeks on", "Sunday"),
)
_NTH = (
    pgettext_lazy("after the first", "Monday"),
    pgettext_lazy("after the first", "Tuesday"),
    pgettext_lazy("after the first", "Wednesday"),
    pgettext_lazy("after the first", "Thursday"),
    pgettext_lazy("after the first", "Friday"),
    pgettext_lazy("after the first", "Saturday"),
    pgettext_lazy("after the first", "Sunday"),
)


def sentence(event):
    """When `event` takes place, such as “every Tuesday from 9:30 to 11:30, not on public holidays”.

    Raises `agenda.recurrence.RuleError` for a rule that cannot be read.
    """
    days = _listed_days(event)
    if event.rule:
        rule = Rule.read(event.rule)
        parts = [_with_times(_rule(rule), event), *_months_between(rule), *_length(event)]
        parts += [*_pauses(event), *_until(event)]
    elif len(days) > 1:
        count = ngettext("%(count)s time", "%(count)s times", len(days))
        parts = [_with_times(count % {"count": len(days)}, event), *_length(event)]
    else:
        return _once(event)
    text = comma().join(parts)
    if event.rule and _is_beyond_words(rule):
        return _("%(sentence)s: see the dates") % {"sentence": text}
    return text


def times(start_time, end_time):
    """From when until when, in words; either may be None (see `Event`)."""
    if start_time is None:
        return _("the whole day")
    if end_time is None:
        return _("starting at %(start)s") % {"start": clock_with_article(start_time)}
    return _("from %(start)s to %(end)s") % {"start": clock(start_time), "end": end_clock(end_time)}


def _with_times(when, event):
    """`when` with the times. The last day's end comes later: see `_length`."""
    if event.start_time is None:
        return comma().join([when, times(None, None)])
    end = None if _days_long(event) > 1 else event.end_time
    return pgettext("when and from when until when", "%(when)s %(times)s") % {
        "when": when,
        "times": times(event.start_time, end),
    }


# By rule


def _is_beyond_words(rule):
    return rule.kind == "other" and not _is_daily(rule)


def _is_daily(rule):
    every_weekday = rule.kind == "weekly" and rule.interval == 1 and len(rule.weekdays) == 7
    return every_weekday or rule.text in ("FREQ=DAILY", "FREQ=DAILY;INTERVAL=1")


def _rule(rule):
    if _is_daily(rule):
        return _("every day")
    if rule.kind == "weekly" and rule.interval == 1:
        return _("every %(days)s") % {"days": _and([_EVERY[day] for day in rule.weekdays])}
    if rule.kind == "weekly":
        return ngettext(
            "every %(count)s week on %(days)s", "every %(count)s weeks on %(days)s", rule.interval
        ) % {"count": rule.interval, "days": _and([_ON[day] for day in rule.weekdays])}
    if rule.kind == "monthly-weekday":
        return _nth(rule.nth) % {"day": _NTH[rule.weekdays[0]]}
    if rule.kind == "monthly-day":
        return _day_of_month(rule.day)
    return _("on set days")


def _nth(nth):
    return {
        1: _("on the first %(day)s of the month"),
        2: _("on the second %(day)s of the month"),
        3: _("on the third %(day)s of the month"),
        4: _("on the fourth %(day)s of the month"),
        5: _("on the fifth %(day)s of the month"),
        LAST: _("on the last %(day)s of the month"),
    }[nth]


def _day_of_month(day):
    if day == LAST:
        return _("on the last day of the month")
    if day == 1:
        layout = pgettext("date format: first day of a month", "jS")
    else:
        layout = pgettext("date format: day of a month", "jS")
    # Any month of 31 days.
    return _("on the %(day)s of the month") % {"day": date_format(date(2026, 1, day), layout)}


def _months_between(rule):
    if not rule.kind.startswith("monthly") or rule.interval == 1:
        return []
    every = ngettext("every %(count)s month", "every %(count)s months", rule.interval)
    return [every % {"count": rule.interval}]


# By date


def _listed_days(event):
    days = {event.starts_on, *map(date.fromisoformat, event.dates)}
    return sorted(days - {None})


def _once(event):
    if event.starts_on is None:
        return _with_times(_("the day is not known yet"), event)
    first = day_in_words(event.starts_on)
    if _days_long(event) == 1:
        return _with_times(pgettext("once", "%(day)s") % {"day": first}, event)
    last = day_in_words(event.ends_on)
    if event.end_time:
        return _("from %(first)s at %(start)s to %(last)s at %(end)s") % {
            "first": first,
            "start": clock_with_article(event.start_time),
            "last": last,
            "end": clock_with_article(event.end_time),
        }
    span = _("from %(first)s up to and including %(last)s") % {"first": first, "last": last}
    return comma().join([span, times(event.start_time, None)] if event.start_time else [span])


# How long, when not, until when


def _days_long(event):
    is_long = event.ends_on and event.starts_on
    return (event.ends_on - event.starts_on).days + 1 if is_long else 1


def _length(event):
    count = _days_long(event)
    if count == 1:
        return []
    days = ngettext("%(count)s day in a row", "%(count)s days in a row", count) % {"count": count}
    if not event.end_time:
        return [days]
    return [days, _("on the last day until %(end)s") % {"end": clock_with_article(event.end_time)}]


def _pauses(event):
    """Whole messages instead of pieces with “and”: many languages say “not” only once."""
    holidays = (event.pauses_in_nl_holidays, event.pauses_in_fr_holidays)
    text = {
        (False, False, True): _("not on public holidays"),
        (True, False, False): _("not in the holidays of the Dutch-language schools"),
        (False, True, False): _("not in the holidays of the French-language schools"),
        (True, True, False): _("not in the school holidays"),
        (True, False, True): _(
            "not in the holidays of the Dutch-language schools and not on public holidays"
        ),
        (False, True, True): _(
            "not in the holidays of the French-language schools and not on public holidays"
        ),
        (True, True, True): _("not in the school holidays and not on public holidays"),
    }.get((*holidays, event.pauses_on_public_holidays))
    return [text] if text else []


def _until(event):
    last = event.repeats_until
    if not last:
        return []
    return [_("up to and including %(day)s") % {"day": date_in_words(last)}]


def _and(words):
    """“a, b and c” of one word or more."""
    *others, last = map(str, words)
    if not others:
        return last
    return pgettext("end of a list", "%(others)s and %(last)s") % {
        # Arabic says “and” between all of them.
        "others": pgettext("between the words of a list", ", ").join(others),
        "last": last,
    }
