import gzip
import io
import random
import tarfile

import pyrage
import pytest

from backups import package
from backups.failing import NEWER, UNUSABLE, NotDoneError
from tests.small_backups import KEY, PART, closed, manifest, of_parts, with_manifest, written

DAMAGED = "The backup is damaged or cut off"


def read(path, content, identities=(KEY,)):
    """The manifest and the part; the file is at `path`."""
    path.write_bytes(content)
    part = io.BytesIO()
    with package.opened(path, identities, io.BytesIO()) as opened:
        opened.copy_to(part)
    return opened.manifest, part.getvalue()


def refused(path, content, identities=(KEY,)):
    with pytest.raises(NotDoneError) as caught:
        read(path, content, identities)
    return caught.value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backup"


@pytest.mark.parametrize("recipients", [[KEY.to_public()], []])
def test_what_is_written_comes_back(path, recipients):
    assert read(path, written(recipients=recipients)) == (manifest(), PART)


def test_an_empty_part_and_a_long_one_come_back(path):
    for part in (b"", bytes(3 * package.CHUNK + 7)):
        assert read(path, written(part=part)) == (manifest(part), part)


def test_part_that_is_longer_than_is_said_is_not_written(path):
    path.write_bytes(with_manifest(manifest(size=2)))
    part = io.BytesIO()

    with package.opened(path, [KEY], io.BytesIO()) as opened, pytest.raises(NotDoneError):
        opened.copy_to(part)

    assert part.getvalue() == b""


def test_tar_and_gzip_read_it_too():
    content = io.BytesIO(gzip.decompress(written(recipients=[])))

    with tarfile.open(fileobj=content) as tar:
        assert tar.getnames() == ["manifest.json", "database.sqlite3"]
        assert tar.extractfile("database.sqlite3").read() == PART
        assert tar.getmember("database.sqlite3").mtime == 1795922400


def test_nothing_of_it_can_be_read_without_the_key():
    content = written()

    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"directory_organisation" not in content
    assert content[-len(PART) :] != PART


@pytest.mark.parametrize("recipients", [[KEY.to_public()], []], ids=["closed", "open"])
def test_a_wrong_byte_anywhere_is_recognised(path, recipients):
    content, chance = written(recipients=recipients), random.Random(7)
    # Of an open one, the time and the system in the head of gzip say nothing.
    places = [*chance.sample(range(10, len(content)), 60), len(content) - 1, 0, 1, 2]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 + chance.randrange(255)

        assert refused(path, bytes(changed)).code == UNUSABLE, place


@pytest.mark.parametrize("recipients", [[KEY.to_public()], []], ids=["closed", "open"])
def test_one_that_is_cut_off_is_recognised(path, recipients):
    content = written(recipients=recipients)
    for length in (*range(0, len(content), len(content) // 40), len(content) - 1):
        assert refused(path, content[:length]).code == UNUSABLE, length


def test_an_empty_file_and_another_one_say_what_they_are(path):
    assert str(refused(path, b"")) == f"{path} is empty. Take another backup."
    assert "is no backup" in str(refused(path, b"%PDF-1.7 and more"))


def test_another_key_does_not_open_it(path):
    error = refused(path, written(), [pyrage.x25519.Identity.generate()])

    assert str(error).startswith("This key does not open the backup")
    assert error.code == UNUSABLE


def test_something_else_that_was_closed_for_the_same_key_is_no_backup(path):
    photographs = closed(of_parts(("photograph.jpg", b"x")))

    for content in (closed(b""), closed(b"a letter"), photographs):
        assert "no backup of this site" in str(refused(path, content))


@pytest.mark.parametrize(
    "values", [{"size": 1}, {"sha256": "0" * 64}, {"part": "../../etc/passwd"}, {"counts": None}]
)
def test_a_manifest_that_says_something_else_than_the_part_is_recognised(path, values):
    said = {key: value for key, value in (manifest() | values).items() if value is not None}

    assert str(refused(path, with_manifest(said))).startswith(DAMAGED)


def test_a_newer_format_says_with_what_to_read_it(path):
    error = refused(path, written(manifest(format=2)))

    assert (error.code, "version 1.2.0" in str(error)) == (NEWER, True)


def test_a_disk_that_is_full_is_an_error_and_no_backup():
    class Full(io.BytesIO):
        def write(self, content):
            raise OSError(28, "No space left on device")

    for part in (PART, random.Random(7).randbytes(200_000)):
        with pytest.raises(OSError, match="No space left on device"):
            package.write(Full(), manifest(part), io.BytesIO(part), [KEY.to_public()])
