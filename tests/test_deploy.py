"""The guide and the script for a plain Debian, on stand-ins for the machine's own programs.

`scripts/prove_deploy.py` runs the guide word by word in a real one; what is here takes seconds.
"""

import os
import re
import shutil
import socket
import subprocess
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from scripts import guide

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
DEBIAN = ROOT / "deploy" / "debian"
TEXT = guide.GUIDE.read_text()
SCRIPTS = [DEBIAN / name for name in ("install.sh", "update.sh", "steps.sh", "brussels-support")]
FILLED_IN = {"SITE_URL": "https://site.localhost", "DATABASE": "sqlite", "OTHER_NAME": ""}
COMMIT = "0123456789ab"

# What the stand-ins do: each writes its words to $CALLS; these do a little of the work, too.
WORK = {
    "id": 'case "$*" in -u) echo 0 ;; *) echo root ;; esac',
    "getent": 'test -e "$DESTDIR/user"',
    "adduser": 'touch "$DESTDIR/user"',
    "install": 'for last; do :; done; mkdir -p "$last"',
    "dpkg-query": 'grep -qx "$4" "$DESTDIR/packages" && printf installed',
    "apt-get": """[ "$1" = update ] || {
        shift 4; printf "%s\\n" "$@" >> "$DESTDIR/packages"; }""",
    "git": f"""case "$*" in
        *rev-parse*) echo {COMMIT} ;;
        *"worktree add"*) mkdir -p "$7" && cp -R "$REPOSITORY/deploy" "$7/" ;;
        esac""",
    "python3": """[ "$2" != venv ] || {
        mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; }
        case "$*" in *migrate*--check) exit 1 ;; esac""",
    "runuser": 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
    "psql": "",
    "chown": "",
    "openssl": """while [ $# -gt 1 ]; do
        case $1 in -out | -keyout) echo pem > "$2" ;; esac; shift; done
        [ "$1" != 60 ] || echo zyxwvutsrqponmlkjihgfedcba-0123456789-zyxwvutsrqponm""",
    "service": "exit 1",
}
# What changes nothing: questions, and what sets a mode or an owner that is there already.
HARMLESS = {"id", "getent", "dpkg-query", "runuser", "install", "chown"}


