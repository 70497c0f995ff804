"""What activities say of what makes coming easier, for `agenda.index`.

The same as `Event.answer_to`, of a row as the database gives it: whole events and places of all
activities would cost more than the rest of the index.
"""

from functools import lru_cache

from directory.good_to_know import QUESTIONS
from directory.models import Answer, Location, Organisation

from .models import Event

# Whether one can just walk in, by what is said of signing up; else one cannot.
_DROP_IN = {
    Event.Registration.NONE: Answer.YES.value,
    Event.Registration.UNKNOWN: Answer.UNKNOWN.value,
}


def _of_whole(fact):
    """The column of its place, or of its organisation, that has the fact."""
    return f"{'location' if fact in Location.BABY_FACTS else 'organisation'}__{fact}"


# The columns of `Event` that `answers` needs.
COLUMNS = (
    "registration",
    "is_online",
    "location__location_type",
    "location__is_confidential",
    *(column for fact in QUESTIONS[:-1] for column in (fact, _of_whole(fact))),
)


@lru_cache(maxsize=4096)
def answers(is_somewhere, registration, is_online, location_type, is_confidential, *said):
    """To `QUESTIONS`; `said` has for each its own answer and that of the whole.

    What is only online is not asked what it is like there.
    """
    is_place = location_type == Location.Type.PHYSICAL and not is_confidential
    not_said = "" if is_online and not is_somewhere else Answer.UNKNOWN.value
    facts = zip(QUESTIONS[:-1], said[::2], said[1::2], strict=True)
    return (
        *(
            own or (of_whole if is_place or fact in Organisation.GOOD_TO_KNOW else not_said)
            for fact, own, of_whole in facts
        ),
        _DROP_IN.get(registration, Answer.NO.value),
    )
