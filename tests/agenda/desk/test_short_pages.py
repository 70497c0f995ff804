"""The short pages of an activity, its overview, adding one in steps and copying one."""

from datetime import date, time

import pytest
from django.utils import translation

from agenda.models import CalendarEntry, Event
from core.editing.models import Proposal
from core.models import Status
from tests import factories
from tests.html_forms import forms_of

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.at("2026-11-16 10:00"),
]

LIST = "/admin/agenda/event/"


@pytest.fixture
def fatima(client):
    user = factories.user(groups=["Event volunteers"], language="nl")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def event():
    """Every Tuesday, public, at a place of its organisation."""
    location = factories.location(organisation=factories.organisation(themes=[factories.theme()]))
    return factories.event(
        title_nl="Koffie", title_fr="Café", summary_nl="Samen koffie.", location=location,
        themes=[factories.theme()], rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1),
        cost="free",
    )  # fmt: skip


def page_of(event, *parts):
    return "/".join([f"{LIST}{event.pk}", *parts, ""])


def send(client, page, **fields):
    """Sends the form of a short page, as a browser without JavaScript would."""
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    return client.post(page.request["PATH_INFO"], data | fields)


def errors_of(page):
    with translation.override("nl"):
        return {key: [*map(str, texts)] for key, texts in page.context["form"].errors.items()}


# The overview


def test_overview_says_the_next_dates_with_the_way_to_cancel(fatima, event):
    factories.event_exception(event=event, day=date(2026, 11, 24))

    page = fatima.get(page_of(event, "edit"))

    dates = page.context["next_dates"]
    assert [date["day"] for date in dates] == [
        "dinsdag 17 november", "dinsdag 24 november", "dinsdag 1 december",
        "dinsdag 8 december", "dinsdag 15 december",
    ]  # fmt: skip
    assert [date["cancel_url"] for date in dates][:3] == [
        page_of(event, "dates", "2026-11-17", "cancelled"),
        "",
        page_of(event, "dates", "2026-12-01", "cancelled"),
    ]
    text = page.content.decode()
    assert page_of(event, "dates") in text
    assert page_of(event, "copy") in text


def test_overview_says_when_and_where_and_for_whom(fatima, event):
    Event.objects.filter(pk=event.pk).update(age_from=0, age_to=12, is_online=True)

    page = fatima.get(page_of(event, "edit"))

    says = {line["page"].name: [*line["parts"][0]["says"]] for line in page.context["lines"]}
    assert says["when"] == ["elke dinsdag van 9.30 tot 11.30"]
    assert says["where"] == [str(event.location), "Online"]
    assert says["for-whom"][-2:] == [
        "Leeftijd van het kind vanaf (maanden): 0",
        "Leeftijd van het kind tot en met (maanden): 12",
    ]


def test_overview_of_who_may_only_look_offers_nothing(client, event):
    client.force_login(factories.user(groups=["Volunteers"], language="nl"))
    Event.objects.filter(pk=event.pk).update(status=Status.ARCHIVED)

    page = client.get(page_of(event, "edit"))

    assert page.context["may_change"] is False
    assert "/cancelled/" not in page.content.decode()


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY"])
def test_overview_query_count(fatima, event, django_assert_max_num_queries, rule):
    Event.objects.filter(pk=event.pk).update(rule=rule)
    fatima.get(page_of(event, "edit"))

    with django_assert_max_num_queries(30):
        fatima.get(page_of(event, "edit"))


def test_secret_address_stands_on_none_of_them(fatima, event):
    event.location.is_confidential = True
    event.location.street_nl = "Geheimstraat"
    event.location.save()

    for parts in [("edit",), ("edit", "where"), ("copy",), ("new", "where")]:
        page = fatima.get(page_of(event, *parts))
        assert page.status_code == 200
        assert "Geheimstraat" not in page.content.decode()


# Short pages


def test_change_of_what_is_public_waits_and_the_dates_stay(fatima, event):
    page = fatima.get(page_of(event, "edit", "when"))
    response = send(fatima, page, weekdays=["3"])

    event.refresh_from_db()
    assert response.url == page_of(event, "edit")
    assert event.rule == "FREQ=WEEKLY;BYDAY=TU"
    assert Proposal.objects.get().changes == {"weekdays": ["3"]}
    lines = fatima.get(page_of(event, "edit")).context["lines"]
    when = lines[0]["parts"][0]
    assert (when["is_waiting"], when["says"]) == (True, ["elke donderdag van 9.30 tot 11.30"])


