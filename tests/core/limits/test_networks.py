"""Whom a request is counted for; and what nobody can make us believe."""

import hypothesis.strategies as st
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from core.limits.networks import UNKNOWN, networks

HERE = (bytes([192, 0, 2, 7]), bytes([192, 0, 2]))
SIX = bytes.fromhex("20010db8000100ff"), bytes.fromhex("20010db80001")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", HERE),
        ("2001:db8:1:ff::9", SIX),
        ("2001:db8:1:ff:aaaa:bbbb:cccc:dddd", SIX),
        ("2001:db8:1:ff::9%eth0", SIX),
        ("::ffff:192.0.2.7", HERE),
        ("", UNKNOWN),
        ("unix:", UNKNOWN),
        ("/run/site.sock", UNKNOWN),
        ("localhost", UNKNOWN),
        ("192.0.2", UNKNOWN),
        ("192.0.2.7, 198.51.100.1", UNKNOWN),
        ("192.0.2.7\x00", UNKNOWN),
        ("١٩٢.0.2.7", UNKNOWN),
        (":" * 5_000, UNKNOWN),
    ],
)
def test_network_of_an_address(address, expected):
    assert networks({"REMOTE_ADDR": address}) == expected


def test_no_address_at_all():
    assert networks({}) == networks({"REMOTE_ADDR": None}) == UNKNOWN


def test_nobody_is_believed_without_a_proxy():
    found = networks({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"})

    assert found == HERE


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("192.0.2.7", HERE),
        ("198.51.100.1, 192.0.2.7", HERE),
        ("198.51.100.1,192.0.2.7", HERE),
        ("x" * 9_000 + ", 192.0.2.7", HERE),
        ("192.0.2.7,", UNKNOWN),
        ("192.0.2.7, unknown", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_only_what_the_proxy_wrote_is_believed(settings, written, expected):
    settings.BEHIND_PROXY = True

    found = networks({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": written})

    assert found == expected


def test_proxy_itself_is_no_sender(settings):
    settings.BEHIND_PROXY = True

    assert networks({"REMOTE_ADDR": "127.0.0.1"}) == UNKNOWN


@hypothesis_settings(max_examples=30)
@given(st.text(max_size=50))
def test_nothing_that_is_sent_raises(text):
    found = networks({"REMOTE_ADDR": text})

    assert found == UNKNOWN or [len(network) for network in found] in ([4, 3], [8, 6])
