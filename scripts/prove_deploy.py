"""The guide word by word, from an empty Debian to a served page: `prove_deploy.py [sqlite]`.

Makes a Debian in a temporary folder and runs in it, one after the other, every command of
docs/deploy.md: with systemd and PostgreSQL, and then without systemd and with SQLite. Looks at what
stands then: the page through nginx by HTTPS, the link for the administrator, the units and what
they are kept from, the daily work. The script is run again and has nothing to do; it is killed at
odd moments and takes up what it broke off; the servers are brought up to date while 20 requests a
second come in, of which none may fail, and back. Says how long each step took. Exit code 1 when
something did not hold.

As root, with debootstrap, and with the ports 80, 443, 5432, 8001 and 8002 free. Where packages come
from folders of this machine, PROVE_SHARED names them.
"""

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
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import guide

ROOT = Path(__file__).resolve().parent.parent
NAME = "site.localhost"
SYSTEMD, NOTHING = "/lib/systemd/systemd", "/usr/bin/sleep"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # as root has it
PORTS = (80, 443, 5432, 8001, 8002)
A_SECOND = 20  # requests
INSTALL = "/srv/brussels-support/code/deploy/debian/install.sh"
PATIENCE = 1800  # seconds for one block of the guide
WORST_EXPOSURE = 2.0  # of systemd-analyze security, whose scale goes to 10


class FailedError(Exception):
    pass


def hold(condition, text):
    if not condition:
        raise FailedError(text)


