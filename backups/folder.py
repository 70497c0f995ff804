"""Files that appear whole or not at all, in folders that one process writes to at a time."""

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from .failing import NotDoneError, megabytes
from .keeping import moment_of

UNFINISHED = ".unfinished-"
SPARE = 50_000_000  # bytes that stay free for everybody else


def backups():
    """The folder of the settings, which is made where it is missing."""
    folder = Path(settings.BACKUP_FOLDER)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotDoneError(
            f"The folder for backups, {folder}, cannot be made: {error.strerror}. "
            "Make it for the user of the site with mode 700, or name another in BACKUP_FOLDER."
        ) from error
    return folder


def ours(folder):
    """`{moment: path}` of the backups in a folder, the last one first."""
    found = ((moment_of(path.name), path) for path in folder.iterdir() if path.is_file())
    return dict(sorted(((moment, path) for moment, path in found if moment), reverse=True))


@contextmanager
def alone(path, said):
    """Holds the file `path` for this process; `said` is for who comes meanwhile. The kernel lets go
    of it when the process ends, however it ends."""
    try:
        held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise NotDoneError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotDoneError(said) from error
        yield
    finally:
        os.close(held)


def ask_for_space(folder, size):
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise NotDoneError(
            f"The disk of {folder} has {megabytes(free)} free, and {megabytes(size + SPARE)} are "
            "needed. Make room, or name a folder on another disk in BACKUP_FOLDER."
        )


def remove_unfinished(folder):
    """What a killed process left; only for who holds the folder."""
    for path in folder.glob(f"{UNFINISHED}*"):
        path.unlink(missing_ok=True)


@contextmanager
def appearing(target):
    """A file for writing that gets its name once the block has ended well and the disk has it all.

    Until then it has a name that no program takes for a backup, which `file.name` says.
    """
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=target.parent)  # mode 600
    os.close(handle)
    try:
        with open(name, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            raise NotDoneError(f"{target.name} is there already. Try again in a second.")
        os.rename(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    fsync_folder(target.parent)


def fsync_folder(folder):
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def nameless(folder):
    """A file that is gone with the process: what is in it was never anybody else's to read."""
    return tempfile.TemporaryFile(dir=folder)
