"""The Region’s address file into the tables: whole, broken, hostile."""

import csv
import io
import zipfile

import pytest

from geo import best, loading
from geo.best import AddressFileError
from geo.finding import Address, Found, find
from geo.models import AddressFile, AddressPoint, Street
from tests.best_file import COLUMNS, Made

pytestmark = pytest.mark.django_db

ROW = {
    "EPSG:4258_lat": "50.846601", "EPSG:4258_lon": "4.352501", "house_number": "12",
    "municipality_id": "21004", "postcode": "1000", "street_id": "7",
    "streetname_fr": "Rue de l’Étuve", "streetname_nl": "Stoofstraat", "region_code": "BE-BRU",
    "status": "current",
}  # fmt: skip


def written(path, *rows, columns=COLUMNS, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows or [{}])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def where(number="12", street="Rue de l’Étuve", postal_code="1000"):
    found = find(Address((street,), number, postal_code))
    return (found.latitude, found.longitude) if isinstance(found, Found) else found.reason.name


def test_load_finds_all_that_was_planted_and_nothing_else(tmp_path):
    made = Made(4_000, houses=20, planted=150)

    tally = loading.load(made.write(tmp_path / "best.csv"), "best.csv")

    wrong = []
    for planted in made.planted:
        address = Address(planted.streets, planted.number, planted.postal_code, planted.nis_code)
        found = find(address)
        position = (found.latitude, found.longitude) if isinstance(found, Found) else None
        if position != planted.position:
            wrong.append((planted, found))
    assert wrong == []
    assert len([one for one in made.planted if one.position]) == 105
    assert tally.read == 4_000
    assert tally.skipped == {"retired": 200}
    assert AddressPoint.objects.count() == 2_000


def test_load_replaces_the_former_file(tmp_path):
    loading.load(written(tmp_path / "old.csv", {}, {"house_number": "14"}), "old")
    old = AddressFile.objects.get()

    loading.load(written(tmp_path / "new.csv", {"EPSG:4258_lat": "50.846701"}), "new")

    assert AddressFile.objects.get().name == "new"
    assert old.pk != AddressFile.objects.get().pk
    assert Street.objects.count() == AddressPoint.objects.count() == 1
    assert where() == (50.846701, 4.352501)
    assert where("14") == "UNKNOWN_NUMBER"


def test_load_that_fails_leaves_the_former_file(tmp_path):
    loading.load(written(tmp_path / "old.csv"), "old")
    broken = written(tmp_path / "new.csv", *({"house_number": str(n)} for n in range(1, 9)))
    broken.write_bytes(broken.read_bytes() + b"x" * 30_000)

    with pytest.raises(AddressFileError, match="Line 10 is longer than 20,000 bytes"):
        loading.load(broken, "new")

    assert AddressFile.objects.get().name == "old"
    assert AddressPoint.objects.count() == 1
    assert where() == (50.846601, 4.352501)


def test_load_clears_away_what_was_broken_off(tmp_path):
    half = AddressFile.objects.create(name="half")
    street = Street.objects.create(file=half, postal_code="1000", nis_code="21004", name_fr="R")
    AddressPoint.objects.create(street=street, number=1, last=1, latitude=50.85, longitude=4.35)

    loading.load(written(tmp_path / "new.csv"), "new")

    assert [file.name for file in AddressFile.objects.all()] == ["new"]
    assert AddressPoint.objects.count() == 1


def test_addresses_can_be_looked_up_while_a_file_is_loaded(tmp_path):
    loading.load(written(tmp_path / "old.csv"), "old")
    seen = []

    class Watched(Made):
        def rows(self):
            for row in super().rows():
                seen.append(where())
                yield row

    # Read lazily: each row is asked for while the ones before it are being written.
    file = AddressFile.objects.create(name="new")
    tally = best.Tally()
    addresses = best.read(Watched(60, houses=3).write(tmp_path / "new.csv"), tally)
    loading.PART, part = 10, loading.PART
    try:
        loading._fill(file, addresses)
    finally:
        loading.PART = part

    assert {*seen, where()} == {(50.846601, 4.352501)}


# Databases look whether a file is still there at the end of a transaction.
@pytest.mark.django_db(transaction=True)
def test_load_ends_when_another_one_was_started(tmp_path, monkeypatch):
    loading.load(written(tmp_path / "old.csv"), "old")
    fill = loading._fill

    def overtaken(file, addresses):
        monkeypatch.setattr(loading, "_fill", fill)
        loading.load(written(tmp_path / "later.csv", {"house_number": "14"}), "later")
        fill(file, addresses)

    monkeypatch.setattr(loading, "_fill", overtaken)
    with pytest.raises(AddressFileError, match=r"Another one was started meanwhile"):
        loading.load(written(tmp_path / "new.csv", {"house_number": "16"}), "new")

    assert [file.name for file in AddressFile.objects.all()] == ["later"]
    assert where("14") == (50.846601, 4.352501)


def test_load_keeps_streets_apart_that_have_no_number(tmp_path):
    rows = [{"street_id": ""}, {"street_id": "", "streetname_fr": "Rue Haute", "streetname_nl": ""}]

    loading.load(written(tmp_path / "b.csv", *rows), "b")

    assert Street.objects.count() == 2


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", "\t")]
)
def test_load_reads_what_programs_make_of_a_csv(tmp_path, encoding, delimiter):
    loading.load(written(tmp_path / "b.csv", encoding=encoding, delimiter=delimiter), "b")

    assert where() == (50.846601, 4.352501)
    assert Street.objects.get().name_fr == "Rue de l’Étuve"