class Place:
    """A folder as the root of a machine, and stand-ins in front of its programs."""

    def __init__(self, folder):
        self.root, self.calls = folder / "root", folder / "calls"
        self.stand_ins = folder / "bin"
        self.stand_ins.mkdir()
        for name, work in WORK.items():
            self.stand_in(name, work)
        self.environment = {
            "PATH": f"{self.stand_ins}:{os.environ['PATH']}",
            "DESTDIR": str(self.root),
            "CALLS": str(self.calls),
            "REPOSITORY": str(ROOT),
        }
        (self.root / "srv/brussels-support/code/.git").mkdir(parents=True)
        (self.root / "packages").touch()
        self.settings.parent.mkdir(parents=True)
        self.fill_in()

    def stand_in(self, name, work):
        path = self.stand_ins / name
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >> "$CALLS"\n{work}\n')
        path.chmod(0o755)

    @property
    def settings(self):
        return self.root / "etc/brussels-support/site.env"

    def fill_in(self, **values):
        lines = {**guide.to_fill_in(TEXT), **FILLED_IN, **values}
        self.settings.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))

    def install(self):
        """`(exit code, lines, what it called)`."""
        self.calls.write_text("")
        done = subprocess.run(
            ["sh", DEBIAN / "install.sh"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        said = (done.stdout + done.stderr).replace(str(self.root), "").splitlines()
        called = self.calls.read_text().replace(str(self.root), "").splitlines()
        return done.returncode, said, called

    def files(self):
        """`{path: (mode, when it was written, where it leads or what it says)}`."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            if path.name == ".lock":
                continue
            facts = path.lstat()
            text = os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes()
            found[str(path)] = (facts.st_mode, path.is_file() and facts.st_mtime_ns, text)
        return found


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_scripts_are_read_by_the_plain_shell():
    for script in [*SCRIPTS, ROOT / "scripts" / "boot_debian.sh"]:
        shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
        subprocess.run([shell, "-n", script], check=True)
    assert all(os.access(path, os.X_OK) for path in SCRIPTS if path.suffix != ".sh")
    assert all(os.access(DEBIAN / name, os.X_OK) for name in ("install.sh", "update.sh"))


def test_postgresql_of_this_machine_is_started_again_when_it_was_killed(place):
    """Debian's unit does not, and both servers would wait for somebody to come."""
    beside = place.root / "etc/systemd/system/postgresql@.service.d/brussels-support.conf"
    place.install()
    assert not beside.exists()  # with SQLite there is none

    place.fill_in(DATABASE="postgresql")
    code, said, _called = place.install()

    assert code == 0, said
    assert "[Service]\nRestart=on-abnormal\n" in beside.read_text()


def test_script_makes_everything_once(place):
    code, said, called = place.install()
    assert code == 0, said
    assert "+ made the release 0123456789ab" in said
    site = place.root / "srv/brussels-support/site"
    assert os.readlink(site).endswith(f"/releases/{COMMIT}")
    assert (site / ".env").resolve() == place.settings
    assert "server_name site.localhost;" in (place.root / "etc/nginx/nginx.conf").read_text()
    assert [line.split("manage.py ")[1] for line in called if "manage.py" in line][-1] == (
        "administrator you@example.org"
    )
    before = place.files()

    code, said, called = place.install()

    assert (code, [line for line in said if line]) == (0, [])
    assert place.files() == before
    # What is left are questions, and the administrator, who is there already.
    changing = [line for line in called if line.split()[0] not in HARMLESS]
    assert [line for line in changing if "rev-parse" not in line] == [
        f"python3 /srv/brussels-support/releases/{COMMIT}/manage.py administrator you@example.org",
    ]


@pytest.mark.parametrize("step", ["python3", "install", "openssl"])
def test_script_takes_up_what_it_broke_off(place, step):
    place.stand_in(step, f"{WORK[step]}\nexit 1")
    code, _said, _called = place.install()
    assert code != 0
    place.stand_in(step, WORK[step])

    assert place.install()[0] == 0
    assert place.install()[:2] == (0, [])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"SITE_URL": "https://Site.Example.org"}, "a name in small letters"),
        ({"SITE_URL": "http://www.example.org"}, "it needs an address such as"),
        ({"SITE_URL": "https://www.example.org/nl/"}, "nothing behind it"),
        ({"SITE_URL": "https://a.example.org; rm -r /"}, "it needs an address such as"),
        ({"OTHER_NAME": "Example.org"}, "it needs a name in small letters"),
        ({"ADMIN_EMAIL": "anna"}, "it needs the address of the first administrator"),
        ({"DATABASE": "mysql"}, "it is postgresql, sqlite or an address"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_before_anything_is_made(place, values, sentence):
    place.fill_in(**values)
    before = set(place.files())

    code, said, called = place.install()

    assert code == 1
    assert sentence in " ".join(said)
    assert set(place.files()) == before
    assert [line for line in called if line.split()[0] not in HARMLESS] == []


def test_machine_that_serves_another_site_is_left_alone(place):
    other = place.root / "etc/nginx/sites-enabled/bakery"
    other.parent.mkdir(parents=True)
    other.touch()
    (other.parent / "default").touch()

    code, said, _called = place.install()

    assert code == 1
    assert said[-1].startswith("nginx serves something else here, too (/etc/nginx/sites-enabled/b")


def test_full_disk_is_said_before_anything_is_made(place):
    place.stand_in("df", 'printf "Filesystem 1024-blocks Used Available\\nx 9 9 900000\\n"')

    code, said, called = place.install()

    assert (code, said) == (1, ["Only 878 MB are free at /srv/brussels-support: this needs 1,024."])
    assert [line for line in called if line.split()[0] not in HARMLESS | {"df"}] == []


def test_database_of_somebody_else_is_left_alone(place):
    place.fill_in(DATABASE="postgresql")
    place.stand_in("psql", "echo bakery")

    code, said, called = place.install()

    assert code == 1
    assert said[-1].startswith("There is a database brussels that belongs to bakery.")
    assert [line for line in called if "CREATE" in line or "ALTER" in line] == []


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads /proc")
def test_port_that_something_listens_on_is_taken():
    def is_taken(port):
        script = f'here={DEBIAN}; . "$here/steps.sh"; is_taken {port}'
        return subprocess.run(["sh", "-c", script], check=False).returncode == 0

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        assert not is_taken(port)
        listening.listen()
        assert is_taken(port)


def test_address_of_a_database_with_odd_signs_arrives_whole(place):
    url = "postgres://anna:p%40ss%23w%2F$'%20@db.example.org:5433/site"
    place.fill_in(DATABASE=url, EMAIL_URL="smtp+tls://a:b&c;d|e$f@mail.example.org:587")

    assert place.install()[0] == 0
    assert f"DATABASE_URL={url}\n" in place.settings.read_text()
    assert "EMAIL_URL=smtp+tls://a:b&c;d|e$f@mail.example.org:587\n" in place.settings.read_text()


# The guide


def test_lines_to_fill_in_are_those_of_the_file_beside_the_script():
    beside = dict(re.findall(r"^([A-Z_]+)=(.*)$", (DEBIAN / "site.env").read_text(), re.M))
    in_guide = guide.to_fill_in(TEXT)

    assert list(in_guide) == list(beside)
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    of_the_script = set(re.findall(r"sed -n 's/\^([A-Z_]+)=", TEXT))
    of_the_script |= set(re.findall(r"filled_in ([A-Z_]+)", (DEBIAN / "install.sh").read_text()))
    assert set(in_guide) <= known | of_the_script


def test_guide_has_no_placeholder_beside_the_lines_to_fill_in():
    for _heading, commands in guide.blocks(TEXT):
        if guide.FILL_IN in commands and "<<'END'" in commands:
            continue
        assert "example" not in commands, commands
        assert not re.search(r"\b[A-Z]{3,}-[A-Z]|<[a-z]+>|…|\.\.\.", commands), commands


def test_every_file_of_ours_that_guide_and_units_name_is_there():
    named = re.findall(r"/srv/brussels-support/(?:code|site)/([\w./@-]+)", TEXT)
    for unit in DEBIAN.glob("*.service"):
        [command] = re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.M)
        named += [
            word.removeprefix("/srv/brussels-support/site/")
            for word in command.split()
            if "/" in word and not word.startswith(("/bin/", "/srv/brussels-support/site/.venv"))
        ]
    assert "scripts/serve.sh" in named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_and_option_that_guide_script_and_units_name_is_there():
    texts = [path.read_text() for path in [*SCRIPTS, *DEBIAN.glob("*.service")]]
    texts += [commands for _heading, commands in guide.blocks(TEXT)]
    pattern = r"^ *(?:brussels-support|manage|manage_as_root|! manage|if ! manage) (.+)$"
    named = [line for text in texts for line in re.findall(pattern, text, re.M)]
    named += [line for text in texts for line in re.findall(r"ExecStart=.*manage.py (.+)", text)]
    named += [line for text in texts for line in re.findall(r"`brussels-support ([a-z].+?)`", text)]
    commands = get_commands()
    seen = set()
    for line in named:
        name, *words = re.split(r"[\s;|>]+", line.replace('"', ""))
        options = [word.split("=")[0] for word in words if word.startswith("--")]
        parser = load_command_class(commands[name], name).create_parser("manage.py", name)
        assert isinstance(parser, ArgumentParser)
        assert [word for word in options if word not in parser._option_string_actions] == [], line
        seen.add(name)
    assert {"migrate", "load_listings", "administrator", "daily", "backup"} <= seen


