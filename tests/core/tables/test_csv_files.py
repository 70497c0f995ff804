"""Text files as spreadsheets really write them, and as they come out of other hands."""

import pytest

from core.tables import csv_files, reading, table

pytestmark = pytest.mark.one_database


def read(text, encoding="utf-8", known=None):
    return reading.read(text.encode(encoding), known=known)


def cells_of(found):
    return [(row.number, row.cells) for row in found.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_finds_the_encoding(encoding):
    found = read("Nom;Prix\r\nL’Îlot du Cœur;5 €\r\n", encoding)

    assert found.headers == ["Nom", "Prix"]
    assert cells_of(found) == [(2, ["L’Îlot du Cœur", "5 €"])]


def test_read_of_an_undefined_byte_says_where():
    data = "Nom;Prix\r\nÉcoute;5 €\r\nLe caf".encode("cp1252") + b"\x81;3\r\n"

    with pytest.raises(reading.Unreadable) as refusal:
        reading.read(data)

    assert str(refusal.value) == (
        "Line 3 has a broken character at position 7, after “Le caf”. "
        "Save the file again, as “CSV UTF-8” or as “xlsx”."
    )


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("nom\nÉté à la crèche\nÉ".encode() + b"\xff\n", (3, 2)),
        (b"nom\nabc\xed\xa0\x80\n", (2, 4)),
        ("nom\nÉ".encode("utf-16")[:-1], (2, 1)),
    ],
)
def test_read_of_broken_unicode_says_where(data, place):
    with pytest.raises(
        reading.Unreadable, match="Line {} has a broken character at position {},".format(*place)
    ):
        reading.read(data)


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_read_finds_what_divides_the_cells(sign):
    found = read(sign.join(["name_nl", "email"]) + "\n" + sign.join(["a, b; c", "d"]) + "\n")

    assert found.headers == ["name_nl", "email"]


def test_read_takes_the_sign_by_which_headings_are_known():
    text = "name_nl,a;b,a;b\n1,2;3,4\n"

    found = read(text, known=lambda headers: headers.count("name_nl"))

    assert found.headers == ["name_nl", "a;b", "a;b"]


@pytest.mark.parametrize("first", ["sep=|\r\n", '"sep=|"\r\n', "SEP=|\r\n"])
def test_read_of_a_line_sep(first):
    """It is no row of the sheet that Excel shows."""
    found = read(f"{first}a;1|b;2\r\n1;2|3;4\r\n")

    assert found.headers == ["a;1", "b;2"]
    assert cells_of(found) == [(2, ["1;2", "3;4"])]


def test_read_of_quotes_and_lines_in_a_cell():
    found = read('a;b\r\n"x; ""y""\r\nz";2\r\n;;\r\n\r\n3;4\r\n;\r\n')

    assert cells_of(found) == [(2, ['x; "y"\nz', "2"]), (5, ["3", "4"])]


def test_read_of_lines_that_end_as_on_old_machines():
    assert cells_of(read('a;b\r1;2\r"3\r4";5\r')) == [(2, ["1", "2"]), (3, ["3\n4", "5"])]


def test_read_of_ragged_rows_says_which():
    found = read("a;b;c;d;e\n1;2\n1;2;3;4;5;\n1;2;3;4;5;6\n")

    assert cells_of(found) == [
        (2, ["1", "2", "", "", ""]),
        (3, ["1", "2", "3", "4", "5"]),
        (4, ["1", "2", "3", "4", "5"]),
    ]
    assert [row.problems for row in found.rows] == [
        ("This row does not fit below the headings: 2 cells, not 5. Save the file as “xlsx”.",),
        (),
        ("This row does not fit below the headings: 6 cells, not 5. Save the file as “xlsx”.",),
    ]


def test_read_of_a_quotation_mark_that_never_closes():
    with pytest.raises(reading.Unreadable) as refusal:
        read('a;b\n1;2\n3;"4\n5;6\n')

    assert str(refusal.value) == "A quotation mark opens in row 3 and never closes."


@pytest.mark.parametrize("length", [table.MOST_CHARACTERS + 1, 200_000])
def test_read_of_a_very_long_cell(length):
    with pytest.raises(reading.Unreadable) as refusal:
        read(f"a;b\n1;2\n3;{'x' * length}\n")

    assert str(refusal.value) == "Row 3 has a cell of more than 100000 characters."


def test_read_leaves_out_control_characters():
    found = read("a;b\nx\0y\x1b;\x7f2\n")

    assert cells_of(found) == [(2, ["xy", "2"])]
    assert found.notes == ["The file has invisible control characters. They are left out."]


def test_read_of_too_much(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    assert len(read("a\n1\n\n2\n").rows) == 2

    with pytest.raises(reading.Unreadable, match="more than 2 rows"):
        read("a\n1\n\n2\n3\n")
    with pytest.raises(reading.Unreadable, match="Row 1: the table is too wide"):
        read(";".join("x" * (table.MOST_COLUMNS + 1)))
    with pytest.raises(reading.Unreadable, match="larger than 10 MB"):
        reading.read(b"x" * (table.MOST_BYTES + 1))


@pytest.mark.parametrize("data", [b"", b"\r\n \r\n", b"\0" * 100])
def test_read_of_nothing(data):
    with pytest.raises(reading.Unreadable, match=r"The file is empty\."):
        reading.read(data)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"\x89PNG\r\n", b"<html><table>", b"\xef\xbb\xbf<?xml version='1.0'?>"]
)
def test_read_of_another_kind_of_file(data):
    with pytest.raises(reading.Unreadable, match=r"This is not a table\."):
        reading.read(data)


def test_read_of_an_old_workbook():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)

    with pytest.raises(reading.Unreadable, match="an old kind"):
        reading.read(ole)
    with pytest.raises(reading.Unreadable, match="locked with a password"):
        reading.read(ole + "EncryptedPackage".encode("utf-16-le"))


def test_delimiter_of_one_column():
    assert csv_files.read(b"name_nl\na\nb\n", lambda headers: 1).headers == ["name_nl"]
