"""What a browser does with a form that came back with a ticket (static/js/doors.js), here with
puzzles that take no time: `monkeypatch.setattr(door, "BITS", EASY)`."""

from hashlib import sha256

from tests.html_forms import forms_of

EASY = 6  # bits: eight attempts a part


def proof_of(seed, parts, bits):
    return "-".join(_number(f"{seed}.{part}.", bits - 3) for part in range(parts))


def _number(start, zeros):
    count = 0
    while int.from_bytes(sha256(f"{start}{count:010}".encode()).digest()[:4], "big") >> 32 - zeros:
        count += 1
    return f"{count:010}"


def form_of(response):
    """The fields of the form that came back with a ticket, as a browser would send them again."""
    [form] = [form for form in forms_of(response) if "ticket" in dict(form["fields"])]
    return dict(form["fields"])


def paid(response, toll):
    """The same with the puzzle of `toll` solved."""
    return {**form_of(response), "proof": proof_of(toll.seed, toll.parts, toll.bits)}
