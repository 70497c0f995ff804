"""What only one may do at a time, on whichever machine: a row of the database that is held for some
minutes, and held on to while it takes longer. Who is killed holds it no more after that."""

from datetime import timedelta
from secrets import token_hex

from django.db.models import Q
from django.utils import timezone

from .models import Turn

LASTS = timedelta(minutes=5)
RENEWED_EVERY = timedelta(seconds=30)


def take(name):
    """The token of whoever has the turn now, or None while somebody else has it."""
    Turn.objects.get_or_create(name=name)
    now, holder = timezone.now(), token_hex(16)
    # One that is held for longer than anybody may was taken by a clock that is wrong.
    is_free = Q(held_until=None) | Q(held_until__lte=now) | Q(held_until__gt=now + 2 * LASTS)
    taken = Turn.objects.filter(is_free, name=name).update(holder=holder, held_until=now + LASTS)
    return holder if taken else None


def hold(name, holder):
    """Holds on to it; False when somebody else has it now."""
    mine = Turn.objects.filter(name=name, holder=holder)
    return bool(mine.update(held_until=timezone.now() + LASTS))


def end(name, holder):
    """Gives it back, at its end; nothing where somebody else has it by now."""
    mine = Turn.objects.filter(name=name, holder=holder)
    mine.update(holder="", held_until=None, last_at=timezone.now())
