"""A page of the admin as data: what its form says, and the rows under it.

A state is `{key: [text, …]}`: the texts that a browser would send for each field, none for what is
empty. The key of a field of the form is its name; of a field of a row under it
"<prefix>/<pk>/<name>", and of a new row "<prefix>/+<number>/<name>". So two states of one sheet can
be compared, kept, mixed and sent again, whatever the model.
"""

from copy import copy
from dataclasses import dataclass

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import CheckboxInput, DateField, TimeField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import ModelChoiceIteratorValue
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.admin_paths import number_in
from core.desk.widgets import RichTextarea
from core.languages import direction
from core.rich_text import sanitised
from core.wording.labels import labelled

from .text_states import fingerprint


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two states; `before` and `after` are lists of texts as people read them."""

    key: str
    label: str
    before: list
    after: list
    language: str = ""

    @property
    def direction(self):
        return direction(self.language) if self.language else "auto"


class Sheet:
    """The page of `row` in `model_admin`, as `request.user` may change it; nothing is sent yet.

    Without a row it is the page of a new one.
    """

    def __init__(self, model_admin, request, row=None, initial=None):
        fields = flatten_fieldsets(model_admin.get_fieldsets(request, row))
        form_class = model_admin.get_form(request, row, change=row is not None, fields=fields)
        self.form = form_class(instance=row, initial=initial)
        self.formsets = list(_formsets(model_admin, request, row))

    # States

    def state(self):
        """What is saved."""
        return state_of(self.form, self.formsets)

    def posted(self, data):
        """What `data` (a QueryDict of this page) says. New rows without anything are left out."""
        state = {name: _sent(self.form, name, data.getlist(name)) for name in self.form.fields}
        for formset in self.formsets:
            empty, names = formset.empty_form, _row_names(formset)
            nothing = {name: _texts(empty, name) for name in names}
            for index in range(_count(data, formset)):
                start = f"{formset.prefix}-{index}-"
                row = {name: _sent(empty, name, data.getlist(start + name)) for name in names}
                pk = data.get(start + _pk_name(formset))
                if not pk and (row == nothing or row.get(DELETION_FIELD_NAME)):
                    continue
                state |= _under(formset, pk or f"+{index}", row)
        return state

    def sent(self, key, texts):
        """`texts` as a state has them, for the field of a key."""
        form, name, _row = self.place(key)
        return _sent(form, name, texts)

    def field(self, key):
        """The form field of a key, or None for what is no field of this sheet."""
        form, name, _row = self.place(key)
        return form.fields.get(name) if form else None

    def formset(self, prefix):
        """The rows under the form with this prefix, or None."""
        return next((each for each in self.formsets if each.prefix == prefix), None)

    def data(self, state):
        """What a browser would send so that the sheet says `state`.

        A row that is no longer there comes back as a new one, unless it is to be deleted.
        """
        data = QueryDict(mutable=True)
        for name, field in self.form.fields.items():
            data.setlist(name, current(field, state.get(name, [])))
        for formset in self.formsets:
            self._write_rows(data, formset, rows_of(state, formset.prefix))
        return data

    def _write_rows(self, data, formset, rows):
        prefix, (old, new) = formset.prefix, _in_order(formset, rows)
        for index, pk in enumerate([*old, *new]):
            start = f"{prefix}-{index}-"
            data[start + _pk_name(formset)] = pk if pk in old else ""
            data[start + formset.fk.name] = str(self.form.instance.pk or "")
            fields = formset.empty_form.fields
            for name, texts in rows[pk].items():
                data.setlist(start + name, current(fields.get(name), texts))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(old))
        data[f"{prefix}-TOTAL_FORMS"] = str(len(old) + len(new))

    def new_row(self, prefix):
        """`{name: texts}` of a row under the form that nobody has filled in yet."""
        formset = self.formset(prefix)
        empty = formset.empty_form
        return {name: _texts(empty, name) for name in _row_names(formset)}

    def problems(self, state, *, for_public=False):
        """`[(key, [text, …]), …]` of what would be refused of `state`; nothing is saved.

        What is wrong with no single field has the key of its row, or an empty one. With
        `for_public` also what is missing before the public may see it.
        """
        data = self.data(state)
        form = type(self.form)(data, instance=copy(self.form.instance))
        form.is_for_public = for_public
        form.is_valid()
        problems = list(_problems(form, ""))
        for formset in self.formsets:
            old, new = _in_order(formset, rows_of(state, formset.prefix))
            sent = type(formset)(
                data, instance=form.instance, prefix=formset.prefix, queryset=formset.queryset
            )
            problems += [("", list(sent.non_form_errors()))] if sent.non_form_errors() else []
            for pk, row_form in zip([*old, *new], sent.forms, strict=False):
                if not (sent.can_delete and sent._should_delete_form(row_form)):
                    problems += _problems(row_form, f"{formset.prefix}/{pk}/")
        return problems

    def said_with(self, keys):
        """`keys`, and those that say one thing together with one of them: `said_together` of their
        form, such as the two numbers of a point."""
        forms, more = {formset.prefix: formset.form for formset in self.formsets}, set()
        for key in keys:
            row, _slash, name = key.rpartition("/")
            form_class = forms.get(row.partition("/")[0]) if row else type(self.form)
            for names in getattr(form_class, "said_together", ()):
                if name in names:
                    more |= {key.removesuffix(name) + each for each in names}
        return {*keys} | more

    def is_hidden(self, key):
        """Whether a key travels unseen."""
        form, name, _row = self.place(key)
        return form is not None and name in form.fields and form.fields[name].widget.is_hidden

    # Words for people

    def differences(self, before, after, keys=None):
        """`Difference`s of two states, in the order of the page; of `keys` only where given."""
        every = [*before, *(key for key in after if key not in before)]
        return [
            self.difference(key, before.get(key, []), after.get(key, []))
            for key in every
            if (keys is None or key in keys) and before.get(key, []) != after.get(key, [])
        ]

    def difference(self, key, before, after):
        form, name, row = self.place(key)
        if form is None or name not in form.fields:
            # Without a name it is about the whole row.
            return Difference(key, key if name else row, before, after)
        field = form.fields[name]
        if name == DELETION_FIELD_NAME:
            label, there = row, [gettext("there")]
            before, after = ([gettext("taken away")] if way else there for way in (before, after))
        else:
            label = labelled(row, capfirst(field.label)) if row else str(capfirst(field.label))
            before, after = (_readable(field, texts) for texts in (before, after))
        return Difference(key, label, before, after, field.widget.attrs.get("lang", ""))

    def place(self, key):
        """The form that holds a key, its name there, and how the row is called."""
        if "/" not in key:
            return self.form, key, ""
        prefix, pk, name = (*key.split("/", 2), "", "")[:3]
        for formset in self.formsets:
            if formset.prefix == prefix:
                kind = capfirst(formset.model._meta.verbose_name)
                for form in formset.initial_forms:
                    if str(form.instance.pk) == pk:
                        return form, name, f"{kind} “{form.instance}”"
                is_new = pk.startswith("+")
                row = gettext("%(kind)s (new)") if is_new else gettext("%(kind)s (gone)")
                return formset.empty_form, name, row % {"kind": kind}
        return None, key, ""


# `{model: function}` that gives `{pk: pk of what took its place}` of its rows that are archived.
_successors = {}


def register_successors(model, find):
    """What an older state says of a row of `model` that is archived is said of its successor."""
    _successors[model] = find


def current(field, texts):
    """The texts of a field, with what took the place of archived rows instead of them."""
    model = getattr(getattr(field, "queryset", None), "model", None)
    if not texts or model not in _successors or not (successors := _successors[model]()):
        return texts
    instead = {str(pk): str(successor) for pk, successor in successors.items()}
    return list(dict.fromkeys(instead.get(text, text) for text in texts))


def state_of(form, formsets):
    """The state of an unbound form, and of unbound formsets under it."""
    state = {name: _texts(form, name) for name in form.fields}
    for formset in formsets:
        for row_form in formset.initial_forms:
            state |= row_state(formset, row_form)
    return state


def row_state(formset, form):
    """The part of a state that one row under the form makes."""
    names = [name for name in _row_names(formset) if name in form.fields]
    state = {name: _texts(form, name) for name in names}
    if formset.can_delete:
        state.setdefault(DELETION_FIELD_NAME, [])
    return _under(formset, form.instance.pk, state)


def fingerprints(state):
    """`{key: fingerprint}`, by which one sees whether a field changed without keeping its text."""
    return {key: fingerprint("\n".join(texts)) for key, texts in state.items()}


def row_of(key):
    """The row that a key belongs to, such as "locations/12"; "" for the form itself."""
    return key.rpartition("/")[0]


def rows_of(state, prefix):
    """`{pk: {name: texts}}` of the rows of one formset; new ones have a pk such as "+2"."""
    rows = {}
    for key, texts in state.items():
        if key.startswith(f"{prefix}/"):
            _prefix, pk, name = key.split("/", 2)
            rows.setdefault(pk, {})[name] = texts
    return rows


def new_rows(state, saved):
    """`{prefix: [{name: texts}, …]}` of the rows in a state that are not in `saved`, and stay."""
    there, rows, new = {row_of(key) for key in saved}, {}, {}
    for key, texts in state.items():
        row_key, _slash, name = key.rpartition("/")
        if row_key and row_key not in there:
            rows.setdefault(row_key, {})[name] = texts
    for row_key, row in rows.items():
        if not row.get(DELETION_FIELD_NAME):
            new.setdefault(row_key.partition("/")[0], []).append(row)
    return new


def _in_order(formset, rows):
    """The keys of `rows` that are saved already and of those that are new, as they are sent."""
    there = [str(form.instance.pk) for form in formset.initial_forms]
    old = [pk for pk in there if pk in rows]
    new = [pk for pk, row in rows.items() if pk not in there and not row.get(DELETION_FIELD_NAME)]
    return old, new


def _problems(form, place):
    for name, errors in form.errors.items():
        yield (place if name == NON_FIELD_ERRORS else place + name), [*map(str, errors)]


def formset_classes(model_admin, request, row):
    """`(prefix, formset class, inline)` of each kind of rows under the form."""
    prefixes = {}
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, row):
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] = prefixes.get(prefix, 0) + 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        yield prefix, formset_class, inline


def _formsets(model_admin, request, row):
    for prefix, formset_class, inline in formset_classes(model_admin, request, row):
        yield formset_class(instance=row, prefix=prefix, queryset=inline.get_queryset(request))


def _row_names(formset):
    names = formset.empty_form.fields
    return [name for name in names if name not in (_pk_name(formset), formset.fk.name)]


def _pk_name(formset):
    return formset.model._meta.pk.name


def _count(data, formset):
    total = data.get(f"{formset.prefix}-TOTAL_FORMS", "")
    return min(int(total), 2_000) if total.isascii() and total.isdigit() else 0


def _under(formset, pk, row):
    return {f"{formset.prefix}/{pk}/{name}": texts for name, texts in row.items()}


def _texts(form, name):
    """What a browser sends of a field that nobody touches."""
    field, value = form.fields[name], form[name].value()
    if isinstance(field.widget, CheckboxInput):
        return ["on"] if field.widget.check_test(value) else []
    shown = field.widget.format_value(value)
    return _sent(form, name, shown if isinstance(shown, list | tuple) else [shown])


def _sent(form, name, texts):
    """Texts in one spelling: what looks the same to people is the same."""
    field, widget = form.fields[name], form.fields[name].widget
    is_of_several = getattr(widget, "allow_multiple_selected", False)
    # As the form itself reads what was sent twice.
    texts = texts if is_of_several else texts[-1:]
    texts = [str(text).replace("\r\n", "\n") for text in texts if text is not None]
    # PostgreSQL keeps no NUL.
    texts = [text.replace("\x00", "").strip() for text in texts]
    if isinstance(widget, RichTextarea):
        texts = [sanitised(text) for text in texts]
    texts = [text for text in texts if text]
    if isinstance(field, DateField | TimeField):
        texts = [_moment(field, text) for text in texts]
    # The order of ticks means nothing, and databases give them in any.
    return sorted(texts) if is_of_several else texts


def _moment(field, text):
    """A day or a time as pages show it: as typed, "24-12-2026" is one in some languages only."""
    try:
        return str(field.widget.format_value(field.to_python(text)))
    except ValidationError:
        return text


def _readable(field, texts):
    if isinstance(field.widget, CheckboxInput):
        return [gettext("yes") if texts else gettext("no")]
    if (queryset := getattr(field, "queryset", None)) is not None:
        pks = [text for text in texts if number_in(text) is not None]
        # Also what is archived has a name.
        rows = queryset.model._base_manager if queryset.model in _successors else queryset
        named = {str(row.pk): str(row) for row in rows.filter(pk__in=pks)}
        return [named.get(text, text) for text in texts]
    labels = choices_of(field)
    return [labels.get(text, text) for text in texts]


def choices_of(field):
    """`{text: label}` of a field that is chosen from a list, also where that travels unseen."""
    choices = getattr(field.widget, "choices", None)
    return {value: str(label) for value, label in _flat(choices)} if choices else {}


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            value = value.value if isinstance(value, ModelChoiceIteratorValue) else value
            yield str(value), label
