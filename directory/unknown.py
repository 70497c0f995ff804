"""What is not known yet, in one line, and the words to ask it with.

The words are simple on purpose: she reads them out, or sends them, in Dutch or in French.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext, override, pgettext_lazy
from django.utils.translation import gettext as _

from core.languages import direction, shown

from .models import Answer, Listing, Location, Organisation
from .spoken_languages import label as language_label

ASKED_IN = ("nl", "fr")
MOST_QUESTIONS = 6
# With so many unknown facts of coming with a baby, or of what makes coming easier, they are one.
MANY = 4

LANGUAGES, BABY, EASY = "languages", "baby", "easy"
# What is not known, as a line says it, and how to ask it, if at all; the most useful first.
FACTS = {
    "price": (
        pgettext_lazy("not known yet", "price"),
        gettext_lazy("How much does it cost?"),
    ),
    LANGUAGES: (
        pgettext_lazy("not known yet", "languages"),
        gettext_lazy("Which languages do you speak?"),
    ),
    "hours": (
        pgettext_lazy("not known yet", "opening hours"),
        gettext_lazy("When are you open?"),
    ),
    "address": (
        pgettext_lazy("not known yet", "address"),
        gettext_lazy("What is the address?"),
    ),
    "signing_up": (
        pgettext_lazy("not known yet", "appointment or signing up"),
        gettext_lazy("Do I have to make an appointment or sign up?"),
    ),
    "how_to_sign_up": (
        pgettext_lazy("not known yet", "how to sign up"),
        gettext_lazy("How can I sign up?"),
    ),
    BABY: (
        pgettext_lazy("not known yet", "coming with a baby"),
        gettext_lazy("Can I come with my baby and a buggy?"),
    ),
    "buggies_welcome": (
        pgettext_lazy("not known yet", "buggies"),
        gettext_lazy("Can I come with a buggy?"),
    ),
    "papers": (
        pgettext_lazy("not known yet", "papers"),
        gettext_lazy("Do I have to bring papers?"),
    ),
    EASY: (
        pgettext_lazy("not known yet", "what makes coming easier"),
        gettext_lazy("Is there childcare, and can I bring somebody along?"),
    ),
    "childcare": (
        pgettext_lazy("not known yet", "childcare"),
        gettext_lazy("Is there childcare while I am there?"),
    ),
    "interpreter_possible": (
        pgettext_lazy("not known yet", "an interpreter"),
        gettext_lazy("Can I ask for an interpreter?"),
    ),
    "companion_welcome": (
        pgettext_lazy("not known yet", "bringing somebody along"),
        gettext_lazy("Can I bring somebody along?"),
    ),
    "flexible_times": (
        pgettext_lazy("not known yet", "coming late or leaving early"),
        gettext_lazy("Can I come late or leave early?"),
    ),
    # No question: whoever reads it has already been written to, or called.
    "contact_by_message": (pgettext_lazy("not known yet", "writing first"), None),
    "name_asked": (
        pgettext_lazy("not known yet", "if they ask for your name"),
        gettext_lazy("Do I have to give my name?"),
    ),
    "breastfeeding_welcome": (
        pgettext_lazy("not known yet", "breastfeeding"),
        gettext_lazy("Can I breastfeed there?"),
    ),
    "changing_table": (
        pgettext_lazy("not known yet", "changing table"),
        gettext_lazy("Is there a changing table?"),
    ),
    "siblings_welcome": (
        pgettext_lazy("not known yet", "brothers and sisters"),
        gettext_lazy("Can brothers and sisters come along?"),
    ),
    "step_free": (
        pgettext_lazy("not known yet", "a way in without steps"),
        gettext_lazy("Can I get in without steps?"),
    ),
    "women_only": (
        pgettext_lazy("not known yet", "only for women or not"),
        gettext_lazy("Is it for women only?"),
    ),
}
# Of what is only a voice or a page, these are all that can be asked.
OF_A_LINE = ("price", LANGUAGES)


@dataclass(frozen=True, slots=True)
class Words:
    """The questions in one language, as lines; `name` is that language's own name for itself."""

    language: str
    name: str
    lines: list

    @property
    def direction(self):
        return direction(self.language)

    @property
    def text(self):
        return "\n".join(self.lines)


