"""How much more is known than a month ago, in plain sentences.

`manage.py progress` writes down every day what is known (`Month`); the row of a month is what it
said last. Where a month was left out, the one before is as good.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.wording.dates import month_in_words

from . import score
from .models import Call
from .months import Month

LISTINGS, SCORE = "listings", "score"


def counted(scores):
    """What is known of the listings whose `{organisation: Score}` is given: `{what: number}`."""
    counts = dict.fromkeys(score.WEIGHTS, 0)
    for each in scores.values():
        for fact in each.known:
            counts[fact] += 1
    return counts | {LISTINGS: len(scores), SCORE: score.mean(scores.values())}


def keep(today):
    """Writes down what is known on the date `today`, in the row of its month."""
    counts = counted(score.of_all(today=today))
    Month.objects.update_or_create(month=today.replace(day=1), defaults={"counts": counts})
    return counts


def sentences(scores, today):
    """What is known now and what changed since the last month that was written down. 2 queries."""
    now = counted(scores)
    last = Month.objects.filter(month__lt=today.replace(day=1)).first()
    month = month_in_words(last.month) if last else ""
    before = last.counts if last else {}
    calls = Call.objects.ended().filter(began_at__date__gte=today.replace(day=1)).count()
    told = [
        ngettext("%(count)s call this month.", "%(count)s calls this month.", calls),
        _listings(now[LISTINGS], before.get(LISTINGS), month),
        _mean(now[SCORE], before.get(SCORE), month),
    ]
    told[0] %= {"count": calls}
    for fact in score.WEIGHTS:
        what = capfirst(str(score.LABELS[fact]))
        told.append(_fact(what, now[fact], now[LISTINGS], before.get(fact), month))
    return told


def _listings(now, before, month):
    values = {"count": now, "month": month, "before": before}
    if before is None:
        return ngettext("%(count)s listing.", "%(count)s listings.", now) % values
    text = ngettext(
        "%(count)s listing; %(before)s in %(month)s.",
        "%(count)s listings; %(before)s in %(month)s.",
        now,
    )
    return text % values


def _mean(now, before, month):
    values = {"now": now, "month": month, "before": before}
    if before is None:
        return _("On average a listing is complete for %(now)s of 100.") % values
    return (
        _("On average a listing is complete for %(now)s of 100; %(before)s in %(month)s.") % values
    )


def _fact(what, now, listings, before, month):
    values = {"what": what, "now": now, "all": listings, "month": month}
    if before is None:
        return _("%(what)s: %(now)s of %(all)s.") % values
    values["difference"] = abs(now - before)
    if now > before:
        text = _("%(what)s: %(now)s of %(all)s, %(difference)s more than in %(month)s.")
    elif now < before:
        text = _("%(what)s: %(now)s of %(all)s, %(difference)s fewer than in %(month)s.")
    else:
        text = _("%(what)s: %(now)s of %(all)s, as many as in %(month)s.")
    return text % values
