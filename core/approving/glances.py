"""What each of many changes would do, in one line: the sheets of a list page read together.

A sheet of its own is ten queries (`core.editing.sheets`). Here all sheets of one kind share those,
and only what the changes are about is read, through the same forms and for the same eyes: what she
who looks may not see is in no line.
"""

from dataclasses import dataclass, field

from django.contrib.admin.utils import flatten_fieldsets
from django.forms import CheckboxInput, HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.editing.sheets import Sheet, choices_of, formset_classes, row_of
from core.models import Publishable
from core.wording.labels import labelled

LENGTH = 48  # characters of one side, about half a line of a wide screen
BEFORE_IT = 16  # of them, what stands before the first that differs
NEW_ROW = 3  # texts of a new row


@dataclass(slots=True)
class Glance:
    """One change in one line; without a row there is nothing left that it would change."""

    row: object = None
    label: str = ""
    before: str = ""
    after: str = ""
    language: str = ""
    direction: str = "auto"
    is_new_row: bool = False
    others: int = 0  # fields or new rows that would change beside this one
    keys: set = field(default_factory=set)  # of all that would change

    @property
    def is_not_public(self):
        return isinstance(self.row, Publishable) and not self.row.is_published


def of(admin_site, request, proposals):
    """`{pk of the proposal: Glance}`, with a few queries for each kind of sheet."""
    by_type, glances = {}, {}
    for proposal in proposals:
        by_type.setdefault(proposal.content_type, []).append(proposal)
    for content_type, alike in by_type.items():
        model = content_type.model_class()
        model_admin = model and admin_site.get_model_admin(model)
        if model_admin and model_admin.has_change_permission(request):
            glances |= _Kind(model_admin, request, alike).glances()
    return {proposal.pk: glances.get(proposal.pk, Glance()) for proposal in proposals}


class _Kind:
    """The sheets of one kind that some changes are about."""

    def __init__(self, model_admin, request, proposals):
        self.proposals = proposals
        keys = {key for proposal in proposals for key in proposal.changes}
        pks = {proposal.object_id for proposal in proposals}
        rows = model_admin.get_queryset(request).filter(pk__in=pks)
        relations = {each.name for each in model_admin.model._meta.many_to_many} & keys
        self.rows = rows.prefetch_related(*sorted(relations)).in_bulk()
        self.form_class, self.formsets, self.titles = None, [], {}
        if self.rows:
            self._read(model_admin, request, next(iter(self.rows.values())), keys)

    def _read(self, model_admin, request, row, keys):
        fields = flatten_fieldsets(model_admin.get_fieldsets(request, row))
        wanted = [name for name in fields if name in keys]
        self.form_class = model_admin.get_form(request, row, change=True, fields=wanted)
        prefixes = {key.partition("/")[0] for key in keys if "/" in key}
        for prefix, formset_class, inline in formset_classes(model_admin, request, row):
            if prefix in prefixes:
                pks = [key.split("/")[1] for key in keys if key.startswith(f"{prefix}/")]
                there = inline.get_queryset(request).filter(
                    pk__in=[pk for pk in pks if pk.isdigit()]
                )
                self.formsets.append((prefix, formset_class, there))
                self.titles |= _titles(prefix, inline.get_fieldsets(request, row))

    def glances(self):
        sheets = {pk: _PartOfSheet(self.form_class, row) for pk, row in self.rows.items()}
        for prefix, formset_class, there in self.formsets:
            for sheet in sheets.values():
                sheet.formsets.append(_Rows(prefix, formset_class, sheet.form.instance))
            for row in there:
                owner = getattr(row, formset_class.fk.attname)
                if owner in sheets:
                    sheets[owner].formsets[-1].add(row)
        found = {}
        for proposal in self.proposals:
            if sheet := sheets.get(proposal.object_id):
                found[proposal.pk] = _first_of(sheet, proposal.changes, self.titles)
        names = _names([first for first, _keys in found.values() if first])
        return {
            pk: _glance(sheets, proposal, *found[pk], names)
            for proposal in self.proposals
            if (pk := proposal.pk) in found
        }


class _PartOfSheet(Sheet):
    """The fields of one sheet that some changes are about, from rows that are read already."""

    def __init__(self, form_class, row):
        self.form, self.formsets = form_class(instance=row), []


class _Rows:
    """What `core.editing.sheets` asks of a formset, of rows that are read already."""

    def __init__(self, prefix, formset_class, owner):
        self.prefix, self.model, self.fk = prefix, formset_class.model, formset_class.fk
        self.can_delete, self.initial_forms = formset_class.can_delete, []
        self._form_class = formset_class.form
        self._empty = None

    @property
    def empty_form(self):
        if self._empty is None:
            self._empty = self._form_class()
        return self._empty

    def add(self, row):
        self.initial_forms.append(self._form_class(instance=row))