# What is not known, as keys of `FACTS` in their order


def of_organisation(organisation, locations):
    """Of an organisation and its public `locations`: of several, each says its own."""
    unknown = of_listing(organisation)
    if organisation.kind in Organisation.LINES:
        return in_order(unknown & {*OF_A_LINE})
    if organisation.appointment_needed == organisation.registration_needed == Answer.UNKNOWN:
        unknown.add("signing_up")
    if organisation.papers_needed == Answer.UNKNOWN:
        unknown.add("papers")
    if any(place.is_place for place in locations):
        unknown |= of_facts(organisation.answers_to(Organisation.GOOD_TO_KNOW), EASY)
    if len(locations) == 1:
        unknown |= {*of_location(locations[0])}
    return in_order(unknown)


def of_location(location):
    """Of a place; of a line or a website that answers, its own part of the page says it."""
    unknown = set()
    if location.is_place:
        if not (location.hours_known or shown(location, "hours_note").text):
            unknown.add("hours")
        unknown |= of_facts(location.answers_to(Location.BABY_FACTS), BABY)
        if not shown(location, "street").text:
            unknown.add("address")
    return in_order(unknown)


def of_facts(answers, together):
    """Of facts that belong together, `{fact: answer}`: many unknown ones are one."""
    facts = {fact for fact, answer in answers.items() if answer == Answer.UNKNOWN}
    return facts if len(facts) < MANY else {together}


def of_listing(listing):
    """What organisations and activities both say."""
    unknown = set()
    if listing.cost == Listing.Cost.UNKNOWN and not shown(listing, "cost_note").text:
        unknown.add("price")
    if not listing.spoken_languages:
        unknown.add(LANGUAGES)
    return unknown


def in_order(unknown):
    return [name for name in FACTS if name in unknown]


def labels(unknown):
    return [FACTS[name][0] for name in unknown]


# How to ask it


def words(listing, field, unknown):
    """The `Words` that ask it: in the language of the page, if it is another one, then in Dutch
    and French. `field` is the name of what they are about. A voice or a page is asked nothing."""
    own = get_language()
    languages = dict.fromkeys([*([] if own in ASKED_IN else [own]), *ASKED_IN])
    names = dict(settings.LANGUAGES)
    asked = [name for name in unknown if FACTS[name][1]][:MOST_QUESTIONS]
    if not asked or getattr(listing, "kind", "") in Organisation.LINES:
        return []
    found = []
    for code in languages:
        with override(code):
            about = {"name": shown(listing, field).text}
            hello = ngettext(
                "Hello, I have a question about %(name)s.",
                "Hello, I have some questions about %(name)s.",
                len(asked),
            )
            lines = [hello % about, *(_question(name, own) for name in asked), _("Thank you!")]
        found.append(Words(code, names[code], lines))
    return found


def _question(name, language):
    """In the active language; `language` is hers, which she may want to speak."""
    if name == LANGUAGES and language not in ASKED_IN:
        spoken = language_label(language, get_language())
        return _("Does anybody there speak %(language)s?") % {"language": spoken}
    return str(FACTS[name][1])


def letter(listing, field, words):
    """The parts of an e-mail (RFC 6068) with the questions in Dutch and in French."""
    texts = [one.text.replace("\n", "\r\n") for one in words if one.language in ASKED_IN]
    return urlencode(
        {"subject": shown(listing, field).text, "body": "\r\n\r\n".join(texts)}, quote_via=quote
    )


def message(words):
    """The same as the text of a message, ready for an address."""
    return quote("\n\n".join(one.text for one in words if one.language in ASKED_IN))
