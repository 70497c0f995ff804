"""Timetables into the tables: each in the place of the former one, or nothing changes."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.models import ContentChange
from tests import factories, threads
from tests.transit import timetables
from tests.transit.timetables import stops, times, written
from transit import feed, importing
from transit.models import Stop, Timetable

pytestmark = pytest.mark.django_db


@pytest.fixture
def stib(tmp_path):
    return written(tmp_path / "stib.zip")


@pytest.fixture
def de_lijn(tmp_path):
    return written(
        tmp_path / "lijn.zip",
        agency=timetables.DE_LIJN,
        feed_info=None,
        translations=None,
        stops=stops(
            ("1", "Zwarte Vijvers", 50.8563, 4.3330), ("2", "Elsene Flagey", 50.8275, 4.3722)
        ),
        stop_times=times(("d", "1"), ("d", "2")),
    )


def import_stops(*paths, **options):
    call_command("import_stops", *map(str, paths), **options)


def names():
    return sorted(f"{stop.timetable}: {stop}" for stop in Stop.objects.select_related("timetable"))


STIB = [
    "STIB-MIVB: Sint-Jan-Baptist / Saint-Jean-Baptiste",
    "STIB-MIVB: Zwarte Vijvers / Etangs Noirs",
]
DE_LIJN = ["De Lijn: Elsene Flagey", "De Lijn: Zwarte Vijvers"]


@pytest.mark.at("2026-11-16 10:00")
def test_import_stops_tells_what_it_does(stib, capsys):
    import_stops(stib, licence="CC BY 4.0")

    assert capsys.readouterr().out.splitlines() == [
        f"{stib}:",
        "  Stops in the Region: 5.",
        "  Trips: 5.",
        "  STIB-MIVB: 2 stops, from 8 times; without a line: 0.",
    ]
    timetable = Timetable.objects.get()
    assert (timetable.licence, timetable.version, timetable.publisher, timetable.ends_on) == (
        "CC BY 4.0", "2026-11-02", "STIB-MIVB", date(2026, 12, 31),
    )  # fmt: skip
    assert [(stop.latitude, stop.longitude, stop.lines) for stop in Stop.objects.all()] == [
        (50.856247, 4.3329, [["metro", "1"], ["metro", "5"], ["tram", "51"]]),
        (50.85715, 4.3391, [["bus", "86"], ["bus", "N10"]]),
    ]


@pytest.mark.at("2027-02-01 10:00")
def test_import_stops_says_that_a_timetable_has_ended(stib, capsys):
    import_stops(stib)

    assert capsys.readouterr().out.splitlines()[-1] == (
        "  This timetable ended on 2026-12-31. Its stops are shown, with that day: look for a "
        "newer one."
    )
    assert names() == STIB


def test_import_stops_replaces_what_the_same_agency_had_and_nothing_else(stib, de_lijn, tmp_path):
    import_stops(stib, licence="CC BY 4.0")
    import_stops(de_lijn)
    assert names() == [*DE_LIJN, *STIB]

    later = written(
        tmp_path / "later.zip",
        # One more agency, and the name written otherwise.
        agency=[*timetables.AGENCY.splitlines(), "1,Stib Mivb,,,fr", "2,Waterbus,,,fr"],
        stops=stops(("B1", "Flagey", 50.8275, 4.3722)),
    )
    import_stops(later)

    assert names() == [*DE_LIJN, "Stib Mivb, Waterbus: Flagey"]
    assert Timetable.objects.get(agencies=["Stib Mivb", "Waterbus"]).licence == "CC BY 4.0"


def test_import_stops_reads_several_and_the_good_ones_stay(stib, de_lijn, tmp_path, capsys):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(stib.read_bytes()[:400])

    with pytest.raises(
        CommandError, match=r"^Not read, and nothing of it changed: .*broken\.zip\.$"
    ):
        import_stops(broken, de_lijn)

    assert names() == DE_LIJN
    assert "The zip cannot be unpacked" in capsys.readouterr().err


def test_import_stops_leaves_everything_when_a_file_is_bad(stib, tmp_path, capsys):
    import_stops(stib)
    before = [*Stop.objects.values(), *Timetable.objects.values(), *ContentChange.objects.values()]
    bad = [
        written(tmp_path / "a.zip", stops=None),
        written(tmp_path / "b.zip", stop_times=timetables.TIMES[:1]),
        tmp_path / "missing.zip",
    ]

    with pytest.raises(CommandError):
        import_stops(*bad)

    after = [*Stop.objects.values(), *Timetable.objects.values(), *ContentChange.objects.values()]
    assert after == before


def test_import_stops_asks_before_most_stops_go(tmp_path, capsys):
    many = [(str(number), f"Stop {number}", 50.84 + number / 500, 4.35) for number in range(5)]
    trips = times(*(("d", str(number)) for number in range(5)))
    import_stops(written(tmp_path / "a.zip", stops=stops(*many), stop_times=trips))
    few = written(tmp_path / "b.zip", stops=stops(*many[:2]), stop_times=trips)

    with pytest.raises(CommandError):
        import_stops(few)
    assert Stop.objects.count() == 5
    assert capsys.readouterr().err == (
        "  It has 2 stops in the Region, where there were 5. If that is right, give it again with "
        "--fewer.\n"
    )

    import_stops(few, fewer=True)
    assert Stop.objects.count() == 2


def test_import_stops_is_one_change_of_the_stops_only(stib, django_assert_num_queries):
    found = feed.read(stib, say=lambda text: None)
    importing.replace(found)
    ContentChange.objects.all().delete()

    timetable = importing.replace(found)

    changed = [
        {kind: set(ids) for kind, ids in what.items()}
        for what in ContentChange.objects.values_list("what", flat=True)
    ]
    assert {kind for what in changed for kind in what} == {"stops"}
    assert changed[-1] == {"stops": {timetable.pk}}


def test_two_timetables_at_once_do_no_harm(stib, database_of_many):
    found = feed.read(stib, say=lambda text: None)

    factories.stops(("Oud", "Vieux", 50.85, 4.35, "bus 1"))
    raised = threads.together([lambda: importing.replace(found)] * 3)

    assert (raised, names()) == ([], STIB)
    assert Timetable.objects.count() == 1
