"""How often somebody may ask, without knowing who it is.

    enough = Limiter(10, seconds=60)  # ten at once, then one every six seconds

    def suggest(request):
        if not (answer := enough.ask(request.META)):
            return too_many(answer.wait)  # in so many seconds one more is answered

What takes long and holds much can be kept to a few at the same time:

    exports = AtOnce(2)

    def export(request):
        if (turn := exports.begin(request.META)) is None:
            return busy()
        return StreamingHttpResponse(turn.during(parts()))

No address is kept, logged or shown: `networks` says what becomes of it. Each process of the server
counts for itself.
"""

from .at_once import AtOnce
from .everything import forget, forgettable
from .limiter import Limiter
from .tally import Tally

__all__ = ["AtOnce", "Limiter", "Tally", "forget", "forgettable"]
