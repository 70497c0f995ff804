"""Date and time inputs of the admin: browsers understand ISO values only, in every language."""

import re
from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from directory.models import Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

FORMATS = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "time": re.compile(r"\d\d:\d\d")}
ADD = "/admin/agenda/event/add/"


@pytest.fixture(params=settings.ADMIN_LANGUAGES)
def staff(request, client):
    client.force_login(factories.user(is_superuser=True, language=request.param))
    return client


class Inputs(HTMLParser):
    """The `<input>`s of a page for dates and times: `{name: value}`."""

    def __init__(self, response):
        super().__init__()
        self.values = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        kind = attributes.get("type")
        if tag == "input" and kind in ("date", "time", "datetime-local"):
            value = attributes.get("value", "")
            assert value == "" or FORMATS[kind].fullmatch(value), attributes
            self.values[attributes["name"]] = value


def values(response, *names):
    """The values of the inputs called `names`, all ISO."""
    assert response.status_code == 200
    found = Inputs(response).values
    return [found[name] for name in names]


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def daily(**fields):
    return factories.event(
        rule="FREQ=DAILY", starts_on=date(2026, 10, 25), start_time=time(14, 30), **fields
    )


def test_new_activity(staff):
    names = ("starts_on", "ends_on", "repeats_until", "start_time", "end_time")

    assert values(staff.get(ADD), *names) == [""] * 5


def test_saved_activity(staff):
    event = daily(end_time=time(16), repeats_until=date(2027, 10, 25))

    page = staff.get(f"/admin/agenda/event/{event.pk}/change/")

    names = ("starts_on", "repeats_until", "start_time", "end_time")
    assert values(page, *names) == ["2026-10-25", "2027-10-25", "14:30", "16:00"]


def test_copied_activity(staff):
    page = staff.get(f"{ADD}?copy={daily(end_time=time(16)).pk}")

    assert values(page, "starts_on", "start_time") == ["2026-10-25", "14:30"]


def test_activity_sent_with_an_error_is_shown_again(staff):
    data = {
        "starts_on": "2026-10-25",
        "start_time": "14:30",
        "end_time": "16:00",
        "ends_on": "2026-10-26",
        "repeats": "weekly",
        "repeats_until": "2026-10-24",
    }

    page = staff.post(ADD, data)

    assert page.context["adminform"].form.errors
    assert values(page, *(name for name in data if name != "repeats")) == [
        value for name, value in data.items() if name != "repeats"
    ]


def test_other_dates_are_iso_as_well(staff):
    event = factories.event(starts_on=date(2026, 10, 25), dates=["2026-10-31"])

    page = staff.get(f"/admin/agenda/event/{event.pk}/change/")

    assert page.context["adminform"].form["other_dates"].value() == "2026-10-31"


def test_moved_date(staff):
    event = daily(end_time=None)
    new_day = tomorrow() + timedelta(days=40)
    factories.event_exception(
        event=event, day=tomorrow(), kind="moved", new_day=new_day, new_start_time=time(9, 5)
    )

    page = staff.get(f"/admin/agenda/event/{event.pk}/dates/{tomorrow()}/moved/")

    names = ("new_day", "new_start_time", "new_end_time")
    assert values(page, *names) == [new_day.isoformat(), "09:05", ""]


def test_moved_date_sent_with_an_error_is_shown_again(staff):
    event = daily(end_time=None)
    data = {"new_day": "2026-10-25", "new_end_time": "14:30"}

    page = staff.post(f"/admin/agenda/event/{event.pk}/dates/{tomorrow()}/moved/", data)

    assert page.context["form"].errors
    assert values(page, *data) == [*data.values()]


def test_extra_date_sent_with_an_error_is_shown_again(staff):
    event = daily(end_time=None)
    data = {"day": tomorrow().isoformat(), "new_start_time": "14:30"}

    page = staff.post(f"/admin/agenda/event/{event.pk}/dates/extra/", data)

    assert page.context["form"].errors
    assert values(page, *data) == [*data.values()]


def test_cancelled_date_has_no_inputs_for_dates(staff):
    event = daily(end_time=None)

    page = staff.get(f"/admin/agenda/event/{event.pk}/dates/{tomorrow()}/cancelled/")

    assert Inputs(page).values == {}


def test_school_holiday(staff):
    holiday = factories.school_holiday(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 8))
    url = f"/admin/agenda/schoolholiday/{holiday.pk}/change/"
    wrong = {"community": "nl", "starts_on": "2026-11-02", "ends_on": "2026-11-01"}

    assert values(staff.get(url), "starts_on", "ends_on") == ["2026-11-02", "2026-11-08"]
    assert values(staff.post(url, wrong), "starts_on", "ends_on") == ["2026-11-02", "2026-11-01"]


# Every form of the admin

NATIVE = {forms.DateField: "date", forms.TimeField: "time", forms.DateTimeField: "datetime-local"}


def date_fields(page):
    """`(name, field)` of what asks for a date or a time on `page`, also in its inlines."""
    inlines = page.context["inline_admin_formsets"]
    of_inlines = [
        form for inline in inlines for form in (*inline.formset.forms, inline.formset.empty_form)
    ]
    for form in (page.context["adminform"].form, *of_inlines):
        for name, field in form.fields.items():
            if isinstance(field, tuple(NATIVE)):
                yield form.add_prefix(name), field


@pytest.fixture
def rows():
    """A row of every model of ours that has an admin, with its dates filled in."""
    day = date(2026, 10, 25)
    location = factories.location(
        organisation=factories.organisation(verified_on=day),
        neighbourhood=factories.neighbourhood(),
    )
    factories.opening_hours(location=location)
    factories.notice(location=location, starts_on=day)
    factories.notice(organisation=location.organisation, starts_on=day)
    factories.theme()
    factories.audience()
    factories.user()
    daily(end_time=time(16), location=location)
    factories.school_holiday(starts_on=day, ends_on=day)


# Django's own: it has texts, in the way of the language, and reads them so.
OURS = [model for model in admin.site._registry if model._meta.app_label != "auth"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_date_of_every_form_is_native_and_iso(staff, rows, model):
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}"

    row = model._default_manager.first()

    for url in (f"{base}/add/", f"{base}/{row.pk}/change/" if row else f"{base}/add/"):
        page = staff.get(url)
        if page.status_code == 403:
            continue  # Only added on another page.
        inputs = Inputs(page).values
        for name, field in date_fields(page):
            assert field.widget.input_type == NATIVE[type(field)], name
            assert name in inputs, name


def test_dates_of_an_organisation(staff, rows):
    page = staff.get(f"/admin/directory/organisation/{Organisation.objects.first().pk}/change/")

    found = Inputs(page).values
    assert found["verified_on"] == "2026-10-25"
    assert found["notices-0-starts_on"] == "2026-10-25"
    assert found["notices-__prefix__-starts_on"] == ""
