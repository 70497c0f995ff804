"""The parts of a zip file, unpacked piece by piece, and never more of one than asked for."""

import zipfile
import zlib

from .table import too_large

_CHUNK = 64 * 1024
# What a zip file, or a part of one, is broken with.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError,
)  # fmt: skip


def chunks(archive, name, most):
    """The bytes of a part. `Unreadable` when it says that it unpacks to more than `most`; one that
    says less than is true is damaged: `zipfile` stops where it said that it ends."""
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError  # others need as much memory as they ask for
    if info.file_size > most:
        raise too_large()
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def is_locked(archive):
    return any(info.flag_bits & 1 for info in archive.infolist())
