"""Files that are made to hurt whoever reads them, and the small workbooks that they are made of."""

import io
import zipfile
from itertools import pairwise

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relations(*parts):
    """`(id, kind, target)` each."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in parts
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def sheet(rows, *, before="", after=""):
    """The part of a sheet; `rows` is the XML of its rows."""
    inside = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'<worksheet xmlns="{_MAIN}">{inside}</worksheet>'


def strings(*texts):
    inside = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{_MAIN}">{inside}</sst>'


def workbook(*sheets, shared=None, styles=None, sheet_names=(), states=(), extra=None):
    """The bytes of a workbook of the parts of its sheets; `extra` are other parts, by name."""
    names = [*sheet_names, *(f"Sheet{number}" for number in range(len(sheet_names) + 1, 99))]
    states = [*states, *["visible"] * len(sheets)]
    listed = "".join(
        f'<sheet name="{names[number]}" sheetId="{number + 1}" state="{states[number]}" '
        f'r:id="s{number}"/>'
        for number in range(len(sheets))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            *((f"s{n}", "worksheet", f"/xl/worksheets/sheet{n}.xml") for n in range(len(sheets))),
            *([("strings", "sharedStrings", "sharedStrings.xml")] if shared else []),
            *([("styles", "styles", "styles.xml")] if styles else []),
        ),
        **{f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(sheets)},
        **({"xl/sharedStrings.xml": shared} if shared else {}),
        **({"xl/styles.xml": styles} if styles else {}),
        **(extra or {}),
    }
    return packed(parts)


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>name_nl</t></is></c></row>'


def with_false_size(data, name, size):
    """`data`, where the part `name` says that it unpacks to `size` bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    true, false = (number.to_bytes(4, "little") for number in (info.file_size, size))
    checked = info.CRC.to_bytes(4, "little") + info.compress_size.to_bytes(4, "little")
    return data.replace(checked + true, checked + false)


def hsds_files(*, size=1):
    """The same of what says that it is HSDS."""

    def times(text, count):
        return text * max(1, int(count * size))

    csv = "id,name\n" + times("o,Maison\n", 1_000_000)
    zeros = times("0" * 1024, 256 * 1024)
    return {
        "10^7 levels": times("[", 9_999_999).encode(),
        "10^5 levels of objects": times('{"a":', 100_000).encode(),
        "3 * 10^6 objects": b"[" + times("{},", 3_300_000).encode() + b"{}]",
        "as many objects as may be": b'[{"id": "o", "name": "a", "phones": ['
        + times('{"number":"1"},', 390_000).encode()
        + b"{}]}]",
        "10^6 nulls in a list": b'[{"name": "a", "b": ['
        + times("null,", 690_000).encode()
        + b"1]}]",
        "short texts": b'[{"name": "a", "b": [' + times('"ab",', 690_000).encode() + b"1]}]",
        "numbers": b'[{"name": "a", "b": [' + times("12,", 690_000).encode() + b"1]}]",
        "a number of 10^7 figures": b'[{"name": "a", "b": '
        + times("9", 9_000_000).encode()
        + b"}]",
        "a text of 9 MB": b'[{"name": "' + times("a", 9_000_000).encode() + b'"}]',
        "lone surrogates": b'[{"name": "' + times("\\ud800", 1_600_000).encode() + b'"}]',
        "no text": times("\0", 9_000_000).encode(),
        "a zip bomb as a package": packed({"organizations.csv": zeros}),
        "a package of 10^6 rows": packed({"organizations.csv": csv}),
        "a package that describes 10^6 files": packed(
            {
                "organizations.csv": "id,name\no,a\n",
                "datapackage.json": '{"resources": [' + times("{},", 1_000_000) + "{}]}",
            }
        ),
        "a package of phones": packed(
            {
                "organizations.csv": "id,name\no,a\n",
                "phones.csv": "id,organization_id,number\n" + times("a,o,1\n", 19_000),
            }
        ),
    }


