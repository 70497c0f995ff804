"""Rich text is paragraphs, headings, lists, bold, emphasis and links, and isolated numbers in
right-to-left text.

What people paste from Word, an e-mail or WhatsApp, or type as plain text, becomes that too:
nothing is refused, and what has no place here is dropped. A text passes through a flat list of
blocks. A block is a kind (`p`, `h2` to `h4`, `li`) with lines; a line is a list of runs; a run is
a piece of text with its marks, `(isolate, href, is_strong, is_em)`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import count, groupby

import nh3

from .text import storable
from .web_addresses import linked

_TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "bdi"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
# Where one block ends and another begins.
_BLOCKS = {
    *_HEADINGS, "p", "div", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "caption",
    "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "section", "article", "header",
    "footer", "main", "aside", "nav", "address", "center", "figure", "figcaption", "details",
    "summary", "fieldset", "form",
}  # fmt: skip
_INLINE = {"strong", "b", "em", "i", "a", "bdi", "span", "font"}
# Of these not even the words are anybody's text.
_DROPPED = {"script", "style", "title", "xml", "svg", "math", "template", "noscript", "iframe"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_DEEPEST_LIST = 3  # levels

_HAS_BLOCKS = re.compile(rf"<(?:br|{'|'.join(sorted(_BLOCKS))})[\s>]")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
# Word draws the bullets of a list with letters of these fonts, and says so in another style too.
_SIGN_FONT = re.compile(r"font-family\s*:[\s'\"]*(?:wingdings|webdings|symbol)", re.I)
_LETTER_FONT = re.compile(r"font-family\s*:[\s'\"]*courier", re.I)  # an "o"
_IS_SIGN = re.compile(r"mso-list\s*:\s*ignore", re.I)
# The same without its font: what Word writes after it is wider than anybody types.
_PADDED_SIGN = re.compile(r"\s*[§üØvnqo](?=\s*\u00a0)\s{2,}")
# In a PDF these letters stand among the characters that mean nothing (Unicode, 23.5).
_PRIVATE_SIGN = re.compile(r"((?:^|[\n>])\s*)[\uf020-\uf0ff]")
_BLANK_LINE = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"\s+")
_KEPT_SPACES = {"\u00a0", "\u202f"}  # alone they are French typography; in a row they are padding

_BULLET = re.compile(r"(?:[-–*]\s+|[•·▪◦●‣]\s*)(?=[^\s•·▪◦●‣])")
_NUMBER = re.compile(r"(\d{1,2})(?:[.)/°]|°\))\s+(?=\S)")
# WhatsApp's *bold* and _italic_: around whole words, so that 2*3*4 and some_long_name stay.
_WHATSAPP = re.compile(
    r"(?:(?<=[\s(\[«“\"])|^)([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1(?=$|[\s.,;:!?)\]»”\"])"
)
_PLAIN = (None, None, False, False)


@lru_cache(maxsize=1024)
def sanitised(html):
    """`html`, or plain text, as the safe subset; links keep what `linked` lets through.

    Safe to call twice, once when saved and once more when shown: the second changes nothing.
    """
    tidy = nh3.clean(
        _without_private_signs(html or ""),
        tags=_BLOCKS | _INLINE | {"br"},
        clean_content_tags=_DROPPED,
        attributes={"*": {"style"}, "a": {"href"}, "bdi": {"dir"}, "font": {"face"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    reader = _Reader()
    reader.read(_without_private_signs(tidy))
    return nh3.clean(
        _written(_with_lists(_paragraphs(reader.blocks))),
        tags=_TAGS,
        attributes={"a": {"href"}, "bdi": {"dir"}},
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )


def _without_private_signs(html):
    return storable(_PRIVATE_SIGN.sub(r"\1• ", html))


@dataclass
class _Block:
    kind: str
    lines: list
    lists: tuple = ()  # of an item: the lists that it stands in, outermost first, "ul" or "ol"
    item: int = 0  # the same for all parts of one item


@dataclass
class _Open:
    tag: str
    marks: tuple
    kind: str = "p"
    lists: tuple = ()
    item: int = 0
    keeps_lines: bool = False
    is_in_block: bool = False
    draws_sign: Callable[[str], bool] = lambda _text: False


class _Reader(HTMLParser):
    """Reads well-formed HTML into `blocks`."""

    def __init__(self):
        super().__init__()
        self.blocks = []
        self.lines = [[]]
        self.numbers = count(1)
        self.open = [_Open("", _PLAIN)]

    def read(self, html):
        # Whoever writes no tags for blocks divides the text with line breaks.
        self.open[0].keeps_lines = not _HAS_BLOCKS.search(html)
        self.feed(html)
        self.close()
        self._end_block()

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            self.lines.append([])
            return
        outer, attributes = self.open[-1], dict(attributes)
        inner = replace(outer, tag=tag)
        if tag in _BLOCKS:
            self._end_block()
            if tag == "hr":
                return
            self._enter(inner)
        else:
            inner.marks = self._marks(tag, attributes, outer.marks)
            inner.draws_sign = _what_draws_sign(attributes) or outer.draws_sign
        self.open.append(inner)

    def handle_endtag(self, tag):
        if tag in ("br", "hr"):
            return
        if tag in _BLOCKS:
            self._end_block()
        self.open.pop()

    def handle_data(self, data):
        inside = self.open[-1]
        if inside.keeps_lines:
            first, *others = data.split("\n")
            self._add(first)
            for line in others:
                self.lines.append([])
                self._add(line)
        elif not inside.is_in_block:
            first, *others = _BLANK_LINE.split(data)
            self._add(first)
            for paragraph in others:
                self._end_block()
                self._add(paragraph)
        else:
            self._add(data)

    def _add(self, text):
        if not text:
            return
        line, inside = self.lines[-1], self.open[-1]
        is_first = not any(before.strip() for before, _marks in line)
        if is_first and len(text.strip()) == 1 and inside.draws_sign(text.strip()):
            line.append(("• ", _PLAIN))
        else:
            line.append((text, inside.marks))

    def _enter(self, block):
        tag = block.tag
        block.is_in_block = True
        block.keeps_lines = block.keeps_lines or tag == "pre"
        block.kind = _HEADINGS.get(tag, block.kind)
        if tag in ("ul", "ol"):
            block.lists = (*block.lists, tag)
            block.item = next(self.numbers)
        elif tag == "li":
            block.lists = block.lists or ("ul",)
            block.item = next(self.numbers)

    def _marks(self, tag, attributes, marks):
        isolate, href, is_strong, is_em = marks
        style = attributes.get("style") or ""
        if tag == "a":
            href = linked(attributes.get("href") or "") or href
        elif tag == "bdi":
            direction = attributes.get("dir")
            isolate = (next(self.numbers), direction if direction in ("ltr", "rtl") else None)
        elif tag in ("strong", "b"):
            # A document of Google stands in a <b> that is not bold.
            is_strong = is_strong or not _NOT_BOLD.search(style)
        elif tag in ("em", "i"):
            is_em = True
        is_strong = is_strong or bool(_BOLD.search(style))
        return isolate, href, is_strong, is_em or bool(_ITALIC.search(style))

    def _end_block(self):
        inside = self.open[-1]
        lines, self.lines = [_tidy(_without_padding(line)) for line in self.lines], [[]]
        if not any(lines):
            return
        if inside.lists:
            last = self.blocks[-1] if self.blocks else None
            if last and last.kind == "li" and last.item == inside.item:
                last.lines += lines
            else:
                self.blocks.append(_Block("li", lines, inside.lists, inside.item))
        else:
            self.blocks.append(_Block(inside.kind, lines))


def _what_draws_sign(attributes):
    """Tells of a character alone at the start of a line whether it is a bullet; or None."""
    style = attributes.get("style") or f"font-family:{attributes.get('face')}"
    if _LETTER_FONT.search(style):
        return "o".__eq__
    if _SIGN_FONT.search(style) or _IS_SIGN.search(style):
        return lambda sign: not sign.isdecimal()
    return None


def _without_padding(line):
    """`line` with a bullet for a letter that stands for one."""
    if match := _PADDED_SIGN.match(_text(line)):
        return [("• ", _PLAIN), *_without_start(line, match.end())]
    return line


def _tidy(runs):
    """A line without spaces at its ends or in a row, and without a seam between equal marks."""
    tidy = []
    for text, marks in runs:
        text = _SPACES.sub(_one_space, text)
        if text[:1].isspace() and (not tidy or tidy[-1][0][-1].isspace()):
            text = text[1:]
            if tidy:
                tidy[-1] = (tidy[-1][0][:-1] + " ", tidy[-1][1])
        if not text:
            continue
        if text.isspace():
            marks = _PLAIN
        if tidy and tidy[-1][1] == marks:
            tidy[-1] = (tidy[-1][0] + text, marks)
        else:
            tidy.append((text, marks))
    while tidy and not tidy[-1][0].rstrip():
        tidy.pop()
    if tidy:
        tidy[-1] = (tidy[-1][0].rstrip(), tidy[-1][1])
    return tidy


def _one_space(match):
    return match[0] if match[0] in _KEPT_SPACES else " "


def _paragraphs(blocks):
    """The blocks without empty lines: in a paragraph, these divide it."""
    for block in blocks:
        lines = [_emphasised(line) for line in block.lines]
        if block.kind == "p":
            part = []
            for line in [*lines, []]:
                if line:
                    part.append(line)
                elif part:
                    yield _Block("p", part)
                    part = []
        elif block.kind == "li":
            yield _Block("li", [line for line in lines if line], block.lists)
        else:
            joined = [run for line in lines for run in [*line, (" ", _PLAIN)]]
            yield _Block(block.kind, [_tidy(joined)])


def _emphasised(line):
    """A line without any marks, with WhatsApp's signs for them as marks."""
    if len(line) != 1 or line[0][1] != _PLAIN:
        return line
    text, runs, end = line[0][0], [], 0
    for match in _WHATSAPP.finditer(text):
        runs.append((text[end : match.start()], _PLAIN))
        runs.append((match[2], (None, None, match[1] == "*", match[1] == "_")))
        end = match.end()
    return _tidy([*runs, (text[end:], _PLAIN)])


