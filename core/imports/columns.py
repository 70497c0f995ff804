"""Columns of a list: what a cell says of a row, and what a cell means.

Between both stands the value: one text, the same in every language of the admin, so that a file
that was exported in Dutch can be read in French. An empty text is a value too.
"""

import re
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES
from core.rich_text import sanitised
from core.tables import cells
from core.tables.cells import Refused
from core.text import clean, fold

YES, NO = "yes", "no"
_WORDS = {
    YES: "yes ja oui y j o x 1 true vrai waar ✓ ✔",
    NO: "no nee non n 0 false faux onwaar",
    "unknown": "unknown not known niet bekend onbekend inconnu pas connu ?",
}
SEPARATOR = "; "
_BETWEEN = re.compile(r"[;|\n]")


class Column:
    """A text. `field` is the name in the form of the sheet, and of the model; `part` the prefix of
    the rows under the form that it belongs to; `words` are other headers that mean it; `empty` is
    what an emptied cell of a file of our own means, and None leaves what is there."""

    def __init__(self, name, label, *, words=(), part="", field="", language="", empty=""):
        self.name, self.label, self.words, self.empty = name, label, words, empty
        self.part, self.field, self.language = part, field or name, language
        self._read = {}

    # The value that says nothing, which most rows have.
    nothing = ""

    def __str__(self):
        label = str(self.label)
        return f"{label} ({self.language})" if self.language else label

    def value(self, row):
        return self.from_model(getattr(row, self.field))

    def from_model(self, content):
        return str(content or "").replace("\r\n", "\n").strip()

    def show(self, value):
        return value

    def read(self, cell):
        """The value of a cell that is not empty. Raises Refused."""
        if cell not in self._read:
            self._read[cell] = self.understood(cell)
        return self._read[cell]

    def understood(self, cell):
        return clean(cell.replace("\r\n", "\n"))

    def texts(self, value):
        """The value as a state of the sheet has it (`core.editing.sheets`)."""
        return [value] if value else []

    def changes(self, place, value, state):
        """`{key: texts}` that make the sheet say the value; `place` is "" or "locations/12/"."""
        return {f"{place}{self.field}": self.texts(value)}


class Prose(Column):
    """Keeps joiners and direction marks, which Arabic is written with."""

    def understood(self, cell):
        return cell.replace("\r\n", "\n").strip()


class RichText(Column):
    def understood(self, cell):
        return sanitised(cell.replace("\r\n", "\n").strip())


class Choice(Column):
    """One of `choices`, by its code or its name in any language of the admin."""

    def __init__(self, name, label, choices, *, empty=None, **more):
        super().__init__(name, label, empty=empty, **more)
        self.choices, self.nothing = choices, empty or ""

    @cached_property
    def _codes(self):
        codes = {}
        for language in settings.ADMIN_LANGUAGES:
            with translation.override(language):
                codes |= {fold(str(label)): code for code, label in self.choices}
        for code, _label in self.choices:
            codes |= {fold(word): code for word in _WORDS.get(code, "").split()}
            codes |= {fold(code): code, fold(code.replace("-", " ")): code}
        if any(code == "unknown" for code, _label in self.choices):
            codes |= {"": "unknown", "niet bekend": "unknown", "pas connu": "unknown"}
        return codes

    @cached_property
    def _labels(self):
        return {code: str(label) for code, label in self.choices}

    def show(self, value):
        return "" if value == self.nothing else self._labels.get(value, value)

    def understood(self, cell):
        code = self._codes.get(fold(cell))
        if code is None:
            names = ", ".join(str(label) for _code, label in self.choices if label)
            raise Refused(_("Write one of: %(names)s.") % {"names": names})
        return code


class YesNo(Choice):
    """A tick. An emptied cell takes none away."""

    def __init__(self, name, label, **more):
        super().__init__(
            name, label, [(YES, gettext_lazy("yes")), (NO, gettext_lazy("no"))], **more
        )
        self.nothing = NO

    def show(self, value):
        return self._labels[value or NO]

    def value(self, row):
        return YES if getattr(row, self.field) else NO

    def texts(self, value):
        return ["on"] if value == YES else []


class Phone(Column):
    def understood(self, cell):
        return clean(cells.phone_of(cell))


class Number(Column):
    """A number, with a point or a comma."""

    def from_model(self, content):
        return "" if content is None else str(content)

    def understood(self, cell):
        number = cells.number_of(cell)
        return str(int(number)) if number == int(number) else str(float(number))


class Day(Column):
    """A date, whatever the language: 1/2/2026 is the first of February."""

    def from_model(self, content):
        return content.isoformat() if content else ""

    def understood(self, cell):
        return cells.date_of(cell).isoformat()


class Clock(Column):
    """A time of the day."""

    def from_model(self, content):
        return f"{content:%H:%M}" if content else ""

    def understood(self, cell):
        match = re.fullmatch(
            r"(\d{1,2})\s?(?:[:.hHuU]\s?(\d\d)?)?(?::00)?(?:\s?(?:uur|h))?", clean(cell), re.ASCII
        )
        if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise Refused(_("“%(text)s” is not a time.") % {"text": cell[:40]})
        return f"{int(match[1]):02}:{match[2] or '00'}"


class Lines(Column):
    """A list of texts, in a cell between semicolons or line breaks."""

    def value(self, row):
        return "\n".join(getattr(row, self.field))

    def show(self, value):
        return SEPARATOR.join(value.split("\n"))

    def understood(self, cell):
        return "\n".join(parts_of(cell))


def parts_of(cell):
    """The texts between the semicolons or line breaks of a cell."""
    return [text for part in _BETWEEN.split(cell) if (text := clean(part))]


