"""What the site is told about a request: nothing that only looks like what a proxy says."""

from types import SimpleNamespace

import pytest

from core.serving import environ
from core.serving.refused import Refused

pytestmark = pytest.mark.one_database


def scope(*headers, **more):
    return SimpleNamespace(
        **{
            "method": "GET",
            "path": "/nl/é/",
            "query_string": "a=%C3%A9",
            "http_version": "1.1",
            "scheme": "http",
            "server": "127.0.0.1:8001",
            "client": "192.0.2.7:5555",
            "authority": None,
            "headers": dict_of(headers),
            **more,
        }
    )


def environ_of(request):
    return environ.environ_of(request, environ.asked(request))


def dict_of(headers):
    return SimpleNamespace(items=lambda: list(headers))


def test_environ_is_as_wsgi_writes_it():
    told = environ_of(scope(("host", "x.be"), ("content-type", "a/b"), ("accept", "*/*")))

    assert told["PATH_INFO"] == "/nl/Ã©/"
    assert told["QUERY_STRING"] == "a=%C3%A9"
    assert (told["SERVER_NAME"], told["SERVER_PORT"]) == ("127.0.0.1", "8001")
    assert (told["REMOTE_ADDR"], told["SERVER_PROTOCOL"]) == ("192.0.2.7", "HTTP/1.1")
    assert (told["HTTP_HOST"], told["CONTENT_TYPE"]) == ("x.be", "a/b")
    assert told["SCRIPT_NAME"] == ""


def test_query_that_was_not_escaped_is_bytes_as_well():
    told = environ_of(scope(query_string="q=عرب"))

    assert told["QUERY_STRING"].encode("latin-1").decode() == "q=عرب"


def test_address_of_ipv6_is_without_brackets():
    told = environ_of(scope(client="[2001:db8::7]:5555", server="[::1]:8001"))

    assert told["REMOTE_ADDR"] == "2001:db8::7"
    assert (told["SERVER_NAME"], told["SERVER_PORT"]) == ("::1", "8001")


@pytest.mark.parametrize(
    "name", ["x_forwarded_proto", "x-forwarded_proto", "x_forwarded-proto", "script_name", "_"]
)
def test_name_with_an_underscore_passes_for_nothing(name):
    usual = ("x-forwarded-proto", "http")

    for headers in ([(name, "https"), usual], [usual, (name, "https")]):
        assert environ_of(scope(*headers)) == environ_of(scope(usual))


@pytest.mark.parametrize("name", ["host", "x-forwarded-proto", "content-type", "content-length"])
def test_second_one_of_what_there_can_be_one_of_is_refused(name):
    with pytest.raises(Refused) as refused:
        environ_of(scope((name, "1"), (name, "1")))

    assert refused.value.status == 400


def test_several_of_others_are_one():
    told = environ_of(
        scope(
            ("x-forwarded-for", "192.0.2.1"),
            ("cookie", "a=b"),
            ("x-forwarded-for", "192.0.2.2"),
            ("cookie", "c=d"),
        )
    )

    assert told["HTTP_X_FORWARDED_FOR"] == "192.0.2.1, 192.0.2.2"
    assert told["HTTP_COOKIE"] == "a=b; c=d"


@pytest.mark.parametrize(("named", "is_good"), [("x.be", True), ("evil.example", False)])
def test_host_in_the_address_is_the_host_of_the_header(named, is_good):
    asked = scope(("host", "x.be"), authority=named)

    if is_good:
        assert environ_of(asked)["HTTP_HOST"] == "x.be"
    else:
        with pytest.raises(Refused):
            environ_of(asked)


def test_name_that_is_there_as_a_script_is_none():
    assert environ_of(scope(("script-name", "/evil")))["SCRIPT_NAME"] == ""
