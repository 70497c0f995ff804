"""What an organisation is asked: which facts, in which order, in which words, for which column.

The one list of it. Volunteers read the questions out on the telephone, and the organisation finds
them on the page that it opens itself. What is known is read from a state, `{key: [text, …]}` as
`core.editing.sheets` has it: of a sheet of the admin, or of what the public sees (`public_state`).
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES
from directory.forms import DAYS
from directory.hours_text import format_day
from directory.models import Answer, Location, Organisation

ASKED_IN = ("nl", "fr")  # what one says on the telephone


class Kind(Enum):
    """How a question is answered."""

    ANSWER = "answer"  # yes or no
    HOURS = "hours"  # a week in one line
    PRICE = "price"  # free, a small price or to pay, and a note
    LANGUAGES = "languages"
    TEXT = "text"  # some sentences
    CONTACT = "contact"  # an address


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is the field of an organisation, or of each of its places, that it fills in."""

    name: str
    words: str
    kind: Kind = Kind.ANSWER
    is_of_place: bool = False
    # Whether it can be asked of what is only a voice or a page.
    is_of_line: bool = False

    @property
    def label(self):
        return LABELS.get(self.name) or self._model._meta.get_field(self.name).verbose_name

    @property
    def _model(self):
        return Location if self.is_of_place else Organisation


def _of_place(name, words, kind=Kind.ANSWER, **values):
    return Question(name, words, kind, is_of_place=True, **values)


LABELS = {"hours": _("opening hours")}
# Of most use to a mother first.
QUESTIONS = (
    _of_place("hours", _("When are you open?"), Kind.HOURS, is_of_line=True),
    Question("cost", _("How much does it cost?"), Kind.PRICE, is_of_line=True),
    Question(
        "spoken_languages", _("Which languages do you speak?"), Kind.LANGUAGES, is_of_line=True
    ),
    Question("appointment_needed", _("Does a mother have to make an appointment?")),
    Question("registration_needed", _("Does a mother have to sign up first?")),
    Question(
        "how_to_join",
        _("What happens the first time: who opens the door, what does she bring, how long is it?"),
        Kind.TEXT,
    ),
    Question("papers_needed", _("Does a mother have to show papers?")),
    _of_place("buggies_welcome", _("Can a mother come in with a buggy?")),
    _of_place("siblings_welcome", _("Can brothers and sisters come along?")),
    Question("childcare", _("Does somebody look after the children while the mother is there?")),
    Question("companion_welcome", _("May she bring somebody, such as a friend or her mother?")),
    Question("flexible_times", _("Is it all right to come late or to leave early?")),
    Question(
        "contact_by_message",
        _("May a mother write or text first, without calling?"),
        is_of_line=True,
    ),
    Question(
        "interpreter_possible", _("Can an interpreter come, or join by phone?"), is_of_line=True
    ),
    Question("name_asked", _("Does a mother have to give her name?"), is_of_line=True),
    _of_place("changing_table", _("Is there a changing table?")),
    _of_place("breastfeeding_welcome", _("Can a mother breastfeed there?")),
    _of_place("step_free", _("Can one get in without steps?")),
    _of_place("women_only", _("Is it for women only?")),
    Question("referral_needed", _("Does she need a letter from a doctor or a social worker?")),
    Question("email", _("To which e-mail address may one write?"), Kind.CONTACT, is_of_line=True),
    Question("website", _("Do you have a website?"), Kind.CONTACT, is_of_line=True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one organisation, or about one of its places: a `pk` and how it is called,
    where it is not the only one."""

    question: Question
    place: int | None = None
    where: str = ""

    @property
    def key(self):
        """Its name in forms and addresses, such as "papers_needed" or "hours-12"."""
        return self.question.name if self.place is None else f"{self.question.name}-{self.place}"

    def column(self, name):
        """The key in a state of a field of what it is about."""
        return name if self.place is None else f"locations/{self.place}/{name}"

    @property
    def columns(self):
        """What an answer may write, as keys of a state."""
        names = {
            Kind.HOURS: [*DAYS, "hours_known", *_translated("hours_note")],
            Kind.PRICE: ["cost", *_translated("cost_note")],
            Kind.TEXT: _translated(self.question.name),
        }.get(self.question.kind, [self.question.name])
        return [self.column(name) for name in names]

    def columns_in(self, language):
        """The same, with texts in one language only."""
        others = tuple(f"_{code}" for code in CODES if code != language)
        return [column for column in self.columns if not column.endswith(others)]

    def is_known(self, state):
        """Whether the state says it."""
        kind, unknown = self.question.kind, ([], [Answer.UNKNOWN])
        if kind is Kind.HOURS:
            columns = [self.column(name) for name in ("hours_known", *_translated("hours_note"))]
        else:
            columns = self.columns
        return any(state.get(column, []) not in unknown for column in columns)

    def said_in(self, language):
        with override(language):
            return str(self.question.words)


def _translated(field):
    return [build_localized_fieldname(field, code) for code in CODES]


def everything(organisation, places):
    """Every question that fits an organisation and its `places` (those that the public sees)."""
    several, is_line = len(places) > 1, organisation.kind in Organisation.LINES
    asked = []
    for question in QUESTIONS:
        if is_line and not question.is_of_line:
            continue
        if not question.is_of_place:
            asked.append(Asked(question))
            continue
        asked += [
            Asked(question, place.pk, place.where if several else "")
            for place in places
            if place.is_place or question.kind is Kind.HOURS
        ]
    return asked


def public_state(organisation, places):
    """What the public sees of all that is asked, as a state."""
    state = {}
    for asked in everything(organisation, places):
        place = next((place for place in places if place.pk == asked.place), None)
        for column in asked.columns:
            name = column.rpartition("/")[2]
            state[column] = _texts(place or organisation, name)
    return state


def _texts(row, name):
    if name in DAYS:
        weekday = DAYS.index(name)
        value = format_day([slot for slot in row.opening_hours.all() if slot.weekday == weekday])
    elif name == "hours_known":
        value = "on" if row.hours_known else ""
    else:
        value = getattr(row, name)
    return sorted(value) if isinstance(value, list) else [value] if value else []