def test_draft_is_saved_at_once(fatima, event):
    Event.objects.filter(pk=event.pk).update(status=Status.DRAFT)

    send(fatima, fatima.get(page_of(event, "edit", "when")), repeats=["once"])

    event.refresh_from_db()
    assert (event.rule, event.start_time) == ("", time(9, 30))


def test_wrong_when_is_refused_at_the_field(fatima, event):
    page = send(
        fatima,
        fatima.get(page_of(event, "edit", "when")),
        end_time=["8:00"],
        ends_on=["2026-01-01"],
    )

    assert {*errors_of(page)} == {"ends_on"}
    assert "<details open>" in page.content.decode()


def test_special_rule_travels_unseen(fatima, event):
    Event.objects.filter(pk=event.pk).update(
        rule="FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", status=Status.DRAFT
    )

    send(fatima, fatima.get(page_of(event, "edit", "when")), start_time=["10:00"])

    event.refresh_from_db()
    assert (event.rule, event.start_time) == ("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", time(10))


def test_preview_takes_the_fields_of_the_short_page(fatima, event):
    page = fatima.get(page_of(event, "edit", "when"))
    [form] = [form for form in forms_of(page) if form["attributes"].get("id") == "short-form"]
    fields = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(value)

    preview = fatima.post(page.context["when_preview_url"], fields | {"weekdays": ["4"]})

    assert [(date["day"], date["times"]) for date in preview.context["dates"]] == [
        ("vrijdag 20 november", ""), ("vrijdag 27 november", ""), ("vrijdag 4 december", ""),
        ("vrijdag 11 december", ""), ("vrijdag 18 december", ""),
    ]  # fmt: skip


def test_pauses_are_named_where_they_are_folded(fatima, event):
    Event.objects.filter(pk=event.pk).update(pauses_on_public_holidays=True)

    page = fatima.get(page_of(event, "edit", "when"))

    assert page.context["seldom_said"] == ["Niet op feestdagen"]


@pytest.mark.parametrize("name", ["when", "where", "cost", "for-whom", "baby", "status"])
def test_short_pages_are_for_who_may_change(client, event, name):
    client.force_login(factories.user(language="nl"))

    assert client.get(page_of(event, "edit", name)).status_code == 403


# Adding


def first_step(client, house, theme, **fields):
    page = client.get(f"{LIST}new/")
    fields = {
        "title_nl": ["Koffie"], "organisation": [house.pk], "starts_on": ["2026-12-01"],
        "start_time": ["10:00"], "summary_nl": ["Samen."], "themes": [theme.pk], **fields,
    }  # fmt: skip
    return send(client, page, **fields)


def test_three_steps_make_a_draft_that_may_be_published(fatima):
    location = factories.location()
    theme = factories.theme()

    first = first_step(fatima, location.organisation, theme)
    event = Event.objects.get()
    second = send(fatima, fatima.get(first.url), repeats=["weekly"], weekdays=["1"])
    third = send(fatima, fatima.get(second.url), location=[location.pk])

    assert [first.url, second.url, third.url] == [
        page_of(event, "new", "when"), page_of(event, "new", "where"), page_of(event, "edit"),
    ]  # fmt: skip
    event.refresh_from_db()
    assert (event.status, event.rule, event.location) == (
        Status.DRAFT, "FREQ=WEEKLY;BYDAY=TU", location,
    )  # fmt: skip
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("field", ["title_nl", "organisation", "starts_on", "summary_nl", "themes"])
def test_first_step_asks_for_what_is_needed(fatima, field):
    page = first_step(fatima, factories.organisation(), factories.theme(), **{field: []})

    assert [*errors_of(page)] == [field]
    assert not Event.objects.exists()


def test_last_step_asks_where(fatima):
    first_step(fatima, factories.organisation(), factories.theme())
    event = Event.objects.get()

    page = send(fatima, fatima.get(page_of(event, "new", "where")))
    kept = send(fatima, fatima.get(page_of(event, "new", "where")), _later=["1"])

    assert [*errors_of(page)] == ["location"]
    assert kept.url == page_of(event, "edit")


