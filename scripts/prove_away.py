"""PostgreSQL away, and back again, under the running server: `prove_away.py [seconds]`.

Readers ask all the time for pages that are kept and for others, a volunteer for her desk, a visitor
sends a message. While the database is away each is answered soon: with the page, or with a 503 that
has the emergency numbers, and the message with a 503 that has its words. Afterwards everything goes
on without anybody starting anything, and the message is sent once more. Exit code 1 when something
did not hold; left out without PostgreSQL.
"""

import shlex
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import prove_full_disk
import psycopg
import with_postgres
from prove_full_disk import PASSWORD, Visitor, hidden

from bench import served

SECONDS = 60
SOON = 6.0  # seconds for any answer: settings.py lets a connection wait three
KEPT = ["/nl/", "/ar/organisations/", "/fr/agenda/", "/en/faq/"]
OTHERS = ["/nl/search/?q=koffie{}", "/tr/organisations/?q=a{}", "/api/organisations/?q=b{}"]
READERS = 4
BACK = 30.0  # seconds until everything goes on, at most
NUMBER = "112"


def main(seconds=SECONDS):
    binaries = with_postgres.binaries()
    if not binaries:
        print(f"It is left out. {with_postgres.HOW_TO_GET_IT}")
        return 0
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = stack.enter_context(with_postgres.cluster(binaries))
        with psycopg.connect(url) as connection:
            data = Path(connection.execute("SHOW data_directory").fetchone()[0])
        env = {**served.environment(folder, url), "DEMO_PASSWORD": PASSWORD}
        served.manage(env, "demo")
        server = stack.enter_context(served.serving(env))
        wrong = _away(f"http://127.0.0.1:{server.port}", binaries, data, seconds)
    print(*wrong[:20], sep="\n")
    return 1 if wrong else 0


def _away(address, binaries, data, seconds):
    """What did not hold."""
    volunteer, visitor = Visitor(address), Visitor(address)
    volunteer.log_in()
    form = hidden(visitor.ask("/nl/suggest/")[1])
    for path in KEPT * 8:  # each worker keeps its own
        visitor.ask(path)
    time.sleep(4)  # nobody writes a message in less
    options = (data / "postmaster.opts").read_text()
    readers = [Reader(address, number) for number in range(READERS)]
    _control(binaries, data, "stop", "-m", "immediate")
    for reader in readers:
        reader.start()
    began = time.monotonic()
    message = {**form, "topic": "missing", "text": "Elke dinsdag thee", "email": ""}
    wrong = []
    while time.monotonic() < began + seconds:
        status, page = visitor.ask("/nl/suggest/", message)
        if status != 503 or message["text"] not in page:
            wrong.append(f"the message: {status}")
        for path in prove_full_disk.DESK:
            if (status := volunteer.ask(path)[0]) != 503:
                wrong.append(f"{path}: {status}")
        if (status := visitor.ask("/readyz")[0]) != 503:
            wrong.append(f"/readyz while it is away: {status}")
        time.sleep(1)
    for reader in readers:
        reader.end()
    wrong += [each for reader in readers for each in reader.wrong]
    options = shlex.join(shlex.split(options)[3:])  # without the program and its folder
    _control(binaries, data, "start", "-l", data.parent / "log", "-o", options)
    back = time.monotonic()
    while visitor.ask("/readyz")[0] != 200 and time.monotonic() < back + BACK:
        time.sleep(0.2)
    waited = time.monotonic() - back
    status, page = visitor.ask("/nl/suggest/", message)
    if status != 200 or message["text"] in page:
        wrong.append(f"the message is not taken once it is back: {status}")
    for path in [*KEPT, *(each.format("z") for each in OTHERS), *prove_full_disk.DESK]:
        who = volunteer if path.startswith("/admin") else visitor
        if (status := who.ask(path)[0]) != 200:
            wrong.append(f"{path} once it is back: {status}")
    asked = sum(len(reader.times) for reader in readers)
    longest = max(max(reader.times) for reader in readers)
    refused = sum(reader.refused for reader in readers)
    kept = sum(reader.kept_refused for reader in readers)
    if kept * 2 >= asked:
        wrong.append("no page is kept")
    print(
        f"{seconds} s away: {asked} pages asked for, half of them kept; a 503 for {kept} of these"
    )
    print(f"  and {refused - kept} of the others, with the numbers; the longest after")
    print(f"  {longest:.1f} s; all went on {waited:.1f} s after it was back.")
    return wrong


class Reader(threading.Thread):
    """Asks for kept pages and for others in turn."""

    def __init__(self, address, number):
        super().__init__(daemon=True)
        self.visitor, self.number = Visitor(address), number
        self.times, self.wrong, self.is_ending = [], [], False
        self.refused = self.kept_refused = 0

    def run(self):
        turn = 0
        while not self.is_ending:
            turn += 1
            self._ask(KEPT[turn % len(KEPT)], is_kept=True)
            self._ask(OTHERS[turn % len(OTHERS)].format(f"{self.number}x{turn}"), is_kept=False)
            time.sleep(0.1)

    def _ask(self, path, *, is_kept):
        began = time.monotonic()
        status, page = self.visitor.ask(path)
        took = time.monotonic() - began
        self.times.append(took)
        if took > SOON:
            self.wrong.append(f"{path}: after {took:.1f} s")
        if status == 503:
            # What shows the time of the day is made anew each minute, kept or not.
            self.refused += 1
            self.kept_refused += is_kept
            if NUMBER not in page and not path.startswith("/api/"):
                self.wrong.append(f"{path}: a 503 without the numbers")
        elif status != 200:
            self.wrong.append(f"{path}: {status}")

    def end(self):
        self.is_ending = True
        self.join(30)


def _control(binaries, data, *what):
    subprocess.run(
        [binaries / "pg_ctl", "-D", data, "-w", *what],
        cwd=data.parent,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **with_postgres.someone_else(),
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
