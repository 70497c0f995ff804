"""The addresses of the open data, in the order in which `/api/` names them."""

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from core.languages import CODES
from directory.models import Organisation
from faq.models import Insight, Question

from . import gone, organisations, questions, schema, words
from .changed_since import ChangedSince
from .endpoints import Endpoint, RecordDetail, RecordList
from .filters import OrganisationQuestions
from .licences import FACTS, OF_POINTS
from .records import Licence


class Organisations:
    kind, serializer_class = "organisation", organisations.OrganisationRecord

    def rows(self):
        return Organisation.objects.published()

    def loaded(self, rows):
        return organisations.loaded(rows)


class OrganisationList(Organisations, RecordList):
    """Organisations: places, services, networks and helplines that are there for mothers."""

    filterset_class = OrganisationQuestions


class OrganisationDetail(Organisations, RecordDetail):
    """One organisation."""


class Questions:
    kind, serializer_class = "question", questions.QuestionRecord

    def rows(self):
        return Question.objects.published()

    def loaded(self, rows):
        return questions.loaded_questions(rows)


class QuestionList(Questions, RecordList):
    """Questions that mothers ask, with answers."""

    filterset_class = ChangedSince


class QuestionDetail(Questions, RecordDetail):
    """One question with its answer."""


class Insights:
    kind, serializer_class = "insight", questions.InsightRecord

    def rows(self):
        return Insight.objects.published()

    def loaded(self, rows):
        return questions.loaded_insights(rows)


class InsightList(Insights, RecordList):
    """Short facts from research, with their sources."""

    filterset_class = ChangedSince


class InsightDetail(Insights, RecordDetail):
    """One insight."""


class Themes:
    kind, serializer_class, rows = "theme", words.ThemeRecord, staticmethod(words.themes)


class ThemeList(Themes, RecordList):
    """Themes: what a mother looks for."""

    filterset_class = ChangedSince


class ThemeDetail(Themes, RecordDetail):
    """One theme."""


class Audiences:
    kind, serializer_class, rows = "audience", words.AudienceRecord, staticmethod(words.audiences)


class AudienceList(Audiences, RecordList):
    """Audiences: for whom something is."""

    filterset_class = ChangedSince


class AudienceDetail(Audiences, RecordDetail):
    """One audience."""


class Municipalities:
    kind, serializer_class = "municipality", words.MunicipalityRecord
    rows = staticmethod(words.municipalities)


class MunicipalityList(Municipalities, RecordList):
    """The 19 municipalities of the Brussels Region."""

    filterset_class = ChangedSince


class MunicipalityDetail(Municipalities, RecordDetail):
    """One municipality."""


class Neighbourhoods:
    kind, serializer_class = "neighbourhood", words.NeighbourhoodRecord
    rows = staticmethod(words.neighbourhoods)


class NeighbourhoodList(Neighbourhoods, RecordList):
    """The 145 neighbourhoods of Brussels."""

    filterset_class = ChangedSince


class NeighbourhoodDetail(Neighbourhoods, RecordDetail):
    """One neighbourhood."""


class GoneList(RecordList):
    """What is not public any more, so that you take it out of what you keep."""

    serializer_class, filterset_class = gone.GoneRecord, gone.GoneFilters
    parameters = ("limit", "cursor")

    def rows(self):
        return gone.gone()


class RootRecord(serializers.Serializer):
    """What there is, and where."""

    name = serializers.CharField(help_text="Of this site, and of what this is.")
    description = serializers.CharField(help_text="What there is, in two sentences.")
    documentation = serializers.URLField(help_text="A page for people.")
    openapi = serializers.URLField(help_text="The description for programs (OpenAPI 3.1).")
    languages = serializers.ListField(
        child=serializers.ChoiceField(CODES), help_text="In which texts may be (ISO 639-1)."
    )
    licences = Licence(many=True, help_text="Under which records and points may be used.")
    endpoints = serializers.DictField(
        child=serializers.URLField(), help_text="The address of each list, by its name."
    )
    exports = serializers.DictField(
        child=serializers.URLField(),
        help_text="The address of each whole list in one answer, one record a line (NDJSON).",
    )
    hsds = serializers.URLField(help_text="The same as HSDS 3, the standard of Open Referral.")


class Root(Endpoint):
    """What there is, and where."""

    serializer_class = RootRecord

    def get(self, request, *args, **kwargs):
        return Response(
            {
                "name": "Together in Brussels: open data",
                "description": "Organisations, activities and answers for mothers in Brussels. "
                "Read only, without a key, the same for everybody.",
                "documentation": f"{settings.SITE_URL}/en/data/api/",
                "openapi": address("schema"),
                "languages": CODES,
                "licences": [FACTS, *(OF_POINTS[name] for name in ("map-data", "addresses"))],
                "endpoints": {name: address(name) for name in ENDPOINTS},
                "exports": {name: address(f"all-{name}") for name in ENDPOINTS if name != "gone"},
                "hsds": address("hsds:root"),
            }
        )


ENDPOINTS = [
    "organisations",
    "activities",
    "questions",
    "insights",
    "themes",
    "audiences",
    "municipalities",
    "neighbourhoods",
    "gone",
]


def address(name):
    return f"{settings.SITE_URL}{reverse(f'api:{name}')}"


class Description(Endpoint):
    """The description of all this in OpenAPI 3.1."""

    schema = None

    def get(self, request, *args, **kwargs):
        return HttpResponse(schema.document(), content_type="application/json")


class Unknown(Endpoint):
    """Every other address: without its last slash it leads to the one with it."""

    schema = None

    def dispatch(self, request, *args, **kwargs):
        path, query = request.path, request.META.get("QUERY_STRING", "")
        if not path.endswith("/") and _is_known(f"{request.path_info}/"):
            there = HttpResponsePermanentRedirect(f"{path}/{'?' + query if query else ''}")
            there.headers["Access-Control-Allow-Origin"] = "*"
            return there
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        raise NotFound("There is nothing at this address. /api/ names what there is.")


def _is_known(path):
    try:
        return getattr(resolve(path).func, "cls", None) is not Unknown
    except Resolver404:
        return False
