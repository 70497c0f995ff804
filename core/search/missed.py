"""Searches that found nothing, counted beside the requests (`core.public_writes`)."""

from django.utils import timezone

from core.public_writes.counts import Counts

from .models import MissedSearch

LONGEST = 100  # characters


def _save(counts):
    for (text, language, day), times in counts.items():
        MissedSearch.objects.count_one(text, language, day, times)


_missed = Counts(_save)


def note(text, language):
    """Counts that `text` found nothing, today."""
    _missed.note((text[:LONGEST], language, timezone.localdate()))
