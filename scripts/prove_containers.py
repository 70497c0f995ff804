"""The guide's containers, from an empty folder to a served page and through an update.

Runs every command of “With containers” in docs/deploy.md in a fresh clone, looks at what each
container may do, and starts the servers of another version while 50 requests a second come in.
Needs Docker with Compose; it is left out where no engine answers. Images come from a registry.
Where none is reached, Debian's is made with debootstrap and PostgreSQL's with Debian's packages,
and the output says so.
Exit code 1 when something did not hold.
"""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import with_postgres
from stand_in_images import images

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "deploy.md"
NAME = "brussels.localhost"
RATE, AT_ONCE = 50, 40  # requests a second, and how many may be under way
PATHS = ["/nl/", "/fr/organisations/", "/en/agenda/", "/ar/", "/tr/faq/", "/nl/search/?q=baby"]
CONTAINED = ["database", "site-1", "site-2", "daily", "proxy"]
# In each container: it cannot write, has no rights, and nothing to build programs with.
LOOK = """
test "$(id -u)" -ne 0 || echo runs as root
touch /written 2>/dev/null && echo can write to /
touch ./written 2>/dev/null && echo can write to its own folder
grep -q '^CapEff:.*[1-9a-f]' /proc/self/status && echo has capabilities
grep -q '^NoNewPrivs:.*1$' /proc/self/status || echo can gain privileges
for program in cc gcc g++ make pip; do
    command -v $program >/dev/null && echo "has $program"
done
true
"""


def main():
    """0, or 1 when it did not hold."""
    if why := missing():
        print(f"It is left out. {why}")
        return 0
    # So that no container is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory() as folder, images() as said:
        print(*said, sep="\n")
        run = Run(Path(folder))
        try:
            wrong = run.all()
        finally:
            run.remove()
    print(*wrong, sep="\n")
    print(f"{len(wrong)} things did not hold")
    return 1 if wrong else 0


def missing():
    """Why it cannot be run here, or nothing."""
    if not shutil.which("docker"):
        return "There is no docker on this machine."
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return f"No engine answers, or it has no Compose: {' '.join(command)} failed."
    return ""


def commands(heading="With containers"):
    """The lines of the blocks of one part of the guide, block by block."""
    part = GUIDE.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [block.splitlines() for block in re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S)]


