"""The list of activities out and in again."""

from datetime import date, time

import pytest

from agenda.models import Event
from core.models import Status
from tests import factories
from tests.lists import brought_in, log_in, plans, refusals, save, sent_in, taken_out

# Reading and saving lists is tested with organisations, on both databases.
pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LABEL = "agenda.event"


def public_event(**values):
    return factories.event(
        **{"summary_nl": "Zin", "themes": [factories.theme()], "is_online": True, **values}
    )


@pytest.mark.parametrize(
    "when",
    [
        {"rule": "FREQ=WEEKLY;BYDAY=TU", "repeats_until": date(2027, 6, 30)},
        {"rule": "FREQ=MONTHLY;BYDAY=1TU", "not_on": ["2026-12-01"]},
        {"rule": "FREQ=YEARLY", "ends_on": date(2026, 11, 30)},
        {"dates": ["2026-12-24", "2027-01-07"]},
        {"start_time": None, "end_time": None},
    ],
)
def test_what_is_taken_out_and_brought_in_changes_nothing(client, when):
    public_event(starts_on=date(2026, 11, 24), age_from=0, age_to=36, **when)
    log_in(client, language="fr")
    headers, rows = taken_out(client, LABEL)
    log_in(client, language="nl")

    table_import = brought_in(client, LABEL, headers, rows)

    assert table_import.options["unknown"] == []
    assert plans(table_import) == ["same"]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("elke dinsdag", "FREQ=WEEKLY;BYDAY=TU"),
        ("tous les mardis et jeudis", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("first Tuesday of the month", "FREQ=MONTHLY;BYDAY=1TU"),
        ("de laatste vrijdag van de maand", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ],
)
def test_rule_is_written_as_one_says_it(client, words, rule):
    event = public_event(starts_on=date(2026, 11, 24), rule="")
    log_in(client)
    headers, rows = taken_out(client, LABEL)
    rows[0]["How often"] = words

    save(client, brought_in(client, LABEL, headers, rows))

    event.refresh_from_db()
    assert event.rule == rule


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/02/2027", date(2027, 2, 1)),
        ("25/10/2027", date(2027, 10, 25)),
        ("2027-02-01", date(2027, 2, 1)),
        ("1-2-27", None),
        ("46054", None),
    ],
)
def test_day_comes_before_the_month_in_every_language(client, language, text, day):
    organisation = factories.organisation(slug="huis")
    log_in(client, language=language)

    table_import = sent_in(
        client, LABEL, f"title_nl;organisation;starts_on\nPraten;huis;{text}\n".encode()
    )
    save(client, table_import, only_right="on")

    assert [(each.starts_on, each.organisation) for each in Event.objects.all()] == (
        [(day, organisation)] if day else []
    )
    assert [each[0] for each in refusals(table_import)] == ([] if day else [2])


def test_new_activity_of_an_event_volunteer_is_a_draft(client):
    factories.organisation(slug="huis", name_nl="Het Huis")
    log_in(client, "Event volunteers")
    rows = "Praten;Het Huis;1/2/2027;9.30;11u;elke maandag"

    table_import = sent_in(
        client,
        LABEL,
        f"titel;organisatie;datum;start_time;end_time;regel\n{rows}\n".encode(),
    )
    save(client, table_import)

    event = Event.objects.get()
    assert (event.status, event.rule) == (Status.DRAFT, "FREQ=WEEKLY;BYDAY=MO")
    assert (event.start_time, event.end_time) == (time(9, 30), time(11))


def test_end_before_the_beginning_is_refused_as_on_the_page(client):
    factories.organisation(slug="huis")
    log_in(client)

    table_import = sent_in(
        client,
        LABEL,
        b"title_nl;organisation;starts_on;ends_on\nPraten;huis;2/2/2027;1/2/2027\n",
    )

    assert refusals(table_import) == [[2, "last day", "The last day is before the first."]]


def test_activity_that_is_there_already_is_shown(client):
    event = public_event(title_nl="Praten", starts_on=date(2027, 2, 1), rule="")
    log_in(client)

    table_import = sent_in(
        client,
        LABEL,
        f"title_nl;organisation;starts_on\nPRATEN;{event.organisation.slug};1/2/2027\n".encode(),
    )

    assert plans(table_import) == ["likely"]
    assert [each["pk"] for each in table_import.entries.get().likely] == [event.pk]
