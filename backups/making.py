"""Making a backup: a copy of one moment, closed for the keys of the settings, read back, and only
then called a backup."""

from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from . import engines, facts, folder, keeping, keys, package
from .failing import NotDoneError


@dataclass(frozen=True)
class Made:
    path: Path
    size: int  # bytes
    rows: int
    removed: list  # paths of old ones


def make(identity, *, is_plain=False):
    """Makes one that the private key `identity` opens too, checks it, and removes old ones."""
    recipients = [] if is_plain else _recipients(identity)
    keep = keeping.rule(settings.BACKUP_KEEP)
    engine, target = engines.of_site(), folder.backups()
    with folder.alone(target / ".lock", "Another backup is being made. Nothing is to be done."):
        folder.remove_unfinished(target)
        folder.ask_for_space(target, _needed(engine.size()))
        with engine.alone():
            path, found = _written(engine, target, recipients, identity)
        removed = remove_old(target, keep, timezone.now())
    return Made(path, path.stat().st_size, sum(found.counts.values()), removed)


def _recipients(identity):
    recipients = keys.recipients()
    if not recipients:
        raise NotDoneError(
            "BACKUP_RECIPIENTS is empty, so nobody could open the backup, and it holds addresses "
            f"that must stay secret. {keys.HOW_TO_MAKE_ONE}"
        )
    return [*recipients, identity.to_public()]


def _needed(size):
    """Bytes: the copy, or what is read back, beside the backup, which is compressed."""
    return size + size // 2


def _written(engine, target, recipients, identity):
    moment = timezone.now()
    path = target / keeping.name(moment, is_locked=bool(recipients))
    with folder.appearing(path) as file:
        with engine.copied() as (copy, found):
            manifest = _manifest(engine, moment, copy, found)
            package.write(file, manifest, copy, recipients)
        file.flush()
        _read_back(engine, Path(file.name), manifest, [identity])
    return path, found


def _manifest(engine, moment, copy, found):
    return {
        "what": package.WHAT,
        "format": package.FORMAT,
        "made": moment.isoformat(timespec="seconds"),
        "site": settings.SITE_URL,
        "code": facts.code_version(),
        **asdict(found),
        "part": engine.PART,
        "size": package.size(copy),
        "sha256": package.sha256(copy),
    }


def _read_back(engine, path, manifest, identities):
    with (
        folder.nameless(path.parent) as space,
        package.opened(path, identities, space) as read,
        engine.space() as copy,
    ):
        if read.manifest != manifest:
            raise package.damaged()
        read.copy_to(copy)
        engine.found_whole(copy)


def remove_old(target, keep, now):
    """Removes what the rule lets go; gives their paths. The last one is always left."""
    found = folder.ours(target)
    removed = [found[moment] for moment in keeping.superfluous(found, keep, now)]
    for path in removed:
        path.unlink(missing_ok=True)
    return removed
