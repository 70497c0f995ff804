"""Pages that partners may frame: only with `?embed=1`, and only those that say so."""

from functools import wraps

from csp.decorators import csp_replace
from django.views.decorators.clickjacking import xframe_options_exempt


def embeddable(view):
    """With `?embed=1` the page has neither head nor foot, and any site may frame it."""

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    def framed(request, *args, **kwargs):
        request.is_embedded = True
        return view(request, *args, **kwargs)

    @wraps(view)
    def either(request, *args, **kwargs):
        is_embedded = request.GET.get("embed") == "1"
        return (framed if is_embedded else view)(request, *args, **kwargs)

    return either