def _with_lists(blocks):
    """The blocks, with lines that start with bullets or with 1. 2. 3. as lists."""
    lines = []  # (line, whether a paragraph starts with it)
    for block in blocks:
        if block.kind == "p":
            lines += [(line, at == 0) for at, line in enumerate(block.lines)]
        else:
            yield from _lists_among(lines)
            lines = []
            yield block
    yield from _lists_among(lines)


def _lists_among(lines):
    texts = [_text(line) for line, _starts in lines]
    part, at = [], 0
    while at < len(lines):
        kind, pattern, end = _list_at(texts, at)
        line, starts = lines[at]
        if part and (kind or starts):
            yield _Block("p", part)
            part = []
        if not kind:
            part.append(line)
            at += 1
        while at < end:
            start = pattern.match(texts[at]).end()
            yield _Block("li", [_tidy(_without_start(lines[at][0], start))], (kind,))
            at += 1
    if part:
        yield _Block("p", part)


def _list_at(texts, at):
    """The kind of the list that starts at `at`, what its items start with, and where it ends.

    One dash or one number makes no list: people write so for other reasons.
    """
    end = at
    while end < len(texts) and _BULLET.match(texts[end]):
        end += 1
    if end > at + 1 or (end > at and texts[at][0] not in "-–*"):
        return "ul", _BULLET, end
    end = at
    while end < len(texts) and _number(texts[end]) == end - at + 1:
        end += 1
    return ("ol", _NUMBER, end) if end > at + 1 else ("", None, at)


