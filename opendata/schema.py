"""The description of the open data in OpenAPI 3.1, from what the views and records declare."""

import json
import re
from functools import lru_cache

from django.urls import include, path
from django.utils.translation import override
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from .changed_since import Filters
from .errors import TYPE
from .paging import MOST
from .texts import ALL, VALUES

ABOUT = """\
What this site knows, for your own site, portal or newsletter: organisations, activities with their
dates, questions with answers, and the words that they share. Read only, without a key, without a
cookie, the same for everybody; a page of another site may read it too (CORS).

* Facts that can be unknown say “unknown”, which is not “no”. Hours that are null are not known,
  which is not closed.
* A text is a list, one entry for each language that you ask for and that it has, each with the
  language it is really in.
* Days are ISO 8601; moments have a zone; hours are by the clocks of Brussels (Europe/Brussels).
* Page after page goes by id: take the address in `next` as it is, until it is null.
* To follow us, keep the `changed_since` of the first page, and ask with it next time; then ask
  `/api/gone/` with it too, and take out what is there.
* Send the ETag of your last answer as If-None-Match: nothing is sent where nothing has changed.
* What is wrong is told as `application/problem+json` (RFC 9457).
"""

PARAMETERS = {
    "lang": OpenApiParameter(
        "lang",
        {"type": "array", "items": {"type": "string", "enum": VALUES}, "default": [ALL]},
        description="The languages in which you want texts, each in that or in the nearest that "
        "there is; “all” is every language that a text has.",
        explode=True,
    ),
    "limit": OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
        description="Records on a page.",
    ),
    "cursor": OpenApiParameter(
        "cursor",
        {"type": "string", "pattern": r"^\d{1,18}(-\d{1,16})?$"},
        description="From which record on: it stands in the address of `next`.",
    ),
    "id": OpenApiParameter(
        "id",
        {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
        OpenApiParameter.PATH,
        description="The id of the record.",
    ),
}
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description="Send it as If-None-Match next time.",
    response=[200, 304],
)
RETRY = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    description="Seconds until you may ask again.",
    response=[429, 503],
)
_ERRORS = {
    400: "A parameter means nothing, or there is no such parameter; `errors` says which.",
    404: "There is no public record with this id, and there never was.",
    406: "Only JSON is offered.",
    410: "It was public once.",
    429: "You asked too often; Retry-After says when you may again.",
    500: "Something went wrong on our side.",
    503: "The database is away, or others are being answered; Retry-After says when to ask again.",
}


_SAID_TWICE = re.compile(r"^\* `([^`]+)` - \1$\n?", re.MULTILINE)


class WrongParameter(serializers.Serializer):
    parameter = serializers.CharField(help_text="Its name.")
    detail = serializers.CharField(help_text="What is wrong, in a sentence.")
    known = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="The values that mean something, where they can be counted.",
    )


class Problem(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField(help_text="Always “about:blank”: the status says all.")
    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What went wrong, in a sentence.")
    errors = WrongParameter(
        many=True, required=False, help_text="The parameters that are wrong, with status 400."
    )


class Described(AutoSchema):
    """How an `Endpoint` describes itself."""

    def get_operation_id(self):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self.view).__name__).lower()

    def get_summary(self):
        return self.get_description().split("\n")[0]

    def get_tags(self):
        return [self.path.split("/")[2] or "root"]

    def get_auth(self):
        return [{}]

    def get_override_parameters(self):
        one = ["id"] if "{id}" in self.path else []
        known = [PARAMETERS[name] for name in (*one, *self.view.parameters) if name in PARAMETERS]
        return [*known, ETAG, RETRY]

    def _get_filter_parameters(self):
        """Those of a list, or the few of them that one of its records understands, too."""
        filters = self.view.filterset_class
        extension = DjangoFilterExtension(Filters)
        return [
            parameter
            for name, field in (filters.base_filters if filters else {}).items()
            if self.view.is_list or name in self.view.parameters
            for parameter in extension.resolve_filter_field(
                self, filters._meta.model, filters, name, field
            )
        ]

    def get_serializer_name(self, serializer, direction):
        return super().get_serializer_name(serializer, direction).removesuffix("Record")

    def get_response_serializers(self):
        answer = OpenApiResponse(self.view.answer(), description=self.view.answered)
        unchanged = OpenApiResponse(description="Nothing has changed since the answer you know.")
        missing = () if "{id}" in self.path else (404, 410)
        problems = {
            (status, TYPE): OpenApiResponse(Problem, description=said)
            for status, said in _ERRORS.items()
            if status not in missing
        }
        return {(200, self.view.media_type): answer, 304: unchanged, **problems}


@lru_cache
def document():
    """The description as JSON: made once in the life of a process."""
    with override("en"):
        patterns = [path("api/", include("opendata.api_urls"))]
        schema = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)
    schema["info"]["description"] = ABOUT
    return json.dumps(_tidied(schema), ensure_ascii=False, default=str)


def _tidied(part):
    """Without what the library notes for itself, and without values that are said twice."""
    if isinstance(part, list):
        return [_tidied(each) for each in part]
    if isinstance(part, str):
        return _SAID_TWICE.sub("", part).strip()
    if not isinstance(part, dict):
        return part
    tidied = {key: _tidied(each) for key, each in part.items() if key != "x-spec-enum-id"}
    return {key: each for key, each in tidied.items() if (key, each) != ("description", "")}
