"""From which networks a request came, as bytes that are turned into a hash at once.

A sender is an IPv4 address or an IPv6 /64: what one home, school or telephone has. (Many people may
be behind one, so measures are made for a house and not for a person.) Around it is a wider network,
an IPv4 /24 or an IPv6 /48, because somebody may have a whole one to send from; `Limiter` lets it
have several times as much, for it can also be a street.
"""

import socket

from django.conf import settings

_LONGEST = 45  # characters of an IPv6 address with an IPv4 one at its end
_MAPPED = bytes(10) + b"\xff\xff"  # an IPv4 address as IPv6 writes it (RFC 4291, 2.5.5.2)

# Without an address, as over a unix socket.
UNKNOWN = (b"unknown",)


def networks(environ):
    """The networks of the sender, the nearest first, or UNKNOWN. Takes a WSGI environ or META.

    Behind a proxy only the last address of X-Forwarded-For is believed, which the proxy has put
    there itself (docs/running.md); all before it is what a visitor wants us to believe.
    """
    if settings.BEHIND_PROXY:
        written = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    else:
        written = environ.get("REMOTE_ADDR") or ""
    packed = _packed(written)
    if packed is None:
        return UNKNOWN
    if len(packed) == 4:
        return packed, packed[:3]
    return packed[:8], packed[:6]


def _packed(written):
    """The 4 or 16 bytes of an address, or None for what is none."""
    if len(written) > _LONGEST:
        return None
    try:
        if ":" not in written:
            return socket.inet_pton(socket.AF_INET, written)
        packed = socket.inet_pton(socket.AF_INET6, written.partition("%")[0])
    except (OSError, ValueError):
        return None
    return packed[12:] if packed.startswith(_MAPPED) else packed
