"""Page after page by primary key: rows never move, so an edit between two pages loses and doubles
nothing.

The cursor is `<last key>` or, where what was asked is followed with `changed_since`, `<last
key>-<moment>`: the moment from which to ask next time is that of the first page.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from core.changes.models import Change

from .errors import BadQuestion, parameter
from .licences import FACTS
from .records import Licence

MOST = 100
_CURSOR = re.compile(r"(\d{1,18})(?:-(\d{1,16}))?", re.ASCII)
_MICROSECONDS = 1_000_000


@lru_cache
def page_of(record):
    """The serializer of a page of records, for the description."""
    fields = {
        "licence": Licence(help_text="Of what follows, where a record says nothing else."),
        "changed_since": serializers.DateTimeField(
            allow_null=True,
            help_text="Ask with this moment next time (ISO 8601, UTC). It is the same on every "
            "page of a walk, and null where nothing was ever noted.",
        ),
        "next": serializers.URLField(
            allow_null=True, help_text="The address of the next page, null on the last one."
        ),
        "results": record(many=True, help_text="The records of this page, by id."),
    }
    name = record.__name__.removesuffix("Record")
    return type(f"{name}Page", (serializers.Serializer,), fields)


class ByPrimaryKey(BasePagination):
    """`limit` and `cursor`; the answer has `next`, the address of the next page, or null."""

    def paginate_queryset(self, rows, request, view=None):
        self.request = request
        limit, after, self.since = self._limit(), *self._cursor()
        if self.since is None:
            self.since = self._asking_again(view)
        page = [*rows.filter(pk__gt=after).order_by("pk")[: limit + 1]]
        self.last = page[limit - 1].pk if len(page) > limit else None
        return page[:limit]

    def get_paginated_response(self, data):
        return Response(
            {
                "licence": FACTS,
                "changed_since": self.since and self.since.isoformat().replace("+00:00", "Z"),
                "next": self._next(),
                "results": data,
            }
        )

    def _asking_again(self, view):
        changes = Change.objects.of(view.kind) if view.kind else Change.objects.gone()
        return changes.ask_again_from()

    def _limit(self):
        text = self.request.query_params.get("limit") or str(MOST)
        if not re.fullmatch(r"[1-9]\d{0,2}", text, re.ASCII) or int(text) > MOST:
            raise BadQuestion(parameter("limit", f"Write a whole number from 1 to {MOST}."))
        return int(text)

    def _cursor(self):
        text = self.request.query_params.get("cursor")
        if text is None:
            return 0, None
        try:
            key, moment = _CURSOR.fullmatch(text).groups()
            return int(key), moment and datetime.fromtimestamp(int(moment) / _MICROSECONDS, UTC)
        except (AttributeError, ValueError, OverflowError):
            detail = "Take the address in “next” as it is, instead of making a cursor yourself."
            raise BadQuestion(parameter("cursor", detail)) from None

    def _next(self):
        if self.last is None:
            return None
        moment = f"-{int(self.since.timestamp() * _MICROSECONDS)}" if self.since else ""
        query = [
            (name, value)
            for name, values in self.request.query_params.lists()
            for value in values
            if name != "cursor"
        ]
        query = urlencode([*query, ("cursor", f"{self.last}{moment}")])
        return f"{settings.SITE_URL}{self.request.path}?{query}"