@dataclass(slots=True)
class _First:
    """The field that the line is about, as the sheet has it before and after."""

    name: str
    form: object
    label: str
    before: list
    after: list
    new_row: dict | None = None  # `{name: texts}`


def _titles(prefix, fieldsets):
    """`{(prefix, name): title}` of the fields of rows that stand under a title of their own."""
    return {
        (prefix, name): title
        for title, options in fieldsets
        if title
        for name in flatten_fieldsets([(title, options)])
    }


def _first_of(sheet, changes, titles):
    """`(_First or None, keys that would change)`: new rows count once, and come last."""
    now, keys, first = sheet.state(), set(), None
    order = {key: number for number, key in enumerate(now)}
    for key in sorted(changes, key=lambda key: ("/" in key, order.get(key, len(order)), key)):
        row = row_of(key)
        form, name, place = sheet.place(key)
        is_new = "/+" in key
        if is_new:
            keys.add(row)
        elif key in now and now[key] != changes[key] and not _is_unseen(form, name):
            keys.add(key)
        else:
            continue
        if first is None and form is not None:
            title = titles.get((key.partition("/")[0], name))
            new_row = {
                each.rpartition("/")[2]: changes[each] for each in changes if row_of(each) == row
            }
            first = _First(
                name,
                form,
                labelled_in(title, place, form, name) if not is_new else place,
                now.get(key, []),
                changes[key],
                new_row if is_new else None,
            )
    return first, keys


def _is_unseen(form, name):
    return name in form.fields and isinstance(form.fields[name].widget, HiddenInput)


def labelled_in(title, place, form, name):
    """How a field is called in a line: with what it stands under, or with its row."""
    if name not in form.fields:
        return place
    label = form.fields[name].label
    if title:
        return f"{title}, {label}"
    return labelled(place, capfirst(label)) if place else str(capfirst(label))


def _names(firsts):
    """`{model: {pk: name}}` of all rows that the lines name, with one query for each model."""
    pks = {}
    for first in firsts:
        for name, texts in _texts_of(first):
            queryset = getattr(first.form.fields.get(name), "queryset", None)
            if queryset is not None:
                pks.setdefault(queryset.model, set()).update(
                    text for text in texts if text.isdigit()
                )
    return {
        model: {str(pk): str(row) for pk, row in model._default_manager.in_bulk([*wanted]).items()}
        for model, wanted in pks.items()
        if wanted
    }


def _texts_of(first):
    if first.new_row is not None:
        yield from first.new_row.items()
    else:
        yield first.name, [*first.before, *first.after]


def _glance(sheets, proposal, first, keys, names):
    row = sheets[proposal.object_id].form.instance
    glance = Glance(row=row, keys=keys, others=max(len(keys) - 1, 0))
    if first is None:
        return glance
    if first.new_row is not None:
        shown = [
            text
            for name, its_field in first.form.fields.items()
            if (texts := first.new_row.get(name))
            for text in [_in_words(its_field, texts, names)]
        ]
        glance.label, glance.is_new_row = first.label, True
        glance.after = " · ".join(_cut(text) for text in shown[:NEW_ROW])
        return glance
    glance.label = first.label
    if first.name == DELETION_FIELD_NAME:
        glance.before, glance.after = gettext("there"), gettext("taken away")
        return glance
    its_field = first.form.fields[first.name]
    glance.language = its_field.widget.attrs.get("lang", "")
    glance.direction = its_field.widget.attrs.get("dir", "auto")
    before, after = (_in_words(its_field, texts, names) for texts in (first.before, first.after))
    glance.before, glance.after = where_they_differ(before, after)
    return glance


def _in_words(its_field, texts, names):
    if isinstance(its_field.widget, CheckboxInput):
        return gettext("yes") if texts else gettext("no")
    queryset = getattr(its_field, "queryset", None)
    if queryset is not None:
        named = names.get(queryset.model, {})
        return ", ".join(named.get(text, text) for text in texts)
    labels = choices_of(its_field)
    return " ".join(strip_tags(", ".join(labels.get(text, text) for text in texts)).split())


def where_they_differ(before, after):
    """Both texts, cut to where the first difference is."""
    same = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        same += 1
    if max(len(before), len(after)) <= LENGTH:
        return before, after
    start = max(same - BEFORE_IT, 0)
    if start:
        # Not in the middle of a word.
        start = before.rfind(" ", 0, start + 1) + 1
    return _cut(before, start), _cut(after, start)


def _cut(text, start=0):
    part = text[start : start + LENGTH]
    opening = "…" if start and part else ""
    return f"{opening}{part.rstrip()}{'…' if start + LENGTH < len(text) else ''}"
