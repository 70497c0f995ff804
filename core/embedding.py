"""Pages that partners may frame: only with `?embed=1`, and only those that say so."""

from functools import wraps

from csp.decorators import csp_replace
from django.views.decorators.clickjacking import xframe_options_exempt

MOST_ROWS = 20


def embeddable(view):
    """With `?embed=1` the page has neither head nor foot, and any site may frame it.

    `&rows=5` asks for that many rows at most (`embedded_rows`), `&light=1` for light colours on a
    telephone that has dark ones, because the page around it is light.
    """

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    def framed(request, *args, **kwargs):
        request.is_embedded = True
        request.is_light = request.GET.get("light") == "1"
        request.embedded_rows = _rows(request.GET.get("rows", ""))
        return view(request, *args, **kwargs)

    @wraps(view)
    def either(request, *args, **kwargs):
        is_embedded = request.GET.get("embed") == "1"
        return (framed if is_embedded else view)(request, *args, **kwargs)

    return either


def embedded_rows(request):
    """How many rows a list shows in the frame, or None where nobody asked for a number."""
    return getattr(request, "embedded_rows", None)


def _rows(text):
    is_number = text.isascii() and text.isdigit() and len(text) < 4
    return min(int(text), MOST_ROWS) or None if is_number else None
