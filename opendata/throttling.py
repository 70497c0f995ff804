"""How often one sender may ask for open data: see `core.limits`, which knows nobody.

What is refused is told until when, and every answer says how much there is left, in the fields of
the IETF’s draft “RateLimit header fields for HTTP” (draft-ietf-httpapi-ratelimit-headers-10). What
somebody has already (304) and what browsers ask before (OPTIONS) costs nothing.
"""

from functools import lru_cache

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from core.limits import Limiter

from .errors import TooMany

SECONDS = 60
NAME = "sender"  # the name of the only policy


@lru_cache
def limiter(most):
    """That of this process: `most` at once from one sender, and as many again in a minute."""
    return Limiter(most, seconds=SECONDS)


class PerSender(BaseThrottle):
    """A view may say with `cost` that one of its answers counts for several.

    Raises TooMany. `request.limited` has the `core.limits.limiter.Answer`, or None without limits.
    """

    def allow_request(self, request, view):
        request.limited = None
        if not (most := settings.API_REQUESTS):
            return True
        cost = min(getattr(view, "cost", 1), most)
        request.limited = limiter(most).ask(request.META, cost)
        if not request.limited:
            raise TooMany(most, request.limited.wait)
        return True


def headers(limited):
    """The fields that say how much of it is left."""
    if limited is None:
        return {}
    return {
        "RateLimit-Policy": f'"{NAME}";q={settings.API_REQUESTS};w={SECONDS}',
        "RateLimit": f'"{NAME}";r={limited.left};t={limited.full}',
    }