class Machine:
    """A Debian in a folder, up and running."""

    def __init__(self, folder, init):
        self.folder, self.init = folder, init
        self.process = subprocess.Popen(
            ["bash", ROOT / "scripts" / "boot_debian.sh", folder, *init],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        self.first = self._first_process()

    def _first_process(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(0.5)
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            for pid in children.read_text().split():
                if Path(f"/proc/{pid}/cmdline").read_bytes().startswith(self.init[0].encode()):
                    return pid
        raise FailedError("The machine does not start.")

    def command(self, script):
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        environment = {"PATH": PATH, "HOME": "/root", **kept}
        words = [f"{name}={value}" for name, value in environment.items()]
        # `yes` would hang on a question instead of failing: standard input is empty.
        return ["nsenter", "-t", self.first, "-a", "-r", "-w", "env", "-i", *words, "sh", "-euc",
                f"cd /root\n{script}"]  # fmt: skip

    def run(self, script, *, may_fail=False):
        done = subprocess.run(
            self.command(script),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        hold(may_fail or done.returncode == 0, f"{script}\nsays:\n{done.stdout[-3000:]}")
        return done.stdout

    def is_up(self):
        return "running" in self.run("systemctl is-system-running || true")

    def end(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def machine(folder, init):
    up = Machine(folder, init)
    try:
        yield up
    finally:
        up.end()
        # The ports are free again once all processes of the machine are gone.
        time.sleep(2)


def debian(folder, *, has_systemd):
    """An empty Debian that trusts what this machine trusts and gets packages as it does."""
    more = "ca-certificates,systemd,systemd-sysv,dbus" if has_systemd else "ca-certificates"
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={more}", "bookworm", folder],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for name in ("/etc/resolv.conf", "/etc/pip.conf"):
        if Path(name).exists():
            shutil.copy(name, f"{folder}{name}")
    own = Path("/usr/local/share/ca-certificates")
    if own.exists():
        shutil.copytree(own, f"{folder}{own}", dirs_exist_ok=True)
        subprocess.run(
            ["chroot", folder, "update-ca-certificates"], check=True, stdout=subprocess.DEVNULL
        )
    # The kernel is this machine's own.
    for unit in ("systemd-udevd", "systemd-sysctl", "systemd-modules-load", "console-getty"):
        if has_systemd:
            Path(folder, f"etc/systemd/system/{unit}.service").symlink_to("/dev/null")
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, f"{folder}/source.git"], check=True)
    git(folder, "branch", "--force", "served", head())
    git(folder, "symbolic-ref", "HEAD", "refs/heads/served")


def head():
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def git(folder, *words):
    who = ["-c", "user.name=Proof", "-c", "user.email=proof@example.org"]
    return subprocess.run(
        ["git", *who, "-C", f"{folder}/source.git", *words],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def publish(folder, subject):
    """Another commit with the same code, as a new version that changes no table."""
    commit = git(folder, "commit-tree", "served^{tree}", "-p", "served", "-m", subject)
    git(folder, "branch", "--force", "served", commit)


def page(path="/nl/", timeout=10):
    """The status of a page through nginx, by HTTPS, whoever signed the certificate."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    connection = HTTPConnection(NAME, timeout=timeout)
    with closing(connection):
        plain = socket.create_connection(("127.0.0.1", 443), timeout=timeout)
        connection.sock = anybody.wrap_socket(plain, server_hostname=NAME)
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        response.read()
        return response.status


class Visitors(threading.Thread):
    """Asks 20 times a second, each time on a new connection, until it is told to stop."""

    def __init__(self):
        super().__init__()
        self.asked, self.lost, self.slowest, self._is_over = 0, [], 0.0, threading.Event()

    def _ask(self, number):
        began = time.monotonic()
        path = ("/nl/", "/fr/organisations/", "/en/agenda/", "/ar/")[number % 4]
        try:
            status = page(path)
        except (OSError, HTTPException) as error:
            status = repr(error)
        if status != 200:
            self.lost.append(f"{path}: {status}")
        self.slowest = max(self.slowest, time.monotonic() - began)

    def run(self):
        began, asking = time.monotonic(), []
        while not self._is_over.is_set():
            asking.append(threading.Thread(target=self._ask, args=(self.asked,)))
            asking[-1].start()
            self.asked += 1
            time.sleep(max(0, began + self.asked / A_SECOND - time.monotonic()))
        for thread in asking:
            thread.join()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self._is_over.set()
        self.join()


def follow(up, heading, commands):
    began = time.monotonic()
    said = up.run(commands)
    print(f"  {time.monotonic() - began:6.1f} s  {heading}", flush=True)
    return said


def look_around(up, said):
    hold(page() == 200, "The page is not there.")
    [link] = re.findall(rf"https://{NAME}(/\S+/password/new/\S+)", said)
    hold(page(link) in (200, 302), "The link for the administrator leads nowhere.")
    again = up.run(INSTALL)
    hold("\n+ " not in f"\n{again}", f"The script had something to do again:\n{again}")
    modes = up.run("stat -c '%a %U:%G' /etc/brussels-support/site.env /var/lib/brussels-support")
    hold(modes.split("\n")[:2] == ["640 root:brussels", "700 brussels:brussels"], modes)
    could = up.run(
        "runuser -u brussels -- find -L /srv/brussels-support /etc/brussels-support -writable"
        " -not -type l 2> /dev/null",
        may_fail=True,
    )
    hold(not re.findall("^/(?:srv|etc)", could, re.M), f"The site can write:\n{could}")


def look_at_units(up):
    units = "brussels-support@8001.service brussels-support-daily.service"
    up.run(f"systemd-analyze verify {units} brussels-support-daily.timer")
    for unit in units.split():
        text = up.run(f"systemd-analyze security --no-pager {unit}", may_fail=True)
        exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", text)[1])
        print(f"           {unit}: exposure {exposure}")
        hold(exposure <= WORST_EXPOSURE, f"{unit} is kept from too little: {exposure}")
    began = time.monotonic()
    up.run("systemctl start brussels-support-daily")
    print(f"  {time.monotonic() - began:6.1f} s  the daily work, by its unit")
    memory = up.run("systemctl show -P MemoryCurrent brussels-support@8001 brussels-support@8002")
    print("           memory of the servers:", [f"{int(n) >> 20} MB" for n in memory.split()])


def break_off(up, folder):
    """Kills the script in the middle of a new version, later and later; then it goes through."""
    publish(folder, "Another version")
    up.run("git -C /srv/brussels-support/code fetch --quiet origin")
    up.run("git -C /srv/brussels-support/code checkout --quiet --detach origin/served")
    for seconds in (1, 4, 9, 16):
        process = subprocess.Popen(
            up.command(f"exec {INSTALL}"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        hold(page() == 200, f"Killed after {seconds} s, the script took the site with it.")
    up.run(INSTALL)
    hold("\n+ " not in f"\n{up.run(INSTALL)}", "What was broken off is not whole.")


def go(folder, *, has_systemd):
    began = time.monotonic()
    debian(folder, has_systemd=has_systemd)
    print(f"  {time.monotonic() - began:6.1f} s  an empty Debian", flush=True)
    init = [SYSTEMD] if has_systemd else [NOTHING, "infinity"]
    values = {
        "SOURCE_CODE": "/source.git",
        "SITE_URL": f"https://{NAME}",
        "OTHER_NAME": "",
        "DATABASE": "postgresql" if has_systemd else "sqlite",
    }
    with machine(folder, init) as up:
        said, began = "", time.monotonic()
        for heading, commands in guide.blocks(guide.GUIDE.read_text()):
            if "age-keygen" in commands:
                follow(up, heading, commands)
                values["BACKUP_RECIPIENTS"] = up.run("age-keygen -y backup-key.txt").strip()
                continue
            if "update.sh" not in commands:
                said += follow(up, heading, guide.filled_in(commands, values))
                if INSTALL in commands:
                    hold(page() == 200, "The page is not there.")
                    print(f"  {time.monotonic() - began:6.1f} s  from the empty Debian to the page")
                continue
            if "--back" not in commands:
                look_around(up, said)
                if has_systemd:
                    look_at_units(up)
                    break_off(up, folder)
                publish(folder, "A new version")
            with Visitors() as visitors:
                follow(up, heading, commands)
            print(
                f"           {visitors.asked} requests meanwhile, {len(visitors.lost)} lost,"
                f" the slowest {visitors.slowest:.1f} s"
            )
            hold(not visitors.lost, f"Lost: {visitors.lost[:3]}")


def why_not():
    if os.geteuid():
        return "it needs root"
    if missing := [name for name in ("debootstrap", "nsenter") if not shutil.which(name)]:
        return f"it needs {' and '.join(missing)}"
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"something else listens on port {port}"
    return ""


def main(only=""):
    """0, or 1 when it did not hold."""
    if reason := why_not():
        print(f"It is left out: {reason}.")
        return 0
    for has_systemd in (True, False):
        if only == ("postgresql" if not has_systemd else "sqlite"):
            continue
        print(f"{'With' if has_systemd else 'Without'} systemd:", flush=True)
        with tempfile.TemporaryDirectory(prefix="debian-") as folder:
            os.chmod(folder, 0o755)
            try:
                go(folder, has_systemd=has_systemd)
            except FailedError as error:
                print(error)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
