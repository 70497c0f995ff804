"""What a site begins with: the fixtures of what is true, added without touching what is there.

A sheet is a row of a fixture with the rows under it: an organisation with its places, hours and
sources. A sheet is added whole or not at all, with numbers of this site's own, and only once:

- what is there already, under its address or a former one, stays as it is, with what somebody
  changed and with what somebody took away;
- what was added once and is gone was taken off by somebody, and does not come back;
- what a later fixture says differently is told and not done: whoever keeps the listing knows more
  than a file.

Each part is a transaction of its own, so that the site goes on, and what was broken off goes on
with the next run.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction

from core.models import FormerSlug
from core.text import fold
from directory.admin import duplicates
from directory.models import Organisation

from .models import LoadedSheet

A_PART = 25  # sheets
# By which field a row belongs to which one above it.
ABOVE = {
    "directory.location": ("organisation", "directory.organisation"),
    "directory.source": ("organisation", "directory.organisation"),
    "directory.openinghours": ("location", "directory.location"),
    "faq.questionsource": ("question", "faq.question"),
    "search.crisisnumber": ("topic", "search.crisistopic"),
}
# By which of them a row without an address is known.
TITLES = ("link", "title", "title_nl")


class NotHereError(Exception):
    """What a row cannot do without is not on this site."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are as in the fixture, what stands above before what stands under it."""

    model: str
    key: str
    rows: list

    @property
    def fields(self):
        return self.rows[0]["fields"]

    @property
    def fingerprint(self):
        text = json.dumps(self.rows, sort_keys=True)
        return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


@dataclass
class Loaded:
    """How many sheets of each model were `added` and `left`, and what is to be told of them:
    `different` and `unfit` are keys, `alike` are `(key, name of what looks the same here)`."""

    added: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)
    different: list = field(default_factory=list)
    alike: list = field(default_factory=list)
    unfit: list = field(default_factory=list)


# Reading


def sheets_of(rows):
    """The `Sheet`s of the rows of one fixture, what others belong to first."""
    tops, under = [], {}
    for row in rows:
        name, above = ABOVE.get(row["model"], ("", ""))
        if above:
            under.setdefault((above, _name(row["fields"][name])), []).append(row)
        else:
            tops.append(row)
    return [
        Sheet(row["model"], key_of(row), list(_with_rows_under(row, under)))
        for row in sorted(tops, key=lambda row: _depth(row, tops))
    ]


def key_of(row):
    """By which name a top row is remembered: its address, or else what makes it this one."""
    fields = row["fields"]
    if "slug" in fields:
        name = fields["slug"]
    elif "community" in fields:
        name = f"{fields['community']} {fields['starts_on']}"
    else:
        # A work by its web address; words by themselves.
        names = (fields.get(name) for name in TITLES)
        text = next(filter(None, names), None) or " ".join(sorted(fields["words"]))
        name = hashlib.blake2s(text.encode(), digest_size=12).hexdigest()
    return f"{row['model']}:{name}"


def _with_rows_under(row, under):
    yield row
    for lower in under.get((row["model"], name_of(row)), ()):
        yield from _with_rows_under(lower, under)


def name_of(row):
    """By which name other rows of the same fixture refer to it."""
    return row["fields"].get("slug", row.get("pk"))


def _name(value):
    """What a reference of a fixture names: an address, or a number."""
    return value[0] if isinstance(value, list) else value


def _depth(row, rows, seen=()):
    """How many rows stand above it in the same fixture: networks come before their members."""
    parent = row["fields"].get("parent_organisation") or row["fields"].get("municipality")
    above = [other for other in rows if parent and other["fields"].get("slug") == parent[0]]
    return 1 + _depth(above[0], rows, (*seen, parent[0])) if above and parent[0] not in seen else 0


# Adding


def load(sheets, loaded):
    """Adds what is missing, in parts; yields after each, with `loaded` brought up to date."""
    own = _organisations_of_its_own(sheets)
    for start in range(0, len(sheets), A_PART):
        part = sheets[start : start + A_PART]
        with transaction.atomic():
            given = LoadedSheet.objects.filter(key__in=[sheet.key for sheet in part])
            given = dict(given.values_list("key", "fingerprint"))
            for sheet in part:
                _load(sheet, given.get(sheet.key), own, loaded)
        yield