def _number(text):
    match = _NUMBER.match(text)
    return int(match[1]) if match else None


def _text(line):
    return "".join(text for text, _marks in line)


def _without_start(line, length):
    """`line` without its first `length` characters."""
    runs = []
    for text, marks in line:
        runs.append((text[length:], marks))
        length = max(0, length - len(text))
    return runs


def _written(blocks):
    """The blocks as HTML, one to a line."""
    parts, lists = [], []

    def close(depth):
        while len(lists) > depth:
            parts.append(f"</li></{lists.pop()}>")

    for block in blocks:
        content = "<br>".join(_written_line(line) for line in block.lines)
        if block.kind != "li":
            close(0)
            parts.append(f"\n<{block.kind}>{content}</{block.kind}>")
            continue
        kind = block.lists[-1]
        depth = min(len(block.lists), len(lists) + 1, _DEEPEST_LIST)
        close(depth)
        if len(lists) == depth and lists[-1] != kind:
            close(depth - 1)
        if len(lists) == depth:
            parts.append("</li>")
        else:
            parts.append(f"<{kind}>" if lists else f"\n<{kind}>")
            lists.append(kind)
        parts.append(f"<li>{content}")
    close(0)
    return "".join(parts).strip()


def _written_line(line, mark=0):
    """A line as HTML: what shares the mark at `mark` stands in one tag for it."""
    if mark == len(_PLAIN):
        return "".join(escape(text, quote=False) for text, _marks in line)
    return "".join(
        _TAG_OF_MARK[mark](value, _written_line(list(runs), mark + 1))
        for value, runs in groupby(line, lambda run: run[1][mark])
    )


def _isolated(isolate, html):
    if not isolate:
        return html
    direction = f' dir="{isolate[1]}"' if isolate[1] else ""
    return f"<bdi{direction}>{html}</bdi>"


def _linked(href, html):
    return f'<a href="{escape(href)}">{html}</a>' if href else html


def _strong(is_strong, html):
    return f"<strong>{html}</strong>" if is_strong else html


def _em(is_em, html):
    return f"<em>{html}</em>" if is_em else html


_TAG_OF_MARK = (_isolated, _linked, _strong, _em)
