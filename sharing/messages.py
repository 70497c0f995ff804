"""The message that goes with a link, written in the language of whoever receives it.

Only facts from fields: name, when, where, telephone, link. What stands before the link in the short
one (SMS, WhatsApp) is at most one SMS segment: 160 septets of GSM 03.38, or 70 UTF-16 units when a
character is not in it (3GPP TS 23.038, 6.2). On sensitive themes a message says only where it
comes from.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from agenda.models import Occurrence
from agenda.pages import date_row
from agenda.sentence import sentence
from agenda.titles import told_title
from core.languages import comma, shown
from core.wording.dates import short_day
from core.wording.labels import labelled
from faq import pages as faq_pages

from .entries import address_text, coming, has_ended, moment_text

SEGMENT, UNICODE_SEGMENT = 160, 70
MOST_TITLES = 8  # of a selection, in an e-mail: its address must stay short enough for every app
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_OF_TWO = frozenset("^{}\\[~]|€\f")  # each takes two septets
# Typographic signs would make a message of 160 characters one of 70.
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "\u202f": " ",
        "\u00a0": " ",
        "œ": "oe",
        "Œ": "Oe",
        "·": "-",
    }
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
    def email_start(self):
        """What stands before the text in `email_url`."""
        return f"mailto:?subject={quote(self.subject, safe='')}&body="

    @property
    def email_url(self):
        """RFC 6068: spaces as %20, line breaks as CRLF."""
        return self.email_start + quote(self.long.replace("\n", "\r\n"), safe="")


def message(target, language):
    """The `Message` of a `sharing.targets.Target` in a language."""
    with override(language):
        link = target.link(language)
        if target.is_sensitive:
            site = _("Together in Brussels")
            return Message(language, link, site, f"{site}\n{link}", f"{site}\n{link}")
        title = target.title(language)
        needed, lines = _facts(target)
        from_us = _("From Together in Brussels: free, for every parent.")
        long = "\n".join([title, *filter(None, lines), "", link, "", from_us])
        return Message(language, link, title, f"{short_text(title, needed)}\n{link}", long)


def fits(text):
    """Whether a text fits into one SMS."""
    if set(text) <= _GSM | _GSM_OF_TWO:
        return len(text) + sum(character in _GSM_OF_TWO for character in text) <= SEGMENT
    return len(text.encode("utf-16-le")) // 2 <= UNICODE_SEGMENT


def short_text(title, facts):
    """The title and as many of the facts, the most needed first, as fit into one SMS.

    A fact may be a list of wordings, of which the first that fits is taken. The line break before
    the link counts, too.
    """
    text = _cut(" ".join(title.translate(_PLAIN).split()))
    for fact in filter(None, facts):
        wordings = [fact] if isinstance(fact, str) else fact
        longer = (f"{text}\n{wording.translate(_PLAIN)}" for wording in wordings)
        text = next((one for one in longer if fits(f"{one}\n")), text)
    return text


def _cut(text):
    if fits(f"{text}\n"):
        return text
    while not fits(f"{text}...\n"):
        text = text[:-1]
    return f"{text.rstrip()}..."


def _facts(target):
    """`(needed, lines)`: for the short message, the most needed first; for the long one, all."""
    if target.kind == "organisation":
        return _of_organisation(target.row)
    if target.kind == "event":
        return _of_event(target.row)
    if target.kind == "question":
        answer = {"answer": shown(target.row, "answer")}
        return [], [faq_pages.description(answer)]
    if target.kind == "selection":
        return [], _of_selection(target.rows)
    return [], []


def _of_organisation(row):
    places = [address_text(location) for location in row.public_locations if location.is_place]
    places = [_ltr(place) for place in places if place]
    phone, summary = _ltr(row.phone), shown(row, "summary").text
    return [phone, *places[:1], summary], [summary, *places, phone, _ltr(row.email)]


def _of_event(row):
    now = localtime()
    dates = coming([row], now)[row.pk]
    # Where none takes place with room left, it says so of the first one.
    has_room = (date for date in dates if date.state == Occurrence.State.PLANNED)
    first = next(has_room, dates[0] if dates else None)
    when = _when(first, now.date()) if first else []
    if location := row.public_location:
        place = _ltr(address_text(location))
    else:
        # Of a secret place nothing, nor what somebody wrote beside it.
        place = shown(row, "place").text if row.location is None else ""
    phone = _ltr(row.registration_phone or row.organisation.phone)
    organiser, summary = shown(row.organisation, "name").text, shown(row, "summary").text
    is_series = bool(row.rule or row.dates)
    rule = capfirst(sentence(row)) if is_series or not when else ""
    return [when, place, phone], [*when[:1], rule, summary, organiser, place, phone]


def _when(date, today):
    """In full, and shorter: in Arabic the two names of a month fill half an SMS."""
    row = date_row(date, today)
    moments = [moment_text(row), comma().join([short_day(date.starts_on), row.moment])]
    off = {Occurrence.State.CANCELLED: _("Cancelled"), Occurrence.State.FULL: _("Full")}
    if date.state not in off:
        return moments
    return [labelled(moment, off[date.state]) for moment in moments]


def _of_selection(rows):
    fields = {"o": "name", "q": "question"}
    titles = [
        told_title(row) if name[0] == "e" else shown(row, fields[name[0]]).text
        for name, row in rows
        if not has_ended(row)
    ]
    lines = [f"- {title}" for title in titles[:MOST_TITLES]]
    return [*lines, "- ..."] if len(titles) > MOST_TITLES else lines


def _ltr(text):
    return _ISOLATE.format(text) if text and get_language_bidi() else text