class Words:
    """What a row of the vocabulary may be called: its slug, and what `names(row)` gives."""

    def __init__(self, rows, names):
        self.rows, self._names = rows, names

    @cached_property
    def _loaded(self):
        by_word, taken_twice, named = {}, set(), {}
        for row in self.rows():
            key = row.natural_key()[-1]
            named[key] = row
            for word in {fold(name) for name in self._names(row) if name} - {fold(key)}:
                taken_twice |= {word} & {*by_word}
                by_word[word] = key
        by_word = {word: key for word, key in by_word.items() if word not in taken_twice}
        return by_word | {fold(key): key for key in named}, named

    def find(self, text):
        """The key of what `text` names, or None."""
        by_word, _named = self._loaded
        if key := by_word.get(fold(text)):
            return key
        # “Bruxelles - Brussel”: both names of one.
        halves = {by_word.get(fold(half)) for half in re.split(r"\s[-/]\s|/", text)}
        return halves.pop() if len(halves) == 1 else None

    def name(self, key):
        """Its name in the active language where that finds it again, otherwise its key."""
        row = self._loaded[1].get(key)
        name = str(row) if row else key
        is_clear = not _BETWEEN.search(name) and self._loaded[0].get(fold(name)) == key
        return name if is_clear else key

    def pk(self, key):
        return str(self._loaded[1][key].pk)

    @cached_property
    def keys(self):
        """`{pk: key}`."""
        return {row.pk: key for key, row in self._loaded[1].items()}

    def examples(self):
        return ", ".join(self.name(key) for key in list(self._loaded[1])[:4])


class Addresses(Words):
    """For rows that are many: only by their slug."""

    def __init__(self, rows):
        super().__init__(rows, lambda row: ())

    def name(self, key):
        return key

    def examples(self):
        return ", ".join([*self._loaded[1]][:2])


class OneOf(Column):
    """A row of a vocabulary, by its address or its name in any language."""

    def __init__(self, name, label, vocabulary, **more):
        super().__init__(name, label, **more)
        self.vocabulary = vocabulary
        self._shown = {}

    def value(self, row):
        pk = getattr(row, f"{self.field}_id")
        return "" if pk is None else self.vocabulary.keys.get(pk, "")

    def show(self, value):
        if value not in self._shown:
            self._shown[value] = self.vocabulary.name(value) if value else ""
        return self._shown[value]

    def understood(self, cell):
        return self.key_of(clean(cell))

    def key_of(self, text):
        key = self.vocabulary.find(text)
        if key is None:
            raise Refused(
                _("“%(text)s” is not known. Write one such as: %(names)s.")
                % {"text": text[:60], "names": self.vocabulary.examples()}
            )
        return key

    def texts(self, value):
        return [self.vocabulary.pk(value)] if value else []


class ManyOf(OneOf):
    """Several, between semicolons."""

    def value(self, row):
        keys = (self.vocabulary.keys.get(each.pk, "") for each in getattr(row, self.field).all())
        return "\n".join(sorted(filter(None, keys)))

    def show(self, value):
        if value not in self._shown:
            names = (self.vocabulary.name(key) for key in value.split("\n") if key)
            self._shown[value] = SEPARATOR.join(names)
        return self._shown[value]

    def understood(self, cell):
        keys = set()
        for part in parts_of(cell):
            pieces = [part] if self.vocabulary.find(part) else part.split(",")
            keys |= {self.key_of(clean(piece)) for piece in pieces if clean(piece)}
        return "\n".join(sorted(keys))

    def texts(self, value):
        return sorted(self.vocabulary.pk(key) for key in value.split("\n") if key)


class Codes(Column):
    """Several codes with names, such as languages; `names(code)` gives them in any language."""

    def __init__(self, name, label, codes, names, **more):
        super().__init__(name, label, **more)
        self._known, self._names = codes, names

    @cached_property
    def _codes(self):
        found = {}
        for code in self._known:
            found |= {fold(name): code for name in (code, *self._names(code))}
        return found

    def value(self, row):
        return "\n".join(sorted(getattr(row, self.field)))

    def show(self, value):
        return SEPARATOR.join(value.split("\n")) if value else ""

    def understood(self, cell):
        codes = set()
        for part in filter(None, map(clean, re.split(r"[;|\n,/]", cell))):
            # A code that an import wrote long ago is kept by the form.
            code = self._codes.get(fold(part)) or (
                part if re.fullmatch(r"[a-z]{2,3}", part) else ""
            )
            if not code:
                raise Refused(_("“%(text)s” is not known.") % {"text": part[:60]})
            codes.add(code)
        return "\n".join(sorted(codes))

    def texts(self, value):
        return sorted(filter(None, value.split("\n")))


def translated(model, field, kind=Prose, *, name="", part="", words=None):
    """A column for each language of a field; `words` are other headers, by language."""
    return [
        kind(
            build_localized_fieldname(name or field, code),
            model._meta.get_field(field).verbose_name,
            field=build_localized_fieldname(field, code),
            language=code,
            part=part,
            words=(words or {}).get(code, ()),
        )
        for code in CODES
    ]


def of_field(model, name, kind=Column, **more):
    """A column of a field of the model, called as the form calls it."""
    return kind(name, model._meta.get_field(name).verbose_name, **more)


def choice(model, name, **more):
    field = model._meta.get_field(name)
    empty = "" if field.blank else ("unknown" if "unknown" in dict(field.choices) else None)
    choices = [("", ""), *field.choices] if field.blank else field.choices
    return Choice(name, field.verbose_name, choices, empty=empty, **more)
