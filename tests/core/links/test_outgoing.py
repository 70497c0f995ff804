"""Asking for web addresses: what is refused, what is limited, and what comes back.

A small server of this machine cannot be asked, which is the point. The tests that need one have a
network of their own, in which its address counts as public.
"""

import gzip
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat

import pytest

from core.links.outgoing import (
    MOST_REDIRECTS,
    USER_AGENT,
    Network,
    Outcome,
    addresses_of,
    ask,
    is_public,
)

pytestmark = pytest.mark.one_database

# Made for these tests, for the name "right.example", until 2120.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdnk6qnjkk8tYq4JL
kWKUMXaqWICgLdABwsftCfKBcSGhRANCAARrvv52weFK8gEhRlTJuzU1/PLanECr
4ApXBuL0vsDesYds3jqQxg0POTeibQFqljde7NL0RZEyjYDvb5oL/rYL
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1yaWdodC5l
eGFtcGxlMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1yaWdodC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEa77+
dsHhSvIBIUZUybs1Nfzy2pxAq+AKVwbi9L7A3rGHbN46kMYNDzk3om0BapY3XuzS
9EWRMo2A72+aC/62C6NMMEowGAYDVR0RBBEwD4INcmlnaHQuZXhhbXBsZTAPBgNV
HRMBAf8EBTADAQH/MB0GA1UdDgQWBBRMVMQ3NKdSvytIfIIadCtMdWsmXjAKBggq
hkjOPQQDAgNHADBEAiASwtZc9++Jb457t6zorsk3Ay2FKBAACy99mK3NZ0SpagIg
NurTyaS1g8Y/vDlQfe5Od7SBMoQ1B8nOTDSQnDFIEnE=
-----END CERTIFICATE-----
"""
NO_BODY = b"Content-Length: 0\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"


def redirect_to(url):
    return [f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n".encode() + NO_BODY]


def slowly(text):
    for byte in text:
        time.sleep(0.1)
        yield bytes([byte])


@dataclass
class Site:
    """A server that answers each path with pieces of bytes. `network` leads to it by any name of
    `names`; `connections` counts who came, `asked` has `(method, path)` and `heads` all they said.
    """

    port: int
    pages: dict = field(default_factory=dict)
    names: dict = field(default_factory=lambda: {"site.example": ["127.0.0.1"]})
    connections: int = 0
    asked: list = field(default_factory=list)
    heads: list = field(default_factory=list)
    looked_up: list = field(default_factory=list)

    def addresses_of(self, name, seconds):
        self.looked_up.append(name)
        found = self.names.get(name, [])
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def network(self):
        return Network(
            addresses_of=self.addresses_of,
            is_allowed=lambda address: address == "127.0.0.1" or is_public(address),
            ports=frozenset({self.port}),
        )

    def url(self, path="/", name="site.example", scheme="http"):
        return f"{scheme}://{name}:{self.port}{path}"

    def ask(self, path="/", *, seconds=60, **options):
        return ask(self.url(path), network=self.network, seconds=seconds, **options)


def serving(context=None):
    """Yields a `Site`, with TLS when there is a context for it."""

    class Visit(socketserver.StreamRequestHandler):
        def setup(self):
            site.connections += 1
            if context:
                self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()

        def handle(self):
            head = b""
            while (line := self.rfile.readline()).strip():
                head += line
            if not head:
                return
            method, path, _version = head.split(maxsplit=3)[:3]
            site.asked.append((method.decode(), path.decode()))
            site.heads.append(head.decode())
            for part in site.pages[path.decode()]:
                self.wfile.write(part)

        def finish(self):
            super().finish()
            if context:
                self.request.close()

    class Server(socketserver.ThreadingTCPServer):
        def handle_error(self, request, client_address):
            """Whoever asks may leave in the middle."""

    with Server(("127.0.0.1", 0), Visit) as server:
        site = Site(server.server_address[1])
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site():
    yield from serving()


@pytest.fixture
def certificate(tmp_path):
    path = tmp_path / "right.example.pem"
    path.write_text(CERTIFICATE)
    return path


@pytest.fixture
def safe_site(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    yield from serving(context)


# What is refused


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "",
        "http://",
        "http:///path",
        "http://0.0.0.0:1234",
        "http://127.0.0.1:8000/admin/",
        "http://example.org:8080/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "https://user:password@example.org/",
        "https://user@example.org/",
        "https://@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://[::1",
        "http://exam ple.org/",
        "http://..example.org/",
        f"http://{'a' * 64}.example.org/",
    ],
)
def test_what_is_no_ordinary_address_is_refused(url):
    answer = ask(url)

    assert (answer.outcome, answer.status) == (Outcome.NOT_ASKED, 0)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_inner_address_is_refused_before_any_connection(site, host):
    """The port of our own server is open, and nothing comes to it or says so."""
    network = Network(ports=frozenset({site.port}))

    answer = ask(site.url("/", host), network=network, seconds=60)

    assert (answer.outcome, answer.status) == (Outcome.NOT_PUBLIC, 0)
    assert site.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",  # shared by customers of one provider
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_address_that_is_not_public(address):
    assert is_public(address) is False


@pytest.mark.parametrize("address", ["1.1.1.1", "193.190.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_address_that_is_public(address):
    assert is_public(address) is True


def test_one_inner_address_among_public_ones_refuses_the_name(site):
    site.names["mixed.example"] = ["127.0.0.1", "10.0.0.1"]

    answer = ask(site.url("/", "mixed.example"), network=site.network)

    assert (answer.outcome, site.connections) == (Outcome.NOT_PUBLIC, 0)


@pytest.mark.parametrize(
    ("addresses", "outcome"),
    [
        ([], Outcome.NO_SUCH_NAME),
        (TimeoutError(), Outcome.NO_ANSWER),
        (OSError(), Outcome.UNCLEAR),
    ],
)
def test_name_that_leads_nowhere(site, addresses, outcome):
    site.names["nowhere.example"] = addresses

    assert ask(site.url("/", "nowhere.example"), network=site.network).outcome == outcome


def test_names_are_looked_up_by_the_system():
    assert "127.0.0.1" in addresses_of("localhost", 5)


# Redirects


def test_redirect_is_followed(site):
    site.pages = {"/old": redirect_to("/new?a=b"), "/new?a=b": [OK, b"\r\nhere"]}

    answer = site.ask("/old")

    assert (answer.outcome, answer.status, answer.content) == (Outcome.ANSWERED, 200, b"here")
    assert answer.url == site.url("/new?a=b")


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("http://169.254.169.254:{port}/latest/meta-data/", Outcome.NOT_PUBLIC),
        ("http://inside.example:{port}/", Outcome.NOT_PUBLIC),
        ("//10.0.0.1:{port}/", Outcome.NOT_PUBLIC),
        ("http://site.example:1/", Outcome.NOT_ASKED),
        ("file:///etc/passwd", Outcome.NOT_ASKED),
        ("http://user:password@site.example:{port}/", Outcome.NOT_ASKED),
        ("http://[", Outcome.NOT_ASKED),
    ],
)
def test_redirect_is_checked_like_the_first_address(site, target, outcome):
    site.names["inside.example"] = ["192.168.0.1"]
    site.pages = {"/": redirect_to(target.format(port=site.port))}

    answer = site.ask()

    assert (answer.outcome, answer.status) == (outcome, 0)
    assert site.asked == [("GET", "/")]


def test_fifty_redirects_are_not_followed(site):
    site.pages = {f"/{number}": redirect_to(f"/{number + 1}") for number in range(50)}

    answer = site.ask("/0")

    assert answer.outcome == Outcome.TOO_MANY_REDIRECTS
    assert len(site.asked) == MOST_REDIRECTS + 1


def test_as_many_redirects_as_allowed_are_followed(site):
    site.pages = {f"/{number}": redirect_to(f"/{number + 1}") for number in range(MOST_REDIRECTS)}
    site.pages[f"/{MOST_REDIRECTS}"] = [OK, NO_BODY]

    assert site.ask("/0").status == 200


def test_name_is_looked_up_once_for_each_question(site):
    """Whoever answers differently the second time is not asked a second time."""
    site.pages = {"/": [OK, NO_BODY]}

    site.ask()

    assert site.looked_up == ["site.example"]


def test_name_that_moves_inside_between_redirects_is_refused(site):
    def addresses_of(name, seconds):
        return ["10.0.0.1" if site.asked else "127.0.0.1"]

    network = replace(site.network, addresses_of=addresses_of)
    site.pages = {"/": redirect_to("/again")}

    assert ask(site.url(), network=network).outcome == Outcome.NOT_PUBLIC
    assert site.asked == [("GET", "/")]


# Limits


def test_content_up_to_the_limit_is_read(site):
    site.pages = {"/": [OK, b"\r\n", b"x" * 1_000]}

    answer = site.ask(most_bytes=1_000)

    assert (answer.outcome, answer.content) == (Outcome.ANSWERED, b"x" * 1_000)


@pytest.mark.parametrize(
    "pieces",
    [
        [OK, b"\r\n", b"x" * 1_001],
        [OK, b"Content-Length: 1000000000\r\n\r\n", b"x" * 1_001],
        repeat(OK + b"\r\n" + b"x" * 10_000),
        [GZIP, gzip.compress(bytes(50_000_000))],
        [GZIP, gzip.compress(gzip.compress(bytes(50_000_000)))],
        [GZIP, gzip.compress(bytes(600)) + gzip.compress(bytes(600))],
    ],
    ids=["one more", "announced", "endless", "bomb", "bomb in a bomb", "two members"],
)
def test_larger_content_is_not_read(site, pieces):
    site.pages = {"/": pieces}

    answer = site.ask(most_bytes=1_000)

    assert (answer.outcome, answer.status, answer.content) == (Outcome.TOO_LARGE, 200, b"")


def test_endless_nothing_in_gzip_is_not_read(site):
    empty = b"\x00\x00\x00\xff\xff" * 1_000  # stored blocks of no bytes
    start = gzip.compress(b"")[:10]
    site.pages = {"/": (part for parts in ([GZIP, start], repeat(empty)) for part in parts)}

    assert site.ask(most_bytes=100_000).outcome == Outcome.TOO_LARGE


def test_gzip_is_unpacked(site):
    site.pages = {"/": [GZIP, gzip.compress(b"BEGIN:"), gzip.compress(b"VCALENDAR")]}

    assert site.ask().content == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    "pieces",
    [
        [GZIP, gzip.compress(b"x" * 1_000)[:-9]],
        [GZIP, b"no gzip at all"],
        [OK, b"Content-Encoding: br\r\n\r\nx"],
        [OK, b"Content-Length: 10\r\n\r\nx"],
        [b"no HTTP at all\r\n\r\n"],
        [b""],
    ],
    ids=["cut gzip", "no gzip", "brotli", "cut", "no HTTP", "nothing"],
)
def test_broken_answer_is_unclear(site, pieces):
    site.pages = {"/": pieces}

    answer = site.ask()

    assert (answer.outcome, answer.content) == (Outcome.UNCLEAR, b"")


@pytest.mark.parametrize(
    "text",
    [OK + b"\r\n" + b"x" * 100, OK + b"X-Long: " + b"x" * 100],
    ids=["content", "headers"],
)
def test_slow_answer_is_left_in_time(site, text):
    site.pages = {"/": slowly(text)}
    start = time.monotonic()

    answer = site.ask(seconds=0.5)

    assert answer.outcome == Outcome.NO_ANSWER
    assert time.monotonic() - start < 5  # all of it takes ten


def test_slow_redirects_share_the_time(site):
    site.pages = {
        f"/{number}": (time.sleep(0.2) or part for part in redirect_to(f"/{number + 1}"))
        for number in range(5)
    }

    assert site.ask("/0", seconds=0.5).outcome == Outcome.NO_ANSWER
    assert len(site.asked) <= 3


def test_nobody_there_is_no_answer(site):
    """As for a site that does not answer: which ports are open is nobody’s business."""
    with socketserver.TCPServer(("127.0.0.1", 0), None) as closed:
        port = closed.server_address[1]
    network = replace(site.network, ports=frozenset({port}))

    assert ask(f"http://site.example:{port}/", network=network).outcome == Outcome.NO_ANSWER


def test_second_address_is_tried(site):
    """Only this machine is asked: nothing of it listens at 127.0.0.2."""
    site.names["site.example"] = ["127.0.0.2", "127.0.0.1"]
    site.pages = {"/": [OK, NO_BODY]}
    network = replace(site.network, is_allowed=lambda address: True)

    assert ask(site.url(), network=network).status == 200


# What is said


def test_question_names_the_site_and_what_is_asked(site):
    site.pages = {"/a%20b?c=%C3%A9": [OK, NO_BODY]}

    ask(site.url("/a b?c=é#part"), network=site.network, headers=[("If-None-Match", '"1"')])

    assert site.heads[0].split("\r\n")[:-1] == [
        "GET /a%20b?c=%C3%A9 HTTP/1.1",
        f"Host: site.example:{site.port}",
        f"User-Agent: {USER_AGENT}",
        "Accept: */*",
        "Accept-Encoding: gzip",
        'If-None-Match: "1"',
    ]


def test_name_that_is_not_ascii_is_asked_in_its_own_form(site):
    site.names["xn--t-9fab.example"] = ["127.0.0.1"]
    site.pages = {"/": [OK, NO_BODY]}

    answer = ask(site.url("/", "été.example"), network=site.network)

    assert (answer.status, site.looked_up) == (200, ["xn--t-9fab.example"])


def test_head_has_no_content(site):
    site.pages = {"/": [OK, b"Content-Length: 4\r\nETag: x\r\n\r\n"]}

    answer = site.ask(method="HEAD")

    assert (answer.status, answer.content, answer.headers["etag"]) == (200, b"", "x")
    assert site.asked == [("HEAD", "/")]


@pytest.mark.parametrize("status", [304, 401, 404, 503])
def test_other_statuses_are_answers(site, status):
    site.pages = {"/": [f"HTTP/1.1 {status} So\r\n".encode() + NO_BODY]}

    answer = site.ask()

    assert (answer.outcome, answer.status) == (Outcome.ANSWERED, status)


# Certificates


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("right.example", Outcome.ANSWERED), ("wrong.example", Outcome.BAD_CERTIFICATE)],
)
def test_certificate_is_checked_against_the_name(safe_site, certificate, name, outcome):
    safe_site.names = {"right.example": ["127.0.0.1"], "wrong.example": ["127.0.0.1"]}
    safe_site.pages = {"/": [OK, NO_BODY]}
    network = replace(
        safe_site.network, certificates=lambda: ssl.create_default_context(cafile=certificate)
    )

    answer = ask(safe_site.url("/", name, "https"), network=network)

    assert answer.outcome == outcome


def test_certificate_that_nobody_vouches_for_is_refused(safe_site):
    safe_site.names = {"right.example": ["127.0.0.1"]}

    answer = ask(safe_site.url("/", "right.example", "https"), network=safe_site.network)

    assert (answer.outcome, safe_site.asked) == (Outcome.BAD_CERTIFICATE, [])


def test_encryption_that_we_do_not_speak_is_unclear(certificate):
    """Browsers may speak it."""
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    theirs.maximum_version = ssl.TLSVersion.TLSv1_2
    ours = ssl.create_default_context()
    ours.minimum_version = ssl.TLSVersion.TLSv1_3
    for site in serving(theirs):
        network = replace(site.network, certificates=lambda: ours)

        answer = ask(site.url("/", scheme="https"), network=network)

    assert (answer.outcome, site.asked) == (Outcome.UNCLEAR, [])
