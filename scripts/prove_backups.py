"""Backups under load, and bringing them back: `prove_backups.py [organisations [database]]`.

On each database, with the site running and somebody who saves something every few milliseconds:

- a backup has all that was acknowledged before it began, and pairs of rows that were written
  together are both in it or both not;
- restoring takes less than five minutes while the site runs and is written to; afterwards what came
  after the backup is gone from the pages and stays gone, also when the site is started anew, and
  what was acknowledged until then is in the database that is kept;
- a file with a wrong byte anywhere, cut off, empty, of something else, closed for another key, or
  of a newer version is recognised;
- whoever is killed at any moment, of a backup or of restoring, leaves things as they were, or done.

Exit code 1 when one of these does not hold.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import fill, load, served  # noqa: E402

ORGANISATIONS = 10_000
MOST = 300  # seconds that restoring may take
BAD_BYTES, CUTS, KILLS = 200, 100, 15
PAUSE = 0.005  # seconds between two edits
UNUSABLE, NEWER = 3, 4


def main(organisations=ORGANISATIONS, *kinds):
    return max(_proved(kind, int(organisations)) for kind in kinds or served.DATABASES)


def _proved(kind, organisations):
    print(f"\n{kind}, {organisations:,} organisations", flush=True)
    with tempfile.TemporaryDirectory(prefix="prove-") as name, served.database(kind, name) as url:
        if url is None:
            return 0
        site = Site(Path(name), _own_database(url))
        served.manage(site.env, "demo")
        fill.organisations(site.env, organisations)
        site.inside("settle")
        wrong = _under_load(site)
        wrong += _bad_files(site)
    with tempfile.TemporaryDirectory(prefix="prove-") as name, served.database(kind, name) as url:
        site = Site(Path(name), _own_database(url))
        served.manage(site.env, "demo")
        wrong += _killed(site)
    print(*wrong, sep="\n")
    print("It does not hold." if wrong else "It holds.", flush=True)
    return int(bool(wrong))


def _own_database(url):
    """With PostgreSQL, as a real site has it: of a user who may make databases and nothing else."""
    if not url.startswith("postgres"):
        return url
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE ROLE brussels LOGIN CREATEDB")
        server.execute("CREATE DATABASE brussels OWNER brussels")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"brussels@127.0.0.1:{parts.port}", path="/brussels"))


class Site:
    def __init__(self, folder, url):
        import pyrage

        self.folder, self.url, self.backups = folder, url, folder / "backups"
        key = pyrage.x25519.Identity.generate()
        self.key, self.other_key = folder / "key.txt", folder / "other.txt"
        self.key.write_text(f"{key}\n")
        self.other_key.write_text(f"{pyrage.x25519.Identity.generate()}\n")
        self.env = served.environment(folder, url) | {
            "BACKUP_RECIPIENTS": str(key.to_public()),
            "BACKUP_FOLDER": str(self.backups),
        }

    def start(self, *command, **more):
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, command)],
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **more,
        )

    def do(self, *command):
        """The exit code and what was said."""
        process = self.start(*command)
        return process.communicate()[0], process.returncode

    def backup(self):
        said, code = self.do("backup")
        if code:
            raise SystemExit(f"No backup was made:\n{said}")
        return max(self.backups.glob("backup-*"))

    def inside(self, what, *arguments, url=None):
        env = self.env | {"DATABASE_URL": url or self.url, "PYTHONPATH": str(ROOT)}
        return json.loads(served.run(env, "scripts/prove_backups.py", what, *arguments))

    def found(self, url=None):
        """The numbers of what was saved, as two tables have them."""
        return [set(numbers) for numbers in self.inside("found", url=url)]

    def url_of(self, name):
        parts = urlsplit(self.url)
        return (
            f"sqlite:///{name}"
            if parts.scheme == "sqlite"
            else urlunsplit(parts._replace(path=f"/{name}"))
        )

    def left_over(self):
        """What lies about that nobody should find once the next command ran."""
        if self.url.startswith("sqlite"):
            return [path.name for path in self.folder.glob("*unfinished*")]
        return [name for name in self.inside("databases") if "unfinished" in name]


@contextmanager
def _writing(site):
    """Somebody who saves; gives a function that tells the numbers that were acknowledged."""
    log = site.folder / "acknowledged"
    command = [sys.executable, "scripts/prove_backups.py", "write", str(log)]
    env = site.env | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        while not log.exists() or not log.read_text().count("\n"):
            time.sleep(0.1)
        yield lambda: {
            int(line.split()[0]): line.split()[1]
            for line in log.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        }
    finally:
        process.terminate()
        process.wait()


def _under_load(site):
    wrong = []
    with served.serving(site.env) as server:
        with _writing(site) as acknowledged:
            time.sleep(3)
            before, began = acknowledged(), time.monotonic()
            path = site.backup()
            took, after = time.monotonic() - began, acknowledged()
            print(
                f"backup: {took:.1f} s, {path.stat().st_size / 1e6:.1f} MB, "
                f"{len(after) - len(before)} edits meanwhile",
                flush=True,
            )
            began = time.monotonic()
            said, code = site.do("restore", path, "--identity", site.key)
            took, lost_at = time.monotonic() - began, acknowledged()
            rows = said.partition(" rows")[0].rpartition(" ")[2]
            print(
                f"restored: {took:.1f} s, {rows} rows, {len(lost_at) - len(after)} edits meanwhile"
            )
            if code or took > MOST:
                return [f"restoring ended with {code} after {took:.0f} s:\n{said}"]
            time.sleep(3)
        everything = acknowledged()
        kept = said.partition("is kept as ")[2].partition(";")[0]
        wrong += _right_rows(site, before, everything, site.url_of(kept))
        wrong += _right_pages(server, site, everything)
    with served.serving(site.env) as server:
        wrong += [f"started anew: {each}" for each in _right_pages(server, site, everything)]
    return wrong


def _right_rows(site, before, everything, kept_url):
    pairs, others = site.found()
    in_kept, in_kept_too = site.found(kept_url)
    wrong = []
    if pairs != others or in_kept != in_kept_too:
        wrong.append("rows that were written together are not both there")
    if missing := before.keys() - pairs:
        wrong.append(f"acknowledged before the backup, and missing: {len(missing)}")
    if lost := everything.keys() - pairs - in_kept:
        wrong.append(f"acknowledged, and neither in the site nor in what is kept: {len(lost)}")
    gone = in_kept - pairs
    of_backup = max(number for number in pairs if number < min(gone))
    came_back = {number for number in pairs if min(gone) < number < max(gone)}
    if came_back or pairs >= in_kept:
        wrong.append(f"rows came back that are younger than the backup: {len(came_back)}")
    if {*range(of_backup + 1)} - pairs - _never(everything):
        wrong.append("the backup has a gap")
    print(f"rows until {of_backup} restored, {min(gone)} to {max(gone)} only in what is kept")
    return wrong


def _never(everything):
    """Numbers whose saving failed."""
    return {*range(max(everything))} - everything.keys()


def _right_pages(server, site, everything):
    """What the site shows, of each kind: 20 that are there and 20 that are gone."""
    pairs, _others = site.found()
    there = [everything[number] for number in sorted(pairs & everything.keys())]
    gone = [everything[number] for number in sorted(everything.keys() - pairs)]
    wrong, paths = [], {}
    for pages, status in ((there, 200), (gone, 404)):
        paths |= dict.fromkeys(random.sample(pages, min(20, len(pages))), status)
    for path, status in paths.items():
        connection = load.Connection(server.port)
        answer = connection.ask(path)
        connection.close()
        if answer != status:
            wrong.append(f"{path}: {answer} instead of {status}")
    return wrong


# Bad files


def _bad_files(site):
    good = max(site.backups.glob("backup-*"))
    before = site.found()
    found = site.inside("bad_files", good, site.key, site.other_key, site.folder / "bad.age")
    print(f"bad files: {found['tried']}, recognised: {found['tried'] - len(found['wrong'])}")
    wrong = found["wrong"]
    if site.found() != before or site.left_over():
        wrong.append("a bad file changed something")
    return wrong


def bad_files(good, key, other_key, bad):
    """Tries all kinds of them; gives how many, and those that were not recognised."""
    from django.core.management import CommandError, call_command

    whole, bad, tried, wrong = Path(good).read_bytes(), Path(bad), 0, []

    def expect(what, content, code, identity=key):
        nonlocal tried
        tried += 1
        bad.write_bytes(content)
        try:
            with open(os.devnull, "w") as nowhere:
                call_command("restore", bad, identity=identity, stdout=nowhere)
            wrong.append(f"{what}: restored")
        except CommandError as error:
            if error.returncode != code:
                wrong.append(f"{what}: {error.returncode}, {error}")
        except Exception as error:
            wrong.append(f"{what}: {error!r}")

    places = [*range(0, 600, 7), *range(len(whole) - 20, len(whole))]
    places += random.sample(range(len(whole)), BAD_BYTES)
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= random.randrange(1, 256)
        expect(f"byte {place}", bytes(changed), UNUSABLE)
    for length in [0, 1, 20, len(whole) - 1, *random.sample(range(len(whole)), CUTS)]:
        expect(f"cut off at {length}", whole[:length], UNUSABLE)
    expect("longer", whole + b"x", UNUSABLE)
    expect("another key", whole, UNUSABLE, other_key)
    expect("a picture", b"\x89PNG\r\n" * 1_000, UNUSABLE)
    expect("two of them", whole + whole, UNUSABLE)
    for name, content, code in _of_others(whole, key):
        expect(name, content, code)
    bad.unlink()
    return {"tried": tried, "wrong": wrong}


def _of_others(whole, key):
    """Well closed, and all the same nothing that may be brought back."""
    import gzip
    import io
    import tarfile

    import pyrage

    identity = pyrage.x25519.Identity.from_str(Path(key).read_text().strip())
    with tarfile.open(
        fileobj=io.BytesIO(gzip.decompress(pyrage.decrypt(whole, [identity])))
    ) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}

    def closed(parts, pack=gzip.compress):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w") as tar:
            for name, content in parts.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        return pyrage.encrypt(pack(file.getvalue()), [identity.to_public()])

    def with_manifest(**values):
        manifest = json.loads(parts["manifest.json"]) | values
        return closed({**parts, "manifest.json": json.dumps(manifest).encode()})

    manifest = json.loads(parts["manifest.json"])
    newer = [*manifest["migrations"], "agenda.9999_from_the_future"]
    one_more = dict.fromkeys(manifest["counts"], 0) | manifest["counts"]
    one_more[min(one_more)] += 1
    yield "a newer version", with_manifest(migrations=newer), NEWER
    yield "a newer format", with_manifest(format=2), NEWER
    yield "of another database", with_manifest(engine="oracle"), UNUSABLE
    yield "wrong counts", with_manifest(counts=one_more), UNUSABLE
    yield "wrong sum", with_manifest(sha256="0" * 64), UNUSABLE
    yield "of something else", with_manifest(what="photographs"), UNUSABLE
    yield "without a manifest", closed({"database": b"x"}), UNUSABLE
    yield "not a tar", pyrage.encrypt(b"x" * 100_000, [identity.to_public()]), UNUSABLE
    yield "nothing in it", pyrage.encrypt(b"", [identity.to_public()]), UNUSABLE
    part = manifest["part"]
    broken = bytearray(parts[part])
    broken[len(broken) // 2] ^= 1
    yield "another database", closed({**parts, part: bytes(broken)}), UNUSABLE


# Killed


def _killed(site):
    site.inside("save", 1)
    first = site.backup()
    site.inside("save", 2)
    wrong = _backups_killed(site, first)
    with served.serving(site.env) as server:
        wrong += _restores_killed(site, server, first)
    return wrong


def _backups_killed(site, first):
    began = time.monotonic()
    site.backup()
    takes, wrong, made = time.monotonic() - began, [], 0
    before = first.read_bytes()
    for _kill in range(KILLS):
        there = {*site.backups.glob("backup-*")}
        _kill_after(site.start("backup"), random.uniform(0.3, 1) * takes)
        new = {*site.backups.glob("backup-*")} - there
        made += len(new)
        for path in new:
            said, code = site.do("restore", path, "--identity", site.key, "--check-only")
            if code:
                wrong.append(f"a killed backup has a good name: {said}")
    site.backup()
    if first.read_bytes() != before or site.found() != [{1, 2}, {1, 2}]:
        wrong.append("a killed backup changed something")
    if site.left_over() or [*site.backups.glob(".unfinished*")]:
        wrong.append("a killed backup left something behind, after the next one too")
    print(f"killed backups: {KILLS}, {made} of them after their end", flush=True)
    return wrong


def _restores_killed(site, server, path):
    wrong, done = [], 0
    for kill in range(KILLS):
        process = site.start("restore", path, "--identity", site.key)
        if kill % 3 == 0:
            time.sleep(random.uniform(1, 8))
        else:  # at the last step
            for line in process.stdout:
                if line.startswith("Putting"):
                    break
            time.sleep(random.uniform(0, 0.3))
        _kill_after(process, 0)
        found = site.found()
        if found == [{1}, {1}]:
            done += 1
            site.inside("save", 2)
        elif found != [{1, 2}, {1, 2}]:
            wrong.append(f"a killed restore left {found}")
        connection = load.Connection(server.port)
        status = connection.ask("/nl/organisations/")
        connection.close()
        if status != 200:
            wrong.append(f"after a killed restore the site says {status}")
    said, code = site.do("restore", path, "--identity", site.key)
    if code or site.found() != [{1}, {1}]:
        wrong.append(f"after killed ones restoring ended with {code}: {said}")
    if site.left_over():
        wrong.append("a killed restore left something behind, after the next one too")
    print(f"killed restores: {KILLS}, {done} of them had put it in place", flush=True)
    return wrong


def _kill_after(process, seconds):
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# Inside: with the site's own code, in a process of its own


def save(number):
    from django.db import transaction

    from core.search.models import SynonymGroup
    from tests import factories

    number = int(number)
    with transaction.atomic():
        house = factories.organisation(name=f"Saved {number}", slug=f"saved-{number}")
        SynonymGroup.objects.create(words=[f"saved-{number}", "baby"])
    return house.get_absolute_url()


def write(log):
    from django.db import Error, connection

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    number = 0
    with open(log, "a") as file:
        while True:
            try:
                path = save(number)
            except Error:
                connection.close()
                time.sleep(0.05)
            else:
                file.write(f"{number} {path}\n")
                file.flush()
            number += 1
            time.sleep(PAUSE)


def settle():
    """What saving them one by one would have written: of one, for all that came in bulk."""
    from directory.models import Organisation

    rows = Organisation.objects.filter(text_states={})
    if row := rows.order_by("pk").last():
        row.save()
        names = ("text_states", "missing_in", "outdated_in")
        rows.update(**{name: getattr(row, name) for name in names})


def found():
    from core.search.models import SynonymGroup
    from directory.models import Organisation

    slugs = Organisation.objects.filter(slug__startswith="saved-").values_list("slug", flat=True)
    words = [group.words[0] for group in SynonymGroup.objects.all() if "baby" in group.words]
    words = [word for word in words if word.startswith("saved-")]
    return [[int(name.removeprefix("saved-")) for name in names] for names in (slugs, words)]


def databases():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall()]


INSIDE = {each.__name__: each for each in (save, write, settle, found, databases, bad_files)}

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in INSIDE:
        import django

        django.setup()
        django.utils.translation.activate("nl")
        print(json.dumps(INSIDE[sys.argv[1]](*sys.argv[2:])))
        sys.exit(0)
    sys.exit(main(*sys.argv[1:]))
