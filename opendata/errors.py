"""What goes wrong, in the words of RFC 9457: `application/problem+json`, always."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

TYPE = "application/problem+json"
AWAY = 60  # seconds until somebody whom we cannot answer now may ask again

log = logging.getLogger("django.request")


class BadQuestion(exceptions.APIException):
    """A question that means nothing: `errors` are dicts as `parameter` gives them."""

    status_code = 400

    def __init__(self, *errors):
        super().__init__("The question has a parameter that means nothing here.")
        self.errors = errors


class Gone(exceptions.APIException):
    status_code = 410
    default_detail = "This was here once, and is not public any more."


class Busy(exceptions.APIException):
    """Others are being answered."""

    status_code, wait = 503, 1
    default_detail = "Others are being answered just now. Ask again in a second."


class TooMany(exceptions.APIException):
    """One sender asked too often; `most` a minute are answered, and the next in `wait` seconds."""

    status_code = 429

    def __init__(self, most, wait):
        soon = "a second" if wait == 1 else f"{wait} seconds"
        super().__init__(f"We answer {most} questions a minute. Ask again in {soon}.")
        self.wait = wait


def parameter(name, detail, known=()):
    """What is wrong with one parameter; `known` are the values that mean something."""
    error = {"parameter": name, "detail": str(detail)}
    return {**error, "known": [str(value) for value in known]} if known else error


def handler(error, context):
    """The answer to an error in a view, whatever it is (`EXCEPTION_HANDLER` of the framework)."""
    status, detail, more, headers = 500, "Something went wrong on our side.", {}, {}
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing at this address.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError("This question cannot be read.")
    if isinstance(error, exceptions.APIException):
        status, detail = error.status_code, str(error.detail)
        if isinstance(error, BadQuestion):
            more = {"errors": list(error.errors)}
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait + 0.999))
    elif isinstance(error, InterfaceError | OperationalError):
        status, detail = 503, "The database is away for a moment. Ask again in a minute."
        headers["Retry-After"] = str(AWAY)
    else:
        # As Django tells of errors that nobody expected: in the log, and to tests.
        request = context["request"]._request
        got_request_exception.send(sender=None, request=request)
        log.error("Internal Server Error: %s", request.path, exc_info=error)
    return problem(status, detail, more, headers)


def problem(status, detail, more=None, headers=None):
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    data = {**said, "detail": detail, **(more or {})}
    response = Response(data, status, headers=headers, content_type=TYPE)
    # Questions that mean nothing are no news for whoever runs the site.
    response._has_been_logged = True
    return response
