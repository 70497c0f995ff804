"""Forms that strangers reach, and that no stranger can close for others.

    door = Door("suggest", 20, seconds=3600, everybody=300)

    if toll := door.ask(request):
        return show_again(form, toll)  # {% include "components/toll.html" %}

Up to so many from one network nobody notices anything. Who sends more is not refused but asked for
something that costs: the form comes back with all that she wrote and a ticket. With JavaScript her
browser solves a small puzzle and sends the form by itself; without it, the ticket counts after a
wait. So whoever shares a network with somebody who means harm still gets through. Where many
networks send at once, everybody is asked.

What is known is in the memory of this process, of networks nothing but hashes (`core.limits`).
With several processes each counts for itself, so a ticket counts once in each, and any of them
reads it.
"""

from django.utils.translation import gettext_lazy as _

from .door import Door, Toll
from .once import Once

__all__ = ["FULL", "Door", "Once", "Toll"]

# Where so much waits unread that no more can be kept: only a flood comes so far.
FULL = _(
    "Our letter box is full, and we have not kept this. Please try again tomorrow. What you wrote "
    "is still here."
)
