"""What proxies and monitors ask: `/healthz`, `/readyz` and `/wellz`.

Anybody may ask. What is said has no name, no path and no version in it, and was found a moment
before, so that asking often costs next to nothing.
"""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from . import checks


@never_cache
def healthz(request):
    """Says that the process lives, and nothing about the database."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@never_cache
def readyz(request):
    """Whether this server can answer: 200, or 503 and the proxy asks another one."""
    return _said(request, "ready")


@never_cache
def wellz(request):
    """Whether all is well: 200, or 503 and somebody has to look after something."""
    return _said(request, "well")


def _said(request, wanted):
    found = checks.all_findings()
    states = {each.state for each in found}
    answers = {"ready": checks.DOWN not in states, "well": not states & {checks.DOWN, checks.WRONG}}
    status = 200 if answers[wanted] else 503
    with override("en"):
        said = [(each.name, each.state, str(each.says())) for each in found]
    if "application/json" in request.headers.get("Accept", ""):
        rows = [dict(zip(("name", "state", "says"), each, strict=True)) for each in said]
        response = JsonResponse({**answers, "checks": rows}, status=status)
    else:
        lines = [name if answer else f"not {name}" for name, answer in answers.items()]
        lines += [f"{name}: {state}, {words}" for name, state, words in said]
        response = HttpResponse(
            "\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8"
        )
    response.headers["Vary"] = "Accept"
    # Who waits for it asks again and again: the log would hold nothing else.
    response._has_been_logged = True
    return response
