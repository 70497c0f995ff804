"""The proxy of deploy/nginx: what it lets through, and what it says of a request."""

import json
import re
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from directory.emergency import IN_DANGER, TO_TALK
from scripts import proxied

pytestmark = pytest.mark.one_database
needs_nginx = pytest.mark.skipif(not proxied.nginx(), reason=proxied.HOW_TO_GET_IT)
FOLDER = Path(settings.BASE_DIR) / "deploy" / "nginx"
TEMPLATE = (FOLDER / "nginx.conf.template").read_text()


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that it was sent, as pairs."""

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        body = json.dumps([*self.headers.items(), ("", self.rfile.read(size).decode())]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_arguments):
        pass


@contextmanager
def serving(handler):
    with closing(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        server.close = server.server_close
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    with (
        serving(Echo) as port,
        proxied.proxy(tmp_path_factory.mktemp("proxy"), [port]) as running,
    ):
        yield running


def ask(proxy, *lines, body=b""):
    """The head of an answer and its text."""
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    with proxy.connect() as connection:
        connection.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, _, text = answer.partition("\r\n\r\n")
    return head, text


HOST = f"Host: {proxied.HOST}"


@needs_nginx
def test_site_is_told_what_nginx_knows_and_not_what_is_claimed(proxy):
    _head, text = ask(
        proxy,
        "GET / HTTP/1.1",
        HOST,
        "X-Forwarded-Proto: gopher",
        "X_Forwarded_Proto: http",
        "X-Forwarded_Proto: http",
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Host: evil.example",
        "Forwarded: host=evil.example",
        "Accept-Language: ar",
    )

    assert sorted(map(tuple, json.loads(text))) == [
        ("", ""),
        ("Accept-Language", "ar"),
        ("Connection", "close"),
        ("Host", proxied.HOST),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
    ]


@needs_nginx
def test_chunked_body_reaches_the_site_whole(proxy):
    _head, text = ask(
        proxy,
        "POST / HTTP/1.1",
        HOST,
        "Transfer-Encoding: chunked",
        body=b"2\r\na=\r\n1\r\nb\r\n0\r\n\r\n",
    )

    told = dict(json.loads(text))
    assert (told["Content-Length"], told[""]) == ("3", "a=b")


def test_plain_http_leads_to_the_same_name():
    """Otherwise a browser would never learn that the name without www. is for HTTPS alone."""
    plain = TEMPLATE.split("listen ${HTTP_PORT};")[1].split("server {")[0]

    assert "return 301 https://$host$request_uri;" in plain
    assert "Strict-Transport-Security" in TEMPLATE.split("server_name ${BARE_NAME};")[1][:200]


@needs_nginx
@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["POST / HTTP/1.1", HOST, "Content-Length: 12582913"], "413"),
        (["POST / HTTP/1.1", HOST, "Content-Length: 1", "Transfer-Encoding: chunked"], "400"),
        (["GET / HTTP/1.1", HOST, f"X: {'a' * 9_000}"], "400"),
        (["GET / HTTP/1.1", HOST, HOST], "400"),
        (["GET / HTTP/1.1", "Host: example.test"], "301"),
        (["GET / HTTP/1.1", "Host: evil.example"], "421"),
        (["TRACE / HTTP/1.1", HOST], "405"),
    ],
)
def test_what_is_too_large_or_for_somebody_else_is_answered_by_nginx(proxy, lines, status):
    head, text = ask(proxy, *lines)

    assert head.split()[1] == status
    assert "1." + "22" not in head + text
    assert re.findall("(?im)^server: (.*)$", head) == ["nginx\r"]


@needs_nginx
def test_page_is_shown_while_no_server_answers(tmp_path):
    with proxied.proxy(tmp_path, [1]) as proxy:
        head, text = ask(proxy, "GET /nl/ HTTP/1.1", HOST)

    assert head.split()[1] == "502"
    assert "Cache-Control: no-store" in head
    assert text == (FOLDER / "pages" / "away.html").read_text()


@pytest.mark.parametrize("code", dict(settings.LANGUAGES))
def test_page_without_a_server_says_what_the_site_says(code):
    page = (FOLDER / "pages" / "away.html").read_text()
    part = re.search(f'<section lang="{code}".*?</section>', page, re.DOTALL)[0]

    with override(code):
        said = [
            gettext("Something went wrong on our side"),
            gettext("It is not your fault. Please try again in a few minutes."),
            *(f"{line.helps}</span> <span>{line.answers}<" for line in IN_DANGER + TO_TALK),
            *(f'href="{line.tel}"' for line in IN_DANGER + TO_TALK),
        ]

    assert [text for text in said if text not in part] == []


def test_no_name_is_left_to_fill_in_and_nothing_of_a_visitor_is_written(tmp_path):
    text = proxied.configuration(tmp_path, [8001, 8002], 443, 80)
    lines = [line.split("#")[0].strip() for line in text.splitlines()]

    assert [line for line in lines if "${" in line] == []
    assert [line for line in lines if "_log" in line] == [
        "error_log stderr notice;",
        "access_log off;",
        "error_log stderr emerg;",
    ]


@pytest.mark.parametrize("name", ["x.be; return 200", "x.be$y", "x.be }", "é.be"])
def test_name_that_nginx_would_read_otherwise_is_refused(tmp_path, name):
    with pytest.raises(Exception, match="non-zero exit status 1"):
        proxied.configuration(tmp_path, [1], 443, 80, SITE_NAME=name)
