"""Texts of a calendar as plain text: without escapes, without HTML (RFC 5545, 3.3.11)."""

import re
from html import unescape
from html.parser import HTMLParser

from core.text import storable

LONGEST_TEXT = 5_000  # characters: what nobody reads to its end
_LONGEST_RAW = 50_000

_ESCAPED = re.compile(r"\\([\\;,nN])")
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")

_BLOCKS = {
    "p", "div", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6",
    "section", "article", "dl",
}  # fmt: skip
_LINES = {"br", "tr", "li", "dt", "dd", "hr"}
_DROPPED = {"script", "style", "head", "title", "template", "noscript", "svg", "xml"}
_EMPTY = {"br", "hr"}


def text(raw):
    """What an escaped TEXT says."""
    raw = raw[:_LONGEST_RAW]
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], raw)


def words(raw):
    """An escaped list of TEXTs (CATEGORIES): commas divide, unless they are escaped."""
    parts = _COMMA.sub("\\1\n", raw[:_LONGEST_RAW]).split("\n")
    return [word for part in parts if (word := one_line(part))]


def one_line(raw):
    """An escaped TEXT in one line, such as a title or a place."""
    return " ".join(_plain(text(raw)).split())


def address_line(raw):
    """An escaped TEXT in one line, with a comma where a line ended."""
    lines = [" ".join(line.split()).strip(",") for line in _plain(text(raw)).split("\n")]
    return ", ".join(line for line in lines if line)


def prose(raw, html=""):
    """A DESCRIPTION as paragraphs with a blank line between them; `html` is X-ALT-DESC, which is
    read only where the other says nothing."""
    found = _plain(text(raw))
    if not found and html:
        found = _plain(text(html))
    if len(found) > LONGEST_TEXT:
        found = cut(found, LONGEST_TEXT, "\n")
    return found


def cut(words, most, at=" "):
    """`words` with at most `most` characters, ended with an ellipsis at the last of `at`."""
    if len(words) <= most:
        return words
    start = words[: most - 1]
    head = start.rpartition(at)[0] if at in start else start
    return head.rstrip(" ,;:\n-–") + "…"


def _plain(found):
    if _TAG.search(found):
        reader = _Reader()
        reader.feed(found)
        reader.close()
        found = "".join(reader.parts)
    elif _ENTITY.search(found):
        found = unescape(found)
    found = _SPACES.sub(" ", storable(found.replace("\r\n", "\n").replace("\ufffd", "")))
    return _BLANK_LINES.sub("\n\n", _AROUND_BREAK.sub("\n", found)).strip()


class _Reader(HTMLParser):
    """Any HTML as plain text: links keep their address, if it is one of the web."""

    def __init__(self):
        super().__init__()
        self.parts = []
        self.dropped = []
        self.link = None  # the address and where its words begin

    def handle_starttag(self, tag, attributes):
        if tag in _DROPPED:
            self.dropped.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag == "a":
            self._end_link()
            href = (dict(attributes).get("href") or "").strip()
            if href.lower().startswith(("https://", "http://")):
                self.link = (href, len(self.parts))

    def handle_startendtag(self, tag, attributes):
        if tag in _EMPTY:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag in self.dropped:
            del self.dropped[self.dropped.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a":
            self._end_link()

    def handle_data(self, data):
        if not self.dropped:
            self.parts.append(data)

    def close(self):
        super().close()
        self._end_link()

    def _end_link(self):
        if self.link is None:
            return
        (href, at), self.link = self.link, None
        said = "".join(self.parts[at:]).strip()
        if said.removesuffix("/") == href.removesuffix("/"):
            return
        self.parts.append(f" ({href})" if said else href)
