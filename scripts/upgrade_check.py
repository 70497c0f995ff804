"""Whether a database of the last release becomes one of this version: `make upgrade-check`.

Takes the code of the last release out of git (scripts/last_release.txt), fills a database with it
as a year of use would, and brings that up to date as the guide says. Then it compares how many rows
each table has and what pages show, and tries what people had open: sessions, second steps, links.
At the end the former version runs on the new database, as after going back. On SQLite, and on
PostgreSQL where it is found. What may differ stands in upgrade_compare.py, with why.
Exit code 1 when something else does, 2 when the last release cannot be had.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import with_postgres
from upgrade_compare import EXPECTED_BROKEN, last_release, pages, tables

ROOT = Path(__file__).resolve().parent.parent
STEPS = ROOT / "scripts" / "upgrade_steps.py"
WRONG, NO_RELEASE = 1, 2
# What the guide's update runs (deploy/prepare.sh, deploy/debian).
UPDATE = ["migrate", "roles", "load_listings", "search_documents", "text_states"]


def main():
    # So that no server is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    commit, name = last_release()
    if not is_there(commit):
        print(
            f"The commit of {name} ({commit[:12]}) is not in this copy of the repository, which "
            "has only a part of the history. Get it with: git fetch --unshallow --tags"
        )
        return NO_RELEASE
    with tempfile.TemporaryDirectory(prefix="upgrade-") as folder:
        former = Path(folder, "former")
        take_out(commit, former)
        python = python_for(former)
        wrong = check("SQLite", f"sqlite:///{folder}/db.sqlite3", former, python)
        if binaries := with_postgres.binaries():
            with with_postgres.cluster(binaries) as url:
                wrong += check("PostgreSQL", url, former, python)
        else:
            print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
    print(f"{name} to this version: {len(wrong)} things differ that are not explained.")
    return WRONG if wrong else 0


# The last release


def is_there(commit):
    asked = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0


def take_out(commit, folder):
    folder.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)


def python_for(former):
    """This Python where its packages are those of the release, otherwise one kept for that."""
    wanted = (former / "requirements" / "base.txt").read_text()
    pins = re.findall(r"^([\w.-]+)==(\S+)", wanted, re.M)
    if all(installed(package) == pin for package, pin in pins):
        return Path(sys.executable)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "brussels-support" / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    python = folder / ".venv" / "bin" / "python"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Installing the packages of the release into {folder} …", flush=True)
        subprocess.run(
            ["sh", str(former / "scripts" / "install.sh"), str(former / "requirements/base.txt")],
            cwd=folder,
            check=True,
        )
        (folder / "complete").touch()
    return python


def installed(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# One database


def check(database, url, former, python):
    """What differs and is not explained, in words; prints the figures."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="upgrade-") as folder:
        files = {name: Path(folder, f"{name}.json") for name in ("state", "before", "after")}

        def step(what, code, state, interpreter):
            run([interpreter, STEPS, what, state], code, url)
            return json.loads(state.read_text())

        new = Path(sys.executable)
        manage([python], "catalogues compile", former, url)
        state = step("fill", former, files["state"], python)
        before = step("look", former, files["before"], python)
        files["after"].write_text(json.dumps({"paths": before["paths"]}))
        manage([new], "catalogues compile", ROOT, url)
        for command in UPDATE:
            manage([new], command, ROOT, url)
        manage([new], "makemigrations --check --dry-run", ROOT, url)
        after = step("look", ROOT, files["after"], new)
        broken = step("try", ROOT, files["state"], new)["broken"]
        again = step("write", ROOT, files["state"], new)["unsaved"]
        back = step("write", former, files["state"], python)["unsaved"]
    wrong = [
        *tables(before["counts"], after["counts"]),
        *pages(before["pages"], after["pages"]),
        *(f"no longer works: {what}" for what in broken if what not in EXPECTED_BROKEN),
        *(f"this version cannot save {what}" for what in again),
    ]
    rows = sum(before["counts"].values())
    print(
        f"{database}: {rows:,} rows in {len(before['counts'])} tables, now "
        f"{len(after['counts'])}; {len(before['pages'])} pages; {len(state['sessions'])} open "
        f"sessions; {time.monotonic() - began:.0f} s"
    )
    for line in wrong:
        print(f"  {line}")
    print("  Back to the former version: " + ("; ".join(back) or "it saves all that was tried."))
    return wrong


def manage(python, command, folder, url):
    run([*python, "manage.py", *command.split()], folder, url)


def run(command, folder, url):
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": KEY,
        "DEBUG": "0",
        "BEHIND_PROXY": "1",
        "SITE_URL": "https://www.example.org",
        "ALLOWED_HOSTS": "www.example.org",
        "SECOND_FACTOR_REQUIRED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = f"{done.stdout[-2000:]}{done.stderr[-4000:]}"
        raise SystemExit(f"{command[1:]} failed in {folder}:\n{told}")


KEY = secrets.token_urlsafe(50)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
