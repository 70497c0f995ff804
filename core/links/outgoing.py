"""Asking for public web addresses that others wrote, without opening a door to our own network.

An address is refused before any connection when it is not plain http(s), names a user or a port
of its own, or when its name leads to anything but the public internet. A name is looked up once
and the connection goes to that very address, so that a second answer of its name server (DNS
rebinding) changes nothing; the certificate is still checked against the name. Every redirect is
checked again. What comes back says nothing about closed and open ports, whoever reads it.

`httpcore` speaks HTTP: all that it reads and writes goes through a network backend, which is
where addresses are checked and the time is kept (docs/decisions.md).
"""

import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from ipaddress import ip_address, ip_network
from urllib.parse import urljoin, urlsplit

import httpcore
from django.conf import settings
from django.utils.encoding import iri_to_uri

# The limits. Time is that of everything together: names, redirects and the last byte.
SECONDS = 10
MOST_BYTES = 1_000_000  # of the content, after decompression
MOST_REDIRECTS = 5
_MOST_ADDRESSES = 4  # of one name, tried in turn

PORTS = {"http": 80, "https": 443}
USER_AGENT = f"Mozilla/5.0 (compatible; +{settings.SITE_URL})"

_REDIRECTS = {301, 302, 303, 307, 308}
_HOST_NAME = re.compile(r"[a-z0-9_.-]{1,253}", re.IGNORECASE)
# Of IPv6 only this is given out as global unicast (IANA): NAT64 and mapped IPv4 are elsewhere.
_GLOBAL_UNICAST = ip_network("2000::/3")
# What older versions of Python take for global: protocol assignments (Teredo holds an IPv4
# address), 6to4 and its relays, documentation.
_SPECIAL = [
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Outcome(StrEnum):
    """What came of asking. What it means for a link is a `checking.Verdict`."""

    ANSWERED = "answered"
    NOT_ASKED = "not-asked"
    NOT_PUBLIC = "not-public"
    NO_SUCH_NAME = "no-such-name"
    NO_ANSWER = "no-answer"
    BAD_CERTIFICATE = "bad-certificate"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    TOO_LARGE = "too-large"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of asking. `status` is that of the last page that answered, 0 when none did;
    `url` is where the redirects led; header names are lower case."""

    outcome: Outcome
    url: str
    status: int = 0
    headers: dict = field(default_factory=dict)
    content: bytes = b""


class _Stopped(Exception):  # noqa: N818  (not an error: an outcome)
    def __init__(self, outcome):
        super().__init__(outcome)
        self.outcome = outcome


# What may be asked


def is_public(address):
    """Whether an IP address is one of a computer on the public internet (IANA's registries)."""
    ip = ip_address(address)
    is_special = any(ip in network for network in _SPECIAL)
    if is_special or (ip.version == 6 and ip not in _GLOBAL_UNICAST):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def addresses_of(name, seconds):
    """The IP addresses of a host name, those to try first in front; `[]` when there is no such.

    Raises OSError when the name servers do not answer (TimeoutError: not in time). The system's
    resolver knows no time limit, so it works in a thread that may be left behind.
    """
    answers = queue.SimpleQueue()

    def look_up():
        try:
            answers.put(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(name) from None
    if isinstance(answer, UnicodeError) or getattr(answer, "errno", None) in _NO_SUCH_NAME:
        return []
    if isinstance(answer, OSError):
        raise answer
    return list(dict.fromkeys(address[0] for *_kind, address in answer))


@cache
def trusted():
    """The certificates that browsers trust (certifi); reading them takes a while."""
    return httpcore.default_ssl_context()


@dataclass(frozen=True)
class Network:
    """Which names and addresses there are and which may be asked. The tests have one of their
    own, that leads to a server of theirs; everything else uses INTERNET."""

    addresses_of: Callable = addresses_of
    is_allowed: Callable = is_public
    ports: frozenset = frozenset(PORTS.values())
    certificates: Callable = trusted


INTERNET = Network()


@dataclass(frozen=True)
class _Target:
    """An address in parts, as it is asked: nothing reads the text of it a second time."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url, network):
        try:
            parts = urlsplit(url.strip())
            host, port = (parts.hostname or "").rstrip("."), parts.port
            if ":" not in host:
                host = host.encode("idna").decode()
        except ValueError:  # also UnicodeError: what is no name, no port, no address
            raise _Stopped(Outcome.NOT_ASKED) from None
        is_plain = parts.scheme in PORTS and "@" not in parts.netloc and "\\" not in parts.netloc
        if not is_plain or not (_HOST_NAME.fullmatch(host) or _is_literal(host)):
            raise _Stopped(Outcome.NOT_ASKED)
        port = PORTS[parts.scheme] if port is None else port
        if port not in network.ports:
            raise _Stopped(Outcome.NOT_ASKED)
        path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        return cls(parts.scheme, host, port, path)

    @property
    def url(self):
        return httpcore.URL(scheme=self.scheme, host=self.host, port=self.port, target=self.path)

    @property
    def host_header(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def _is_literal(host):
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _allowed_addresses(host, network, seconds):
    """Where `host` is. One address that is not public among others refuses all of them."""
    try:
        addresses = [host] if _is_literal(host) else network.addresses_of(host, seconds)
    except TimeoutError:
        raise _Stopped(Outcome.NO_ANSWER) from None
    except OSError:  # our own line, or their name servers, for the moment
        raise _Stopped(Outcome.UNCLEAR) from None
    if not addresses:
        raise _Stopped(Outcome.NO_SUCH_NAME)
    if not all(network.is_allowed(address) for address in addresses):
        raise _Stopped(Outcome.NOT_PUBLIC)
    return addresses[:_MOST_ADDRESSES]


# Asking


def ask(url, *, method="GET", headers=(), most_bytes=MOST_BYTES, seconds=SECONDS, network=INTERNET):
    """The `Answer` at a web address, after at most MOST_REDIRECTS redirects; never raises for
    what the other side does.

    Reads at most `most_bytes` of content, counted after decompression (more is TOO_LARGE; with 0
    nothing is read), in at most `seconds` altogether. `headers` are `(name, value)` pairs.
    """
    clock = _Clock(seconds)
    sent = [("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Accept-Encoding", "gzip"), *headers]
    backend = _Backend(network, clock)
    with httpcore.ConnectionPool(
        ssl_context=network.certificates(), network_backend=backend, max_keepalive_connections=0
    ) as pool:
        for _redirect in range(MOST_REDIRECTS + 1):
            answer = _answer(pool, method, url, sent, most_bytes, network)
            onward = answer.headers.get("location", "")
            if answer.outcome != Outcome.ANSWERED or answer.status not in _REDIRECTS or not onward:
                return answer
            url = _joined(url, onward)
    return Answer(Outcome.TOO_MANY_REDIRECTS, url)


def _joined(url, onward):
    try:
        return urljoin(url, onward)
    except ValueError:  # brackets that hold no address: the next round refuses it
        return onward


def _answer(pool, method, url, headers, most_bytes, network):
    """One page, redirects not followed."""
    status, received = 0, {}
    try:
        target = _Target.of(url, network)
        sent = [("Host", target.host_header), *headers]
        with pool.stream(method, target.url, headers=sent) as response:
            status, received = response.status, _decoded(response.headers)
            wants_content = most_bytes and method != "HEAD" and status not in _REDIRECTS
            content = _content(response, received, most_bytes) if wants_content else b""
        return Answer(Outcome.ANSWERED, url, status, received, content)
    except _Stopped as stopped:
        return Answer(stopped.outcome, url, status, received)
    except (httpcore.ConnectError, httpcore.TimeoutException):
        return Answer(Outcome.NO_ANSWER, url, status, received)
    except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error):
        return Answer(Outcome.UNCLEAR, url, status, received)


def _decoded(headers):
    """Names in lower case; UTF-8, in which servers write addresses that are not ASCII."""
    return {
        name.decode(errors="replace").lower(): value.decode(errors="replace")
        for name, value in headers
    }


def _content(response, headers, most_bytes):
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise _Stopped(Outcome.UNCLEAR)
    is_compressed = encoding.endswith("gzip")
    unpack = _Gunzip() if is_compressed else lambda part, _most: part
    content, read = bytearray(), 0
    for part in response.iter_stream():
        read += len(part)
        content += unpack(part, most_bytes + 1 - len(content))
        if max(read, len(content)) > most_bytes:
            raise _Stopped(Outcome.TOO_LARGE)
    if is_compressed and not unpack.is_complete:
        raise _Stopped(Outcome.UNCLEAR)
    return bytes(content)


class _Gunzip:
    """Unpacks gzip (RFC 1952, also several members) without ever making more than is asked for."""

    def __init__(self):
        self._member = None

    def __call__(self, part, most):
        unpacked = bytearray()
        while part and len(unpacked) < most:
            self._member = self._member or zlib.decompressobj(wbits=31)
            unpacked += self._member.decompress(part, most - len(unpacked))
            part = self._member.unconsumed_tail or self._member.unused_data
            if self._member.eof:
                self._member = None
        return unpacked

    @property
    def is_complete(self):
        return self._member is None


class _Clock:
    """The time that is left for everything together."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def left(self):
        left = self._end - time.monotonic()
        if left <= 0:
            raise _Stopped(Outcome.NO_ANSWER)
        return left


class _Backend(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, and to no others."""

    def __init__(self, network, clock):
        self._network, self._clock = network, clock
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        addresses = _allowed_addresses(host.strip("[]"), self._network, self._clock.left())
        for number, address in enumerate(addresses, start=1):
            # The last one may have all that is left.
            share = self._clock.left() / (1 if number == len(addresses) else 2)
            try:
                return _Stream(self._sockets.connect_tcp(address, port, share), self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        return None


class _Stream(httpcore.NetworkStream):
    """A connection whose every step has only the time that is left: an answer that drips in, a
    byte a second, ends too."""

    def __init__(self, stream, clock):
        self._stream, self._clock = stream, clock

    def read(self, max_bytes, timeout=None):
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer, timeout=None):
        self._stream.write(buffer, self._clock.left())

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.left())
        except httpcore.ConnectError as error:
            # Of other refusals browsers manage some that we do not.
            is_certificate = isinstance(error.__cause__, ssl.SSLCertVerificationError)
            outcome = Outcome.BAD_CERTIFICATE if is_certificate else Outcome.UNCLEAR
            raise _Stopped(outcome) from None
        return _Stream(stream, self._clock)

    def get_extra_info(self, info):
        return self._stream.get_extra_info(info)

    def close(self):
        self._stream.close()
