"""Two listings with everything that can hang on them, for tests of merging."""

from datetime import time, timedelta

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.utils import timezone
from modeltranslation.translator import translator

from core.editing.models import Proposal
from core.imports.acting import request_of
from core.models import FormerSlug
from directory.asking.models import Call, Claim
from directory.merging.comparing import SEEN, Comparison
from directory.merging.models import Merge
from directory.merging.planning import Plan
from directory.merging.saving import hold, merge
from directory.merging.undoing import Undoing, undo
from directory.models import Campaign, CampaignCall, ExternalId, Organisation
from tests import factories
from tests.html_forms import fields_of


def url(kept, gone):
    return f"/admin/directory/organisation/{kept.pk}/merge/{gone.pk}/"


def listing(name, **values):
    defaults = {
        "name_nl": name,
        "summary_nl": f"{name} is er voor je.",
        "phone": "02 511 11 11",
        "serves_region": True,
    }
    themes = values.pop("themes", None) or [factories.theme()]
    return factories.organisation(**{**defaults, "themes": themes, **values})


def pair(**values):
    """`(kept, gone)`, both public, with nothing under them."""
    kept = listing("Huis", slug="huis")
    gone = listing("Het Huis", slug="het-huis", **{"phone": "02 522 22 22", **values})
    return kept, gone


def laden(organisation, number):
    """Hangs one of everything on an organisation; the `number` tells one from the other."""
    today = timezone.localdate()
    place = factories.location(
        organisation=organisation, street_nl=f"Straat {number}", house_number=str(number),
        hours_known=True,
    )  # fmt: skip
    factories.opening_hours(location=place, weekday=number, opens=time(9 + number))
    factories.notice(organisation=organisation, text_nl=f"Dicht {number}")
    factories.notice(location=place, text_nl=f"Plek dicht {number}")
    factories.source(organisation=organisation)
    ExternalId.objects.create(organisation=organisation, scheme="hsds", value=f"id-{number}")
    factories.event(location=place, title_nl=f"Koffie {number}")
    factories.event(organisation=organisation, title_nl=f"Online {number}", is_online=True)
    factories.calendar_source(organisation=organisation, location=place)
    factories.question(organisations=[organisation])
    caller = factories.user()
    campaign = Campaign.objects.create(
        name=f"Zomer {number}", starts_on=today, ends_on=today + timedelta(days=9)
    )
    CampaignCall.objects.create(campaign=campaign, organisation=organisation, caller=caller)
    Call.objects.begun(organisation, caller).end("again", f"Bel {number}")
    Claim.objects.take(caller, [organisation.pk], 1, timezone.now())
    listing(f"Deel {number}", parent_organisation=organisation)
    return place


def proposed(row, author=None, **changes):
    return Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        author=author or factories.user(groups=["Volunteers"]),
        changes=changes,
    )


# As an editor does it, on the pages


def choose(client, kept, gone, **changes):
    """The page with the outcome, of the suggested choices with `changes` in them."""
    fields = fields_of(client.get(url(kept, gone)), **changes)
    return client.post(url(kept, gone), {**fields, "_look": "1"})


def merged_on_the_pages(client, kept, gone, **changes):
    outcome = choose(client, kept, gone, **changes)
    assert outcome.context["problems"] == []
    return client.post(url(kept, gone), {**fields_of(outcome), "_merge": "1"})


def apart_on_the_page(client, kept, record, **fields):
    path = f"/admin/directory/organisation/{kept.pk}/apart/{record.pk}/"
    return client.post(path, {**fields_of(client.get(path)), **fields})


# The same without the pages, which is five times as quick


def compared(request, kept, gone, sent=None):
    rows = hold(kept.pk, gone.pk)
    model_admin = admin.site.get_model_admin(Organisation)
    return Comparison(model_admin, request, rows[kept.pk], rows[gone.pk], sent)


def sent_of(comparison, **changes):
    """What the page sends when nobody touches it, with `changes` in it."""
    sent = QueryDict(mutable=True)
    for name, text in [(SEEN, comparison.seen), *comparison.sent, *changes.items()]:
        sent[name] = text
    return sent


def planned(editor, kept, gone, **changes):
    """The `Plan` of what is suggested, with `changes` in it."""
    request = request_of(editor)
    comparison = compared(request, kept, gone)
    return Plan(compared(request, kept, gone, sent_of(comparison, **changes)))


def merged(editor, kept, gone, **changes):
    """Merges what is suggested, with `changes` in it; the `Merge`."""
    plan = planned(editor, kept, gone, **changes)
    return merge(request_of(editor), plan.comparison.model_admin, plan)


def undoing_of(editor, record):
    """What undoing would do now."""
    rows = hold(record.kept_id, record.gone_id)
    record = Merge.objects.get(pk=record.pk)
    record.kept, record.gone = rows[record.kept_id], rows[record.gone_id]
    return Undoing(admin.site.get_model_admin(Organisation), request_of(editor), record)


def apart(editor, record, wanted=()):
    undoing = undoing_of(editor, record)
    assert undoing.why_not == ""
    undo(request_of(editor), admin.site.get_model_admin(Organisation), undoing, wanted)


# What is computed again, or only grows.
_NOT_THE_SAME = {
    "agenda.Event": {"sequence", "updated_at"},
    "directory.Organisation": {"updated_at", "first_published_at"},
    "search.SearchDocument": {"id", "changed_at"},
    "agenda.Occurrence": {"id"},
    "core.FormerSlug": {"id"},
}
_APPS = {"directory", "asking", "agenda", "faq", "feedback", "editing", "search"}


def snapshot():
    """`{model: rows}` of everything that hangs on listings or can, as plain values."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in _APPS or model is FormerSlug
    ]
    return {model._meta.label: sorted(_rows(model), key=repr) for model in models}


def _rows(model):
    left = _NOT_THE_SAME.get(model._meta.label, {"id"} if model._meta.auto_created else set())
    if model in translator.get_registered_models(abstract=False):
        # Columns without a language follow the active one.
        left = left | {*translator.get_options_for_model(model).get_field_names()}
    columns = [f.attname for f in model._meta.concrete_fields if f.attname not in left]
    # A form makes an empty text of what is not there.
    return [
        dict(zip(columns, [value or "" for value in row], strict=True))
        for row in model._base_manager.values_list(*columns)
    ]


def fresh(*rows):
    return [Organisation.objects.get(pk=row.pk) for row in rows]
