"""Files as whoever opens them sees them: rows by heading, read by the usual packages."""

import csv
import io

import openpyxl


def rows_of(client, address):
    """`[{heading: text}]` of a csv or an xlsx, without what is empty."""
    return rows_in(client.get(address).getvalue(), "csv" if "list.csv" in address else "xlsx")


def rows_in(content, kind):
    if kind == "csv":
        table = [*csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]
    else:
        rows = book_of(content).worksheets[0].iter_rows(values_only=True)
        # openpyxl leaves these as they are in the file (ECMA-376, ST_Xstring).
        table = [[cell and cell.replace("_x005F_", "_") for cell in row] for row in rows]
    headings, *rows = table
    return [
        {heading: text for heading, text in zip(headings, row, strict=True) if text} for row in rows
    ]


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def names_of(client, address, heading="Naam"):
    return [row.get(heading) for row in rows_of(client, address)]


def all_text(client, address):
    """Everything that stands in any cell of any sheet."""
    content = client.get(address).getvalue()
    if "list.csv" in address:
        return content.decode("utf-8-sig")
    book = book_of(content)
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)
