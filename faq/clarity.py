"""“Was this clear?”, counted beside the requests (`core.public_writes`)."""

from core.public_writes.counts import Counts

from .models import Clarity, Question


def _save(counts):
    there = Question.objects.only("pk").in_bulk({pk for pk, _language, _is_clear in counts})
    for (pk, language, is_clear), times in counts.items():
        if question := there.get(pk):
            Clarity.objects.count_one(question, language, is_clear, times)


_answers = Counts(_save)


def note(question, language, is_clear):
    _answers.note((question.pk, language, is_clear))
