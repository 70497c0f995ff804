"""Which timetables were read, and which have ended, for editors."""

from datetime import date

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MADOU = ("Madou", "Madou", 50.8497, 4.3697, "metro 2")


def team(client):
    """What the desk says of timetables: `[(line, count), …]`."""
    lines = client.get("/admin/").context["desk"]["team"]
    return [
        (line.label, count)
        for line in lines
        for _part, url, count in line.links
        if "timetable" in url
    ]


@pytest.mark.at("2026-11-16 10:00")
def test_desk_says_to_editors_which_timetables_have_ended(client):
    factories.stops(MADOU, ends_on=date(2026, 11, 16))
    factories.stops(MADOU, agencies=["TEC"])
    client.force_login(factories.user(groups=["Editors"]))
    assert team(client) == []

    factories.stops(MADOU, MADOU, agencies=["De Lijn"], ends_on=date(2026, 11, 15))

    assert team(client) == [("dienstregelingen die verlopen zijn", 1)]
    listed = client.get("/admin/transit/timetable/").context["cl"].result_list
    assert [(str(row), row.stops) for row in listed if row.ends_on] == [
        ("De Lijn", 2), ("STIB-MIVB", 1),
    ]  # fmt: skip


@pytest.mark.at("2026-11-16 10:00")
def test_desk_says_nothing_of_it_to_volunteers(client):
    factories.stops(MADOU, ends_on=date(2026, 11, 15))
    client.force_login(factories.user(groups=["Volunteers"]))

    assert team(client) == []
