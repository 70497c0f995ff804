"""Requests that nobody sent: each sheet of a list goes to its admin as if its page had been sent.

So that every sheet is saved the one way, with what the volunteer may do.
"""

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language


class _Unsaid:
    """Messages of the single pages: the page of the import says it all at once."""

    def add(self, level, message, extra_tags=""):
        pass

    def __iter__(self):
        return iter(())


def request_of(user, posted=None):
    """A POST of `user` in the active language, with the fields of `posted`."""
    request = HttpRequest()
    request.method = "POST"
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "SCRIPT_NAME": ""}
    request.user, request.session = user, {}
    request.LANGUAGE_CODE = get_language()
    request.POST = QueryDict(mutable=True) if posted is None else posted
    # It has no form that could have been forged: the one who confirmed it sent a token.
    request.csrf_processing_done = True
    request._messages = _Unsaid()
    return request
