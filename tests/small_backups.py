"""Small backups of anything, for tests."""

import hashlib
import io
import json
import tarfile

import pyrage

from backups import package

KEY = pyrage.x25519.Identity.generate()
PART = bytes(range(256)) * 2_000


def manifest(part=PART, **values):
    said = {
        "what": package.WHAT,
        "format": package.FORMAT,
        "made": "2026-11-29T03:20:00+00:00",
        "site": "https://www.example.org",
        "code": {"version": "1.2.0", "commit": "abc123"},
        "engine": "sqlite",
        "migrations": ["directory.0001_directory"],
        "counts": {"directory_organisation": 3},
        "part": "database.sqlite3",
        "size": len(part),
        "sha256": hashlib.sha256(part).hexdigest(),
    }
    return said | values


def written(said=None, part=PART, recipients=None):
    """What a file of a backup holds."""
    recipients = [KEY.to_public()] if recipients is None else recipients
    target = io.BytesIO()
    package.write(target, said or manifest(part), io.BytesIO(part), recipients)
    return target.getvalue()


def closed(content, key=KEY):
    return pyrage.encrypt(content, [key.to_public()])


def of_parts(*parts):
    """A tar of `(name, content)`, compressed, as `package.write` makes one, whatever is in it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content in parts:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file.getvalue()


def with_manifest(said):
    """One whose manifest somebody who can close backups has changed."""
    parts = (package.MANIFEST, json.dumps(said).encode()), (manifest()["part"], PART)
    return closed(of_parts(*parts))
