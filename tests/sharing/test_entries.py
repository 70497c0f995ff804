"""One entry of a selection: everything needed to act, in one language, and nothing secret."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate, localtime

from core.models import Status
from directory.models import Notice
from sharing import entries, selections
from tests.factories import (
    event,
    event_exception,
    location,
    municipality,
    opening_hours,
    organisation,
    question,
)

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.at("2026-11-25 12:00"),  # as NOW
]

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=ZoneInfo("Europe/Brussels"))


def entry(row, language="nl", now=None):
    now = now or localtime()
    name = selections.name_of(row)
    [(_name, found)] = selections.rows_of([name])
    dates = entries.coming([found], now).get(found.pk, [])
    return entries.entry(name, found, language, dates, now.date())


def facts(found):
    return {label: [value.text for value in values] for label, values in found.facts}


def test_organisation_with_all_its_facts():
    place = location(
        organisation=organisation(
            name_nl="Baboes", name_ar="بابوز", summary_nl="Samen spelen.", phone="02 123 45 67",
            whatsapp="0470 12 34 56", email="info@baboes.example",
            website="https://baboes.example", cost="free", spoken_languages=["nl", "ar"],
        ),
        municipality=municipality(name_nl="Elsene"),
        street_nl="Vrijheidsstraat", house_number="12", postal_code="1050", hours_known=True,
    )  # fmt: skip
    opening_hours(location=place, weekday=1, opens=time(9, 30), closes=time(12))

    found = entry(place.organisation)

    assert found.title.text == "Baboes"
    assert found.summary.text == "Samen spelen."
    assert found.link == f"http://127.0.0.1:8000/o/{place.organisation.pk}?lang=nl"
    told = facts(found)
    hours = told.pop("Openingsuren")
    assert hours == ["di 9.30–12.00"]
    assert told == {
        "Telefoon": ["02 123 45 67"],
        "WhatsApp": ["0470 12 34 56"],
        "E-mail": ["info@baboes.example"],
        "Waar": ["Vrijheidsstraat 12, 1050 Elsene"],
        "Prijs": ["Gratis"],
        "Gesproken talen": ["Nederlands, Arabisch"],
        "Website": ["https://baboes.example"],
    }
    assert entry(place.organisation, "ar").title.text == "بابوز"
    assert entry(place.organisation, "ar").direction == "rtl"


def test_organisation_without_a_contact_has_that_of_its_network():
    network = organisation(name_nl="N22", website="https://www.n22.brussels")
    centre = organisation(parent_organisation=network)

    assert facts(entry(centre))["Hoort bij"] == ["N22", "https://www.n22.brussels"]
    location(organisation=centre, phone="02 512 34 57")
    told = facts(entry(centre))
    assert told["Telefoon"] == ["02 512 34 57"]
    assert "Hoort bij" not in told


def test_numbers_and_addresses_are_read_from_left_to_right():
    row = organisation(phone="02 123 45 67", cost="free", name_nl="Baboes")

    found = dict(entry(row, "ar").facts)

    [phone], [price] = found["الهاتف"], found["السعر"]
    assert (phone.is_ltr, phone.direction, phone.url) == (True, "ltr", "tel:+3221234567")
    assert (price.is_ltr, price.direction) == (False, "rtl")


def test_text_in_another_language_says_so():
    found = entry(organisation(name_fr="Maison"), "ar")

    assert (found.title.text, found.title.language) == ("Maison", "fr")


def test_event_has_its_next_dates_and_says_which_do_not_take_place():
    row = event(
        rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1), start_time=time(9, 30),
        end_time=time(11, 30), organisation=organisation(name_nl="Baboes", phone="02 123 45 67"),
        registration="required", registration_email="kom@baboes.example",
    )  # fmt: skip
    event_exception(event=row, day=date(2026, 12, 8), note_nl="Iedereen is ziek.")
    event_exception(event=row, day=date(2026, 12, 15), kind="moved", new_start_time=time(14))

    found = entry(row, now=NOW)
    told, whens = facts(found), dict(found.facts)["Wanneer"]

    # Their times stand once; and of four that take place, what lies between them too.
    assert told["Wanneer"] == [
        "Elke dinsdag van 9.30 tot 11.30",
        "Dinsdag 1 december",
        "Dinsdag 8 december",
        "Dinsdag 15 december, van 14.00 tot 16.00",
        "Dinsdag 22 december",
        "Dinsdag 29 december",
    ]
    assert [when.text for when in whens if when.is_off] == ["Dinsdag 8 december"]
    assert "Iedereen is ziek." in whens[2].change
    assert whens[3].change == "Op een ander uur dan anders"
    assert told["Organisatie"] == ["Baboes"]
    assert told["Inschrijven"][1:] == ["kom@baboes.example"]


def test_secret_place_is_not_told():
    place = location(
        is_confidential=True, street_nl="Verborgenstraat", house_number="9", phone="02 987 65 43"
    )
    row = event(location=place, place_nl="Verborgenstraat 9, achteraan")

    told = str(entry(row)) + str(entry(place.organisation))

    assert "Verborgen" not in told
    assert "02 987 65 43" not in told


def ended(row):
    row.status = Status.ARCHIVED
    row.save()
    return row


def test_what_has_ended_keeps_its_name_only():
    row = ended(organisation(name_nl="Baboes", summary_nl="Samen.", phone="02 123 45 67"))
    of_ended = event(organisation=organisation(phone="02 123 45 67"), summary_nl="Kom.")
    ended(of_ended.organisation)
    answer = ended(question(answer_nl="<p>Ja.</p>"))

    for found in (entry(row), entry(of_ended), entry(answer)):
        assert found.facts == []
        assert found.summary.text == ""
        assert found.ended_text == "Dit bestaat niet meer."
        assert found.title.text


def test_question_keeps_its_answer():
    found = entry(question(question_nl="Alleen?", answer_nl="<p>Nee.</p>"))

    assert (found.title.text, found.summary.text, found.is_question) == (
        "Alleen?",
        "<p>Nee.</p>",
        True,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_dates_of_all_activities_cost_one_query(django_assert_num_queries, count):
    names = [selections.name_of(event()) for _number in range(count)]
    rows = [row for _name, row in selections.rows_of(names)]

    with django_assert_num_queries(1):
        dates = entries.coming(rows, localtime())

    assert [len(found) for found in dates.values()] == [entries.MOST_DATES] * count
    assert all(found[0].starts_on >= localdate() - timedelta(days=1) for found in dates.values())


def test_without_activities_there_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert entries.coming([organisation.__class__], localtime()) == {}


def test_entry_says_what_makes_coming_easier_and_only_that():
    row = organisation(childcare="yes", interpreter_possible="no", name_asked="no")
    place = location(organisation=row, buggies_welcome="yes", step_free="no")
    location(organisation=row, step_free="yes", is_confidential=True)
    coffee = event(location=place, name_asked="yes", changing_table="yes")

    told, of_coffee = facts(entry(row)), facts(entry(coffee, now=NOW))

    assert told["Met je baby"] == ["Buggy’s welkom"]
    assert told["Goed om te weten"] == [
        "Kinderopvang terwijl je er bent",
        "Je hoeft je naam niet te zeggen",
    ]
    assert of_coffee["Met je baby"] == ["Buggy’s welkom", "Luiertafel"]
    assert of_coffee["Goed om te weten"] == ["Kinderopvang terwijl je er bent"]


def test_women_only_is_good_to_know_and_nothing_for_a_baby():
    row = organisation(childcare="yes")
    location(organisation=row, women_only="yes", buggies_welcome="yes")

    told = facts(entry(row))

    assert told["Met je baby"] == ["Buggy’s welkom"]
    assert told["Goed om te weten"] == ["Kinderopvang terwijl je er bent", "Alleen voor vrouwen"]


def test_event_of_one_date_says_its_time_beside_it():
    row = event(starts_on=date(2026, 12, 1), start_time=time(9, 30), end_time=time(11, 30))

    assert facts(entry(row, now=NOW))["Wanneer"] == ["Dinsdag 1 december, van 9.30 tot 11.30"]


def test_event_beside_a_place_of_its_own_says_the_municipality():
    forest = municipality(name_nl="Vorst")
    park = event(place_nl="Dudenpark", municipality=forest)
    named = event(place_nl="Park van Vorst", municipality=forest)

    assert facts(entry(park, now=NOW))["Waar"] == ["Dudenpark", "Vorst"]
    assert facts(entry(named, now=NOW))["Waar"] == ["Park van Vorst"]


def test_event_says_how_to_reach_an_organisation_without_a_telephone():
    row = event(organisation=organisation(email="kom@baboes.example"))

    told = facts(entry(row, now=NOW))

    assert told["E-mail"] == ["kom@baboes.example"]
    assert "Telefoon" not in told


def test_example_says_that_it_is_one():
    example = event(is_demonstration=True)

    assert "voorbeeld" in entry(example, now=NOW).example_text
    assert entry(event(), now=NOW).example_text == ""
    assert entry(ended(example), now=NOW).example_text == ""


def test_entry_says_whether_and_when_it_was_checked():
    checked = organisation(verified_on=date(2026, 5, 20), verified_how="telephone")
    unknown = organisation(phone="02 123 45 67")

    assert entry(checked).known_text == "Nagekeken door ons in mei 2026, aan de telefoon."
    assert entry(unknown).known_text == (
        "Dit hebben we nog niet nagekeken. Bel eerst even: er kan iets veranderd zijn."
    )
    assert entry(event(), now=NOW).known_text == ""
    assert entry(ended(checked)).known_text == ""


def test_entry_says_when_it_is_closed_soon():
    row = organisation()
    place = location(organisation=row)
    secret = location(organisation=row, is_confidential=True)
    soon = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 4)}
    for owner in ({"organisation": row}, {"location": place}, {"location": secret}):
        Notice.objects.create(kind="closed", **owner, **soon)
    Notice.objects.create(
        kind="closed", organisation=row, starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 2)
    )

    found = entry(row, now=NOW)

    assert {(notice.organisation, notice.location) for notice in found.notices} == {
        (row, None),
        (None, place),
    }
    assert entry(ended(row), now=NOW).notices == []
