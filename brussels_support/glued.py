"""Addresses that come back with something glued on: a full stop, a bracket, a slash, a mark that
nobody sees, capitals; or without their language. They lead to the page that is meant."""

import re

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language, override

from core.languages import CODES

_GLUED = re.compile(r"(?:[^\w\x00-\x1f\x7f]|_)+$")


def redirect_to_meant(request):
    """One redirect to the page that was meant, or None when there is no such page.

    Called for a request without an answer, and so never for an address that is right.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    for meant in _readings(request.path_info):
        if meant != request.path_info and (response := _redirect(request, meant)):
            return response
    return None


def _readings(path):
    """What an address may mean, the likeliest first. Only those of the admin have capitals."""
    bare = _GLUED.sub("", path)
    if not bare or "/." in path[len(bare) :]:  # ".." is an address of its own
        return
    for start in dict.fromkeys((bare, bare.lower())):
        yield start
        yield f"{start}/"
    if bare.split("/")[1] not in CODES:
        yield f"/{get_language()}{bare.lower()}"
        yield f"/{get_language()}{bare.lower()}/"


def _redirect(request, meant):
    language = meant.split("/")[1]
    has_language = language in CODES
    if meant.startswith(settings.ADMIN_URL):
        return None
    try:
        with override(language if has_language else get_language()):
            match = resolve(meant)
            response = match.func(request, *match.args, **match.kwargs)
    except (Resolver404, Http404):
        return None
    is_of_everyone = not has_language or request.path_info.startswith(f"/{language}")
    if response.status_code in (301, 302):
        if is_of_everyone:
            return response  # such as of a short link: it knows the page
        address = response.headers["Location"]
    elif response.status_code in (200, 410):
        query = request.META.get("QUERY_STRING", "")
        address = escape_uri_path(meant) + (f"?{query}" if query else "")
    else:
        return None
    if has_language and is_of_everyone:
        return HttpResponsePermanentRedirect(address)
    response = HttpResponseRedirect(address, headers={"Cache-Control": "no-cache"})
    patch_vary_headers(response, ["Accept-Language"])
    return response
