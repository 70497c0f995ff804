"""“Was this clear?”, counted beside the requests (`core.public_writes`), once for each sender.

Whoever changes her mind moves her count, also into the language in which she says so.
"""

from core.doors import Once
from core.languages import CODES
from core.public_writes.counts import Counts

from .models import Clarity, Question


def _save(counts):
    there = Question.objects.only("pk").in_bulk({pk for pk, _language, _is_clear in counts})
    for (pk, language, is_clear), times in counts.items():
        if times and (question := there.get(pk)):
            Clarity.objects.count_one(question, language, is_clear, times)


_answers = Counts(_save)
_said = Once()
_SAYINGS = [(language, is_clear) for language in CODES for is_clear in (False, True)]


def note(request, question, language, is_clear):
    """Counts what the sender of `request` says, and what she said before of it no longer."""
    number = 1 + _SAYINGS.index((language, is_clear))
    before = _said.before(request, str(question.pk), number)
    if before == number:
        return
    if before:
        _answers.note((question.pk, *_SAYINGS[before - 1]), -1)
    _answers.note((question.pk, language, is_clear))
