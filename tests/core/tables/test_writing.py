"""What spreadsheets open, and what comes back out of it."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import reading, writing

pytestmark = pytest.mark.one_database

ODD = [
    '=HYPERLINK("http://evil.example")',
    "@SUM(A1)",
    "-Test",
    "\t=1+1",
    "'=1",
    "+32 2 512 34 56",
    "0475/12.34.56",
    "#REF!",
    "_x0041_ _x005F_",
    " spaces ",
    'lines\n\nand “quotes” "; ;',
    "Écoute 💚 مركز",
    "TRUE",
    "1e5",
    "2026-02-01",
]
HEADERS = [f"column {number}" for number in range(len(ODD))]


def test_csv_bytes_are_what_a_belgian_excel_opens():
    assert writing.csv_bytes(["nom", "prix"], [["Été", "5;€"]]).decode("utf-8") == (
        '\ufeffnom;prix\r\nÉté;"5;€"\r\n'
    )


def test_csv_bytes_come_back_as_they_were():
    found = reading.read(writing.csv_bytes(HEADERS, [ODD]))

    assert (found.headers, found.notes) == (HEADERS, [])
    assert [(row.number, row.cells) for row in found.rows] == [(2, ODD)]


def test_csv_bytes_have_no_cell_that_runs():
    text = writing.csv_bytes(HEADERS, [ODD]).decode("utf-8-sig")
    first = {cell[:1] for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row}

    assert first & set("=+-@\t\r") == {"+"}  # of the telephone number


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("'=+-@;\"\t\n"))
rows = st.lists(st.lists(texts, min_size=3, max_size=3).filter("".join), max_size=3)


@given(
    rows.map(
        lambda found: [row for row in found if any(not cell.isspace() and cell for cell in row)]
    )
)
def test_csv_bytes_of_any_texts_come_back(found):
    read = reading.read(writing.csv_bytes(["a", "b", "c"], found))

    assert [row.cells for row in read.rows] == found


def test_xlsx_bytes_are_text_below_headings_that_stay():
    book = openpyxl.load_workbook(io.BytesIO(writing.xlsx_bytes(HEADERS, [ODD], title="a/b")))
    sheet = book.active

    assert (sheet.title, sheet.freeze_panes) == ("a b", "A2")
    assert {cell.data_type for row in sheet for cell in row} == {"s"}
    assert {cell.number_format for row in sheet for cell in row} == {"@"}
    assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}
    assert {cell.value[0] for row in sheet for cell in row} & set("=+-@\t\r") == {"+"}


def test_xlsx_bytes_of_a_text_that_excel_would_cut():
    writing.xlsx_bytes(["a"], [["x" * writing.MOST_CHARACTERS]])

    with pytest.raises(writing.Unwritable, match="Row 2 has a text that is too long"):
        writing.xlsx_bytes(["a"], [["x" * (writing.MOST_CHARACTERS + 1)]])


@pytest.mark.parametrize("write", [writing.csv_bytes, writing.xlsx_bytes])
def test_written_without_what_no_file_can_hold(write):
    assert write(["a"], [["x\0\x0b\ud800\uffffy"]])
