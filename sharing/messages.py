"""The message that goes with a link, written in the language of whoever receives it.

Only facts from fields: name, when, where, telephone, link. The short one (SMS, WhatsApp) has before
its link at most one SMS segment: 160 characters of GSM 03.38, or 70 when one of them is not in it
(3GPP TS 23.038). On sensitive themes a message says only where it comes from.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from agenda.pages import next_dates
from agenda.sentence import sentence
from core.languages import comma, shown

SEGMENT, UNICODE_SEGMENT = 160, 70
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Typographic signs would make a message of 160 characters one of 70.
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "…": "...", "\u202f": " "}
)
# Isolates left-to-right what may stand in right-to-left text (UAX 9).
_ISOLATE = "\u2066{}\u2069"


@dataclass(frozen=True)
class Message:
    """`short` and `long` end with the link; `subject` is for e-mail."""

    language: str
    link: str
    subject: str
    short: str
    long: str

    @property
    def whatsapp_url(self):
        return f"https://wa.me/?text={quote(self.short, safe='')}"

    @property
    def sms_url(self):
        """For Android and iPhones alike (RFC 5724 has the first sign only)."""
        return f"sms:?&body={quote(self.short, safe='')}"

    @property
    def email_url(self):
        """RFC 6068: spaces as %20, line breaks as CRLF."""
        body = self.long.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"


def message(target, language):
    """The `Message` of a `sharing.targets.Target` in a language."""
    with override(language):
        link = target.link(language)
        if target.is_sensitive:
            site = _("Together in Brussels")
            return Message(language, link, site, f"{site}\n{link}", f"{site}\n{link}")
        title = target.title(language)
        facts = _facts(target)
        long = "\n".join(
            [
                title,
                *facts["lines"],
                "",
                link,
                "",
                _("From Together in Brussels: free, for every parent."),
            ]
        )
        return Message(language, link, title, f"{_short(title, facts)}\n{link}", long)


def segment_length(text):
    """How many characters one SMS may have with the signs of this text."""
    return SEGMENT if set(text) <= _GSM else UNICODE_SEGMENT


def _short(title, facts):
    """The title and as many of the most needed facts as fit into one segment."""
    text = _cut(title.translate(_PLAIN))
    for fact in filter(None, facts["needed"]):
        longer = f"{text}\n{fact.translate(_PLAIN)}"
        if len(longer) <= segment_length(longer):
            text = longer
    return text


def _cut(text):
    most = segment_length(text)
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


def _facts(target):
    """`needed`: single facts, the most needed first; `lines`: all of them for an e-mail."""
    if target.kind == "organisation":
        return _of_organisation(target.row)
    if target.kind == "event":
        return _of_event(target.row)
    if target.kind == "question":
        return {"needed": [], "lines": []}
    return {"needed": [], "lines": []}


def _of_organisation(row):
    phone = _ltr(row.phone)
    places = [
        _address(location)
        for location in row.public_locations
        if location.is_place and _address(location)
    ]
    summary = shown(row, "summary").text
    return {
        "needed": [phone, places[0] if places else "", summary],
        "lines": _lines(summary, *places, phone, row.email and _ltr(row.email)),
    }


def _of_event(row):
    when = "".join(f"{date.day}, {date.moment}" for date in next_dates(row, localtime(), 1))
    location = row.public_location
    place = _address(location) if location else shown(row, "place").text
    organiser = shown(row.organisation, "name").text
    phone = _ltr(row.registration_phone or row.organisation.phone)
    return {
        "needed": [when, place, phone],
        "lines": _lines(
            when, capfirst(sentence(row)), shown(row, "summary").text, organiser, place, phone
        ),
    }


def _address(location):
    """Street, number, postal code and municipality in one line, isolated left to right."""
    municipality = shown(location.municipality, "name").text if location.municipality else ""
    parts = [location.address, f"{location.postal_code} {municipality}".strip()]
    return _ltr(comma().join(filter(None, parts)))


def _ltr(text):
    return _ISOLATE.format(text) if text and get_language_bidi() else text


def _lines(*lines):
    return [line for line in lines if line]
