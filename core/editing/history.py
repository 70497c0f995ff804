"""What a sheet said before, who changed it, and putting it back.

django-reversion keeps every row of a sheet as it was after each change; here a kept revision
becomes a state again (`core.editing.sheets`), so that it can be compared and sent once more.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import reversion
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from modeltranslation.translator import translator
from reversion.models import Version

from core import admin_pages
from core.admin_paths import number_in, overview_url
from core.wording.labels import labelled

from . import sheets
from .revived import is_readable, revived

A_PAGE = 10  # changes
# Computed anew whenever a row is saved.
_DERIVED = {"updated_at", "text_states", "missing_in", "outdated_in"}


def register(model, follow=()):
    """Keeps the history of `model`; `follow` are the relations to rows of the same sheet."""
    exclude = {field.name for field in model._meta.fields} & _DERIVED
    if model in translator.get_registered_models(abstract=False):
        # Columns without a language follow the active one; the others say it all.
        exclude |= {*translator.get_options_for_model(model).get_field_names()}
    reversion.register(model, exclude=sorted(exclude), follow=follow)


def is_kept(model):
    """Of accounts and of what visitors wrote no copies are kept."""
    return reversion.is_registered(model)


@contextmanager
def recorded(request, once=False):
    """What is saved inside is one change in the history, by the user of the request.

    With `once` only what is noted is kept (`note`), and not each row at each save.
    """
    with reversion.create_revision(manage_manually=once):
        reversion.set_user(request.user)
        yield


def keep_first(row):
    """Keeps a sheet as it is before its first change that is kept."""
    if is_kept(type(row)) and not Version.objects.get_for_object(row).exists():
        keep(row)


def never_kept(model, pks):
    """Those of `pks` of which the history has nothing yet."""
    if not is_kept(model):
        return set()
    versions = Version.objects.get_for_model(model).filter(object_id__in=[*map(str, pks)])
    kept = {*versions.values_list("object_id", flat=True).distinct()}
    return {pk for pk in pks if str(pk) not in kept}


def keep(row):
    """Keeps a sheet as it is, of when it was last saved."""
    with reversion.create_revision():
        reversion.add_to_revision(row)
        reversion.set_date_created(getattr(row, "updated_at", None) or timezone.now())


def note(row, text):
    """Says in a word what a change is, where the fields do not."""
    if reversion.is_active():
        reversion.set_comment(text)
        if reversion.is_registered(type(row)):
            reversion.add_to_revision(row)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a sheet: who, when, and what is different; the first has no differences.

    `lost` names what of it, or of what was before, cannot be read any more; with `is_lost` that is
    the sheet itself, of which nothing is shown then.
    """

    version: Version
    before: Version | None
    differences: list
    lost: list
    is_lost: bool

    @property
    def revision(self):
        return self.version.revision

    @property
    def is_first(self):
        return self.before is None


def page(model_admin, request, row):
    """The history of a sheet; a POST puts the chosen fields, or all, back as they were."""
    sheet = sheets.Sheet(model_admin, request, row)
    versions = Version.objects.get_for_object(row).select_related("revision__user")
    if request.method == "POST":
        return _put_back(model_admin, request, row, sheet, versions)
    list_page = Paginator(versions, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": gettext("History"),
        "subtitle": str(row),
        "original": row,
        "row_url": overview_url(row),
        "list_page": list_page,
        "entries": _entries(model_admin, request, sheet, versions, list_page),
        "may_put_back": model_admin.has_change_permission(request, row),
    }
    return admin_pages.page(model_admin, request, "editing/history.html", context)


def _entries(model_admin, request, sheet, versions, list_page):
    # One more than the list page shows: its first is compared with the one before.
    start = list_page.start_index() - 1 if list_page.object_list else 0
    kept = list(versions[max(start, 0) : max(start, 0) + A_PAGE + 1])
    thens = [then_in(sheet, version) for version in kept]
    entries = []
    for index, version in enumerate(kept[:A_PAGE]):
        before = kept[index + 1] if index + 1 < len(kept) else None
        both = thens[index : index + 2] if before else thens[index : index + 1]
        differences = _between(sheet, *reversed(both)) if before else []
        lost = [*dict.fromkeys(each.object_repr for then in both for each in then.lost)]
        is_lost = any(then.state is None for then in both)
        entries.append(Entry(version, before, differences, lost, is_lost))
    return entries


