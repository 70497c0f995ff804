"""The disk full, and free again, on the running server: `prove_full_disk.py [kind …]`.

The database lies on a small disk in memory (tmpfs), for SQLite its file, for PostgreSQL its whole
folder. A volunteer saves and a visitor writes until nothing can be kept any more. All that time the
public pages and the desk must be read, whoever writes gets what was saved or a 503 with what she
wrote, and nothing that was said to be saved may be gone. Then there is room again, and what was
refused is sent once more. Needs the right to mount (root); otherwise it is left out. Exit code 1
when something did not hold.
"""

import http.cookiejar
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import with_postgres

from bench import served
from tests.html_forms import fields_of

SIZE = {"sqlite": "48m", "postgresql": "160m"}
PASSWORD = "full-disk-full-disk"
READ = ["/nl/", "/nl/organisations/", "/fr/agenda/", "/ar/faq/", "/nl/search/?q=koffie", "/api/"]
DESK = ["/admin/", "/admin/directory/organisation/", "/admin/agenda/event/?q=a"]
TEXT = "Elke maandag koffie {}"


@contextmanager
def small_disk(kind):
    """A folder on a disk of its own, or None where nobody may mount one."""
    folder = tempfile.mkdtemp(prefix="full-disk-")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE[kind]}", "tmpfs", folder]
    try:
        is_there = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        is_there = False
    try:
        yield Path(folder) if is_there else None
    finally:
        if is_there:
            subprocess.run(["umount", "-l", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def fill(folder):
    """Leaves no room; gives the file that takes it."""
    ballast = folder / "ballast"
    for size in (2**20, 2**12, 1):
        try:
            with ballast.open("ab", buffering=0) as file:
                while file.write(b"x" * size) == size:
                    pass
        except OSError:
            continue
    return ballast


class Visitor:
    """A browser that follows redirects, keeps cookies and does not fail on errors."""

    def __init__(self, address):
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def ask(self, path, fields=None):
        """`(status, text)`."""
        data = urllib.parse.urlencode(fields, doseq=True).encode() if fields is not None else None
        request = urllib.request.Request(f"{self.address}{path}", data)
        request.add_header("Origin", self.address)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def log_in(self):
        page = self.ask("/admin/account/login/")[1]
        return self.ask(
            "/admin/account/login/",
            {**hidden(page), "login": "admin", "password": PASSWORD},
        )


def hidden(page):
    """What stands in hidden fields; later ones of the same name beside the first."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        pairs = dict(re.findall(r"(name|value)=\"([^\"]*)\"", tag))
        if "name" in pairs:
            found.setdefault(pairs["name"], []).append(unescape(pairs.get("value", "")))
    return found


def main(kinds=("sqlite", "postgresql")):
    wrong = [f"{kind}: {each}" for kind in kinds for each in _prove(kind)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def _prove(kind):
    with ExitStack() as stack:
        folder = stack.enter_context(small_disk(kind))
        if folder is None:
            print(f"{kind} is left out: no disk can be mounted here.")
            return []
        elsewhere = stack.enter_context(tempfile.TemporaryDirectory())
        url = _database(kind, folder, stack)
        if url is None:
            print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
            return []
        env = {
            **served.environment(elsewhere, url),
            "DEMO_PASSWORD": PASSWORD,
        }
        served.manage(env, "demo")
        server = stack.enter_context(served.serving(env))
        return _through(kind, f"http://127.0.0.1:{server.port}", folder)


def _database(kind, folder, stack):
    if kind == "sqlite":
        return f"sqlite:///{folder}/db.sqlite3"
    binaries = with_postgres.binaries()
    if not binaries:
        return None
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    folder.chmod(0o777)
    try:
        return stack.enter_context(with_postgres.cluster(binaries))
    finally:
        tempfile.tempdir = before


def _through(kind, address, folder):
    """What did not hold."""
    reader, volunteer = Visitor(address), Visitor(address)
    volunteer.log_in()
    listed = volunteer.ask("/admin/directory/organisation/?status=published")[1]
    sheet = re.search(r"/admin/directory/organisation/\d+/", listed)[0]
    proof = Proof(reader, volunteer, sheet)
    proof.read()
    for _ in range(3):
        proof.save()
    if proof.refused:
        return ["nothing can be saved although there is room"]
    ballast = fill(folder)
    began = time.monotonic()
    while not proof.refused and time.monotonic() - began < 120:
        proof.save()
    for _ in range(5):
        proof.save()
        proof.write()
        proof.read()
    full = time.monotonic() - began
    ballast.unlink()
    proof.go_on()
    kept = len(proof.saved)
    lost = sum(each.startswith("lost") for each in proof.wrong)
    print(f"{kind}: {full:.0f} s without room, {kept} saved, {lost} of these lost,")
    print(f"  {proof.count} refused with what she wrote, {proof.answers} pages read.")
    return proof.wrong


class Proof:
    def __init__(self, reader, volunteer, sheet):
        self.reader, self.volunteer, self.sheet = reader, volunteer, sheet
        self.number = self.count = self.answers = 0
        self.saved, self.wrong = [], []
        self.refused = None  # the last page that said so

    def read(self):
        for who, paths in ((self.reader, READ), (self.volunteer, [*DESK, f"{self.sheet}change/"])):
            for path in paths:
                status, _text = who.ask(path)
                self.answers += 1
                if status != 200:
                    self.wrong.append(f"{path}: {status}")

    def save(self):
        """One change of a sheet."""
        self.number += 1
        text = TEXT.format(f"{self.number:04}")
        status, page = self.volunteer.ask(f"{self.sheet}change/")
        if status != 200:
            self.wrong.append(f"the sheet: {status}")
            return
        fields = fields_of(SimpleNamespace(content=page.encode(), text=page))
        self._sent(
            *self.volunteer.ask(f"{self.sheet}change/", fields | {"summary_nl": [text]}), text
        )

    def _sent(self, status, page, text):
        if status == 200 and "errornote" not in page:
            self.saved.append(text)
        elif status == 503 and text in page:
            self.refused, self.count = (page, text), self.count + 1
        else:
            self.wrong.append(f"saving: {status}, and the text is not there")

    def write(self):
        """What a visitor writes."""
        text = f"Ik zoek een groep {self.number}"
        fields = hidden(self.reader.ask("/nl/suggest/")[1])
        status, page = self.reader.ask("/nl/suggest/", {**fields, "text": text})
        if status not in (200, 503) or (status == 503 and text not in page):
            self.wrong.append(f"a message: {status}")

    def go_on(self):
        """There is room: what was refused last is sent again, and all that was saved is there."""
        if not self.refused:
            self.wrong.append("the disk was never full")
            return
        page, text = self.refused
        until = time.monotonic() + 60
        while self.volunteer.ask(self.sheet + "change/")[0] != 200 and time.monotonic() < until:
            time.sleep(1)
        self._sent(*self.volunteer.ask(f"{self.sheet}change/", hidden(page)), text)
        self.read()
        told, number = "", 0
        while "page=" in (more := self.volunteer.ask(f"{self.sheet}history/?page={number + 1}")[1]):
            told, number = told + more, number + 1
            if f"?page={number + 1}" not in more:
                break
        else:
            told += more
        self.wrong += [f"lost: {text}" for text in self.saved if text not in told]


if __name__ == "__main__":
    sys.exit(main(*([sys.argv[1:]] if sys.argv[1:] else [])))
