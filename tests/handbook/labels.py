"""The words in italics of the handbook, and what the admin calls the same in each language."""

import re
from functools import cache
from operator import attrgetter

from core import catalogues
from handbook.book import sections_of

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
_REST = re.compile(r"\s*[:(]")  # a button may be named by what it begins with


def emphasised(language):
    """`[[words, …], …]`: what stands in italics in each heading, paragraph, entry and cell."""
    return [
        _in_italics(token.children)
        for _title, _level, tokens in sections_of(language)
        for token in tokens
        if token.type == "inline"
    ]


def said_in(words, language):
    """What the admin says in `language` where it says `words` in English: texts in small letters,
    with “…” for what is filled in. Empty when it does not say them."""
    whole, starts, with_gaps = _texts(language)
    key = words.lower()
    found = whole.get(key) or starts.get(key)
    if not found:
        found = {
            text
            for pattern, texts in with_gaps
            if pattern.fullmatch(key)
            for text in texts
        }  # fmt: skip
    return found


def is_said(words, texts):
    return any(_gapped(text).fullmatch(words.lower()) for text in texts)


@cache
def _texts(language):
    """`({English: {the same in the language, …}}, the same by beginnings, [(pattern, {…}), …])`"""
    there, whole, starts, with_gaps = catalogues.read(language), {}, {}, []
    for message in filter(attrgetter("id"), catalogues.read("en")):
        name = message.id if isinstance(message.id, str) else message.id[0]
        others = {text.lower() for text in _forms(there.get(name, message.context))}
        for english in filter(None, _forms(message)):
            english = english.lower()
            if not _PLACEHOLDER.search(english):
                whole.setdefault(english, set()).update(others)
                start = _REST.split(english)[0]
                starts.setdefault(start, set()).update(_REST.split(text)[0] for text in others)
            elif len(_PLACEHOLDER.sub("", english)) > 8:
                with_gaps.append((_gapped(english), others))
    return whole, starts, with_gaps


@cache
def _gapped(text):
    return re.compile(".+".join(re.escape(part) for part in _PLACEHOLDER.split(text)))


def _forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _in_italics(children):
    found, inside = [], None
    for token in children:
        if token.type == "em_open":
            inside = ""
        elif token.type == "em_close":
            found.append(inside)
            inside = None
        elif inside is not None:
            inside += token.content
    return found
