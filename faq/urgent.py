"""The numbers to call that stand as large buttons above an answer.

Urgent is a question that a danger in the search names (`core.search.models.CrisisTopic`): so what
she finds by typing and what she finds by reading is the same, and editors keep it in one place.
"""

from core.kept import memory, shows
from core.languages import shown
from core.search.models import CrisisTopic
from directory import crisis
from directory.contact import tel_uri
from directory.running_text import telephones


def topics(_things):
    """A few, of which most questions are in none: kept in memory as "urgent"."""
    return list(CrisisTopic.objects.active().only("slug", "questions", "position"))


def followed(known, changed, things):
    return topics(things) if "crisis" in changed else known, ()


def of(question, answer):
    """Those of the answer, safe HTML, that a danger about this question has, in its order.

    Each is a dict for `components/urgent.html`: `phone`, `tel`, `label` (a `Shown`) and `hours`.
    """
    shows.note("crisis")
    named = [topic for topic in memory.get("urgent") if question.slug in topic.questions]
    if not named:
        return []
    known = {}
    for topic in named:
        for number in topic.numbers.all():
            known.setdefault(tel_uri(number.phone), number)
    return [
        {
            "phone": known[tel].phone,
            "tel": tel,
            "label": shown(known[tel], "label"),
            "hours": crisis.hours_of(known[tel]),
        }
        for _written, tel in telephones(answer)
        if tel in known
    ]