def test_units_are_for_the_user_folder_and_ports_of_the_script():
    script = (DEBIAN / "steps.sh").read_text()
    assert "PORTS='8001 8002'" in script
    proxy = (ROOT / "deploy/nginx/fill.sh").read_text()
    assert re.findall(r"SERVER_\d:-127\.0\.0\.1:(\d+)", proxy) == ["8001", "8002"]
    for unit in DEBIAN.glob("*.service"):
        text = unit.read_text()
        assert "\nUser=brussels\n" in text
        assert "\nWorkingDirectory=/srv/brussels-support/site\n" in text
        # The least that systemd has to keep it from.
        assert "\nNoNewPrivileges=yes\n" in text
        assert "\nProtectSystem=strict\n" in text
        assert "\nSystemCallFilter=@system-service\n" in text
        assert "\nMemoryMax=" in text
    # Each server has figures of its own, on another port than the site's.
    assert " PORT=%i METRICS_PORT=1%i " in (DEBIAN / "brussels-support@.service").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_the_timer():
    done = subprocess.run(
        ["systemd-analyze", "calendar", "*:0/15"], capture_output=True, text=True, check=True
    )

    assert "OnCalendar=*:0/15\n" in (DEBIAN / "brussels-support-daily.timer").read_text()
    assert "00/15:00" in done.stdout
