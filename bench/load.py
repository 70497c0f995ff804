"""Asks a server on this machine over a few connections that stay open, as a proxy does.

One thread and as little work as possible: it shares the processors with what it measures.
"""

import re
import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass

import brotli

PATIENCE = 30  # seconds that the last answers may take
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """`took` is in seconds since the planned moment; `status` is 0 where there is no answer."""

    path: str
    took: float
    status: int


_BROWSER = (
    "Host: 127.0.0.1\r\nAccept-Encoding: br\r\nAccept-Language: nl\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)


def request(path):
    """As a browser asks, so that it is counted (`usage`)."""
    return f"GET {path} HTTP/1.1\r\n{_BROWSER}\r\n\r\n".encode("ascii")


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self):
        return self.socket.fileno()

    def close(self):
        self.socket.close()

    def send(self, path):
        self.data, self.head, self.whole = b"", b"", None
        self.socket.sendall(request(path))

    def receive(self):
        """Takes what has come; whether the answer is whole. Raises OSError without one."""
        came = self.socket.recv(1 << 18)
        if not came:
            raise ConnectionResetError("The server has closed the connection.")
        self.data += came
        if self.whole is None and (end := self.data.find(b"\r\n\r\n")) >= 0:
            self.head = self.data[:end]
            length = _LENGTH.search(self.head)
            # Without a length it comes in chunks (RFC 9112, 7.1), the last one empty.
            self.whole = end + 4 + int(length[1]) if length else 0
        if self.whole is None:
            return False
        return len(self.data) >= self.whole if self.whole else self.data.endswith(b"0\r\n\r\n")

    @property
    def status(self):
        return int(self.data[9:12])

    @property
    def body(self):
        return self.data[len(self.head) + 4 :]

    @property
    def is_closing(self):
        return bool(_CLOSES.search(self.head))

    def ask(self, path):
        """The status of a whole answer."""
        self.send(path)
        while not self.receive():
            pass
        return self.status

    def text(self, path):
        """The page as people read it."""
        self.ask(path)
        is_packed = b"\r\ncontent-encoding: br" in self.head.lower()
        return (brotli.decompress(self.body) if is_packed else self.body).decode()


class Connections:
    """What is being asked; with `keeps`, connections are used again."""

    def __init__(self, port, most, *, keeps):
        self.port, self.most, self.keeps = port, most, keeps
        self.free, self.busy = [], {}
        self.selector = selectors.DefaultSelector()

    @property
    def has_room(self):
        return len(self.busy) < self.most

    def send(self, path, planned):
        connection = self.free.pop() if self.free else Connection(self.port)
        self.busy[connection] = path, planned
        self.selector.register(connection, selectors.EVENT_READ)
        connection.send(path)

    def answers(self, timeout):
        """The answers that have become whole, within that many seconds."""
        for key, _events in self.selector.select(timeout):
            connection = key.fileobj
            try:
                status = connection.status if connection.receive() else None
            except OSError:
                status = 0
            if status is not None:
                path, planned = self.busy.pop(connection)
                yield Answer(path, time.monotonic() - planned, status)
                self.selector.unregister(connection)
                if status and self.keeps and not connection.is_closing:
                    self.free.append(connection)
                else:
                    connection.close()

    def close(self):
        """What is still being waited for has no answer."""
        now = time.monotonic()
        for connection in (*self.free, *self.busy):
            connection.close()
        self.selector.close()
        return [Answer(path, now - planned, 0) for path, planned in self.busy.values()]


def open_loop(port, plan, connections=100):
    """Asks at planned moments, whatever the answers do: `(answers, waiting)`.

    `plan` has `(seconds from now, path)` pairs in their order. Each has a connection of its own,
    as visitors have; `waiting` is how many had no answer yet at the last moment.
    """
    plan, waiting, answers, left = deque(plan), deque(), [], None
    count, last = len(plan), plan[-1][0]
    pool, began = Connections(port, connections, keeps=False), time.monotonic()
    while len(answers) < count and (now := time.monotonic() - began) < last + PATIENCE:
        while plan and plan[0][0] <= now:
            waiting.append(plan.popleft())
        if not plan and left is None:
            left = count - len(answers)
        while waiting and pool.has_room:
            moment, path = waiting.popleft()
            pool.send(path, began + moment)
        answers += pool.answers(max(0, min(plan[0][0] - now if plan else 1, 1)))
    answers += pool.close()
    answers += [Answer(path, last + PATIENCE - moment, 0) for moment, path in waiting]
    return answers, left


def closed_loop(port, path, connections, seconds):
    """Asks one address again as soon as it is answered: the answers of so many seconds.

    With 0 seconds, one over each connection.
    """
    answers, began = [], time.monotonic()
    pool = Connections(port, connections, keeps=True)
    while time.monotonic() - began < seconds or len(answers) < connections:
        while pool.has_room:
            pool.send(path, time.monotonic())
        answers += pool.answers(1)
        if time.monotonic() - began > seconds + PATIENCE:
            break
    pool.close()
    return answers


def at_any_moment(answers, usual):
    """How long they took, and would have taken whoever came meanwhile, in seconds.

    A connection that waits for an answer asks nothing else: without those that it did not ask, a
    second of silence would count as one slow answer. `usual` is the time between two requests of
    one connection (the correction of HdrHistogram for coordinated omission).
    """
    for answer in answers:
        left = answer.took
        yield left
        while usual and (left := left - usual) >= usual:
            yield left


def percentile(values, part):
    """The smallest of `values` that is not smaller than `part` per cent of them."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]
