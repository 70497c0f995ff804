"""Whether the web addresses on our pages still work: asked every day, a few at a time.

Apps register where addresses live, because this knows no app. A checker that calls working links
broken is worse than none: only what says that a page is gone counts as a failure, and only failures
that go on for a week make a link broken.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import outgoing
from .models import LinkCheck

# When it is asked again. A little less than a week and a day, so that a run that starts a few
# minutes earlier than the last one leaves nothing for the next.
WHEN_FINE = timedelta(days=6, hours=20)
WHEN_FAILING = timedelta(hours=20)
# What makes a link broken: so many failures in a row, the last so long after the first.
FAILURES, FAILING_FOR = 3, timedelta(days=7)
PAUSE = 2.0  # seconds between two questions to one host
# As many in a row that nobody answers are our own line, not theirs.
SILENT = 5
_BATCH = 500


class Verdict(StrEnum):
    """What an answer means for a link; `ADVICE` says it to volunteers."""

    FINE = "fine"
    # Failures
    GONE = "gone"
    NO_SUCH_NAME = "no-such-name"
    NO_ANSWER = "no-answer"
    BAD_CERTIFICATE = "bad-certificate"
    NOT_PUBLIC = "not-public"
    # What says nothing about the page
    CLOSED = "closed"
    TROUBLE = "trouble"
    UNCLEAR = "unclear"


ADVICE = {
    Verdict.GONE: _("The page is gone. Look for its new address, or empty the field."),
    Verdict.NO_SUCH_NAME: _(
        "There is no website of this name any more. Look for mistakes in the address, then for the "
        "new website; call them when you find none."
    ),
    Verdict.NO_ANSWER: _(
        "The website does not answer. Open it yourself: when you do not see it either, look for "
        "another one, or empty the field."
    ),
    Verdict.BAD_CERTIFICATE: _(
        "Browsers warn visitors that this website is not safe. Tell the organisation; until it is "
        "put right, choose another page of theirs, or empty the field."
    ),
    Verdict.NOT_PUBLIC: _(
        "This address works only inside the organisation’s own network. Ask them for the public "
        "one."
    ),
}
FAILED = frozenset(ADVICE)
# What a checker that only asks for the head of a page may get although the page is there.
_TO_ASK_IN_FULL = set(Verdict) - {
    Verdict.FINE, Verdict.NO_SUCH_NAME, Verdict.BAD_CERTIFICATE, Verdict.NOT_PUBLIC
}  # fmt: skip
# Somebody was there, so our own line works.
_SOMEBODY = {Verdict.FINE, Verdict.GONE, Verdict.CLOSED, Verdict.TROUBLE}


# Where addresses live


@dataclass(frozen=True)
class AddressFields:
    model: type
    fields: tuple
    rows: Callable
    volunteers: tuple
    parent: str


_registered = []


def register(model, *fields, rows=None, volunteers=(), parent=""):
    """Has the addresses in `fields` checked. Called when the app is ready.

    `rows()` gives the public rows, unless it is `model.objects.published()`; `volunteers` are the
    lookups that lead to those who look after a row; `parent` names the foreign key to the row whose
    form holds it, unless it has one of its own.
    """
    rows = rows or (lambda: model._default_manager.published())
    _registered.append(AddressFields(model, fields, rows, volunteers, parent))


def in_use():
    """All distinct addresses of public rows, as a set."""
    used = set()
    for each in _registered:
        for field in each.fields:
            urls = each.rows().exclude(**{field: ""}).order_by().values_list(field, flat=True)
            used.update(urls.distinct())
    return used


def on_rows(urls, user=None):
    """Those of `urls` that a public row has now, or one that `user` looks after; a query for each
    registered field, none when there are no addresses."""
    urls, present = list(urls), set()
    for each in _registered if urls else ():
        rows = each.rows().order_by()
        if user:
            hers = (Q(**{lookup: user}) for lookup in each.volunteers)
            rows = rows.filter(reduce(or_, hers, Q(pk__in=[])))
        for field in each.fields:
            present.update(rows.filter(**{f"{field}__in": urls}).values_list(field, flat=True))
    return present


def rows_with(urls, most=100):
    """`{url: [row, …]}` of public rows, those that have a form of their own; a query for each
    registered field, which finds at most `most` rows."""
    urls, by_url = list(urls), {}
    for each in _registered:
        for field in each.fields:
            rows = each.rows().filter(**{f"{field}__in": urls})
            if each.parent:
                rows = rows.select_related(each.parent)
            for row in rows[:most]:
                holder = getattr(row, each.parent) if each.parent else row
                rows_of_url = by_url.setdefault(getattr(row, field), [])
                if holder not in rows_of_url:
                    rows_of_url.append(holder)
    return by_url


# What an answer means


def outcome_of(answer):
    """What an `outgoing.Answer` says about a link."""
    if answer.outcome != outgoing.Outcome.ANSWERED:
        # What kept the answer away is called the same here, where it says something of the link.
        return next((each for each in Verdict if each == answer.outcome.value), Verdict.UNCLEAR)
    if 200 <= answer.status < 300:
        return Verdict.FINE
    if answer.status in (404, 410):
        return Verdict.GONE
    if answer.status in (401, 403, 429):
        return Verdict.CLOSED
    return Verdict.TROUBLE if answer.status >= 500 else Verdict.UNCLEAR


def judged(check, outcome, now):
    """`check` as it is after `outcome` came at the moment `now`: a new one, not saved.

    One that works is forgiven everything; what says nothing about the page changes nothing but,
    while nothing fails, the outcome.
    """
    after = LinkCheck(
        pk=check.pk,
        url=check.url,
        checked_at=now,
        outcome=check.outcome,
        failures=check.failures,
        failing_since=check.failing_since,
        is_broken=check.is_broken,
    )
    if outcome in FAILED:
        after.outcome = outcome
        after.failures += 1
        after.failing_since = check.failing_since or now
        lasting = now - after.failing_since >= FAILING_FOR
        after.is_broken = check.is_broken or (after.failures >= FAILURES and lasting)
    elif outcome == Verdict.FINE:
        after.outcome, after.failures = outcome, 0
        after.failing_since, after.is_broken = None, False
    elif not check.failures:
        after.outcome = outcome
    return after


# The daily round


@dataclass(slots=True)
class Round:
    """What a round did, in numbers of addresses. `is_offline`: nobody answered, nothing counts."""

    asked: int = 0
    left: int = 0
    forgotten: int = 0
    is_offline: bool = False


def due(urls, now):
    """Those of `urls` that are to be asked at `now`: the new ones, then the most overdue."""
    moments = {}
    for url, checked_at, failures in LinkCheck.objects.values_list("url", "checked_at", "failures"):
        moments[url] = checked_at + (WHEN_FAILING if failures else WHEN_FINE)
    new = sorted(urls - moments.keys())
    overdue = sorted((moments[url], url) for url in urls & moments.keys() if moments[url] <= now)
    return [*new, *(url for _moment, url in overdue)]


def go_round(*, limit, seconds, ask=outgoing.ask, pause=PAUSE):
    """Asks for at most `limit` addresses that are due, until `seconds` have passed, and forgets
    those that no public row has any more."""
    used, end = in_use(), time.monotonic() + seconds
    asking = due(used, timezone.now())
    done = Round(left=len(asking), forgotten=_forget_all_but(used))
    waiting, is_somebody_there, asked_at = [], False, {}
    for url in _spread(asking[:limit]):
        if time.monotonic() >= end:
            break
        _wait_for(_host(url), asked_at, pause)
        waiting.append((url, outcome_at(url, ask)))
        is_somebody_there = is_somebody_there or waiting[-1][1] in _SOMEBODY
        if is_somebody_there:
            done.asked += _note(waiting)
    done.is_offline = not is_somebody_there and len(waiting) >= SILENT
    if not done.is_offline:
        done.asked += _note(waiting)
    done.left -= done.asked
    return done


def outcome_at(url, ask=outgoing.ask):
    """Asks for the head of a page, and for the page when that did not do."""
    outcome = outcome_of(ask(url, method="HEAD", most_bytes=0))
    if outcome in _TO_ASK_IN_FULL:
        outcome = outcome_of(ask(url, method="GET", most_bytes=0))
    return outcome


def _note(waiting):
    """Saves and empties a list of `(url, outcome)`; returns how many there were."""
    now, count = timezone.now(), len(waiting)
    while waiting:
        url, outcome = waiting.pop()
        check = LinkCheck.objects.filter(url=url).first() or LinkCheck(url=url)
        judged(check, outcome, now).save()
    return count


def _forget_all_but(used):
    unused = [url for url in LinkCheck.objects.values_list("url", flat=True) if url not in used]
    for start in range(0, len(unused), _BATCH):
        LinkCheck.objects.filter(url__in=unused[start : start + _BATCH]).delete()
    return len(unused)


def _spread(urls):
    """The same, those of one host as far apart as it goes: no waiting, and no burst for them."""
    seen, turns = Counter(), []
    for url in urls:
        seen[_host(url)] += 1
        turns.append((seen[_host(url)], url))
    return [url for _turn, url in sorted(turns, key=lambda turn: turn[0])]


def _host(url):
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # no address at all: nobody is asked
        return ""


def _wait_for(host, asked_at, pause):
    if host in asked_at:
        time.sleep(max(0, asked_at[host] + pause - time.monotonic()))
    asked_at[host] = time.monotonic()
