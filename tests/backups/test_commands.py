import io
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from agenda.models import Occurrence
from backups import keys, looking, package, restoring
from backups.engines import of_site
from backups.failing import NEWER, UNUSABLE, NotDoneError
from backups.folder import ask_for_space
from core import versions
from core.search.models import SearchDocument
from directory.models import Organisation
from tests import factories
from tests.small_backups import KEY, manifest
from watching.models import Run, Turn

pytestmark = pytest.mark.at("2026-11-29 04:20")
OLD = "backup-20260101T032000Z.tar.gz.age"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public())]
    settings.BACKUP_KEEP = "1,0,0"
    return tmp_path / "backups"


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-29\n{KEY}\n")
    return str(path)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refused(*command, **options):
    with pytest.raises(CommandError) as caught:
        call_command(*command, **options)
    return caught.value


# Making


def test_backup_is_made_read_back_and_recorded(database_of_many, folder, tmp_path, capsys):
    factories.organisation(name="Huis")
    folder.mkdir()
    for name in (OLD, "notes.txt", ".unfinished-abc"):
        (folder / name).touch()

    call_command("backup")

    made = folder / "backup-20261129T032000Z.tar.gz.age"
    assert names(folder) == [".lock", made.name, "notes.txt"]
    assert made.stat().st_mode & 0o777 == 0o600
    with package.opened(made, [KEY], io.BytesIO()) as opened:
        said = opened.manifest
    assert said["counts"]["directory_organisation"] == 1
    assert len(said["counts"]) == len(connection.introspection.table_names())
    assert said["content_version"] == versions.current()
    assert "agenda.0001_agenda" in said["migrations"]
    run = Run.objects.get()
    assert (run.task, run.outcome, run.size) == ("backup", "done", made.stat().st_size)
    assert re.fullmatch(r"[\d,]+ rows, \d+\.\d MB\.", run.said)
    assert "Made, read back and found whole" in capsys.readouterr().out


@pytest.mark.django_db
def test_without_a_key_there_is_no_backup_and_old_ones_stay(settings, folder):
    settings.BACKUP_RECIPIENTS = []
    folder.mkdir()
    (folder / OLD).touch()

    error = refused("backup")

    assert str(error).startswith("BACKUP_RECIPIENTS is empty")
    assert "age-keygen" in str(error)
    assert str(error).endswith("There is no new backup; those that were there still are.")
    assert names(folder) == [OLD]
    assert Run.objects.get().outcome == "failed"


@pytest.mark.django_db
def test_a_public_site_makes_none_that_anybody_can_read(settings, folder):
    settings.IS_LOCAL = False

    assert "only made on a development machine" in str(refused("backup", plain=True))
    assert not folder.exists()


def test_a_full_disk_is_said_before(tmp_path):
    with pytest.raises(NotDoneError, match=r"MB free, and 1,000,000,050\.0 MB are needed"):
        ask_for_space(tmp_path, 10**15)


# Keys


def test_recipients_may_be_of_age_or_of_ssh(settings):
    ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN a@b"
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public()), ssh]

    assert len(keys.recipients()) == 2


def test_a_wrong_recipient_is_named_by_its_number(settings):
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public()), "age1nonsense"]

    with pytest.raises(NotDoneError, match="Key 2 of BACKUP_RECIPIENTS"):
        keys.recipients()


def test_identities_are_read_from_what_age_keygen_writes(key, tmp_path):
    (tmp_path / "public.txt").write_text(str(KEY.to_public()))

    assert [str(each) for each in keys.identities(key)] == [str(KEY)]
    with pytest.raises(NotDoneError, match="no private key"):
        keys.identities(str(tmp_path / "public.txt"))
    with pytest.raises(NotDoneError, match="cannot be read: No such file"):
        keys.identities(str(tmp_path / "nothing.txt"))


# Whether it fits


def unfit(**values):
    with pytest.raises(NotDoneError) as caught:
        restoring.check_fits(manifest(**{"engine": connection.vendor} | values), of_site())
    return caught.value


def test_one_of_a_newer_version_says_which_to_install():
    error = unfit(migrations=["directory.0001_directory", "agenda.9999_later", "faq.9999_later"])

    assert error.code == NEWER
    assert "newer version of the program, 1.2.0" in str(error)
    assert "does not know agenda.9999_later and 1 more of its changes" in str(error)
    assert "git checkout abc123" in str(error)


def test_one_of_another_database_is_refused():
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]

    assert unfit(engine=other).code == UNUSABLE


def test_one_that_fits_is_not_refused():
    assert restoring.check_fits(manifest(engine=connection.vendor), of_site()) is None


def test_counts_that_differ_are_named():
    with pytest.raises(NotDoneError, match="house should have 3 and has 2"):
        restoring._check_counts({"house": 3, "tree": 1}, {"house": 2, "tree": 1})
    with pytest.raises(NotDoneError, match="tree should have 1 and has none"):
        restoring._check_counts({"house": 3, "tree": 1}, {"house": 3})


# Restoring


@pytest.mark.one_database  # tests/backups/test_postgresql.py has the other one’s steps
def test_restoring_brings_everything_back(database_of_many, folder, key, capsys):
    house = factories.organisation(name="Huis")
    call_command("backup")
    (path,) = folder.glob("backup-*")
    Organisation.objects.filter(pk=house.pk).update(name_nl="Anders")
    later = factories.organisation(name="Later")
    version = versions.current()

    call_command("restore", path, identity=key)

    assert [*Organisation.objects.values_list("name_nl", flat=True)] == ["Huis"]
    versions.forget()
    assert versions.current() != version
    assert versions.changes(version, versions.current()) is None
    run = Run.objects.get()
    assert (run.task, run.outcome) == ("restore", "done")
    assert "Everybody has to log in again" in capsys.readouterr().out
    database = Path(connection.settings_dict["NAME"])
    assert [path.name for path in database.parent.glob("*unfinished*")] == []
    assert later.name_nl.encode() in Path(f"{database}.before-20261129T032000Z").read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"same_code": True}], ids=["other code", "same code"])
def test_after_a_restore_all_is_worked_out_and_nobody_is_logged_in(client, options):
    house = factories.event().organisation
    client.force_login(factories.user())
    Run.objects.create(task="backup")
    Turn.objects.create(name="daily", holder="x", held_until=timezone.now())
    counts = Occurrence.objects.count(), SearchDocument.objects.count()
    Occurrence.objects.all().delete()
    SearchDocument.objects.all().delete()

    call_command("after_restore", verbosity=0, **options)

    assert (Occurrence.objects.count(), SearchDocument.objects.count()) == counts
    assert Organisation.objects.get() == house
    assert (Session.objects.count(), Run.objects.count()) == (0, 0)
    assert Turn.objects.get().held_until is None


@pytest.mark.django_db
def test_looking_at_pages_finds_one_that_cannot_be_shown(monkeypatch):
    monkeypatch.setattr(looking, "_paths", lambda: ["/healthz", "/nl/", "/nl/gone/"])

    assert str(refused("look")) == "/healthz answered 200\n/nl/gone/ answered 404"


@pytest.mark.django_db
def test_restoring_without_a_key_touches_nothing(folder, tmp_path):
    path = tmp_path / "backup"
    path.write_bytes(b"age-encryption.org/v1\n")

    assert "--identity" in str(refused("restore", path))
    assert str(refused("restore", tmp_path / "nothing")).endswith("The site is as it was.")