def test_who_looks_after_one_organisation_means_that_one(fatima):
    factories.organisation()
    hers = factories.organisation(owner=fatima.user)

    page = fatima.get(f"{LIST}new/")
    of_another = fatima.get(f"{LIST}new/?organisation={factories.organisation().pk}")

    assert page.context["form"]["organisation"].value() == str(hers.pk)
    assert of_another.context["form"]["organisation"].value() != str(hers.pk)


# Copying


def test_copy_shows_what_differs_and_takes_over_the_rest(fatima, event):
    page = fatima.get(page_of(event, "copy"))
    shown = [field.name for field in page.context["fields"]]
    response = send(
        fatima, page, title_nl=["Thee"], title_fr=["Thé"], weekdays=["4"], start_time=["14:00"],
        end_time=["15:00"],
    )  # fmt: skip

    copy = Event.objects.exclude(pk=event.pk).get()
    assert shown[:3] == ["title_nl", "title_fr", "starts_on"]
    labels = [str(field.label) for field in page.context["fields"][:2]]
    assert labels == ["Titel [nl]", "Titel [fr]"]
    assert shown[-1] == "location"
    assert "summary_nl" not in shown
    rest = {each.key: each.before for each in page.context["rest"]}
    assert rest["summary_nl"] == ["Samen koffie."]
    assert rest["cost"] == ["gratis"]
    assert response.url == page_of(copy, "edit")
    assert (copy.title_nl, copy.title_fr, copy.summary_nl) == ("Thee", "Thé", "Samen koffie.")
    assert (copy.rule, copy.location, copy.cost) == (
        "FREQ=WEEKLY;BYDAY=FR", event.location, "free",
    )  # fmt: skip
    assert (copy.status, [*copy.themes.all()]) == (Status.DRAFT, [*event.themes.all()])
    assert (copy.slug, copy.uid == event.uid) == ("thee", False)


def test_copy_of_what_takes_place_elsewhere_asks_for_the_place(fatima, event):
    Event.objects.filter(pk=event.pk).update(
        location=None, place_nl="Park", municipality=factories.municipality()
    )

    shown = [field.name for field in fatima.get(page_of(event, "copy")).context["fields"]]

    assert shown[-3:] == ["location", "place_nl", "municipality"]


def test_wrong_copy_is_refused_and_makes_nothing(fatima, event):
    page = send(fatima, fatima.get(page_of(event, "copy")), starts_on=["x"])

    assert [*errors_of(page)] == ["starts_on"]
    assert Event.objects.count() == 1


def test_copying_needs_the_permission_to_add(client, event):
    client.force_login(factories.user(groups=["Volunteers"], language="nl"))
    client.user = None
    assert client.get(page_of(event, "copy")).status_code == 200

    client.force_login(factories.user(language="nl"))
    assert client.get(page_of(event, "copy")).status_code == 403
    assert client.get("/admin/agenda/event/999/copy/").status_code == 404


def test_form_leads_to_the_short_copy(fatima, event):
    page = fatima.get(page_of(event, "change"))

    assert page.context_data["copy_url"] == page_of(event, "copy")


# What else stands on the overview


def test_overview_of_what_a_page_states_says_what_to_call_about(fatima):
    event = factories.event(
        status="draft", to_call=True, starts_on=None, rule="FREQ=WEEKLY;BYDAY=WE",
        stated="Wednesday 14:00.", stated_at="https://krant.example/", stated_on="2018-05",
    )  # fmt: skip

    page = fatima.get(page_of(event, "edit"))

    assert "Wednesday 14:00." in page.content.decode()
    assert page.context["next_dates"] == []


def test_overview_of_what_comes_from_a_calendar_shows_what_differs(fatima):
    source = factories.calendar_source(language="nl")
    event = factories.event(organisation=source.organisation, source="calendar", title_nl="Spelen")
    CalendarEntry.objects.create(
        source=source, key="x", event=event, state="taken", said={"title": "Samen spelen"},
        taken={"title": "Spel"}, differs=["title"], is_open=True,
    )  # fmt: skip

    text = fatima.get(page_of(event, "edit")).content.decode()

    assert "Samen spelen" in text
    assert f'action="{LIST}{event.pk}/calendar/"' in text


def test_desk_and_list_lead_to_the_first_step(fatima):
    desk, rows = fatima.get("/admin/"), fatima.get(LIST)

    assert f'href="{LIST}new/"' in desk.content.decode()
    assert f'href="{LIST}new/" class="addlink"' in rows.content.decode()