def _load(sheet, fingerprint, own, loaded):
    if fingerprint is not None:
        loaded.left[sheet.model] += 1
        if fingerprint != sheet.fingerprint:
            loaded.different.append(sheet.key)
            _remember(sheet)
        return
    if is_there(sheet):
        loaded.left[sheet.model] += 1
        _remember(sheet)
    elif name := _looks_like(sheet, own):
        loaded.left[sheet.model] += 1
        loaded.alike.append((sheet.key, name))
    else:
        _add_whole(sheet, loaded)


def _add_whole(sheet, loaded):
    try:
        with transaction.atomic():
            _add(sheet)
            _remember(sheet)
    except (IntegrityError, NotHereError):
        # Somebody added the same at this moment, or it belongs to what is not here.
        loaded.unfit.append(sheet.key)
    else:
        loaded.added[sheet.model] += 1


def _remember(sheet):
    LoadedSheet.objects.update_or_create(key=sheet.key, defaults={"fingerprint": sheet.fingerprint})


def is_there(sheet):
    """Whether the site has the top row of a sheet, also under another address by now."""
    model, fields = apps.get_model(sheet.model), sheet.fields
    if "slug" in fields:
        return _has_or_had(model, fields["slug"])
    if "community" in fields:
        names = ("community", "starts_on")
        return model.objects.filter(**{name: fields[name] for name in names}).exists()
    if "words" in fields:
        # An editor may have added some and taken some away.
        words = {fold(word) for word in fields["words"]}
        groups = model.objects.values_list("words", flat=True)
        return any(len(words & {fold(word) for word in group}) > 1 for group in groups)
    name = next(name for name in TITLES if fields.get(name))
    return model.objects.filter(**{name: fields[name]}).exists()


def _has_or_had(model, slug):
    former = FormerSlug.objects.filter(model=model._meta.label_lower, slug=slug)
    return model._base_manager.filter(slug=slug).exists() or former.exists()


def _add(sheet):
    """Saves the rows of a sheet under numbers of this site. Raises NotHereError."""
    numbers = {}
    for row in sheet.rows:
        model = apps.get_model(row["model"])
        fields = {
            name: _here(model._meta.get_field(name), value, numbers)
            for name, value in row["fields"].items()
        }
        [read] = serializers.deserialize("python", [{"model": row["model"], "fields": fields}])
        read.save()
        numbers[row["model"], name_of(row)] = read.object.pk


def _here(field, value, numbers):
    """The value of a field of the fixture as it is on this site."""
    model = field.remote_field and field.remote_field.model
    if model is None or value is None:
        return value
    if field.many_to_many:
        found = [_present(model, _name(one)) for one in value]
        return [pk for pk in found if pk is not None]
    name = _name(value)
    pk = numbers.get((model._meta.label_lower, name)) or _present(model, name)
    if pk is None and not field.null:
        raise NotHereError(value)
    return pk


def _present(model, slug):
    """The number of what has this address here, or had it before; None when nothing has.

    What had it before counts first: who has it still was merged into that one.
    """
    former = FormerSlug.objects.filter(model=model._meta.label_lower, slug=slug)
    number = former.values_list("object_id", flat=True).first()
    if model._base_manager.filter(pk=number).exists():
        return number
    return model._base_manager.filter(slug=slug).values_list("pk", flat=True).first()


# What somebody has entered already, under another address


def _organisations_of_its_own(sheets):
    """The ids of organisations that no fixture has: entered here by hand."""
    slugs = [sheet.fields["slug"] for sheet in sheets if sheet.model == "directory.organisation"]
    if not slugs:
        return set()
    given = {key.partition(":")[2] for key in _given_organisations()}
    rows = Organisation.objects.values_list("pk", "slug")
    former = FormerSlug.objects.filter(model="directory.organisation", slug__in=slugs)
    renamed = set(former.values_list("object_id", flat=True))
    return {pk for pk, slug in rows if slug not in given.union(slugs) and pk not in renamed}


def _given_organisations():
    keys = LoadedSheet.objects.filter(key__startswith="directory.organisation:")
    return keys.values_list("key", flat=True)


def _looks_like(sheet, own):
    """The name of one that was entered by hand and looks the same, or an empty string."""
    if not own or sheet.model != "directory.organisation":
        return ""
    for each in duplicates.likely(sheet.fields):
        if each.organisation.pk in own and {*each.reasons} - {duplicates.Reason.DOMAIN}:
            return str(each.organisation)
    return ""