def _between(sheet, before, after):
    """The differences, without rows of which one of both says nothing."""
    if before.state is None or after.state is None:
        return []
    unknown = before.places | after.places
    return [
        each
        for each in sheet.differences(before.state, after.state)
        if sheets.row_of(each.key) not in unknown
    ]


def _put_back(model_admin, request, row, sheet, versions):
    version = versions.filter(pk=number_in(request.POST.get("version"))).first()
    if version is None:
        raise Http404
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    kept_then, now = then_in(sheet, version), sheet.state()
    then = kept_then.state
    if then is None:
        messages.error(request, gettext("This version cannot be read any more."))
        return HttpResponseRedirect(request.path)
    wanted = {key for key in request.POST.getlist("key") if kept_then.knows(key)}
    if "_whole" in request.POST:
        changes = _all_of_it(sheet, kept_then, now)
    else:
        if not wanted:
            messages.warning(request, gettext("Tick what you want to put back."))
            return HttpResponseRedirect(request.path)
        # What came later is emptied; a row that is gone comes back as a whole.
        then = {**{key: [] for key in wanted}, **then}
        gone = {sheets.row_of(key) for key in wanted if "/" in key and key not in now}
        changes = {
            key: texts for key, texts in then.items() if key in wanted or sheets.row_of(key) in gone
        }
    if kept_then.lost:
        names = ", ".join(dict.fromkeys(each.object_repr for each in kept_then.lost))
        text = gettext("This cannot be read any more, and stays as it is now")
        messages.warning(request, labelled(text, names))
    asked = set() if "_whole" in request.POST else wanted
    changes = model_admin.put_back_changes(now, changes, asked)
    return model_admin.send_changes(request, row, changes)


def _all_of_it(sheet, kept_then, now):
    then = kept_then.state
    # Rows that came later are taken away again.
    later = {sheets.row_of(key) for key in now if "/" in key and key not in then}
    later -= kept_then.places
    added = _fields_added_since(sheet, kept_then.fields)
    kept = {key: texts for key, texts in then.items() if key not in added}
    return kept | {f"{place}/DELETE": ["on"] for place in later}


def has_said(model, pk, name):
    """Whether any kept version of a row says yes to a field, also when the row is gone."""
    versions = Version.objects.get_for_object_reference(model, pk)
    # One that cannot be read any more may have said so.
    return any(not is_readable(version) or version.field_dict.get(name) for version in versions)


@dataclass(frozen=True, slots=True)
class Then:
    """A sheet as a version kept it: its state, or None where the sheet itself cannot be read;
    the names of what was kept of each row; what is lost, and which rows of the page that is."""

    state: dict | None
    fields: dict
    lost: list
    places: set

    def knows(self, key):
        return sheets.row_of(key) not in self.places


def then_in(sheet, version):
    kept = revived(version.revision)
    places = {
        f"{formset.prefix}/{each.object_id}"
        for each in kept.lost
        for formset in sheet.formsets
        if formset.model is each._model
    }
    return Then(_state_in(sheet, kept.rows), kept.fields, kept.lost, places)


def _state_in(sheet, rows):
    """The state that kept rows give, for the fields that the sheet has today."""
    model = type(sheet.form.instance)
    if str(sheet.form.instance.pk) not in rows.get(model, {}):
        return None
    instance, related = rows[model][str(sheet.form.instance.pk)]
    form = type(sheet.form)(instance=instance, initial=related)
    state = sheets.state_of(form, [])
    for formset in sheet.formsets:
        for row, its_related in rows.get(formset.model, {}).values():
            if getattr(row, formset.fk.attname) == instance.pk:
                row_form = formset.form(instance=row, initial=its_related)
                state |= sheets.row_state(formset, row_form)
    return state


def _fields_added_since(sheet, kept):
    """The keys of fields that rows did not have yet when a revision was kept.

    It says nothing of them, and what they say today stays. `kept` are the names of those it has.
    """
    rows = [("", sheet.form)]
    for formset in sheet.formsets:
        rows += [(f"{formset.prefix}/{form.instance.pk}/", form) for form in formset.initial_forms]
    added = set()
    for place, form in rows:
        model = type(form.instance)
        columns = {field.name for field in model._meta.get_fields() if field.concrete}
        if (fields := kept.get((model, str(form.instance.pk)))) is not None:
            added |= {place + name for name in columns.intersection(form.fields) - fields}
    return added
