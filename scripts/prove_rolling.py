"""Two servers behind the proxy, started again in turn: `prove_rolling.py [seconds]`.

Fills a temporary PostgreSQL with the example data and starts two servers of production on it and
the proxy of `deploy/nginx` in front, on this machine only. Then 50 requests come every second, each
from the moment that was planned for it: pages that are kept, pages that are not, and every fifth
one a message that somebody sends. Meanwhile one server after the other is stopped as systemd stops
it (SIGTERM), started again, and asked until it is ready, as an update does it. Every request must
have its answer, and every message that was thanked for must be in the database, once. Exit code 1
otherwise.
"""

import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import served  # noqa: E402
from scripts import proxied, serve, with_postgres  # noqa: E402

SECONDS = 60
A_SECOND = 50
MESSAGES = 5  # every so many requests
STOP = 40  # seconds that a server may take
_STAMP = re.compile(r'name="stamp" value="([^"]*)"')
_PATHS = ["/nl/", "/fr/organisations/", "/ar/agenda/", "/nl/search/?q=melk{}", "/healthz"]


@dataclass(frozen=True)
class Answer:
    number: int
    what: str
    status: int
    took: float
    said: str


class Machine:
    """A server that can be started again on its port, as a unit of systemd is."""

    def __init__(self, env, log):
        self.env, self.log = env, log
        self.port, self.process = with_postgres.free_port(), None

    def start(self):
        self.process = subprocess.Popen(
            serve.command(self.port), cwd=ROOT, env=self.env, stderr=self.log
        )
        served.wait_for(self.process, self.port)

    def stop(self):
        """How long it took, in seconds."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOP)
        return time.monotonic() - begun


def ask(proxy, path, form=None, source="127.0.0.1"):
    """`(status, headers and text)`; the status is 0 where there is no whole answer."""
    body = urlencode(form).encode() if form else b""
    lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", f"Host: {proxied.HOST}"]
    lines.append("Connection: close")
    if form:
        lines.append(f"Content-Length: {len(body)}")
        lines.append("Content-Type: application/x-www-form-urlencoded")
    out = b""
    try:
        with proxy.connect(60, source) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            while part := connection.recv(65536):
                out += part
    except OSError as error:
        return 0, repr(error)
    text = out.decode(errors="replace")
    length = re.search(r"(?i)\r\ncontent-length: (\d+)", text)
    head, _, rest = out.partition(b"\r\n\r\n")
    if not head or (length and len(rest) < int(length[1])):
        return 0, "broken off"
    return int(text.split()[1]), text


def request(proxy, stamp, number, planned):
    """One of the requests, planned for a moment of the clock."""
    if number % MESSAGES == 0:
        what = "a message"
        form = {"topic": "other", "text": f"Message {number}.", "stamp": stamp, "path": "/nl/"}
        # Each from a network of its own: how many one sender may send is not what is proved.
        source = f"127.{number // 200 % 200 + 1}.{number % 200}.1"
        status, said = ask(proxy, "/nl/suggest/", form, source)
    else:
        what = "a page"
        status, said = ask(proxy, _PATHS[number % len(_PATHS)].format(number))
    return Answer(number, what, status, time.monotonic() - planned, said[:200])


def asked_all_along(proxy, stamp, is_over):
    """The answers to A_SECOND requests a second."""
    found, begun, number = [], time.monotonic(), 0
    with ThreadPoolExecutor(100) as threads:
        while not is_over.is_set():
            number += 1
            planned = begun + number / A_SECOND
            time.sleep(max(0, planned - time.monotonic()))
            found.append(threads.submit(request, proxy, stamp, number, planned))
        return [answer.result() for answer in found]


def rolled(machines, seconds):
    """Starts them again in turn; `[(seconds to stop, seconds to be ready)]`."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        for machine in machines:
            stopped, begun = machine.stop(), time.monotonic()
            machine.start()
            times.append((stopped, time.monotonic() - begun))
            time.sleep(2)
    return times


def inside(env, folder, seconds):
    with ExitStack() as stack:
        log = stack.enter_context((folder / "servers.log").open("w"))
        machines = [Machine(env, log), Machine(env, log)]
        for machine in machines:
            machine.start()
            stack.callback(machine.stop)
        proxy = stack.enter_context(proxied.proxy(folder, [each.port for each in machines]))
        stamp = _STAMP.search(ask(proxy, "/nl/suggest/")[1])[1]
        time.sleep(5)  # who sends a form at once is no human
        is_over, answers = threading.Event(), []
        asking = threading.Thread(
            target=lambda: answers.extend(asked_all_along(proxy, stamp, is_over))
        )
        asking.start()
        try:
            time.sleep(2)
            times = rolled(machines, seconds)
            time.sleep(2)
        finally:
            is_over.set()
            asking.join()
        kept = Counter(messages(env))
    return told(answers, times, kept)


def messages(env):
    """The texts of all messages in the database."""
    code = (
        "from feedback.models import Suggestion\n"
        "print(*Suggestion.objects.values_list('text', flat=True), sep='\\n')"
    )
    out = served.run(env, "manage.py", "shell", "--no-imports", "-c", code)
    return [line for line in out.splitlines() if line.startswith("Message ")]


def told(answers, times, kept):
    lost = [each for each in answers if each.status not in (200, 302, 303, 429)]
    for answer in lost[:5]:
        print(f"  {answer}")
    thanked = [f"Message {each.number}." for each in answers if "/thanks/" in each.said]
    missing = [text for text in thanked if not kept[text]]
    twice = [text for text, count in kept.items() if count > 1]
    took = sorted(1000 * each.took for each in answers)
    stopped, ready = map(max, zip(*times, strict=True))
    print(
        f"{len(answers)} requests at {A_SECOND} a second, {len(thanked)} messages thanked for, "
        f"{len(times)} times a server started again (at most {stopped:.1f} s to stop, {ready:.1f} "
        f"s until ready): {len(lost)} lost, {len(missing)} messages missing, {len(twice)} twice; "
        f"half within {took[len(took) // 2]:.0f} ms, 99 of 100 within "
        f"{took[len(took) * 99 // 100]:.0f} ms, all within {took[-1]:.0f} ms"
    )
    return 1 if lost or missing or twice or not thanked else 0


def main(seconds=SECONDS):
    """0, or 1 when it did not hold."""
    if not proxied.nginx():
        print(f"It is left out. {proxied.HOW_TO_GET_IT}")
        return 0
    if not (binaries := with_postgres.binaries()):
        print(f"It is left out. {with_postgres.HOW_TO_GET_IT}")
        return 0
    with (
        with_postgres.cluster(binaries) as url,
        tempfile.TemporaryDirectory(prefix="rolling-") as folder,
    ):
        # What is made before a server is ready is not what is proved.
        env = {**served.environment(folder, url), **proxied.SETTINGS, "WARM_PAGES": "10"}
        served.manage(env, "demo")
        return inside(env, Path(folder), seconds)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
