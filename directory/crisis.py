"""What stands first on a page when somebody typed that she is in danger (`core.search.crisis`)."""

from core.languages import shown
from core.search import crisis

from .contact import tel_uri
from .emergency import IN_DANGER, TO_TALK

_ANSWERS = {line.number: line.answers for line in IN_DANGER + TO_TALK}


def hours_of(number):
    """When a `CrisisNumber` answers: as in the foot of every page, or as editors wrote it."""
    hours = shown(number, "hours")
    return _ANSWERS.get(number.phone) or (hours if hours.text else "")


def blocks(topics):
    """For `components/crisis.html`: a number that two topics have stands once.

    Asks the database for the questions that topics name, and for nothing when there are none.
    """
    seen, shown_blocks = set(), []
    for topic in topics:
        numbers = [number for number in topic.numbers.all() if number.phone not in seen]
        seen.update(number.phone for number in numbers)
        questions = [crisis.row_at("questions", slug) for slug in topic.questions]
        shown_blocks.append(
            {
                "sentence": shown(topic, "sentence"),
                "numbers": [
                    {
                        "phone": number.phone,
                        "tel": tel_uri(number.phone),
                        "label": shown(number, "label"),
                        "hours": hours_of(number),
                    }
                    for number in numbers
                ],
                "questions": [
                    (row.get_absolute_url(), shown(row, "question")) for row in questions if row
                ],
            }
        )
    return shown_blocks
