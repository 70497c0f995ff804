"""What stands in the cells of one row, in the active language: plain text, by column."""

import re
from functools import lru_cache

import phonenumbers
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from core.kept import memory
from core.languages import comma, name_in, shown
from core.wording.dates import period_in_words
from core.wording.labels import labelled
from directory import good_to_know, sources
from directory.contact import web_url
from directory.models import Location, Organisation
from directory.spoken_languages import label as language_label

from .columns import COLUMNS

# Excel keeps no more of one cell, and of a text file it puts the rest into the next row; less an
# apostrophe that makes it harmless.
LONGEST = 32_000
# Isolates left-to-right what may stand in right-to-left text (UAX 9).
_ISOLATE = "\u2066{}\u2069"
# A telephone number that a spreadsheet takes for a number, and then loses its zero or its plus.
_LIKE_A_NUMBER = re.compile(r"\+\d{8,15}|0\d{7,14}")


class Row:
    """The cells of a row; notes which of its texts are in another language than the page."""

    def __init__(self):
        self.cells, self._others = {}, {}

    def put(self, key, text):
        """A text that is in the active language, or in none."""
        if text:
            self.cells[key] = cut(str(text))

    def say(self, key, *parts):
        """Parts of a text, one after another: strings, or `Shown`s that may be in another one."""
        for part in parts:
            if getattr(part, "is_fallback", False):
                self._others.setdefault(part.language, {})[key] = None
        texts = [text for part in parts if (text := str(part))]
        ended = [text.removesuffix(".") for text in texts[:-1]]
        self.put(key, ". ".join([*ended, *texts[-1:]]))

    def done(self):
        """The cells, with those that are in another language."""
        others = (
            labelled(language_name(code), comma().join(str(COLUMNS[key].heading) for key in keys))
            for code, keys in self._others.items()
        )
        self.put("in_other_language", "; ".join(others))
        return self.cells


def cut(text):
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def ltr(text):
    """A number or an address inside a text that is read from right to left."""
    return _ISOLATE.format(text) if text and get_language_bidi() else text


@lru_cache(maxsize=4096)
def grouped(phone):
    """A telephone number as it was written; with spaces where it has no sign between figures."""
    if not _LIKE_A_NUMBER.fullmatch(phone):
        return phone
    try:
        number = phonenumbers.parse(phone, "BE")
    except phonenumbers.NumberParseException:
        return phone
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, formats.INTERNATIONAL if phone.startswith("+") else formats.NATIONAL
    )


def language_name(code):
    return capfirst(name_in(code, get_language()) or code)


def of_listing(listing):
    """The cells of a `downloads.reading.Listing`."""
    row, said = Row(), listing.row
    row.say("name", listing.name)
    row.say("what", listing.summary)
    row.put("kind", kind_name(said.kind))
    row.put("themes", names_of("theme", listing.themes))
    _put_places(row, listing)
    row.put("phone", grouped(listing.phone))
    row.put("whatsapp", grouped(said.whatsapp))
    row.put("email", said.email)
    row.put("website", web_url(said.website) or said.website)
    row.put("hours", hours_of(row, listing.places))
    row.say("notices", *(part for notice in listing.notices for part in notice_parts(notice)))
    row.say("price", *price_of(said.cost, listing.cost_note))
    row.put("languages", spoken(tuple(said.spoken_languages)))
    row.put("audiences", names_of("audience", listing.audiences))
    told = {
        fact: str(texts[answer])
        for fact, texts in good_to_know.CONDITIONS.items()
        if (answer := listing.answers[fact]) in texts
    }
    row.put("papers", told.pop("papers_needed", ""))
    row.say("coming", *told.values())
    row.put("baby", baby(facts_of(listing.places)))
    row.say("easier", *easier(listing.answers))
    row.put("checked", sources.degree(listing.about)[0])
    row.put("sources", sources_of(listing.about))
    row.put("link", listing.link)
    return row.done()


def _put_places(row, listing):
    there = [place for place in listing.places if place.is_somewhere]
    if not there:
        elsewhere = _("By phone or online") if listing.places else ""
        everyone = _("Everyone in Brussels") if listing.row.serves_region else ""
        row.put("address", elsewhere or everyone)
        return
    first, *others = there
    row.say("address", first.street)
    row.put("code", first.postal_code)
    row.say("municipality", first.municipality)
    row.say("part", first.part)
    row.say("elsewhere", *map(address_of, others))


def address_of(place):
    """ "Stationsstraat 3, 1050 Ixelles" in one line, as a string."""
    town = f"{place.postal_code} {place.municipality}".strip()
    return comma().join(filter(None, [place.street.text, town]))


def hours_of(row, places):
    """The hours of all places; of several each says whose they are."""
    texts, is_one = [], len(places) == 1
    for place in places:
        if place.hours_note.is_fallback:
            row.say("hours", place.hours_note)
        text = ". ".join(filter(None, [place.hours, place.hours_note.text]))
        if text:
            whose = place.name.text or place.street.text or str(place.municipality)
            texts.append(text if is_one or not whose else labelled(whose, text))
    return "; ".join(texts)


def notice_parts(notice):
    """What a notice says: its kind and days in the active language, and its text as a `Shown`."""
    words = {"closed": _("Closed"), "other_hours": _("Other opening hours")}
    what = words.get(notice.kind, _("Please note"))
    return [
        labelled(what, period_in_words(notice.starts_on, notice.ends_on)),
        shown(notice, "text"),
    ]


def price_of(cost, note):
    is_known = cost != Organisation.Cost.UNKNOWN
    return [capfirst(str(Organisation.Cost(cost).label)) if is_known else "", note]


def facts_of(places):
    """`{fact: answer}` of all places: one that says yes is enough, and all have to say no."""
    there = [place.facts for place in places if place.facts]
    answers = {}
    for fact in Location.BABY_FACTS if there else ():
        said = {facts[fact] for facts in there}
        for answer in (good_to_know.YES, good_to_know.UNKNOWN, good_to_know.NO):
            if answer in said:
                answers[fact] = answer
                break
    return answers


def baby(answers):
    """ "Step-free, buggies welcome; women only: no"."""
    if not answers:
        return ""
    facts = good_to_know.with_a_baby(answers)
    yes = comma().join(str(label) for answer, label in facts if answer == good_to_know.YES)
    no = comma().join(str(label) for answer, label in facts if answer == good_to_know.NO)
    return capfirst("; ".join(filter(None, [yes, labelled(no, _("no")) if no else ""])))


def easier(answers):
    """Sentences that make coming easier, or harder."""
    return [str(text) for _is_easier, text in good_to_know.sentences(answers)]


def sources_of(about):
    """The pages that a listing rests on, each with its month; never one that tells an address."""
    texts = []
    for source in sources.shown_sources(about):
        name = f"{source['name']} ({source['month']})"
        texts.append(" ".join(filter(None, [name, ltr(source["url"])])))
    return "; ".join(texts)


@lru_cache(maxsize=2048)
def _spoken(codes, language):
    return capfirst(comma().join(language_label(code, language) for code in codes))


def spoken(codes):
    return _spoken(codes, get_language()) if codes else ""


def kind_name(kind):
    return capfirst(str(Organisation.Kind(kind).label))


def names_of(kind, slugs):
    """Themes or audiences in words; of none, it is for everyone."""
    if not slugs:
        return _("For everyone") if kind == "audience" else ""
    labels = memory.get("vocabulary").labels(get_language())[kind]
    return comma().join(str(labels[slug]) for slug in slugs if slug in labels)