class Run:
    """One copy of the site, under a name and on ports and a network of its own."""

    def __init__(self, folder):
        self.folder, self.origin = folder, folder / "origin"
        self.site = folder / "brussels-support"
        self.https, self.http = with_postgres.free_port(), with_postgres.free_port()
        self.environment = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": f"proof-{os.getpid()}",
            "IMAGES": f"proof-{os.getpid()}",
            "HTTPS_PORT": str(self.https),
            "HTTP_PORT": str(self.http),
            "FRONT_NETWORK": f"172.30.{os.getpid() % 250 + 1}",
        }

    def all(self):
        install, certificate, update = commands()
        git("clone", "--quiet", str(ROOT), str(self.origin), cwd=self.folder)
        began = time.monotonic()
        for line in install:
            self.line(line)
        print(f"from an empty folder to a page: {time.monotonic() - began:.0f} s")
        return [
            *self.served(),
            *self.contained(),
            *self.certificate(certificate),
            *self.updated(update),
        ]

    def line(self, line):
        """One line of the guide, with what an operator fills in."""
        line = line.replace("ADDRESS-OF-THIS-REPOSITORY", str(self.origin))
        line = line.replace("www.example.org", NAME)
        line = line.replace("FOLDER-OF-THE-CERTIFICATE", str(self.site))
        line = line.replace(" exec ", " exec -T ")
        began = time.monotonic()
        where = self.folder if line.startswith("git clone") else self.site
        done = subprocess.run(
            ["sh", "-ec", line], cwd=where, env=self.environment, capture_output=True, text=True
        )
        print(f"  {time.monotonic() - began:5.0f} s  {line.partition(' && ')[0][:90]}", flush=True)
        if done.returncode:
            raise SystemExit(f"{line}\nfailed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")

    def compose(self, *arguments):
        command = ["docker", "compose", "--file", "deploy/compose.yaml", *arguments]
        return subprocess.run(
            command, cwd=self.site, env=self.environment, capture_output=True, text=True
        )

    def served(self):
        """A page by its name, a login page with both forms' cookies, and no other name."""
        wrong = []
        status, headers, body = self.ask("/nl/")
        if status != 200 or b"Samen in Brussel" not in body:
            wrong.append(f"the home page: {status}")
        if "Set-Cookie" in headers or "Strict-Transport-Security" not in headers:
            wrong.append("the home page has a cookie, or no HSTS")
        if self.ask("/nl/organisations/")[2].count(b"/nl/organisations/") < 20:
            wrong.append("the list of organisations is empty")
        if self.ask("/admin/")[0] not in (302, 200):
            wrong.append("the admin is not there")
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            wrong.append(f"another name got an answer: {self.ask('/nl/', name='other.example')[0]}")
        with socket.create_connection(("127.0.0.1", self.http), timeout=10) as plain:
            plain.sendall(f"GET /nl/ HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            first = plain.recv(4096)
        if b"301" not in first or f"https://{NAME}/nl/".encode() not in first:
            wrong.append("plain HTTP does not lead to HTTPS")
        return wrong

    def contained(self):
        wrong = []
        for service in CONTAINED:
            looked = self.compose("exec", "-T", service, "sh", "-c", LOOK)
            wrong += [f"{service} {line}" for line in looked.stdout.splitlines()]
            if looked.returncode:
                wrong.append(f"{service} could not be looked at: {looked.stderr[-300:]}")
        for service, other in (("proxy", "database"), ("database", "example.org")):
            if not self.compose("exec", "-T", service, "getent", "hosts", other).returncode:
                wrong.append(f"{service} knows where {other} is")
        dumped = self.compose("exec", "-T", "site-1", "pg_dump", "--version").stdout.split()
        server = self.compose("exec", "-T", "database", "postgres", "--version").stdout.split()
        if dumped[2].split(".")[0] != server[2].split(".")[0]:
            wrong.append(f"pg_dump is {dumped[2]} and the server {server[2]}")
        return wrong

    def certificate(self, lines):
        """Another certificate is read within a minute."""
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
                *("-keyout", "privkey.pem", "-out", "fullchain.pem"),
            ],
            cwd=self.site,
            capture_output=True,
            check=True,
        )
        for line in lines:
            self.line(line)
        wanted = ssl.PEM_cert_to_DER_cert((self.site / "fullchain.pem").read_text())
        for _second in range(75):
            with self.connection() as connection:
                if connection.sock.getpeercert(binary_form=True) == wanted:
                    return []
            time.sleep(1)
        return ["the new certificate was not read"]

    def updated(self, lines):
        """An update to another version, while visitors come."""
        before = self.compose("images", "--quiet", "site-1").stdout
        former = self.style_sheets("/nl/")
        with (self.origin / "static" / "css" / "tokens.css").open("a") as tokens:
            tokens.write(":root { --another-version: 1; }\n")
        git("add", "--all", cwd=self.origin)
        who = ["-c", "user.name=Proof", "-c", "user.email=proof@example.org"]
        git(*who, "commit", "--quiet", "--message", "Another version", cwd=self.origin)
        pulled, *rest = lines
        self.line(pulled)
        # What building takes from visitors says something of this machine, not of the update.
        if (built := self.compose("build")).returncode:
            raise SystemExit(f"It could not be built:\n{built.stderr[-3000:]}")
        answers, ended = [], threading.Event()
        visitors = threading.Thread(target=self.visit, args=(answers, ended))
        visitors.start()
        try:
            for line in rest:
                self.line(line)
        finally:
            ended.set()
            visitors.join()
        lost = [status for status, _seconds in answers if status != 200]
        slow = sorted(seconds for _status, seconds in answers)
        print(
            f"  {len(answers)} pages during the update: {len(lost)} lost; "
            f"99 % in {slow[len(slow) * 99 // 100]:.2f} s, the slowest in {slow[-1]:.2f} s"
        )
        counted = Counter(map(str, lost))
        wrong = [f"{times} pages during the update: {status}" for status, times in counted.items()]
        for server in ("site-1", "site-2"):
            if self.compose("images", "--quiet", server).stdout == before:
                wrong.append(f"{server} runs the former version")
        if self.style_sheets("/nl/") == former:
            wrong.append("the pages have the style sheets of the former version")
        # Pages of the former version are still open somewhere; either server may answer.
        for path in former * 4:
            if self.ask(path)[0] != 200:
                wrong.append(f"{path} of the former version is gone")
        return wrong

    def style_sheets(self, page):
        return re.findall(r"/static/css/[\w.]+", self.ask(page)[2].decode())

    def visit(self, answers, ended):
        """RATE pages a second, every other one with a style sheet; each on its own connection."""

        def one(number):
            began = time.monotonic()
            try:
                status, _headers, body = self.ask(PATHS[number // 2 % len(PATHS)])
                if number % 2 and status == 200:
                    # Like a browser, and whichever server made the page.
                    sheet = re.search(rb"/static/css/tokens[\w.]+", body)[0].decode()
                    status = self.ask(sheet)[0]
            except (OSError, http.client.HTTPException) as error:
                status = repr(error)
            answers.append((status, time.monotonic() - began))

        pool = ThreadPoolExecutor(AT_ONCE)
        began = time.monotonic()
        for number in count():
            if ended.wait(max(0, began + number / RATE - time.monotonic())):
                break
            pool.submit(one, number)
        # Those under way are waited for, those that would still wait their turn are not.
        pool.shutdown(cancel_futures=True)

    @contextlib.contextmanager
    def connection(self, name=NAME):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=30)
        connection = http.client.HTTPSConnection(name, timeout=30)
        try:
            connection.sock = context.wrap_socket(plain, server_hostname=name)
            yield connection
        finally:
            connection.close()
            plain.close()

    def ask(self, path, name=NAME):
        with self.connection(name) as connection:
            connection.request("GET", path, headers={"Connection": "close"})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def remove(self):
        if self.site.exists():
            self.compose("down", "--volumes", "--rmi", "local", "--timeout", "5")
            names = [f"{self.environment['IMAGES']}/{name}" for name in ("site", "proxy")]
            subprocess.run(["docker", "rmi", *names], capture_output=True, check=False)


def git(*arguments, cwd):
    subprocess.run(["git", *arguments], cwd=cwd, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
