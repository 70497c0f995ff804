"""`/api/hsds/` as the OpenAPI file of HSDS 3 describes it (`openapi.json`)."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone, translation
from rest_framework.response import Response

from agenda.models import Event
from core.changes.models import changed_since
from directory.models import Audience, Location, Organisation, Theme
from opendata import exports
from opendata.endpoints import Endpoint
from opendata.errors import BadQuestion, Gone, exceptions, parameter

from . import asking, conditions, describing, identities, lines, organizations, reading, services
from .contents import Contents
from .package import HOMEPAGE
from .pages import Rows, page_of, page_of_list
from .vocabulary import current, id_of

_PAGES = ("page", "per_page", "search", "format")


class HsdsEndpoint(Endpoint):
    """In one language, that of `lang`. `answer` makes a Response, or what goes into one."""

    # Of `/api/`, which has a description of its own.
    schema = None

    def known_parameters(self):
        return [*self.parameters, "lang"]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if len(values) > 1:
                raise BadQuestion(parameter(name, "Write this once."))

    def get(self, request, **kwargs):
        query = request.query_params
        language = asking.language(query)
        with translation.override(language):
            answer = self.answer(query, current(language), **kwargs)
        response = Response(answer) if isinstance(answer, dict) else answer
        response.headers["Content-Language"] = language
        return response

    def answer(self, query, vocabulary, **kwargs):
        raise NotImplementedError


class OfRows(HsdsEndpoint):
    """A list of what stands in tables: `rows` are those that are asked for, `things` makes of a
    page of them what goes out."""

    is_of_the_minute = True

    @property
    def at_once(self):
        return exports.Export.at_once if _is_whole_list(self.request) else super().at_once

    def answer(self, query, vocabulary):
        rows, contents = self.rows(query, vocabulary), self.contents(query, vocabulary)
        if asking.format_of(query) == "ndjson":
            return lines.response(self, rows, contents)
        found, page = page_of(rows, query, all_at_once=self.is_all_at_once(query))
        return {**page, "contents": [*self.things(contents, found)]}

    def contents(self, query, vocabulary):
        return Contents(vocabulary, is_whole=asking.is_asked(query, "full"))

    def is_all_at_once(self, query):
        return False


def _is_whole_list(request):
    return request.GET.get("format") == "ndjson"


def address(name, *args):
    return settings.SITE_URL + reverse(f"api:hsds:{name}", args=args)


class Root(HsdsEndpoint):
    def answer(self, query, vocabulary):
        return {"version": "3.0", "profile": HOMEPAGE, "openapi_url": address("openapi")}


class OpenAPI(HsdsEndpoint):
    def answer(self, query, vocabulary):
        return describing.described(address("root"))


# Services


class ServiceList(OfRows):
    parameters = (
        *_PAGES, "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal",
        "full",
    )  # fmt: skip

    def rows(self, query, vocabulary):
        return Rows(*_services(query, vocabulary))

    def things(self, contents, found):
        is_minimal = asking.is_asked(self.request.query_params, "minimal")
        return contents.minimal(found) if is_minimal else contents.services(found)

    def is_all_at_once(self, query):
        return asking.is_asked(query, "minimal")


def _services(query, vocabulary):
    """`(kind, queryset)` of the services that are asked for."""
    events = reading.coming(reading.public_events(), timezone.now())
    there = [("organisation", reading.public_organisations()), ("event", events)]
    return [(kind, _asked(rows, kind, query, vocabulary)) for kind, rows in there]


def _asked(rows, kind, query, vocabulary):
    """What of the rows of services the parameters ask for."""
    if text := asking.words(query, "search"):
        rows = rows.filter(conditions.search(kind, text))
    if term := conditions.asked_term(vocabulary, query, "taxonomy_term_id"):
        rows = rows.filter(conditions.term(kind, *term))
    if taxonomy := conditions.asked_taxonomy(vocabulary, query, "taxonomy_id"):
        rows = rows.filter(conditions.term(kind, taxonomy))
    if identifier := query.get("organization_id"):
        pk = _of_organization(identifier)
        rows = rows.filter(pk=pk) if kind == "organisation" else rows.filter(organisation=pk)
    if moment := asking.moment(query, "modified_after"):
        rows = changed_since(rows, kind, moment)
    return rows


def _of_organization(identifier):
    """The number of the one that it became; what was never public is as if it were not there."""
    if found := identities.ORGANIZATIONS.find(identifier):
        _kind, pk = found
        pk = Organisation.objects.gone_into([pk]).get(pk, pk)
        if Organisation.objects.published_or_archived().filter(pk=pk).exists():
            return pk
    detail = "There is no organization with this identifier."
    raise BadQuestion(parameter("organization_id", detail))


class ServiceDetail(HsdsEndpoint):
    is_of_the_minute = True

    def answer(self, query, vocabulary, identifier):
        kind, pk = _found(identities.SERVICES, identifier)
        if kind == "organisation":
            pk_of_kept = _public_organisation(pk)
            if pk_of_kept != pk:
                return _moved("service", services.id_of("organisation", pk_of_kept), self.request)
        else:
            _public_event(pk)
        coming = reading.coming(Event.objects.filter(pk=pk), timezone.now())
        coming = {*coming.values_list("pk", flat=True)} if kind == "event" else None
        return Contents(vocabulary, is_whole=True).services([(kind, [pk])], coming)[0]


def _found(known, identifier):
    found = known.find(identifier)
    if found is None:
        raise exceptions.NotFound("There is nothing with this identifier.")
    return found


def _public_organisation(pk):
    """The number of the one that is public: that of the one that it was merged into."""
    pk = Organisation.objects.gone_into([pk]).get(pk, pk)
    _is_public(Organisation.objects.filter(pk=pk))
    return pk


def _public_event(pk):
    _is_public(Event.objects.filter(pk=pk, is_demonstration=False))


def _is_public(rows):
    """Otherwise it was once (Gone), or it never was (NotFound)."""
    if rows.published().exists():
        return
    if rows.archived().exists():
        raise Gone
    raise exceptions.NotFound("There is nothing with this identifier.")


def _moved(name, identifier, request):
    query = request.META.get("QUERY_STRING", "")
    path = reverse(f"api:hsds:{name}", args=[identifier])
    return HttpResponsePermanentRedirect(path + (f"?{query}" if query else ""))


# Organizations


class OrganizationList(OfRows):
    parameters = (*_PAGES, "full_service", "full")

    def rows(self, query, vocabulary):
        rows = reading.public_organisations()
        if text := asking.words(query, "search"):
            rows = rows.filter(conditions.search("organisation", text))
        return Rows(("organisation", rows))

    def contents(self, query, vocabulary):
        asked = [asking.is_asked(query, name) for name in ("full", "full_service")]
        return Contents(vocabulary, is_whole=any(asked))

    def things(self, contents, found):
        has_whole_services = asking.is_asked(self.request.query_params, "full_service")
        pks = [pk for _kind, some in found for pk in some]
        return contents.organizations(pks, has_whole_services=has_whole_services)


class OrganizationDetail(HsdsEndpoint):
    parameters = ("full_service",)
    is_of_the_minute = True

    def answer(self, query, vocabulary, identifier):
        has_whole_services = asking.is_asked(query, "full_service")
        _kind, pk = _found(identities.ORGANIZATIONS, identifier)
        pk_of_kept = _public_organisation(pk)
        if pk_of_kept != pk:
            return _moved("organization", organizations.id_of(pk_of_kept), self.request)
        contents = Contents(vocabulary, is_whole=True)
        return contents.organizations([pk], has_whole_services=has_whole_services)[0]


# Services at locations


class ServiceAtLocationList(OfRows):
    parameters = (
        *_PAGES, "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full",
        "postcode", "proximity",
    )  # fmt: skip

    def rows(self, query, vocabulary):
        return Rows(*_links(query, vocabulary))

    def things(self, contents, found):
        return contents.links(found)


def _links(query, vocabulary):
    """`(kind, queryset)`: the public places of organisations, and activities that have a place."""
    (_of, organisations), (_kind, events) = _services(query, vocabulary)
    places = Location.objects.public()
    municipality = conditions.asked_municipality(query, "postcode")
    if municipality is not None:
        covered = conditions.covers(municipality)
        organisations = organisations.filter(covered)
        events = events.filter(
            organisation__in=Organisation.objects.filter(covered).order_by().values("pk")
        )
    events = events.filter(_HAS_A_PLACE)
    if "proximity" in query:
        metres = asking.number(query, "proximity", 1, 100_000)
        if municipality is None:
            detail = "Write a postcode, too: it is the middle from which metres count."
            raise BadQuestion(parameter("proximity", detail))
        near = conditions.within(municipality, metres)
        places, events = near, events.filter(location__in=near.values("pk"))
    of_organisations = places.filter(organisation__in=organisations.order_by().values("pk"))
    return [("organisation", of_organisations), ("event", events)]


_HAS_A_PLACE = Q(location__is_confidential=False) | (
    Q(location=None) & (Q(municipality__isnull=False) | Q(is_online=True))
)


class ServiceAtLocationDetail(HsdsEndpoint):
    is_of_the_minute = True

    def answer(self, query, vocabulary, identifier):
        kind, pk = _found(identities.LINKS, identifier)
        if kind == "organisation":
            places = Location.objects.public().filter(pk=pk)
            organisation = places.values_list("organisation", flat=True).first()
            if organisation is None:
                raise exceptions.NotFound("There is nothing with this identifier.")
            _is_public(Organisation.objects.filter(pk=organisation))
        else:
            _public_event(pk)
        found = Contents(vocabulary, is_whole=True).links([(kind, [pk])])
        if not found:
            raise exceptions.NotFound("There is nothing with this identifier.")
        return found[0]


# Taxonomies


class TaxonomyList(HsdsEndpoint):
    parameters = _PAGES

    def answer(self, query, vocabulary):
        things = _named([*vocabulary.taxonomies.values()], query)
        return _page_or_lines(self, things, query)


class TaxonomyDetail(HsdsEndpoint):
    def answer(self, query, vocabulary, identifier):
        for taxonomy in vocabulary.taxonomies.values():
            if taxonomy["id"] == identifier.lower():
                return taxonomy
        raise exceptions.NotFound("There is nothing with this identifier.")


class TaxonomyTermList(HsdsEndpoint):
    parameters = (*_PAGES, "taxonomy_id", "top_only", "parent_id")

    def answer(self, query, vocabulary):
        things = vocabulary.all_terms()
        known = [*vocabulary.taxonomies]
        if taxonomy := conditions.asked_taxonomy(vocabulary, query, "taxonomy_id", known):
            things = [*vocabulary.terms(taxonomy).values()]
        if asking.is_asked(query, "top_only"):
            things = [term for term in things if "parent_id" not in term]
        if parent := query.get("parent_id"):
            if parent.lower() not in vocabulary.by_id:
                raise BadQuestion(parameter("parent_id", "There is no term with this identifier."))
            things = [term for term in things if term.get("parent_id") == parent.lower()]
        things = [_with_taxonomy(term, vocabulary) for term in _named(things, query)]
        return _page_or_lines(self, things, query)


class TaxonomyTermDetail(HsdsEndpoint):
    def answer(self, query, vocabulary, identifier):
        if identifier.lower() in vocabulary.by_id:
            _taxonomy, _key, term = vocabulary.by_id[identifier.lower()]
            return _with_taxonomy(term, vocabulary)
        for name, model in (("theme", Theme), ("audience", Audience)):
            for row in model.every.exclude(archived_at=None).only("pk", "successor_id"):
                if id_of(name, row.pk) == identifier.lower():
                    return _moved("taxonomy_term", id_of(name, row.successor_id), self.request)
        raise exceptions.NotFound("There is nothing with this identifier.")


def _page_or_lines(view, things, query):
    if asking.format_of(query) == "ndjson":
        return lines.of_things(view, things)
    return page_of_list(things, query)


def _with_taxonomy(term, vocabulary):
    taxonomy, _key, _term = vocabulary.by_id[term["id"]]
    return {**term, "taxonomy_detail": vocabulary.taxonomies[taxonomy]}


def _named(things, query):
    """Those that have all words in their name or their description."""
    words = asking.words(query, "search").casefold().split()
    return [
        thing
        for thing in things
        if all(word in f"{thing['name']} {thing['description']}".casefold() for word in words)
    ]
