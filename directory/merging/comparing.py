"""Two listings side by side: what they say differently, and what an editor may choose of it."""

import json
from dataclasses import dataclass, field

from django.forms import CheckboxInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import get_language
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from core.editing.conflicts import read_seen
from core.editing.models import Proposal
from core.editing.sheets import Sheet, fingerprints, row_of, rows_of
from core.languages import CODES, order_of
from directory.admin.duplicates import page_of
from directory.models import Organisation

from . import locations

KEPT, GONE, BOTH = "kept", "gone", "both"
SEEN = "_seen"  # what both sheets said when the page was made: `{"kept": …, "gone": …}` as JSON
TAKE, STAYS = "take:", "stays:"  # names of fields: of a question, of a row under the sheet

# What is decided by which of them stays.
_DECIDED = {"slug", "status"}
# Of these both together say more than one.
_LISTS = {"themes", "audiences", "serves_municipalities", "spoken_languages"}
NOTES = "internal_notes"
PARENT = "parent_organisation"
CHECKED = "verified_on"
# What says nothing without another field.
_WITH = {CHECKED: ("verified_how", "verify_every")}
_UNKNOWN = ([], ["unknown"])


@dataclass(slots=True)
class Side:
    """What one choice would give, as people read it: `[(language, [text, …]), …]`."""

    value: str
    texts: list


@dataclass(slots=True)
class Question:
    """Something that both say differently. `keys` are its fields of the sheet.

    It is open where both say something; otherwise what one says is taken over, unless she unticks
    it.
    """

    name: str
    keys: tuple
    label: str
    is_open: bool
    choices: dict  # {choice: {key: texts}}
    chosen: str
    sides: list = field(default_factory=list)

    @property
    def field_name(self):
        return TAKE + self.name

    @property
    def suggested(self):
        """What is taken unless she unticks it."""
        return BOTH if BOTH in self.choices else GONE


@dataclass(slots=True)
class Row:
    """A row under one of the sheets, such as a source; `is_bound` where a change of it waits."""

    prefix: str
    pk: str
    side: str
    kind: str
    label: str
    stays: bool = True
    is_bound: bool = False

    @property
    def key(self):
        return f"{self.prefix}/{self.pk}"

    @property
    def field_name(self):
        return STAYS + self.key


