"""Texts in several languages on a short page: what a translation is made from, and whether the
others follow what is written."""

from dataclasses import dataclass

from core.editing import text_states
from core.editing.models import WithTextStates
from core.languages import direction

from .pages import NAMES


@dataclass(frozen=True, slots=True)
class Source:
    """What stands in the language that a text was first written in, beside its translation."""

    text: str
    language: str
    state: str  # of the translation: "missing", "outdated" or "current"

    @property
    def direction(self):
        return direction(self.language)

    @property
    def name(self):
        return NAMES[self.language]

    @property
    def is_outdated(self):
        return self.state == text_states.OUTDATED


def sources(row, keys, state):
    """`{key: Source}` of those of `keys` that are translations of `row`; a sheet says `state`."""
    found = {}
    for field, code, key in _tracked(row, keys):
        source = text_states.source_of(row, field)
        text = "\n".join(state.get(text_states.columns(field).get(source), []))
        if text and source != code:
            found[key] = Source(text, source, text_states.of(row)[field][code])
    return found


def has_translations(row, keys, state):
    """Whether one of `keys` is a text that others are made from."""
    return any(
        text_states.source_of(row, field) == code
        and any(
            state.get(column) for column in text_states.columns(field).values() if column != key
        )
        for field, code, key in _tracked(row, keys)
    )


def has_others(row, keys, changes):
    """Whether `changes` hold a text of which it matters whether its translations follow, beside
    `keys`."""
    every = {column for field in _fields(row) for column in text_states.columns(field).values()}
    return any(key in every and key not in keys for key in changes)


def _fields(row):
    return row.TRACKED_TEXTS if isinstance(row, WithTextStates) else ()


def _tracked(row, keys):
    """`(field, language, key)` of those of `keys` whose translations are looked after."""
    for field in _fields(row):
        for code, column in text_states.columns(field).items():
            if column in keys:
                yield field, code, column
