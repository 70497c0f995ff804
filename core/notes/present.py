"""Who is on what at this moment: one way of saying it, whatever she does there.

Apps add what they know themselves, such as who is calling whom.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.wording.hours import clock_with_article

from .models import Presence

ON_THIS = _("%(name)s is on this since %(time)s.")


@dataclass(frozen=True, slots=True)
class Here:
    """`said` is a sentence with `%(name)s` and, where it says since when, `%(time)s`."""

    user: User | None
    since: datetime
    said: str = ON_THIS

    def __str__(self):
        time = clock_with_article(timezone.localtime(self.since))
        return str(self.said) % {"name": self.user or "–", "time": time}


_sources = {}


def also(model, source):
    """Adds what is known of rows of `model`: `source(pks, now)` gives `(pk, Here)`; one query."""
    _sources.setdefault(model, []).append(source)


def on(model, pks):
    """`{pk: [Here, …]}` of rows of a model, each person once, first what says most."""
    now, found = timezone.now(), {}
    there = [pair for source in _sources.get(model, ()) for pair in source(pks, now)]
    content_type = ContentType.objects.get_for_model(model)
    rows = Presence.objects.good(now).filter(content_type=content_type, object_id__in=pks)
    rows = rows.select_related("user").order_by("since", "pk")
    there += [(row.object_id, Here(row.user, row.since)) for row in rows]
    for pk, here in there:
        if here.user not in [each.user for each in found.setdefault(pk, [])]:
            found[pk].append(here)
    return found


def on_row(row):
    return on(type(row), [row.pk]).get(row.pk, [])
