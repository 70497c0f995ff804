"""The sections of a whole form as a list of links: which are empty, wrong, or have what waits."""

from dataclasses import dataclass, field

from django.contrib.admin.utils import flatten

from .sheets import row_of

EMPTY = (None, "", "unknown", [], False)


@dataclass(slots=True)
class Section:
    """`target` is the id that its link leads to; `rows` are those of a section with several."""

    label: str
    target: str
    is_empty: bool = False
    is_wrong: bool = False
    waits: bool = False
    rows: list = field(default_factory=list)


def of(adminform, formsets, proposals):
    """The `Section`s of a page; `formsets` as Django's admin wraps them."""
    waiting = {key for proposal in proposals for key in proposal.changes}
    form = adminform.form
    sections = [
        _of_fieldset(form, fieldset, f"fieldset-0-{number}-heading", waiting)
        for number, fieldset in enumerate(adminform)
        if fieldset.name
    ]
    return sections + [_of_rows(each, waiting) for each in formsets]


def _of_fieldset(form, fieldset, target, waiting):
    names = [name for name in flatten(fieldset.fields) if name in form.fields]
    return Section(
        str(fieldset.name),
        target,
        is_empty=bool(names) and all(form[name].value() in EMPTY for name in names),
        is_wrong=any(name in form.errors for name in names),
        waits=any(name in waiting for name in names),
    )


def _of_rows(wrapped, waiting):
    formset = wrapped.formset
    prefix, forms = formset.prefix, formset.initial_forms
    rows = [
        Section(
            str(form.instance),
            f"{prefix}-{number}",
            is_wrong=bool(form.errors),
            waits=f"{prefix}/{form.instance.pk}" in {row_of(key) for key in waiting},
        )
        for number, form in enumerate(forms)
    ]
    return Section(
        str(wrapped.opts.verbose_name_plural),
        f"{prefix}-heading",
        is_empty=not forms,
        is_wrong=formset.is_bound and formset.total_error_count() > 0,
        waits=any(key.startswith(f"{prefix}/") for key in waiting),
        rows=rows,
    )