def files(*, size=1):
    """`{name: bytes}` of what must end in a table or in a message, soon and in little memory.

    `size` 1 is the full size; a test takes a small part of it.
    """

    def times(text, count):
        return text * max(1, int(count * size))

    def bomb(rows):
        return workbook(sheet(HEADING + rows))

    letters = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {letter} "' + f"&{before};" * 10 + '">' for before, letter in pairwise(letters)
    )
    entity = f'<!DOCTYPE x [<!ENTITY a "{"a" * 1000}">{entities}]>'
    external = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    cell = '<c t="inlineStr"><is><t>&%s;</t></is></c>'
    zeros = times("0" * 1024, 256 * 1024)  # 256 MB
    return {
        "a zip bomb in the sheet": bomb(f"<row><c><v>{zeros}</v></c></row>"),
        "a zip bomb with a false size": with_false_size(
            bomb(f"<row><c><v>{zeros}</v></c></row>"), "xl/worksheets/sheet0.xml", 1000
        ),
        "a zip bomb in the styles": workbook(sheet(HEADING), styles=f"<styleSheet>{zeros}"),
        "a zip bomb in the texts": workbook(sheet(HEADING), shared=f"<sst><si><t>{zeros}"),
        "10^6 empty rows": bomb(times("<row/>", 1_000_000)),
        "10^7 empty rows": bomb(times("<row/>", 10_000_000)),
        "10^7 empty cells": bomb(f"<row>{times('<c/>', 10_000_000)}</row>"),
        "10^7 cells in one place": bomb(
            "<row>" + times('<c r="A2"><v>1</v></c>', 4_000_000) + "</row>"
        ),
        "10^6 rows with a cell at the far end": bomb(
            times('<row><c r="XFD2" t="inlineStr"><is><t>a</t></is></c></row>', 1_000_000)
        ),
        "10^6 rows with an empty cell at the far end": bomb(
            times('<row><c r="XFD2"/></row>', 1_000_000)
        ),
        "10^6 rows with a text": bomb(
            times('<row><c t="inlineStr"><is><t>a</t></is></c></row>', 1_000_000)
        ),
        "10^6 errors": bomb("<row>" + times('<c t="e"><v>#REF!</v></c>', 1_000_000) + "</row>"),
        "10^6 formulas": bomb(times("<row><c><f>1+1</f></c></row>", 1_000_000)),
        "10^6 merged cells": workbook(
            sheet(
                HEADING + times('<row><c t="inlineStr"><is><t>a</t></is></c></row>', 15_000),
                after=times('<mergeCell ref="A1:A1048576"/>', 1_000_000),
            )
        ),
        "10^6 elements inside one another": bomb(times("<x>", 1_000_000)),
        "10^7 texts": workbook(sheet(HEADING), shared=f"<sst>{times('<si/>', 10_000_000)}</sst>"),
        "10^5 sheets": workbook(
            *[sheet(times("<row/>", 1_000_000))] * 3,
            extra={f"xl/media/{number}.png": "" for number in range(int(60_000 * size))},
        ),
        "entities that explode": workbook(entity + sheet(f"<row>{cell % 'j'}</row>")),
        "an external entity": workbook(external + sheet(f"<row>{cell % 'a'}</row>")),
        "a row with a number of 10^6 figures": bomb(f'<row r="{times("9", 1_000_000)}"/>'),
        "a number of 10^6 figures": bomb(f"<row><c><v>{times('9', 1_000_000)}</v></c></row>"),
        "a line of 50 MB": times("x", 50_000_000).encode(),
        "a line of the most that is read": times("x", 9_999_999).encode(),
        "a line of separators": times(";", 9_999_999).encode(),
        "a line of quotation marks": times('"', 9_999_999).encode(),
        "quotation marks and separators": times('";', 4_999_999).encode(),
        "10^7 empty lines": b"a;b\n" + times("\n", 9_999_990).encode(),
        "short cells": b"a;b\n" + times("ab;cd\n", 1_600_000).encode(),
        "short cells in rows of 500": times(";".join(["ab"] * 500) + "\n", 6_600).encode(),
        "broken UTF-8": times("é", 4_000_000).encode() + b"\xff",
        "zeros": b"a;b\n" + times("\0", 9_999_990).encode(),
        "the largest characters": times("💚;", 1_999_999).encode(),
    }