def test_load_reads_a_zip_without_unpacking_it(tmp_path):
    table = written(tmp_path / "b.csv").read_bytes()
    path = zipped(tmp_path / "b.zip", readme__txt=b"Read me", addresses__csv=table)

    loading.load(path, "b.zip")

    assert where() == (50.846601, 4.352501)


def test_load_takes_columns_in_any_order_and_leaves_others_alone(tmp_path):
    columns = [*reversed(COLUMNS), "new column"]

    loading.load(written(tmp_path / "b.csv", columns=columns), "b")

    assert where() == (50.846601, 4.352501)


def test_load_counts_what_it_leaves_out(tmp_path):
    rows = [
        {},
        {"house_number": "2", "status": "retired"},
        {"house_number": "4", "status": "Proposed"},
        {"house_number": "6", "status": ""},
        {"house_number": "8", "municipality_id": "23027"},
        {"house_number": "10", "EPSG:4258_lat": ""},
        {"house_number": "14", "EPSG:4258_lat": "0", "EPSG:4258_lon": "0"},
        {"house_number": "ABC"},
        {"house_number": "16", "postcode": "3000"},
        {"house_number": "20", "streetname_fr": "", "streetname_nl": " "},
        {"house_number": "22", "box_number": "1"},
        {"house_number": "22", "box_number": "2"},
    ]

    tally = loading.load(written(tmp_path / "b.csv", *rows), "b")

    assert (tally.rows, tally.read) == (12, 3)
    assert tally.skipped == {
        "retired": 1, "proposed": 1, "without a status": 1, "of another region": 1,
        "cannot be read": 5,
    }  # fmt: skip
    assert tally.bad == [
        "row 7: no coordinates",
        "row 8: 0.0, 0.0 is not in Brussels",
        "row 9: “ABC” is no house number",
        "row 10: “3000” is no postal code of Brussels",
        "row 11: no street",
    ]
    assert [point.label for point in AddressPoint.objects.order_by("number")] == ["12", "22"]


HEADER = ",".join(COLUMNS).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "These columns are missing: epsg:4258_lat,"),
        (b"a,b,c\n1,2,3\n", "These columns are missing: epsg:4258_lat,"),
        (HEADER.replace(b"status", b"state") + b"\n", "These columns are missing: status."),
        (HEADER + b"\n", "There is no current address of the Brussels Region in it."),
        (HEADER + b"\n1,2\n", "in it. row 2: 2 cells instead of 20."),
        (b"x" * 1_000_000, "Line 1 is longer than 20,000 bytes"),
        (HEADER.decode().encode("utf-16"), "This is not text"),
        (HEADER + b'\n"' + b"a,b\n" * 50_000, "Row 2 is not CSV"),
        (b"PK\x03\x04" + b"0" * 400, "This is not text|These columns|Line 1"),
    ],
)
def test_load_says_what_is_wrong_with_a_file(tmp_path, data, says):
    path = tmp_path / "best.csv"
    path.write_bytes(data)

    with pytest.raises(AddressFileError, match=says):
        loading.load(path, "best.csv")

    assert not AddressFile.objects.exists()


def bomb():
    data = io.BytesIO()
    archive = zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("a.csv", "w") as stream:
        stream.write(HEADER + b"\n")
        for _time in range(20):
            stream.write(b"0" * 1_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"readme__txt": b"-"}, "There is no .csv in this zip."),
        ({"a__csv": b"-", "b__csv": b"-"}, r"There are 2 tables in this zip \(a.csv, b.csv\)"),
        ({"a__csv": b""}, "These columns are missing"),
    ],
)
def test_load_says_what_is_wrong_with_a_zip(tmp_path, members, says):
    path = zipped(tmp_path / "b.zip", **members)

    with pytest.raises(AddressFileError, match=says):
        loading.load(path, "b.zip")


def test_load_ends_at_once_with_a_zip_that_explodes(tmp_path, monkeypatch):
    path = tmp_path / "b.zip"
    path.write_bytes(bomb())

    with pytest.raises(AddressFileError, match="Line 2 is longer than 20,000 bytes"):
        loading.load(path, "b.zip")
    monkeypatch.setattr(best, "LARGEST", 1_000_000)
    with pytest.raises(AddressFileError, match="Unpacked it would be 20,000,"):
        loading.load(path, "b.zip")


def test_load_says_that_a_zip_was_broken_off(tmp_path):
    path = zipped(tmp_path / "b.zip", a__csv=written(tmp_path / "b.csv").read_bytes() * 20)
    data = bytearray(path.read_bytes())
    data[60:80] = b"\0" * 20
    path.write_bytes(data)

    with pytest.raises(AddressFileError, match=r"The zip cannot be unpacked|is not CSV"):
        loading.load(path, "b.zip")


def test_load_of_a_file_that_is_not_there(tmp_path):
    with pytest.raises(AddressFileError, match=r"It cannot be opened: No such file or directory."):
        loading.load(tmp_path / "none.csv", "none")
