"""What “Where I am now” needs in the browser: all neighbourhoods, the same for everybody."""

from django.http import JsonResponse
from django.utils.translation import gettext as _

from core.kept import shows
from directory.models import Municipality, Neighbourhood
from geo.squares import kept

_DAY = 24 * 60 * 60


def squares(request):
    """`geo.squares.kept` with the slugs of places, which `place=` understands.

    For a neighbourhood that the vocabulary does not have, that of its municipality; null without
    either. Who has an older one asks with a former slug, which leads on. `unsure` and `outside`
    are what to say when there is no neighbourhood.
    """
    shows.note("place")
    parts = dict(Neighbourhood.objects.values_list("number", "slug"))
    wholes = dict(Municipality.objects.values_list("nis_code", "slug"))
    grid = kept()
    places = [parts.get(number) or wholes.get(nis_code) for number, nis_code in grid["places"]]
    table = {
        **grid,
        "places": places,
        "unsure": _(
            "Your phone does not say where you are. That is fine too: choose your municipality."
        ),
        "outside": _(
            "You seem to be outside Brussels. Choose the municipality where you want to look."
        ),
    }
    return JsonResponse(
        table,
        json_dumps_params={"separators": (",", ":")},
        headers={"Cache-Control": f"max-age={_DAY}"},
    )
