"""A signed moment in the form, against programs: they send at once, or what they kept for weeks.

It says when the page was made and nothing else, so it can follow nobody.
"""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

YOUNGEST = timedelta(seconds=3)
OLDEST = timedelta(days=1)

_signer = Signer(salt="feedback.stamp")


def made(now):
    """The stamp of the aware datetime `now`."""
    return _signer.sign(str(int(now.timestamp() * 1000)))


def age(stamp, now):
    """How long ago `stamp` was made, as a timedelta; None when it is not one of ours."""
    try:
        milliseconds = int(_signer.unsign(stamp))
    except (BadSignature, ValueError):
        return None
    return now - datetime.fromtimestamp(milliseconds / 1000, UTC)
