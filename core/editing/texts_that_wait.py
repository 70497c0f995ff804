"""Translations that somebody has written and that wait: nobody translates the same once more.

A change that waits says in which languages it leaves nothing to do (`Proposal.completes`), worked
out when it is kept, so that the queue and the desk ask columns and open no change.
"""

from collections import defaultdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from core.languages import CODES

from .models import Proposal
from .text_states import CURRENT, columns, states_of

# What an editor sent back is its author’s for so long, then anybody’s again.
HERS = timedelta(days=14)


def completed(text_states, changes):
    """The languages in which `changes` write all that is missing or outdated, such as " ar es "."""
    lacking = defaultdict(set)
    for field in text_states:
        for code, state in states_of(text_states, field).items():
            if state != CURRENT:
                lacking[code].add(columns(field)[code])
    return "".join(
        f" {code} "
        for code in CODES
        if lacking[code] and all(changes.get(name) for name in lacking[code])
    )


def not_hers(user):
    """The changes that leave `user` nothing to translate: what waits for an editor, hers too, and
    what was sent back to somebody else."""
    sent_back = Q(
        state=Proposal.State.RETURNED,
        decided_at__gt=timezone.now() - HERS,
        author__is_active=True,
    )
    of_others = sent_back & ~Q(author=user)
    return Proposal.objects.filter(Q(state=Proposal.State.WAITING) | of_others)


def rows_in(model, language, user):
    """The ids of rows of `model` whose texts in a language wait; a subquery."""
    proposals = not_hers(user).filter(completes__contains=f" {language} ")
    content_type = ContentType.objects.get_for_model(model)
    return proposals.filter(content_type=content_type).values("object_id")


def by_model(user):
    """`{model: {id: languages}}` of all that waits, in one query."""
    waiting = defaultdict(lambda: defaultdict(str))
    proposals = not_hers(user).exclude(completes="")
    for content_type, pk, languages in proposals.values_list(
        "content_type", "object_id", "completes"
    ):
        model = ContentType.objects.get_for_id(content_type).model_class()
        waiting[model][pk] += languages
    return waiting
