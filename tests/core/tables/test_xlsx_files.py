"""Workbooks as people save them, and as nobody should."""

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables import cells, reading, sheet, table, writing, xlsx_files
from tests import hostile_files
from tests.hostile_files import HEADING, workbook

pytestmark = pytest.mark.one_database

FOLDER = Path(__file__).parent


def cells_of(found):
    return [(row.number, row.cells) for row in found.rows]


def saved(*rows, change=lambda book: None):
    """A workbook with texts, numbers and dates as Excel keeps them."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(data):
    with pytest.raises(reading.Unreadable) as caught:
        reading.read(data)
    return str(caught.value)


# What comes back

CHANGED = [
    (2, ["ecoute", "Écoute Jeunes", "Jongerenlijn", "02/123.45.67", "info@ecoute.example.org",
         "12.50", "2026-02-01", 'Accueil; écoute.\nLe lundi : "portes ouvertes".']),
    (3, ["lilot", "L’Îlot du Cœur", "", "+32 2 513 00 00", "", "", "", "=1+1\n- 5 €"]),
    (4, ["anker", "", "’t Anker", "0475123456", "", "0", "2026-11-03", "@handle, 'quoted'"]),
]  # fmt: skip


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.csv"])
def test_read_of_our_own_workbook_after_libreoffice_saved_it(name):
    """LibreOffice 7.4 opened what `writing` made, one telephone number was changed, and saved."""
    found = reading.read((FOLDER / name).read_bytes())

    assert cells_of(found) == CHANGED
    assert found.notes == []


def test_read_of_a_csv_that_libreoffice_took_for_numbers():
    """The same as csv, opened with “detect special numbers”, and saved as a workbook."""
    found = reading.read((FOLDER / "libreoffice_from_csv.xlsx").read_bytes())

    assert [row.cells[3] for row in found.rows] == ["02/123.45.67", "+32 2 513 00 00", "475123456"]
    assert [row.cells[6] for row in found.rows] == ["2026-02-01", "", "2026-11-03"]
    with pytest.raises(cells.Refused, match=r"Is it 0475123456\?"):
        cells.phone_of("475123456")


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("'=+-@_x00A1\t\n")
)


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(texts, min_size=2, max_size=2).filter(lambda row: not table.is_blank(row)),
        max_size=3,
    )
)
def test_xlsx_bytes_of_any_texts_come_back(rows):
    found = reading.read(writing.xlsx_bytes(["a", "b"], rows))

    assert [row.cells for row in found.rows] == rows


def test_xlsx_bytes_come_back_after_openpyxl_saved_them():
    rows = [["=1+1", "'=1", "+32 2 512 34 56", "#REF!", "a\nb"]]
    book = openpyxl.load_workbook(io.BytesIO(writing.xlsx_bytes("abcde", rows)))
    book.active["C2"] = "+32 2 513 00 00"
    file = io.BytesIO()
    book.save(file)

    found = reading.read(file.getvalue())

    assert cells_of(found) == [(2, ["=1+1", "'=1", "+32 2 513 00 00", "#REF!", "a\nb"])]


# What cells hold


def test_read_of_values_that_are_no_text():
    values = [
        3.2475e10, 12.5, 12.50, 3.0, 0.1 + 0.2, True, False,
        date(2026, 2, 1), datetime(2026, 2, 1, 9, 30), time(9, 30), timedelta(hours=25, minutes=5),
    ]  # fmt: skip

    found = reading.read(saved([f"column {place}" for place in range(len(values))], values))

    assert found.rows[0].cells == [
        "32475000000", "12.5", "12.5", "3", "0.3", "true", "false",
        "2026-02-01", "2026-02-01 09:30", "09:30", "25:05",
    ]  # fmt: skip


def test_read_of_a_workbook_that_counts_days_from_1904():
    def change(book):
        book.epoch = openpyxl.utils.datetime.MAC_EPOCH

    found = reading.read(saved(["day"], [date(2026, 2, 1)], change=change))

    assert found.rows[0].cells == ["2026-02-01"]


def test_read_leaves_out_empty_rows_and_keeps_their_numbers():
    found = reading.read(saved([], ["a", "b"], [], [None, "x"], ["  "], [], ["y"]))

    assert found.headers == ["a", "b"]
    assert cells_of(found) == [(4, ["", "x"]), (7, ["y", ""])]


def test_read_of_rich_text_and_of_how_it_is_spoken():
    shared = (
        '<sst><si><r><t>Éc</t></r><r><t xml:space="preserve">oute </t></r></si>'
        "<si><t>a_x000D_\nb_x005F_x0041_</t><rPh><t>spoken</t></rPh></si></sst>"
    )
    rows = (
        '<row><c t="inlineStr"><is><t>one</t></is></c><c t="s"><v>0</v></c></row>'
        '<row r="5"><c r="B5" t="s"><v>1</v></c></row>'
    )

    found = reading.read(workbook(hostile_files.sheet(rows), shared=shared))

    assert found.headers == ["one", "Écoute"]
    assert cells_of(found) == [(5, ["", "a\nb_x0041_"])]


def test_read_of_formulas_takes_what_they_last_said():
    rows = (
        HEADING
        + '<row r="2"><c r="A2" t="str"><f>1+1</f><v>two</v></c></row>'
        + '<row r="3"><c r="A3"><f>1+1</f></c></row>'
        + '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        + '<row r="5"><c r="A5" t="str"><f>A9</f><v></v></c></row>'
    )

    found = reading.read(workbook(hostile_files.sheet(rows)))

    assert cells_of(found) == [(2, ["two"]), (3, [""]), (4, [""])]
    assert [row.problems for row in found.rows] == [
        (),
        ("Cell A3 has a formula and no result. Type what it should say.",),
        ("Cell A4 has an error: #DIV/0!.",),
    ]
    assert found.notes == ["Of cells with a formula, the last result is read: A2, A5."]


def test_read_of_a_formula_of_openpyxl_never_runs_it():
    found = reading.read(saved(["a"], ["=1+1"]))

    assert found.rows[0].problems == (
        "Cell A2 has a formula and no result. Type what it should say.",
    )


def test_read_of_a_day_that_does_not_exist():
    def change(book):
        book.active["A2"].number_format = "dd/mm/yyyy"

    found = reading.read(saved(["day"], [99_999_999], change=change))

    assert found.rows[0].problems == ("Cell A2 has an error: 99999999.",)


def test_read_of_a_cell_below_no_heading():
    found = reading.read(saved(["a"], ["1", None, "3"]))

    assert found.rows[0].cells == ["1"]
    assert found.rows[0].problems == ("Cell C2 stands below no heading.",)


def test_read_of_merged_cells_says_which_rows_cannot_be_read():
    def change(book):
        book.active.merge_cells("B1:C1")
        book.active.merge_cells("A3:A4")

    found = reading.read(saved(["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"], change=change))

    assert [row.problems for row in found.rows] == [
        (),
        ("Cells are merged: A3:A4. Split them.",),
        ("Cells are merged: A3:A4. Split them.",),
    ]
    assert found.notes == ["Cells are merged: B1:C1, A3:A4. Split them."]


def test_read_of_hidden_rows():
    def change(book):
        book.active.row_dimensions[2].hidden = True

    found = reading.read(saved(["a"], ["1"], change=change))

    assert cells_of(found) == [(2, ["1"])]
    assert found.notes == ["Hidden rows are read too."]


# Which sheet


def test_read_takes_the_sheet_whose_headings_are_known():
    def change(book):
        book.active.title = "Notes"
        book.create_sheet("Secret").sheet_state = "hidden"
        book["Secret"].append(["name_nl"])
        book.create_sheet("List").append(["name_nl"])
        book["List"].append(["Jongerenlijn"])

    data = saved(["Remarks"], ["…"], change=change)

    found = reading.read(data, known=lambda headers: headers.count("name_nl"))

    assert cells_of(found) == [(2, ["Jongerenlijn"])]
    assert found.notes == ["Only the sheet “List” is read, not: Notes, Secret."]
    assert reading.read(data).headers == ["Remarks"]


def test_read_does_not_believe_the_dimension():
    part = hostile_files.sheet(
        HEADING + '<row r="2"><c r="A2"><v>1</v></c></row>',
        before='<dimension ref="A1:XFD1048576"/>',
    )

    assert cells_of(reading.read(workbook(part))) == [(2, ["1"])]


def test_read_of_elements_with_a_prefix():
    part = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )

    assert reading.read(workbook(part)).headers == ["a"]


# What is refused


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["mimetype"], "This kind of workbook is not read here."),
        (["[Content_Types].xml", "xl/workbook.bin"], "This kind of workbook is not read here."),
        (["[Content_Types].xml", "word/document.xml"], "This is not a table."),
        (["photo.jpg"], "This is not a table."),
        (["[Content_Types].xml", "xl/workbook.xml"], "The workbook is damaged."),
    ],
)
def test_read_of_another_archive(parts, message):
    assert refusal(hostile_files.packed(dict.fromkeys(parts, ""))).startswith(message)


def test_read_of_a_workbook_that_broke_off():
    data = saved(["a"], ["1"])

    assert refusal(data[:-100]).startswith("The workbook is damaged.")
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    assert refusal(data[:place] + bytes(50) + data[place + 50 :]).startswith(
        "The workbook is damaged."
    )


def test_read_of_an_empty_workbook():
    assert refusal(saved()) == "The file is empty."
    assert (
        refusal(workbook(hostile_files.sheet(HEADING), states=["hidden"])) == "The file is empty."
    )


@pytest.mark.parametrize(
    ("entity", "used"),
    [
        ('<!ENTITY a SYSTEM "file:///etc/hostname">', "a"),
        ('<!ENTITY a "a"><!ENTITY b "&a;&a;">', "b"),
        ('<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;', "amp"),
    ],
)
def test_read_refuses_every_entity(entity, used):
    part = hostile_files.sheet(f'<row><c t="inlineStr"><is><t>&{used};</t></is></c></row>')

    message = refusal(workbook(f"<!DOCTYPE x [{entity}]>{part}"))

    assert message.startswith("The workbook is damaged.")


def test_read_refuses_what_unpacks_to_too_much(monkeypatch):
    monkeypatch.setattr(xlsx_files, "_MOST_OF_SHEET", 10_000)
    bomb = workbook(hostile_files.sheet(HEADING + "<row/>" * 10_000))

    assert refusal(bomb).startswith("The workbook is too large.")
    assert refusal(hostile_files.with_false_size(bomb, "xl/worksheets/sheet0.xml", 100)) == (
        "The workbook is damaged. Open it in Excel or LibreOffice, and save it again."
    )


@pytest.mark.parametrize("name", ["_MOST_ELEMENTS", "_MOST_STRINGS"])
def test_read_refuses_too_many_parts_of_parts(monkeypatch, name):
    monkeypatch.setattr(xlsx_files, name, 20)
    shared = hostile_files.strings(*"abcdefghijklmnopqrstu")

    assert refusal(workbook(hostile_files.sheet(HEADING), shared=shared)).startswith(
        "The workbook is too large."
    )


def test_read_refuses_too_many_merged_cells(monkeypatch):
    monkeypatch.setattr(sheet, "_MOST_MERGED", 2)
    part = hostile_files.sheet(HEADING, after='<mergeCell ref="A1:B1"/>' * 3)

    assert refusal(workbook(part)).startswith("The workbook is too large.")


def test_read_refuses_a_cell_at_the_far_end():
    part = hostile_files.sheet(HEADING + '<row r="2"><c r="XFD2"><v>1</v></c></row>')

    assert refusal(workbook(part)).startswith("Row 2: the table is too wide.")


def test_read_counts_a_text_for_each_cell_that_shares_it(monkeypatch):
    """A few KB could become gigabytes where each row is stored."""
    monkeypatch.setattr(table, "MOST_TEXT", 1_000)
    rows = "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(2, 12))
    sharing = hostile_files.sheet(HEADING + rows)

    assert len(reading.read(workbook(sharing, shared=hostile_files.strings("x" * 99))).rows) == 10
    assert refusal(workbook(sharing, shared=hostile_files.strings("x" * 100))) == (
        "The file is too large. Split it into several files."
    )


@pytest.mark.parametrize("name", hostile_files.files(size=0.0005))
def test_read_of_a_hostile_file_ends(name):
    """In small; the proof in `scripts/prove_files.py` takes them in full size."""
    try:
        found = reading.read(hostile_files.files(size=0.0005)[name])
    except reading.Unreadable as error:
        said = str(error)
    else:
        said = found.headers[0]
    assert said
