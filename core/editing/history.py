"""What a sheet said before, who changed it, and putting it back.

django-reversion keeps every row of a sheet as it was after each change; here a kept revision
becomes a state again (`core.editing.sheets`), so that it can be compared and sent once more.
"""

import json
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

from . import sheets

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
    """One change of a sheet: who, when, and what is different; the first has no differences."""

    version: Version
    before: Version | None
    differences: list

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
    states = [state_in(model_admin, request, sheet, version) for version in kept]
    entries = []
    for index, version in enumerate(kept[:A_PAGE]):
        before = kept[index + 1] if index + 1 < len(kept) else None
        differences = sheet.differences(states[index + 1], states[index]) if before else []
        entries.append(Entry(version, before, differences))
    return entries


def _put_back(model_admin, request, row, sheet, versions):
    version = versions.filter(pk=number_in(request.POST.get("version"))).first()
    if version is None:
        raise Http404
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    then, now = state_in(model_admin, request, sheet, version), sheet.state()
    wanted = {*request.POST.getlist("key")}
    if "_whole" in request.POST:
        # Rows that came later are taken away again.
        later = {sheets.row_of(key) for key in now if "/" in key and key not in then}
        added = _fields_added_since(sheet, version.revision)
        kept = {key: texts for key, texts in then.items() if key not in added}
        changes = kept | {f"{place}/DELETE": ["on"] for place in later}
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
    asked = set() if "_whole" in request.POST else wanted
    changes = model_admin.put_back_changes(now, changes, asked)
    return model_admin.send_changes(request, row, changes)


def has_said(model, pk, name):
    """Whether any kept version of a row says yes to a field, also when the row is gone."""
    versions = Version.objects.get_for_object_reference(model, pk)
    return any(version.field_dict.get(name) for version in versions)


def state_in(model_admin, request, sheet, version):
    """The state of a sheet as a version kept it, for the fields that it has today."""
    rows = _revived(version.revision)
    model = type(sheet.form.instance)
    instance, related = rows[model][str(sheet.form.instance.pk)]
    form = type(sheet.form)(instance=instance, initial=related)
    state = sheets.state_of(form, [])
    for formset in sheet.formsets:
        for row, its_related in rows.get(formset.model, {}).values():
            if getattr(row, formset.fk.attname) == instance.pk:
                row_form = formset.form(instance=row, initial=its_related)
                state |= sheets.row_state(formset, row_form)
    return state


def _fields_added_since(sheet, revision):
    """The keys of fields that rows did not have yet when a revision was kept.

    It says nothing of them, and what they say today stays.
    """
    kept = {
        (version._model, version.object_id): json.loads(version.serialized_data)[0]["fields"]
        for version in revision.version_set.select_related("content_type")
    }
    rows = [("", sheet.form)]
    for formset in sheet.formsets:
        rows += [(f"{formset.prefix}/{form.instance.pk}/", form) for form in formset.initial_forms]
    added = set()
    for place, form in rows:
        model = type(form.instance)
        columns = {field.name for field in model._meta.get_fields() if field.concrete}
        if (fields := kept.get((model, str(form.instance.pk)))) is not None:
            added |= {place + name for name in columns.intersection(form.fields) - fields.keys()}
    return added


def _revived(revision):
    """`{model: {pk: (instance, {many-to-many field: pks})}}` of a revision, related in memory."""
    rows = {}
    for version in revision.version_set.select_related("content_type"):
        kept = version._object_version
        related = {name: list(pks) for name, pks in (kept.m2m_data or {}).items()}
        rows.setdefault(version._model, {})[version.object_id] = kept.object, related
    for model, by_pk in rows.items():
        for relation in model._meta.related_objects:
            if relation.related_model not in rows or not relation.one_to_many:
                continue
            for instance, _related in by_pk.values():
                cache = instance.__dict__.setdefault("_prefetched_objects_cache", {})
                cache[relation.cache_name] = [
                    row
                    for row, _more in rows[relation.related_model].values()
                    if getattr(row, relation.field.attname) == instance.pk
                ]
    return rows