class Comparison:
    """`gone` beside `kept`, as `request.user` may change them; `sent` (a QueryDict) is what she
    chose, or None on a page that she only opens."""

    def __init__(self, model_admin, request, kept, gone, sent=None):
        self.model_admin, self.kept, self.gone = model_admin, kept, gone
        self.sheets = {
            KEPT: Sheet(model_admin, request, kept),
            GONE: Sheet(model_admin, request, gone),
        }
        self.states = {side: sheet.state() for side, sheet in self.sheets.items()}
        self.bound = _rows_with_proposals(kept, gone)
        self.questions = list(self._questions())
        self.rows = list(self._rows())
        self.places = locations.Places(self)
        self.changed = set()  # labels of what somebody changed since she opened the page
        if sent is not None:
            self._choose(sent)

    # What was chosen

    @property
    def sent(self):
        """The fields of the page, to send them once more: `(name, text)` of each."""
        yield from ((each.field_name, each.chosen) for each in self.questions)
        yield from ((row.field_name, "on") for row in self.rows if row.stays)
        yield from ((choice.field_name, choice.value) for choice in self.places.choices)

    def _choose(self, sent):
        changed = self._changed_since(sent.get(SEEN))
        for question in self.questions:
            choice = sent.get(question.field_name, KEPT)
            if choice in question.choices and not changed & {*question.keys}:
                question.chosen = choice
        for row in self.rows:
            row.stays = row.is_bound or row.field_name in sent
        self.places.choose(sent)

    def _changed_since(self, text):
        """The keys of what one of the sheets says differently since the page was made."""
        try:
            then = json.loads(text or "")
        except (ValueError, RecursionError):
            return set()
        changed = set()
        for side, state in self.states.items():
            seen = read_seen(json.dumps(then.get(side))) if isinstance(then, dict) else None
            if seen is None:
                continue
            now = fingerprints(state)
            keys = {key for key in {*now, *seen} if now.get(key, "") != seen.get(key, "")}
            self.changed |= {self.sheets[side].difference(key, [], []).label for key in keys}
            changed |= keys
        return changed

    @property
    def seen(self):
        return json.dumps({side: fingerprints(state) for side, state in self.states.items()})

    # Fields

    @property
    def open_questions(self):
        return [question for question in self.questions if question.is_open]

    @property
    def quiet_questions(self):
        """Where one says nothing, or both together say it all."""
        return [question for question in self.questions if not question.is_open]

    def _questions(self):
        form = self.sheets[KEPT].form
        names = translator.get_options_for_model(Organisation).get_field_names()
        columns = {name: _columns(name) for name in names}
        texts = {column: name for name in names for column in columns[name]}
        done = set(_DECIDED)
        for column in form.fields:
            base = texts.get(column, column)
            if base in done:
                continue
            keys = columns.get(base, (base, *_WITH.get(base, ())))
            done |= {base, *keys}
            if question := self._question(base, [key for key in keys if key in form.fields]):
                yield question

    def _question(self, name, keys):
        kept, gone = ({key: state.get(key, []) for key in keys} for state in self.states.values())
        if kept == gone or (name == PARENT and not self._may_take_parent()):
            return None
        is_text = len(keys) > 1 and name not in _WITH
        if not is_text and gone[name] in _UNKNOWN:
            return None
        choices = _choices(name, kept, gone, is_text=is_text)
        if all(each == kept for each in choices.values()):
            return None
        is_open = self._is_open(name, kept, gone, is_text=is_text)
        label = _label(self.sheets[KEPT].form, name, keys)
        question = Question(name, tuple(keys), label, is_open, choices, KEPT)
        if not is_open and name != "no_contact":
            question.chosen = question.suggested
        # What both choices would give tells neither from the other.
        shown = [key for key in keys if not is_open or choices[KEPT][key] != choices[GONE][key]]
        question.sides = [Side(each, self._texts(shown, choices[each])) for each in choices]
        return question

    def _is_open(self, name, kept, gone, *, is_text):
        if name in _LISTS or name == NOTES:
            return False
        if isinstance(self.sheets[KEPT].form.fields[next(iter(kept))].widget, CheckboxInput):
            return True
        keys = kept if is_text else [next(iter(kept))]
        return any(
            kept[key] not in _UNKNOWN and gone[key] not in _UNKNOWN and kept[key] != gone[key]
            for key in keys
        )

    def _may_take_parent(self):
        """Not what belongs to the one that stays, or is one of the two."""
        parent = self.gone.parent_organisation
        above = [] if parent is None else [parent.pk, *parent.above()]
        return self.kept.pk not in above and self.gone.pk not in self.kept.above()

    def _texts(self, keys, said):
        """What people read of some fields; of a translated one her own language comes first."""
        sheet = self.sheets[KEPT]
        texts = []
        for key in keys:
            if said[key]:
                difference = sheet.difference(key, said[key], [])
                texts.append((difference.language, difference.before))
        order = ["", *order_of(get_language())]
        return sorted(texts, key=lambda each: order.index(each[0]))

    # Rows

    def _rows(self):
        there = set()
        for side, sheet in self.sheets.items():
            for formset in sheet.formsets:
                if formset.prefix == locations.PREFIX:
                    continue
                said = rows_of(self.states[side], formset.prefix)
                kind = capfirst(formset.model._meta.verbose_name)
                for form in formset.initial_forms:
                    pk, mark = str(form.instance.pk), _mark(formset.prefix, said, form.instance)
                    row = Row(formset.prefix, pk, side, str(kind), str(form.instance))
                    row.is_bound = row.key in self.bound
                    row.stays = row.is_bound or mark not in there
                    there.add(mark)
                    yield row


def _columns(name):
    return [build_localized_fieldname(name, code) for code in CODES]


def _label(form, name, keys):
    if keys[0] == name:
        return str(capfirst(form.fields[name].label))
    return str(capfirst(Organisation._meta.get_field(name).verbose_name))


def _choices(name, kept, gone, *, is_text):
    """`{choice: {key: texts}}`. Of a text that both have, each choice takes from the other the
    languages that it lacks."""
    if is_text:
        own = _filled(kept, gone) if _clash(kept, gone) else kept
        return {KEPT: own, GONE: _filled(gone, kept)}
    choices = {KEPT: kept, GONE: gone}
    both_kept, both_gone = kept[name], gone[name]
    if name in _LISTS and both_kept and both_gone:
        choices[BOTH] = {name: sorted({*both_kept, *both_gone})}
    elif name == NOTES and both_kept and both_gone:
        choices[BOTH] = {name: ["\n\n".join([*both_kept, *both_gone])]}
    return choices


def _clash(kept, gone):
    return any(kept[key] and gone[key] and kept[key] != gone[key] for key in kept)


def _filled(one, other):
    return {key: one[key] or other[key] for key in one}


def _mark(prefix, said, instance):
    """What two rows have in common that say the same."""
    row = said.get(str(instance.pk), {})
    if prefix == "sources":
        address = page_of(" ".join(row.get("address", [])))
        return prefix, address or (*row.get("title", []),)
    left = {"position", DELETION_FIELD_NAME}
    return prefix, *((name, *row[name]) for name in sorted(row) if name not in left)


def _rows_with_proposals(*organisations):
    """The rows of sheets, such as "locations/12", of which a change waits for an editor."""
    return {
        row_of(key)
        for row in organisations
        for proposal in Proposal.objects.about(row).open()
        for key in proposal.changes
        if "/" in key and "/+" not in key
    }
