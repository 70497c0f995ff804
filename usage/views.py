"""A tap on a telephone number, which no server would see: the page says that there was one."""

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.limits import Limiter

from . import counting
from .labels import call
from .readers import is_person

LONGEST = 1_000  # bytes; all themes and a municipality are fewer
_enough = Limiter(20, seconds=60)


@csrf_exempt  # pages set no cookie, and whoever forges this adds one to a count
@require_POST
def called(request):
    """`municipality/theme theme`, as the page has it in `data-counted`: no number, no name, no
    address of a page. Whatever came of it, the answer is that there is nothing to show."""
    if _is_to_be_counted(request):
        municipality, _slash, themes = request.body.decode("utf-8", "replace").partition("/")
        if label := call(get_language(), themes.split(), municipality):
            counting.add(label)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _is_to_be_counted(request):
    """Whether a page of ours sent it, for a person who did not ask sites not to follow her (Global
    Privacy Control, and Do Not Track before it)."""
    headers = request.headers
    length = headers.get("Content-Length", "")
    return (
        headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and "1" not in (headers.get("Sec-GPC"), headers.get("DNT"))
        and length.isdecimal()
        and int(length) <= LONGEST
        and is_person(request.META)
        and bool(_enough.ask(request.META))
    )
