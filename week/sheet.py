"""The week on paper, for a door: one A4 in black and white, in one language or in two beside.

Everything is said so that it is right on any day: dates in words, and as of when.
"""

import unicodedata
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.languages import CODES, Shown, comma, direction
from core.wording.labels import colon
from sharing import paper, qr

from . import message
from .asked import Week
from .best import best, first_of
from .shortened import shortened
from .told import on_day, places, told

MOST = 8
_LONGEST = 80  # units of UTF-16 of a title, and of where it is
# Points: what the style sheet gives dates on the page, between its head and its code.
_PAGE, _BETWEEN = 575, 9


@dataclass(frozen=True)
class Letters:
    """How large they are in print: the height of a line in points, and how many of them it has."""

    height: float
    in_line: int

    def points(self, text):
        return self.height * max(1, ceil(sum(map(_width, text)) / self.in_line))


# By the number of languages: of the heading, of day and title, and of the rest.
_LETTERS = {
    1: (Letters(33, 34), Letters(21, 54), Letters(17, 78)),
    2: (Letters(25, 21), Letters(19, 32), Letters(17, 36)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """What the sheet says in one language; `words` are those of all sheets (`sharing.paper`)."""

    words: paper.Words
    heading: str
    days: str
    said: str
    scan: str


@dataclass(frozen=True, slots=True)
class Line:
    """One date in one language."""

    language: str
    direction: str
    day: str
    example: str
    title: SafeString
    where: SafeString
    facts: str


def context(week, beside):
    """The sheet of a `Week` of the active language; `beside` is another language, or empty."""
    language = get_language()
    pairs, is_later = _pairs(week)
    dates = told(week, pairs)
    columns, lines = [_column(week, is_later)], [_lines(dates, week.today)]
    if beside:
        with override(beside):
            other = Week(week.filters.data, week.now)
            columns.append(_column(other, is_later))
            lines.append(_lines(told(other, pairs), other.today))
    keys = [(week.index.ids[position], day) for day, position in pairs]
    rows = {key: [line[key] for line in lines] for key in keys if all(key in x for x in lines)}
    link = week.link(beside or language)
    return {
        "week": week,
        "told": dates,
        "columns": columns,
        "dates": _fitting(columns, rows, lines[0]),
        "link": link,
        "code": mark_safe(qr.svg(link).decode()),  # noqa: S308  (a drawing of our own address)
        "beside": beside,
        "languages_beside": [
            {"code": code, "name": name, "direction": direction(code), "is_current": code == beside}
            for code, name in settings.LANGUAGES
            if code != language
        ],
        "query": week.query,
        "canonical_query": "&".join(filter(None, [week.query, f"with={beside}" if beside else ""])),
        "is_sensitive": week.is_sensitive,
    }


def _fitting(columns, rows, in_order):
    """The best of the rows, as many as fit on the page, in the order of time.

    `rows` is `{key: its lines}` with the best first, `in_order` has their keys.
    """
    heading, large, small = _LETTERS[len(columns)]
    # One line of the heading, and of the days, is always there.
    left = _PAGE - max(
        heading.points(one.heading) - heading.height + large.points(one.days) - large.height
        for one in columns
    )
    kept = set()
    for key, lines in rows.items():
        left -= _BETWEEN + max(
            large.points(line.day)
            + large.points(f"{line.example}{strip_tags(line.title)}")
            + small.points(f"{strip_tags(line.where)} · {line.facts}")
            for line in lines
        )
        if left < 0:
            break
        kept.add(key)
    return [rows[key] for key in in_order if key in kept]


def _width(sign):
    """Of a sign, in widths of a usual letter: roughly, and rather too much."""
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 2.3
    return 1.45 if sign.isupper() or sign in "mw@%" else 1


def beside_of(request):
    """The second language that is asked for, or an empty string."""
    language = request.GET.get("with", "")
    return language if language in CODES and language != get_language() else ""


def _pairs(week):
    """What is told, the best first, and whether that comes after these days. Nothing of a sensitive
    theme: a door is read by everybody."""
    if week.is_sensitive:
        return [], False
    if pairs := best(week, MOST):
        return pairs, False
    return first_of(week, week.later, MOST), True


def _column(week, is_later):
    words = paper.words(get_language(), week.today)
    if week.is_sensitive:
        return Column(words, words.site, "", "", _("Scan for more"))
    return Column(
        words,
        message.heading(week),
        week.days_in_words,
        _("We know of no dates in these days.") if is_later else "",
        _("Scan for all activities and what changes"),
    )


def _lines(dates, today):
    """`{(id, day): Line}` in the order of time."""
    language, lines = get_language(), {}
    for date in dates:
        title = Shown(shortened(date.title.text, _LONGEST), date.title.language)
        where = (part.html(language) for part in places(date, _LONGEST))
        lines[date.pk, date.day] = Line(
            language=language,
            direction=direction(language),
            day=on_day(date, today),
            example=f"{date.example}{colon()}" if date.example else "",
            title=title.html(language),
            where=SafeString(conditional_escape(comma()).join(where)),
            facts=" · ".join(date.facts),
        )
    return lines
