"""Short links without a language: they lead to a page in the reader's own, or in `?lang=`."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from .languages import CODES


def in_readers_language(request, address, **kwargs):
    """A redirect to whatever `django.shortcuts.redirect` takes: an object with a page, a name."""
    wanted = request.GET.get("lang", "").lower()
    with override(wanted if wanted in CODES else request.LANGUAGE_CODE):
        response = redirect(address, **kwargs)
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def to_row(request, queryset, pk):
    """Leads to a row, published or archived, of any number `pk`. Raises Http404."""
    row = queryset.published_or_archived().filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    return in_readers_language(request, row)
