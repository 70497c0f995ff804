"""The figures of some days as tables with a name for each row, ready for pages, paper and files."""

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.kept import memory

from .kinds import Action, Kind
from .models import Side

# What a language, a theme or a municipality is shown to have been used for.
SHOWN = (Action.OPENED, Action.CALLED)
ALL = tuple(Action)
TITLES = {
    "action": _("What was done"),
    "kind": _("By kind of page"),
    "language": _("By language"),
    "municipality": _("By municipality"),
    "theme": _("By theme"),
}
NOTHING = "–"  # under five


@dataclass(frozen=True, slots=True)
class Cell:
    """`share` is how long its bar is, of 100; the longest one of a table has all of them."""

    figure: int
    share: float

    def __str__(self):
        return str(self.figure) if self.figure else NOTHING

    @property
    def in_words(self):
        """As one reads it; a file has the plain figure, with which it counts."""
        return format_decimal(self.figure, locale=get_language()) if self.figure else NOTHING


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: list


@dataclass(frozen=True, slots=True)
class Table:
    """Every row that there could be is in it: one that is missing would tell that there was none,
    and one that is there, that there was one."""

    name: str
    columns: tuple
    rows: list

    @property
    def title(self):
        return TITLES[self.name]


def tables(figures):
    """A `Table` for each side of some `Figures`."""
    return [
        _table("action", [pgettext_lazy("use", "Times")], _of_actions(figures)),
        _table("kind", [pgettext_lazy("use", "Times")], _of_kinds(figures)),
        _table("language", _labels((*SHOWN, Action.SHARED)), _of_languages(figures)),
        _table("municipality", _labels(SHOWN), _of_slugs(figures, Side.MUNICIPALITY, _places())),
        _table("theme", _labels(SHOWN), _of_slugs(figures, Side.THEME, _themes())),
    ]


def _table(name, columns, rows):
    """`rows` are `(name, figures)`."""
    rows = [*rows]
    most = [max(column) or 1 for column in zip(*(figures for _name, figures in rows), strict=True)]
    return Table(
        name,
        tuple(columns),
        [
            Row(
                name,
                [
                    Cell(one, round(100 * one / of, 1))
                    for one, of in zip(figures, most, strict=True)
                ],
            )
            for name, figures in rows
        ],
    )


def _labels(actions):
    return [action.label for action in actions]


def _of_actions(figures):
    by_action = figures.by_action()
    for action in ALL:
        yield action.label, [by_action.get(action, 0)]
    yield Kind.SENSITIVE.label, [figures.sensitive]


def _of_kinds(figures):
    by_kind = figures.by_kind()
    for kind in Kind:
        if kind != Kind.SENSITIVE:
            yield kind.label, [by_kind.get(kind, 0)]


def _of_languages(figures):
    by_action = [figures.by_language(action) for action in (*SHOWN, Action.SHARED)]
    for code, name in settings.LANGUAGES:
        yield name, [counted.get(code, 0) for counted in by_action]
    yield gettext("Without a language"), [counted.get("", 0) for counted in by_action]


def _of_slugs(figures, side, names):
    by_action = [figures.by(side, action) for action in SHOWN]
    # What is not there any more has its address for a name; what is sensitive now, none.
    former = set().union(*by_action) - names.keys() - memory.get("vocabulary").sensitive
    for slug, name in (*names.items(), *((slug, slug) for slug in sorted(former))):
        yield name, [counted.get(slug, 0) for counted in by_action]


def _places():
    places = memory.get("places").in_language(get_language())
    return {place.slug: place.name.text for place in places.municipalities}


def _themes():
    vocabulary = memory.get("vocabulary")
    labels = vocabulary.labels(get_language())["theme"]
    return {slug: name for slug, name in labels.items() if slug not in vocabulary.sensitive}
