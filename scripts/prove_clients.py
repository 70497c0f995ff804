"""Hostile requests, and slow clients: `prove_clients.py [requests]`.

Starts the server of production with the example data, on this machine only: directly reached, and
then behind the proxy of `deploy/nginx`. Sends it 10,000 requests by raw socket that no browser
sends (`tests.hostile_requests`), one half of each way. None may have an answer of 500 or more, no
whole one may wait longer than 5 seconds, nor half of one for ever, no public page may set a cookie,
and the server is alive afterwards.

Then it is slow: 500 connections on which nothing comes, 200 with half a header and 100 with a body
that never ends, both with a byte now and then, and 40 readers who take nothing of a long answer;
each kind by itself, then all together. Meanwhile somebody looks at a page, searches and sends a
form, and may not wait for longer than a second. Exit code 1 when any of it does not hold.
"""

import random
import re
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from bench import served  # noqa: E402
from scripts import proxied  # noqa: E402
from tests import hostile_requests  # noqa: E402

REQUESTS = 10_000
LONGEST = 5.0  # seconds for an answer to a hostile request
SERVERS_PATIENCE = 30.0  # seconds in which it must have given up on half of one
SILENCE = 1.0  # seconds
NO_LONGER = 1.0  # seconds that somebody else waits
WHILE = 8.0  # seconds of each kind of slow client
AT_ONCE = 64  # hostile requests at the same time
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_COOKIE = re.compile(rb"\r\nset-cookie: *([^\r]*)", re.IGNORECASE)
_EXPORT = b"GET /api/organisations.ndjson HTTP/1.1\r\nHost: %b\r\nAccept-Encoding: identity\r\n\r\n"


class Way:
    """How the site is reached: `connect()` gives a socket, `host` is what it is called."""

    def __init__(self, name, host, connect):
        self.name, self.host, self.connect = name, host.encode(), connect


@contextmanager
def ways(env):
    """Both of them, or the direct one alone where there is no nginx."""
    with ExitStack() as stack:
        direct = stack.enter_context(served.serving(env, log=subprocess.DEVNULL))

        def connect(timeout=10):
            return socket.create_connection(("127.0.0.1", direct.port), timeout)

        found = [Way("directly", "127.0.0.1", connect)]
        if proxied.nginx():
            behind = stack.enter_context(
                served.serving({**env, **proxied.SETTINGS}, log=subprocess.DEVNULL)
            )
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="proxy-")))
            proxy = stack.enter_context(proxied.proxy(folder, [behind.port]))
            found.append(Way("behind the proxy", proxied.HOST, proxy.connect))
        else:
            print(f"The proxy is left out. {proxied.HOW_TO_GET_IT}")
        yield found


# Hostile requests


def answer(way, sent):
    """All that comes back, and whether nothing more did for as long as one waits."""
    out, patience = b"", LONGEST if hostile_requests.is_whole(sent) else SERVERS_PATIENCE
    try:
        with way.connect(patience) as connection:
            with suppress(OSError):  # it may have closed before all is sent
                connection.sendall(sent)
            while part := connection.recv(65536):
                out += part
                # It keeps the connection for the next request.
                connection.settimeout(SILENCE)
    except TimeoutError:
        return out, not out
    except OSError:
        pass
    return out, False


def wrong_with(out, is_waiting):
    """What may not be in an answer."""
    statuses = [int(status) for status in _STATUS.findall(out)]
    if bad := [status for status in statuses if status >= 500]:
        yield f"{bad[0]}"
    if is_waiting:
        yield "a wait"
    # The admin’s login page has one, for its form.
    if any(b"admin" not in cookie.lower() for cookie in _COOKIE.findall(out)):
        yield "a cookie"


