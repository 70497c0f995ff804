"""What an authenticator app shows: RFC 6238 with its defaults (SHA-1, 30 seconds, 6 digits)."""

import base64
import hashlib
import hmac
import struct
import time


def code_now(secret, steps=0):
    """The code of `secret` (base32), `steps` times 30 seconds from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def other_than(code):
    """Six digits that are certainly wrong."""
    return f"{(int(code) + 500_000) % 1_000_000:06}"
