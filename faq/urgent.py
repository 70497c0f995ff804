"""The numbers to call that stand as large buttons above an answer.

Urgent is a question that a danger in the search names (`core.search.models.CrisisTopic`): so what
she finds by typing and what she finds by reading is the same, and editors keep it in one place.
"""

from core import versions
from core.languages import shown
from core.lists.latest import Latest
from core.search.models import CrisisTopic
from directory import crisis
from directory.contact import tel_uri
from directory.running_text import telephones

# A few, of which most questions are in none: read once after a change.
_topics = Latest(
    lambda _version: list(CrisisTopic.objects.active().only("slug", "questions", "position"))
)


def of(question, answer):
    """Those of the answer, safe HTML, that a danger about this question has, in its order.

    Each is a dict for `components/urgent.html`: `phone`, `tel`, `label` (a `Shown`) and `hours`.
    """
    topics = _topics(versions.current())
    named = [topic for topic in topics if question.slug in topic.questions]
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