def hostile(way, count, seed):
    """The wrongs of so many requests, as Counter; examples are printed."""
    numbers, wrongs, statuses = iter(range(count)), Counter(), Counter()
    lock = threading.Lock()

    def send():
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            sent = hostile_requests.request(random.Random(f"{seed}-{number}"), way.host)
            out, is_waiting = answer(way, sent)
            with lock:
                statuses.update(status.decode() for status in _STATUS.findall(out)[:1] or [b"none"])
                for wrong in wrong_with(out, is_waiting):
                    wrongs[wrong] += 1
                    if wrongs[wrong] <= 3:
                        print(
                            f"  {wrong}: number {number} of {seed}: {sent[:120]!r} → {out[:120]!r}"
                        )

    threads = [threading.Thread(target=send) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = ", ".join(f"{status} {times}" for status, times in statuses.most_common())
    print(f"{count} hostile requests {way.name}: {told}", flush=True)
    return wrongs


# Slow clients


class Slow(threading.Thread):
    """Keeps connections open, with a byte over each every so many seconds; opens lost ones anew."""

    def __init__(self, way, count, begins, every=2.0, reads=True):
        super().__init__(daemon=True)
        self.way, self.count, self.begins, self.every, self.reads = way, count, begins, every, reads
        self.is_over, self.lost, self.there = threading.Event(), 0, []

    def run(self):
        chosen = selectors.DefaultSelector()
        self.there = [self._open(number, chosen) for number in range(self.count)]
        while not self.is_over.wait(self.every):
            if self.reads:
                for key, _events in chosen.select(0):
                    self._look(key.fileobj, key.data, chosen)
            for number, connection in enumerate(self.there):
                with suppress(OSError):
                    connection.send(self._more(number))
        for connection in self.there:
            connection.close()

    def _more(self, number):
        begun = self.begins(number)
        if not begun or not self.reads:
            return b""
        return b"a"

    def _open(self, number, chosen):
        connection = self.way.connect(30)
        with suppress(OSError):
            connection.send(self.begins(number))
        connection.setblocking(False)
        chosen.register(connection, selectors.EVENT_READ, number)
        return connection

    def _look(self, connection, number, chosen):
        try:
            gone = not connection.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            gone = True
        if gone:
            self.lost += 1
            chosen.unregister(connection)
            connection.close()
            self.there[number] = self._open(number, chosen)


def kinds(way):
    """`{name: how many, what each sends first, whether it reads}`."""
    form = b"POST /nl/suggest/ HTTP/1.1\r\nHost: " + way.host + b"\r\n"
    form += b"Content-Type: application/x-www-form-urlencoded\r\n"
    body = form + b"Content-Length: 1000000\r\n\r\ntext="
    half = b"GET /nl/ HTTP/1.1\r\nHost: " + way.host + b"\r\nX-Slow: "
    return {
        "500 connections without a word": (500, lambda _number: b"", True),
        "200 halves of a header": (200, lambda _number: half, True),
        "100 bodies without an end": (100, lambda _number: body, True),
        "40 readers who take nothing": (40, lambda _number: _EXPORT % way.host, False),
    }


def visits(way, seconds):
    """`{what: the longest that somebody waited}`; an answer that is wrong is an hour."""
    text = b"text=a"
    form = b"POST /nl/suggest/ HTTP/1.1\r\nHost: %b\r\nConnection: close\r\nContent-Length: %d\r\n"
    form += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n%b"
    page = b"GET %b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n"
    longest, until, number = Counter(), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        number += 1
        for what, sent in (
            ("a kept page", page % (b"/nl/", way.host)),
            ("a search", page % (b"/nl/search/?q=melk%d" % number, way.host)),
            ("a form", form % (way.host, len(text), text)),
        ):
            begun = time.monotonic()
            out, is_waiting = answer_of_a_visitor(way, sent)
            took = time.monotonic() - begun
            if is_waiting or not out.startswith((b"HTTP/1.1 200", b"HTTP/1.1 4")):
                print(f"  {what}: {out[:80]!r}")
                took = 3600.0
            longest[what] = max(longest[what], took)
        time.sleep(0.05)
    return longest


def answer_of_a_visitor(way, sent):
    out = b""
    try:
        with way.connect(30) as connection:
            connection.sendall(sent)
            while part := connection.recv(65536):
                out += part
    except OSError as error:
        return f"{error!r} {out[:80]!r}".encode(), True
    return out, False


def slow(way):
    """Whether nobody waited too long."""
    chosen, holds = kinds(way), True
    visits(way, 1)
    for names in [[], *([name] for name in chosen), [*chosen]]:
        clients = [
            Slow(way, count, begins, reads=reads) for count, begins, reads in map(chosen.get, names)
        ]
        for client in clients:
            client.start()
        time.sleep(2.0 if names else 0)
        longest = visits(way, WHILE)
        for client in clients:
            client.is_over.set()
        for client in clients:
            client.join()
        label = "nobody else" if not names else names[0] if len(names) == 1 else "all of these"
        told = ", ".join(f"{what} {1000 * took:,.0f} ms" for what, took in longest.items())
        lost = sum(client.lost for client in clients)
        print(f"{way.name}, {label}: at most {told}; {lost} ended by the server", flush=True)
        holds &= max(longest.values()) <= NO_LONGER
    return holds


def main(requests=REQUESTS):
    """0, or 1 when it did not hold."""
    seed, holds = random.randrange(10**6), True
    with served.demonstration("sqlite") as env, ways(env) as found:
        for way in found:
            wrongs = hostile(way, requests // len(found), seed)
            for wrong, times in wrongs.items():
                print(f"  {times} times {wrong}")
            holds &= not wrongs
            holds &= slow(way)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
