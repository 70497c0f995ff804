"""The file of a backup: a tar of two parts, compressed with gzip, closed with age.

`manifest.json` comes first and says what the other part is, how long, and its SHA-256. Everything
can be read without this program: `age -d -i KEY FILE | tar xz`.
"""

import gzip
import hashlib
import json
import tarfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import pyrage

from .failing import NEWER, UNUSABLE, NotDoneError

FORMAT = 1
WHAT = "backup of brussels-support"
MANIFEST = "manifest.json"
NEEDED = {
    *("made", "site", "code", "engine", "migrations", "counts", "part", "size", "sha256"),
}
CHUNK = 1 << 20
MOST_MANIFEST = 10_000_000  # bytes; it has some ten kilobytes
# Faster by half than the usual 6, and hardly larger.
_LEVEL = 4
_GZIP = 16 + zlib.MAX_WBITS
_AGE, _CLEAR = b"age-encryption.org/", b"\x1f\x8b"


def sha256(file):
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def size(file):
    return file.seek(0, 2)


# Writing


def write(target, manifest, part, recipients):
    """Writes the manifest and the open file `part`; without recipients anybody can read it."""
    clear = _Reader(_compressed(_tar(manifest, part)))
    if not recipients:
        while piece := clear.read(CHUNK):
            target.write(piece)
        return
    with _Writer.of(target) as writer:
        pyrage.encrypt_io(clear, writer, recipients)


def _tar(manifest, part):
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    made = datetime.fromisoformat(manifest["made"]).timestamp()
    yield from _member(MANIFEST, len(text), made, [text])
    yield from _member(manifest["part"], manifest["size"], made, _pieces(part))
    yield tarfile.NUL * 2 * tarfile.BLOCKSIZE


def _member(name, length, made, pieces):
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = length, 0o600, int(made)
    yield info.tobuf()
    yield from pieces
    yield tarfile.NUL * (-length % tarfile.BLOCKSIZE)


def _pieces(file):
    file.seek(0)
    while piece := file.read(CHUNK):
        yield piece


def _compressed(pieces):
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


class _Writer:
    """Remembers that the disk did not take something: pyrage writes the last bytes when it is done,
    and says nothing of an error there."""

    def __init__(self, target):
        self.target, self.error = target, None

    def write(self, content):
        try:
            return self.target.write(content)
        except OSError as error:
            self.error = error
            raise

    def flush(self):
        self.target.flush()

    @classmethod
    @contextmanager
    def of(cls, target):
        writer = cls(target)
        try:
            yield writer
        except (pyrage.EncryptError, pyrage.DecryptError, OSError):
            if writer.error is None:
                raise
        if writer.error:
            raise writer.error


class _Reader:
    """What is written piece by piece, for who wants to read it."""

    def __init__(self, pieces):
        self.pieces, self.rest = pieces, memoryview(b"")

    def read(self, count):
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return b""
            self.rest = memoryview(piece)
        given, self.rest = bytes(self.rest[:count]), self.rest[count:]
        return given


# Reading


@dataclass(frozen=True)
class Package:
    manifest: dict
    _part: Any
    _rest: BinaryIO

    def copy_to(self, target):
        """Writes the part that is not the manifest, and compares it with what that says of it."""
        digest, length = hashlib.sha256(), 0
        with _told_as_damaged():
            while piece := self._part.read(CHUNK):
                digest.update(piece)
                length += len(piece)
                if length > self.manifest["size"]:  # there is room for no more than that
                    raise damaged()
                target.write(piece)
            while self._rest.read(CHUNK):  # its end, with the sum of everything
                pass
        target.flush()
        if (length, digest.hexdigest()) != (self.manifest["size"], self.manifest["sha256"]):
            raise damaged()


def is_locked(path):
    """Whether a key is needed; anything but a backup is refused."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(_AGE))
    except OSError as error:
        raise NotDoneError(f"{path} cannot be read: {error.strerror}.") from error
    if begin == _AGE:
        return True
    if begin.startswith(_CLEAR):
        return False
    if not begin:
        raise NotDoneError(f"{path} is empty. Take another backup.", UNUSABLE)
    raise NotDoneError(f"{path} is no backup, or its beginning is damaged.", UNUSABLE)


@contextmanager
def opened(path, identities, space):
    """The `Package` in a file. Nothing of it is looked at before all of it is decrypted and found
    to be whole; `space` is an open file for that."""
    with path.open("rb") as file:
        if is_locked(path):
            _decrypt(file, space, identities)
            file = space
        file.seek(0)
        yield _unpacked(file)


def _decrypt(file, space, identities):
    try:
        with _Writer.of(space) as writer:
            pyrage.decrypt_io(file, writer, identities)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotDoneError(
                "This key does not open the backup: it was closed for other keys, or its beginning "
                "is damaged. Try the other keys of BACKUP_RECIPIENTS, and another copy.",
                UNUSABLE,
            ) from error
        raise damaged() from error
    except OSError as error:
        if error.errno:  # of the disk; what age finds has none
            raise
        raise damaged() from error


def _unpacked(file):
    if file.read(len(_CLEAR)) != _CLEAR:
        raise _foreign()
    file.seek(0)
    with _told_as_damaged():
        rest = gzip.GzipFile(fileobj=file, mode="rb")
        tar = tarfile.open(fileobj=rest, mode="r|")  # noqa: SIM115  (it is read on)
        manifest = _manifest(tar)
        part = tar.next()
        if part is None or part.name != manifest["part"] or not part.isreg():
            raise damaged()
        return Package(manifest, tar.extractfile(part), rest)


def _manifest(tar):
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST or not first.isreg():
        raise _foreign()
    try:
        manifest = json.loads(tar.extractfile(first).read())
    except ValueError as error:
        raise damaged() from error
    if not isinstance(manifest, dict) or manifest.get("what") != WHAT:
        raise _foreign()
    if manifest["format"] != FORMAT:
        raise NotDoneError(
            f"The backup has format {manifest['format']}, and this version of the program reads "
            f"format {FORMAT}. Restore it with version {manifest['code']['version']}, which wrote "
            "it.",
            NEWER,
        )
    if not manifest.keys() >= NEEDED:
        raise damaged()
    return manifest


def damaged():
    return NotDoneError(
        "The backup is damaged or cut off: not all of it is as it was written. Copy it again from "
        "where it is kept, or take the one before it.",
        UNUSABLE,
    )


def _foreign():
    return NotDoneError("That is a file, but no backup of this site’s program.", UNUSABLE)


@contextmanager
def _told_as_damaged():
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, KeyError, TypeError) as error:
        raise damaged() from error
