"""The one address of an organisation's source becomes the first row of its sources, and so it does
in the revisions that the history keeps: putting one back must not take the source away."""

import json
from urllib.parse import urlsplit

from django.db import migrations

# Of the day on which it was read and of its own date nothing was kept.
_NOTHING_MORE = {"title": "", "language": "", "dated": "", "seen_on": None, "position": 0}


def make_rows(apps, schema_editor):
    Organisation = apps.get_model("directory", "Organisation")
    Source = apps.get_model("directory", "Source")
    with_source = Organisation.objects.exclude(source_url="").order_by("pk")
    source_of = {}
    for pk, address, website in with_source.values_list("pk", "source_url", "website").iterator():
        values = _values(address, website)
        source_of[pk] = Source.objects.create(organisation_id=pk, **values).pk
    _make_kept_rows(apps, source_of)


def _values(address, website):
    is_own = _host(address) and _host(address) == _host(website)
    return {"kind": "own" if is_own else "public", "address": address, **_NOTHING_MORE}


def _host(address):
    try:
        return urlsplit(address).netloc.lower().removeprefix("www.")
    except ValueError:  # a bracket that is never closed
        return ""


def _make_kept_rows(apps, source_of):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Version = apps.get_model("reversion", "Version")
    kept_type = ContentType.objects.filter(app_label="directory", model="organisation").first()
    if kept_type is None:
        return
    source_type, _is_new = ContentType.objects.get_or_create(app_label="directory", model="source")
    versions = Version.objects.filter(content_type=kept_type).order_by("pk")
    for version in versions.iterator():
        organisation_pk, fields = _kept(version.serialized_data)
        if not fields.get("source_url"):
            continue
        pk = source_of.get(organisation_pk) or _reserved(apps, organisation_pk)
        if pk is None:
            continue
        source_of[organisation_pk] = pk
        values = _values(fields["source_url"], fields.get("website", ""))
        row = {
            "model": "directory.source",
            "pk": pk,
            "fields": {"organisation": organisation_pk, **values},
        }
        Version.objects.create(
            revision_id=version.revision_id,
            object_id=str(pk),
            content_type=source_type,
            db=version.db,
            format="json",
            serialized_data=json.dumps([row]),
            object_repr=_host(fields["source_url"])[:200],
        )


def _kept(serialized):
    """The primary key and the fields of a kept row."""
    row = json.loads(serialized)[0]
    return row["pk"], row["fields"]


def _reserved(apps, organisation_pk):
    """A primary key that no row will have, for a source that an organisation had once; None when
    the organisation itself is gone."""
    if not apps.get_model("directory", "Organisation").objects.filter(pk=organisation_pk).exists():
        return None
    source = apps.get_model("directory", "Source").objects.create(
        organisation_id=organisation_pk, title="-"
    )
    pk = source.pk
    source.delete()
    return pk


def take_rows_back(apps, schema_editor):
    """The address of the first source of each; the kept revisions still have theirs."""
    Organisation = apps.get_model("directory", "Organisation")
    Source = apps.get_model("directory", "Source")
    seen = set()
    for pk, address in Source.objects.exclude(address="").values_list("organisation_id", "address"):
        if pk not in seen:
            seen.add(pk)
            Organisation.objects.filter(pk=pk).update(source_url=address)
    ContentType = apps.get_model("contenttypes", "ContentType")
    source_type = ContentType.objects.filter(app_label="directory", model="source")
    apps.get_model("reversion", "Version").objects.filter(content_type__in=source_type).delete()
    Source.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("directory", "0004_source"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [migrations.RunPython(make_rows, take_rows_back)]
