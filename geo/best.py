"""The address file of the Region, row by row, without holding it in memory.

BeST (Belgian Streets and Addresses) as the federal government publishes it: `openaddress-bebru.zip`
with one CSV in it, or that CSV alone. Columns are found by their names, in any order.
"""

import csv
import re
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from core.text import clean

from .house_numbers import HouseNumber, parse

LATITUDE, LONGITUDE = "epsg:4258_lat", "epsg:4258_lon"
NEEDED = (
    LATITUDE, LONGITUDE, "house_number", "municipality_id", "postcode", "status", "street_id",
    "streetname_fr", "streetname_nl",
)  # fmt: skip
CURRENT = "current"

# The real file has 20 MB, 250 MB unpacked and 900,000 rows.
LARGEST = 2_000_000_000  # bytes, unpacked
LONGEST_LINE = 20_000  # bytes
# So many rows before the first good one, and it is another file.
_ROWS_WITHOUT_ANY = 20_000
_CHUNK = 1024 * 1024
_EXAMPLES = 5
_NIS_CODE = re.compile(r"21\d{3}")
_POSTAL_CODE = re.compile(r"1[0-2]\d\d")
_LATITUDES, _LONGITUDES = (50.7, 51.0), (4.2, 4.6)


class AddressFileError(Exception):
    """Says in a sentence what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class OfficialAddress:
    street_id: str
    name_nl: str
    name_fr: str
    number: HouseNumber
    postal_code: str
    nis_code: str
    latitude: float
    longitude: float


@dataclass
class Tally:
    """What came of the rows: `skipped` by why, and the first `bad` ones with their row number."""

    rows: int = 0
    read: int = 0
    skipped: Counter = field(default_factory=Counter)
    bad: list = field(default_factory=list)

    def note_bad(self, row, why):
        self.skipped["cannot be read"] += 1
        if len(self.bad) < _EXAMPLES:
            self.bad.append(f"row {row}: {why}")


def read(path, tally):
    """`OfficialAddress`es of the current addresses in a file; `tally` counts along.

    Raises `AddressFileError`, also in the middle.
    """
    with _opened(Path(path)) as stream:
        lines = _lines(stream)
        header = next(lines, "")
        delimiter = max(",;\t", key=header.count)
        rows = csv.reader(chain([header], lines), delimiter=delimiter)
        try:
            columns = _columns(next(rows, []))
            for row in rows:
                tally.rows += 1
                if address := _address(row, columns, tally):
                    tally.read += 1
                    yield address
                elif not tally.read and tally.rows >= _ROWS_WITHOUT_ANY:
                    break
        except csv.Error as error:
            raise AddressFileError(
                f"Row {tally.rows + 2} is not CSV ({error}). Download the file once more."
            ) from error
    if not tally.read:
        why = "".join(f" {example}." for example in tally.bad[:1])
        raise AddressFileError(f"There is no current address of the Brussels Region in it.{why}")


# Bytes


@contextmanager
def _opened(path):
    """The CSV as a stream of bytes, out of its zip if it is in one."""
    try:
        if path.stat().st_size == 0:
            raise AddressFileError("The file is empty. Download it once more.")
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(path) as archive, archive.open(_table_in(archive)) as stream:
            yield stream
    except OSError as error:
        raise AddressFileError(f"It cannot be opened: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # Broken off, of an unknown kind, or with a password.
        raise AddressFileError(
            f"The zip cannot be unpacked ({error}). Download the file once more."
        ) from error


def _table_in(archive):
    tables = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith(".csv") and not info.filename.startswith("__MACOSX/")
    ]
    if not tables:
        raise AddressFileError("There is no .csv in this zip.")
    if len(tables) > 1:
        names = ", ".join(sorted(info.filename for info in tables)[:5])
        raise AddressFileError(
            f"There are {len(tables)} tables in this zip ({names}). "
            "Unpack it, and give the one with the addresses."
        )
    if tables[0].file_size > LARGEST:
        raise AddressFileError(f"Unpacked it would be {tables[0].file_size:,} bytes: too many.")
    return tables[0]


def _lines(stream):
    """The lines as text: UTF-8, or cp1252 where a line is not."""
    read = 0
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), start=1):
        read += len(line)
        if len(line) > LONGEST_LINE:
            raise AddressFileError(
                f"Line {number} is longer than {LONGEST_LINE:,} bytes: this is not the address "
                "file, or it is damaged."
            )
        if read > LARGEST:
            raise AddressFileError(f"It is larger than {LARGEST:,} bytes: too large.")
        if b"\0" in line:
            raise AddressFileError(
                "This is not text (or it is UTF-16): give the .csv or .zip as it was downloaded."
            )
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")


# Rows


def _columns(header):
    """`{name: position}`."""
    columns = {name.strip().lower(): position for position, name in enumerate(header)}
    if missing := [name for name in NEEDED if name not in columns]:
        raise AddressFileError(
            f"These columns are missing: {', '.join(missing)}. Its first line should name them, "
            "as in openaddress-bebru.zip."
        )
    return columns


def _address(row, columns, tally):
    """The address in a row, or None when it is none that counts."""
    if not row:
        tally.skipped["empty"] += 1
        return None
    try:
        cells = {name: row[columns[name]] for name in NEEDED}
    except IndexError:
        tally.note_bad(tally.rows + 1, f"{len(row)} cells instead of {len(columns)}")
        return None
    status = cells["status"].strip().lower()
    if status != CURRENT:
        tally.skipped[clean(status)[:40] or "without a status"] += 1
        return None
    if not _NIS_CODE.fullmatch(cells["municipality_id"].strip()):
        # The file of the whole country has them too.
        tally.skipped["of another region"] += 1
        return None
    try:
        return _read(cells)
    except ValueError as error:
        tally.note_bad(tally.rows + 1, str(error))
        return None


def _read(cells):
    """Raises ValueError with what is wrong."""
    try:
        latitude, longitude = float(cells[LATITUDE]), float(cells[LONGITUDE])
    except ValueError:
        raise ValueError("no coordinates") from None
    if not (
        _LATITUDES[0] < latitude < _LATITUDES[1] and _LONGITUDES[0] < longitude < _LONGITUDES[1]
    ):
        raise ValueError(f"{latitude}, {longitude} is not in Brussels")
    postal_code = cells["postcode"].strip()
    if not _POSTAL_CODE.fullmatch(postal_code):
        raise ValueError(f"“{postal_code[:20]}” is no postal code of Brussels")
    number = parse(cells["house_number"])
    if number is None:
        raise ValueError(f"“{cells['house_number'][:20]}” is no house number")
    name_nl, name_fr = clean(cells["streetname_nl"])[:150], clean(cells["streetname_fr"])[:150]
    if not (name_nl or name_fr):
        raise ValueError("no street")
    return OfficialAddress(
        street_id=cells["street_id"].strip(),
        name_nl=name_nl,
        name_fr=name_fr,
        number=number,
        postal_code=postal_code,
        nis_code=cells["municipality_id"].strip(),
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )
