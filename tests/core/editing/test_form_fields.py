"""The form fields that are kept: everybody has a copy, in her own language."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import translation

from core.languages import CODES
from core.models import Status
from directory.models import Location, Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def request_of(*groups):
    request = RequestFactory().get("/admin/")
    request.user = factories.user(groups=groups)
    return request


def form_of(*groups, row=None):
    organisations = admin.site.get_model_admin(Organisation)
    return organisations.get_form(request_of(*groups), row, change=row is not None)


def test_what_one_may_choose_is_nobody_elses():
    offered, chosen = form_of("Volunteers"), form_of("Editors")

    status = chosen.base_fields["status"]
    assert offered.base_fields["status"].widget.is_hidden
    assert not status.widget.is_hidden
    assert [value for value, _label in status.choices] == [*Status]


def test_what_a_page_changes_of_a_field_stays_on_that_page():
    first = form_of("Editors").base_fields["summary_nl"]
    first.required, first.widget.attrs["lang"] = True, "tr"
    first.validators.append(print)
    first.error_messages["required"] = "x"

    second = form_of("Editors").base_fields["summary_nl"]

    assert not second.required
    assert second.widget.attrs["lang"] == "nl"
    assert print not in second.validators
    assert second.error_messages["required"] != "x"


def test_words_are_those_of_who_reads():
    labels = {}
    for code in CODES:
        with translation.override(code):
            fields = form_of("Editors").base_fields
            labels[code] = str(fields["kind"].label), str(fields["kind"].choices[1][1])

    assert len({*labels.values()}) == len(CODES)


def test_every_field_is_what_it_would_be_if_it_were_made_anew():
    for model in (Organisation, Location):
        model_admin, request = admin.site.get_model_admin(model), request_of("Editors")
        for db_field in model._meta.concrete_fields:
            kept = [model_admin.formfield_for_dbfield(db_field, request) for _time in range(2)][1]
            anew = model_admin._formfield(db_field, request)
            assert type(kept) is type(anew)
            if anew is None:
                continue
            for name in ("required", "label", "help_text", "initial", "validators"):
                assert getattr(kept, name) == getattr(anew, name), (db_field.name, name)
            assert kept.widget.attrs == anew.widget.attrs
            assert type(kept.widget) is type(anew.widget)
