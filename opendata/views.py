"""Pages for people about the open data, in six languages."""

from core.discreet import render
from directory import licences

from .borrowed import borrowed


def data(request):
    """What may be used how, where it is, and what is never in it."""
    context = {
        "facts": licences.FACTS,
        "points": licences.POINTS,
        "addresses": licences.ADDRESSES,
        "borders": licences.BORDERS,
        "example": licences.named(licences.FACTS),
        "borrowed": borrowed(),
    }
    return render(request, "opendata/data.html", context)
