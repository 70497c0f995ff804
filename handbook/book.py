"""The handbook as it is shown: docs/editors.md and its translations, in parts.

The texts are Markdown in the repository, so that they read well on a code host as well, and are
read once a process and language. A part begins at a heading. Its id comes from the English
heading, whatever the language, so that a link to it works in all of them.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

SOURCE = "en"
LANGUAGES = ("nl", "fr", "en")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_NOT_IN_SLUGS = re.compile(r"[^\w\- ]")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading. `level` is 2 or 3; `blocks` are its paragraphs, entries of
    lists and rows of tables one by one, as HTML, for the search."""

    id: str
    title: str
    level: int
    html: SafeString
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    language: str
    beginning: SafeString  # what stands before the first heading
    parts: tuple[Part, ...]

    @property
    def contents(self):
        """`[(part, [its smaller parts, …]), …]`"""
        lines = []
        for part in self.parts:
            if part.level == 2:
                lines.append((part, []))
            else:
                lines[-1][1].append(part)
        return lines


def path_of(language):
    name = "editors.md" if language == SOURCE else f"editors.{language}.md"
    return Path(settings.BASE_DIR) / "docs" / name


@cache
def book_in(language):
    """The handbook in `language`, or in English where it is in none that we have."""
    if language not in LANGUAGES:
        return book_in(SOURCE)
    sections = sections_of(language)
    ids = ["", *(slug(title) for title, _level, _tokens in sections_of(SOURCE)[1:])]
    page = reverse("admin:help")
    anchors = {
        _markdown.normalizeLink(f"#{slug(title)}"): f"{page}#{id_}"
        for (title, *_), id_ in zip(sections, ids, strict=True)
    }
    parts = []
    for (title, level, tokens), id_ in zip(sections, ids, strict=True):
        _prepare(tokens, anchors)
        parts.append(Part(id_, title, level, _render(tokens), tuple(_blocks(tokens))))
    return Book(language, parts[0].html, tuple(parts[1:]))


def sections_of(language):
    """`[(title, level, tokens under it), …]`; the first is the title of the whole."""
    sections, tokens = [], iter(_markdown.parse(path_of(language).read_text(encoding="utf-8")))
    for token in tokens:
        if token.type == "heading_open":
            sections.append((next(tokens).content, int(token.tag[1:]), []))
            next(tokens)
        else:
            sections[-1][2].append(token)
    return sections


def slug(title):
    """The anchor that code hosts give to a heading.

    >>> slug("Partners’ calendars")
    'partners-calendars'
    """
    return _NOT_IN_SLUGS.sub("", title.lower()).replace(" ", "-")


def _prepare(tokens, anchors):
    """Makes `tokens` what the admin shows."""
    for token in tokens:
        if token.type == "inline":
            token.children = [*_shown(token.children, anchors)]
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _shown(children, anchors):
    """Without pictures, because she has the real page before her, and without links to other files
    of the repository."""
    is_link = True
    for token in children:
        if token.type == "link_open":
            target = token.attrGet("href")
            token.attrSet("href", anchors.get(target, target))
            is_link = target in anchors or target.startswith("https://")
        if token.type != "image" and (is_link or not token.type.startswith("link_")):
            yield token


def _render(tokens):
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(_EMPTY.sub("", html))  # noqa: S308 (Markdown without HTML, of the repository)


def _blocks(tokens):
    """The HTML of each paragraph, entry and row in `tokens`, without what stands around it."""
    begun = None
    for position, token in enumerate(tokens):
        if begun is None and token.type in ("list_item_open", "tr_open"):
            begun = position
        elif begun is None and token.type == "paragraph_open":
            yield _render(tokens[position + 1 : position + 2])
        elif begun is not None and _closes(token, tokens[begun]):
            yield from _block(tokens[begun + 1 : position])
            begun = None


def _closes(token, opening):
    is_end = token.type == opening.type.replace("_open", "_close")
    return is_end and token.level == opening.level


def _block(inner):
    """What stands in an entry of a list or a row of a table; nothing for a row of headings."""
    if inner and inner[0].type == "th_open":
        return
    texts = [_render([token]) for token in inner if token.type == "inline"]
    yield "<br>".join(filter(None, texts))
