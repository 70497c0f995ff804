"""LibreOffice opens our files and gives every cell back: `prove_sheets.py`.

    python scripts/prove_sheets.py

The lists of the demonstration in Dutch and in Arabic, with hostile cells planted, as csv and xlsx.
LibreOffice reads each and writes it anew, as xlsx and as csv; each cell is then compared with what
we wrote, and none may have become a formula. Left out where there is no LibreOffice.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
HOSTILE = [
    '=HYPERLINK("https://evil.example";"klik")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1",
    "'=1+1", "een\rregel", "_x0041_", "_x005F_x0041_", "x" * 40_000, "#N/A", "NUL\0NUL", "1/2",
    "＝1+1", "0470123456", "1E5", '"; "', "WAAR", "00012",
]  # fmt: skip
ADDRESSES = ["/{}/organisations/list.{}?order=name", "/{}/agenda/list.{}"]
# As we write csv: a semicolon, quotation marks, UTF-8; every column is text, as who knows imports.
AS_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true,true,false"
FROM_CSV = "--infilter=CSV:59,34,76,1,{},0,true,false"
MOST_COLUMNS = 40


def main():
    office = shutil.which("soffice")
    if office is None:
        print("There is no LibreOffice here: left out.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wrong = []
        for name, content in _files(folder):
            (folder / name).write_bytes(content)
            wrong += _check(office, folder, folder / name)
    for line in wrong[:20]:
        print(f"  {line}")
    print(f"{len(wrong)} cells are wrong." if wrong else "Every cell came back as it was.")
    return 1 if wrong else 0


def _files(folder):
    """`(name, bytes)` of all files, from a site of the demonstration."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="brussels_support.settings",
        DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
        DEBUG="1",
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("loaddata", *settings.DEMO_FIXTURES, verbosity=0)
    call_command("occurrences", verbosity=0)
    _plant()
    client = Client(HTTP_HOST="localhost")
    for number, address in enumerate(ADDRESSES):
        for language in ("nl", "ar"):
            for kind in ("csv", "xlsx"):
                response = client.get(address.format(language, kind))
                yield f"{number}-{language}.{kind}", response.getvalue()


def _plant():
    """Past all that cleans a text when it is saved."""
    from directory.models import Organisation

    rows = Organisation.objects.published().order_by("pk")[: len(HOSTILE)]
    for pk, text in zip([row.pk for row in rows], HOSTILE, strict=True):
        texts = {
            f"{name}_{code}": text for name in ("summary", "cost_note") for code in ("nl", "ar")
        }
        Organisation.objects.filter(pk=pk).update(**texts)


def _check(office, folder, path):
    """What is wrong with a file after LibreOffice wrote it as both kinds."""
    wrong = []
    is_csv = path.suffix == ".csv"
    ours = _of_csv(path) if is_csv else [[*map(_unescaped, row)] for row in _of_xlsx(path)[0]]
    for kind in ("xlsx", "csv"):
        back = _converted(office, folder, path, kind)
        theirs, formulas = _of_xlsx(back) if kind == "xlsx" else (_of_csv(back), 0)
        cells = sum(map(len, ours))
        print(f"{path.name} → {kind}: {cells} cells", flush=True)
        if formulas:
            wrong.append(f"{path.name} → {kind}: {formulas} formulas")
        if len(ours) != len(theirs):
            wrong.append(f"{path.name} → {kind}: {len(ours)} rows became {len(theirs)}")
        for number, (row, other) in enumerate(zip(ours, theirs, strict=False), start=1):
            other = [*other, *[""] * (len(row) - len(other))]
            wrong += [
                f"{path.name} → {kind}, row {number}: {one[:60]!r} became {two[:60]!r}"
                for one, two in zip(row, other, strict=True)
                if one != two and (kind == "csv" or two != _unescaped(one))
            ]
    return wrong


def _converted(office, folder, path, kind):
    out = folder / f"out-{kind}"
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    if path.suffix == ".csv":
        command.append(FROM_CSV.format("/".join(f"{n}/2" for n in range(1, MOST_COLUMNS))))
    command += ["--convert-to", AS_CSV if kind == "csv" else "xlsx", "--outdir", out, path]
    subprocess.run(command, check=True, timeout=SECONDS, capture_output=True)
    return out / f"{path.stem}.{kind}"


def _of_csv(path):
    text = path.read_bytes().decode("utf-8-sig")
    return [[_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=";")]


def _of_xlsx(path):
    """`(rows, formulas)` of the first sheet."""
    import openpyxl

    sheet, formulas, rows = openpyxl.load_workbook(path).worksheets[0], 0, []
    for row in sheet.iter_rows():
        formulas += sum(cell.data_type == "f" for cell in row)
        rows.append([_plain(str(cell.value or "")) for cell in row])
    return rows, formulas


def _unescaped(text):
    """A text of a workbook as Excel reads it. LibreOffice reads it so too, and writes “_x0041_” as
    it is, where it should write “_x005F_x0041_”; what is in its csv says what it understood."""
    from core.tables.cells import from_workbook

    return _plain(from_workbook(text))


def _plain(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


if __name__ == "__main__":
    sys.exit(main())
