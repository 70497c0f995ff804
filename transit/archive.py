"""The tables in a GTFS zip, row by row, without unpacking it to a disk or into memory.

GTFS Schedule: text files with commas, in UTF-8, a first line with the names of the columns in any
order. Real ones have tables of 400 MB and lines of less than 1 KB.
"""

import codecs
import csv
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

LARGEST = 4_000_000_000  # bytes of a table, unpacked
LONGEST_LINE = 20_000  # bytes
# Timetables repeat themselves, and shrink to a tenth or a thirtieth.
_MOST_PACKED, _LARGE = 200, 10_000_000
_CHUNK = 1024 * 1024
_AGAIN = "Download the file once more."


class StopsFileError(Exception):
    """Says in a sentence what is wrong, and what to do."""


class Tables:
    """The tables of an opened zip, by their names (`"stops"`)."""

    def __init__(self, archive, streams):
        self._archive, self._streams, self._parts = archive, streams, {}
        for info in archive.infolist():
            # At the top, or in the one folder that somebody packed.
            folder, _slash, name = info.filename.rpartition("/")
            if folder.count("/") or folder in ("..", "__MACOSX") or info.filename.startswith("/"):
                continue
            if name.endswith(".txt") and self._parts.setdefault(name[:-4], info) is not info:
                raise StopsFileError(f"There are two tables {name} in it: give one timetable.")

    def __contains__(self, name):
        return name in self._parts

    def rows(self, name, needed, also=()):
        """`[cell, …]` of each row: the columns `needed`, then those `also` that there may be; what
        is not there is an empty text."""
        columns, rows = self.raw(name, needed)
        order = [columns.get(column, -1) for column in (*needed, *also)]
        for row in rows:
            size = len(row)
            yield [row[at].strip() if -1 < at < size else "" for at in order]

    def raw(self, name, needed):
        """`({column: position}, rows as they are)` of a table: as fast as can be."""
        rows = self._csv(name)
        header = [cell.strip().lower() for cell in next(rows, [])]
        columns = {column: position for position, column in enumerate(header)}
        if missing := [column for column in needed if column not in columns]:
            raise StopsFileError(
                f"{name}.txt has no column {', '.join(missing)}. Its first line should name the "
                "columns, as GTFS has them: give the zip as it was downloaded."
            )
        return columns, rows

    def _csv(self, name):
        if name not in self._parts:
            raise StopsFileError(
                f"There is no {name}.txt in it: give a timetable in GTFS, as it was downloaded."
            )
        stream = self._streams.enter_context(_unpacked(self._archive, self._parts[name]))
        rows = csv.reader(_lines(stream, f"{name}.txt"))
        try:
            yield from rows
        except csv.Error as error:
            raise StopsFileError(
                f"Line {rows.line_num} of {name}.txt is not CSV ({error}). {_AGAIN}"
            ) from error


@contextmanager
def opened(path):
    """The `Tables` of a zip. Whatever is wrong with it is a `StopsFileError`, also later."""
    path = Path(path)
    try:
        if path.stat().st_size == 0:
            raise StopsFileError(f"The file is empty. {_AGAIN}")
        # What is not read to its end is closed here too.
        with zipfile.ZipFile(path) as archive, ExitStack() as streams:
            yield Tables(archive, streams)
    except OSError as error:
        raise StopsFileError(f"It cannot be opened: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # Broken off, of an unknown kind, or with a password.
        why = str(error) or "it ends too early"
        raise StopsFileError(f"The zip cannot be unpacked ({why}). {_AGAIN}") from error


def _unpacked(archive, info):
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError("packed in an unknown way")  # others take what memory they ask
    is_bomb = info.file_size > max(_LARGE, _MOST_PACKED * info.compress_size)
    if is_bomb or info.file_size > LARGEST:
        raise StopsFileError(
            f"{info.filename} would be {info.file_size:,} bytes, unpacked: this is no timetable."
        )
    return archive.open(info)


def _lines(stream, name):
    """The lines as text: UTF-8, or cp1252 where a line is not."""
    rest, number, start = b"", 1, codecs.BOM_UTF8
    while chunk := stream.read(_CHUNK):
        if b"\0" in chunk:
            raise StopsFileError(
                f"{name} is not text (or it is UTF-16): give the zip as it was downloaded."
            )
        *lines, rest = (rest + chunk).removeprefix(start).split(b"\n")
        start = b""
        if max(map(len, chain(lines, [rest]))) > LONGEST_LINE:
            raise StopsFileError(
                f"A line of {name}, after line {number}, is longer than {LONGEST_LINE:,} bytes: "
                "this is no timetable, or it is damaged."
            )
        number += len(lines)
        yield from _decoded(lines)
    if rest:
        yield from _decoded([rest])


def _decoded(lines):
    try:
        return b"\n".join(lines).decode().split("\n")
    except UnicodeDecodeError:
        return [_decoded_alone(line) for line in lines]


def _decoded_alone(line):
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
