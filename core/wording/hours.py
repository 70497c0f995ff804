"""Times of day as people write them: 9:30, 9.30, 9 h 30. What is typed and read by programs is
another matter: that is 09:30 in every language."""

from django.utils.timezone import localtime
from django.utils.translation import pgettext

from core.languages import comma

from .dates import date_in_words


def clock(time):
    """A time of day in the active language; `time` is a time, or a datetime in local time."""
    return _clock(time.hour, time.minute)


def clock_with_article(time):
    """A time of day after “at” or “until”: es “la 1:00”, “las 2:00”. Most languages have none."""
    return _with_article(time.hour, time.minute)


def closing_clock(time):
    """When something ends today, after “until”: midnight is 24:00."""
    return _with_article(*_end(time))


def end_clock(time):
    """When something ends, after “from 20:00 to”: midnight is 24:00."""
    return _clock(*_end(time))


def hours(opens, closes):
    """ "9:30–17:00", for a table or a list; midnight at the end is 24:00."""
    return pgettext("from when until when, in a table", "%(start)s–%(end)s") % {
        "start": clock(opens),
        "end": end_clock(closes),
    }


def moment_in_words(moment):
    """ "1 December 2026, 9:30" of an aware datetime, in local time."""
    moment = localtime(moment)
    return comma().join([date_in_words(moment), clock(moment)])


def _end(time):
    return (time.hour, time.minute) if time.hour or time.minute else (24, 0)


def _clock(hour, minute):
    if minute == 0:
        return pgettext("time of day, whole hour", "%(hour)d:00") % {"hour": hour}
    return pgettext("time of day", "%(hour)d:%(minute)02d") % {"hour": hour, "minute": minute}


def _with_article(hour, minute):
    if hour == 1:
        text = pgettext("time of day from 1:00 to 1:59, with its article", "%(time)s")
    else:
        text = pgettext("time of day, with its article", "%(time)s")
    return text % {"time": _clock(hour, minute)}
