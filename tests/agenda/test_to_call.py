"""Activities that a page states and nobody has asked about: drafts, and no way past a person."""

import json
from datetime import date, time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from agenda.models import Event, Occurrence
from core.models import Status
from tests import factories
from tests.html_forms import fields_of
from tests.lists import brought_in, log_in, plans, refusals, save, taken_out

pytestmark = pytest.mark.at("2026-11-25 12:00")


def stated(**values):
    """A draft that a page states: Wednesdays from 14 to 16, since nobody knows when."""
    defaults = {
        "title_nl": "Babyspullen lenen",
        "status": Status.DRAFT,
        "to_call": True,
        "starts_on": None,
        "start_time": time(14),
        "end_time": time(16),
        "rule": "FREQ=WEEKLY;BYDAY=WE",
        "stated": "Wednesday 14:00–16:00, 20 euro a year.",
        "stated_in": "Ouders lenen spulletjes",
        "stated_at": "https://krant.example/babytheek",
        "stated_on": "2018-05",
    }
    return factories.event(**defaults | values)


def change_url(event):
    return reverse("admin:agenda_event_change", args=[event.pk])


def sent(client, event, **values):
    """What the form would send, with other values."""
    return fields_of(client.get(change_url(event)), **values)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"status": Status.PUBLISHED}, {"to_call": False}])
def test_database_refuses_what_nobody_asked_about(change):
    event = stated()

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


@pytest.mark.django_db
def test_form_publishes_only_what_somebody_asked_about(client):
    event = stated(themes=[factories.theme()], summary_nl="Je leent er iets.", is_online=True)
    client.force_login(factories.user(groups=["Editors"], language="en"))
    data = sent(client, event, status="published", starts_on="2026-12-02")

    refused = client.post(change_url(event), data)
    data.pop("to_call")
    client.post(change_url(event), data)

    assert "Ask first whether it still takes place" in refused.text
    event.refresh_from_db()
    assert (event.status, event.to_call, event.rule) == ("published", False, "FREQ=WEEKLY;BYDAY=WE")
    first = Occurrence.objects.filter(event=event).order_by("starts_at").first()
    assert first.starts_on == date(2026, 12, 2)


@pytest.mark.django_db
def test_first_day_is_needed_once_somebody_asked(client):
    event = stated()
    client.force_login(factories.user(groups=["Editors"], language="en"))
    data = sent(client, event)
    data.pop("to_call")

    page = client.post(change_url(event), data)

    assert "Write the first day." in page.text
    event.refresh_from_db()
    assert event.to_call


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=1WE", "FREQ=MONTHLY;BYMONTHDAY=15", ""]
)
def test_saving_without_a_first_day_keeps_what_the_page_states(client, rule):
    event = stated(rule=rule)
    client.force_login(factories.user(groups=["Volunteers"]))

    client.post(change_url(event), sent(client, event, title_fr="Emprunter"))

    event.refresh_from_db()
    assert (event.title_fr, event.rule, event.starts_on) == ("Emprunter", rule, None)


@pytest.mark.django_db
def test_pages_of_a_draft_without_a_first_day(client):
    event = stated()
    once = stated(rule="")
    client.force_login(factories.user(groups=["Editors"]))

    for row, said in [(event, "every wednesday"), (once, "the day is not known yet")]:
        preview = client.get(reverse("admin:agenda_event_preview", args=[row.pk, "en"]))
        assert said in preview.text.lower()
        assert client.get(reverse("admin:agenda_event_dates", args=[row.pk])).status_code == 200
    assert client.get(f"/en/agenda/{event.slug}/").status_code == 404
    assert not Occurrence.objects.exists()


@pytest.mark.django_db
def test_form_shows_where_it_comes_from(client):
    event = stated()
    usual = factories.event()
    client.force_login(factories.user(groups=["Volunteers"], language="en"))

    page = client.get(change_url(event)).text

    assert "Wednesday 14:00–16:00, 20 euro a year." in page
    assert 'href="https://krant.example/babytheek"' in page
    assert "May 2018" in page
    assert "field-stated_in_words" not in client.get(change_url(usual)).text


@pytest.mark.django_db
def test_desk_and_list_lead_to_what_is_to_be_called_about(client):
    event = stated()
    stated(title_nl="Is gestopt", status=Status.ARCHIVED)
    factories.event(title_nl="Gewoon", status=Status.DRAFT)
    client.force_login(factories.user(groups=["Volunteers"], language="en"))

    desk = client.get(reverse("admin:index"))
    rows = client.get(f"{reverse('admin:agenda_event_changelist')}?asked=not-yet")

    [line] = [line for line in desk.context["desk"]["team"] if "call about" in line.label]
    assert [(part, count) for part, _url, count in line.links] == [("", 1)]
    assert list(rows.context["cl"].result_list) == [event]


@pytest.mark.django_db
def test_copy_is_not_to_be_called_about(client):
    event = stated(starts_on=date(2026, 12, 2))
    client.force_login(factories.user(groups=["Volunteers"]))

    page = client.get(f"{reverse('admin:agenda_event_add')}?copy={event.pk}")

    assert not page.context["adminform"].form["to_call"].value()


@pytest.mark.one_database
def test_stated_activities_of_the_fixtures_are_drafts_with_source_and_no_day():
    path = Path(settings.BASE_DIR, "fixtures/activities.json")
    rows = [row["fields"] for row in json.loads(path.read_text()) if "event" in row["model"]]

    assert len(rows) == 20
    assert {(row["status"], row["to_call"], row.get("starts_on")) for row in rows} == {
        ("draft", True, None)
    }
    assert all(row["stated"] and row["stated_at"] for row in rows)
    assert len([row for row in rows if row.get("stated_on")]) == 17


# Ways around the form


@pytest.mark.django_db
def test_history_puts_nothing_back_that_would_be_public(client):
    """An activity that was public, and became one to call about: its old status alone."""
    event = factories.event(
        title_nl="Babycafé", summary_nl="Samen.", themes=[factories.theme()], is_online=True
    )
    client.force_login(factories.user(groups=["Editors"]))
    client.post(change_url(event), sent(client, event, status="draft", to_call="on"))
    history = reverse("admin:agenda_event_history", args=[event.pk])
    first = client.get(history).context["entries"][-1].version

    answer = client.post(history, {"version": first.pk, "key": ["status"]})

    event.refresh_from_db()
    assert answer.status_code == 200
    assert (event.status, event.to_call) == ("draft", True)


@pytest.mark.django_db
def test_list_has_no_action_that_publishes(client):
    stated()
    client.force_login(factories.user(is_superuser=True))

    page = client.get(reverse("admin:agenda_event_changelist"))

    actions = page.context["action_form"]
    names = [name for name, _label in actions.fields["action"].choices] if actions else []
    assert not {"publish", "approve"} & {*names}


@pytest.mark.django_db
def test_list_out_and_in_again_changes_nothing_and_publishes_nothing(client):
    event = stated(summary_nl="Je leent er iets.", themes=[factories.theme()], is_online=True)
    log_in(client)
    headers, rows = taken_out(client, "agenda.event")

    assert plans(brought_in(client, "agenda.event", headers, rows)) == ["same"]

    rows[0] |= {"status": "published", "first day": "2026-12-02"}
    changed = brought_in(client, "agenda.event", headers, rows)
    save(client, changed, only_right="on")

    event.refresh_from_db()
    assert event.status == Status.DRAFT
    assert "Ask first whether it still takes place" in str(refusals(changed))
