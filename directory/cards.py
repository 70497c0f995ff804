"""Organisations as cards: what a list shows of each, with every address and text computed once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.kept import shows
from core.languages import CODES, Shown, comma, shown
from core.lists.bits import has
from core.lists.texts import texts_at
from core.templatetags.core_tags import icon, ltr
from core.wording.hours import closing_clock
from core.wording.labels import colon

from . import coming, whereabouts
from .contact import tel_uri, web_url, whatsapp_url
from .hours_text import week_text
from .models import Organisation
from .spoken_languages import label

KIND_ICONS = {
    "parents-network": "heart-handshake",
    "meeting-place": "blocks",
    "family-support": "baby",
    "community-centre": "drama",
    "neighbourhood-house": "house",
    "womens-organisation": "flower-2",
    "library": "book-open",
    "lending-library": "shopping-basket",
    "midwife": "hand-heart",
    "health-service": "stethoscope",
    "mental-health-service": "message-circle-heart",
    "family-planning": "venus",
    "welfare-office": "landmark",
    "social-service": "life-buoy",
    "public-service": "building-2",
    "legal-service": "scale",
    "shelter": "bed",
    "helpline": "phone",
    "information": "info",
    "learning": "graduation-cap",
    "culture": "ticket",
}
_SPOKEN_ON_CARD = 3

# What a card needs, and nothing else: whole rows cost more than the rest of the page.
_FIELDS = (
    "pk", "slug", "kind", "cost", "spoken_languages", "serves_region", "appointment_needed",
    "registration_needed", "phone", "whatsapp", "email", "website",
    *(f"{name}_{code}" for name in ("name", "summary") for code in CODES),
)  # fmt: skip


class Link(NamedTuple):
    """What is shown of an organisation where a card would be too much."""

    pk: int
    url: str
    name: Shown


@dataclass(frozen=True, slots=True)
class Card:
    """All but `name` is ready for the page: escaped, marked where its language is another one.

    `kind` is in words. `where` is the street and municipality of its first place, or how else it is
    reached. `next_date` is in words and empty when it is the action. `action` is the one link that
    a card has beside that to its page; without any contact it is empty. `chips` are list items.
    `hours` is the usual week, for paper. `answers` says when a helpline answers, in words that are
    right at any moment, where it is not day and night. Built here and not in the template, a card
    costs half.
    """

    pk: int
    url: str
    name: Shown
    name_html: str
    summary_html: str
    icon: str
    kind: str
    where: str
    chips: str
    next_date: str = ""
    action: str = ""
    hours: str = ""
    answers: str = ""


def cards_at(index, positions, now):
    """The cards of index positions, in that order. One query, however many there are."""
    return card_lists(index, [positions], now)[0]


def cards_and_links(index, positions, linked, now):
    """The cards of index positions, and the `Link`s of those that are `linked`: one query."""
    if not positions and not linked:
        return [], []
    maker = _Maker(index, positions, now)
    rows = _rows_at(index, [*positions, *linked])
    return (
        [maker.card(*rows[position], position) for position in positions if position in rows],
        [maker.link(rows[position][0]) for position in linked if position in rows],
    )


def card_lists(index, lists, now):
    """The cards of several lists of index positions. One query, however many there are.

    What was unpublished since the index was built, at most a second ago, is left out.
    """
    positions = [position for positions in lists for position in positions]
    cards = _cards(index, positions, now) if positions else {}
    return [[cards[position] for position in positions if position in cards] for positions in lists]


def names_at(index, positions, known):
    """`{position: Shown}`, the names of positions: see `core.lists.texts`."""
    rows = Organisation.objects.published()
    return texts_at(index, positions, known, "organisation", rows, "name")


def _cards(index, positions, now):
    maker = _Maker(index, positions, now)
    rows = _rows_at(index, positions).items()
    return {position: maker.card(row, places, position) for position, (row, places) in rows}


def _rows_at(index, positions):
    """`{position: (row, Whereabouts)}`."""
    there, found = {index.ids[position]: position for position in positions}, {}
    shows.note_rows("organisation", [*there])
    with_place = whereabouts.Reader(index.places, index.language).with_place
    for row in _rows(index.language).filter(pk__in=there):
        position = there[row.pk]
        first, places = found.get(position, (row, whereabouts.NOWHERE))
        found[position] = first, with_place(places, row[len(_FIELDS) :])
    return found


class _Maker:
    """Makes cards in the active language, which is that of the index."""

    def __init__(self, index, positions, now):
        self.index, self.language, self.comma = index, index.language, comma()
        self.kinds = _kinds(index.language)
        # One address for all: they differ in the slug only.
        self.before, self.after = reverse("directory:organisation", args=["slug"]).rsplit("slug", 1)
        moment = index.hours.at(now)
        self.open_now, self.until = moment.groups["1"], moment.until(positions)
        ids = [index.ids[position] for position in positions]
        self.coming = coming.dates(index, ids, now)

    def url(self, row):
        return f"{self.before}{row.slug}{self.after}"

    def link(self, row):
        return Link(row.pk, self.url(row), shown(row, "name", self.language))

    def card(self, row, places, position):
        index, language = self.index, self.language
        name = shown(row, "name", language)
        name_html = name.html(language)
        phone = row.phone or places.phone
        next_date = self.coming.get(row.pk)
        return Card(
            pk=row.pk,
            url=self.url(row),
            name=name,
            name_html=name_html,
            summary_html=shown(row, "summary", language).html(language),
            icon=KIND_ICONS[row.kind],
            kind=self.kinds[row.kind],
            where=self.where(places, row.serves_region),
            chips=chips(
                language,
                row,
                opening=self.opening(position),
                **{fact: has(bits, position) for fact, bits in index.facts.items()},
            ),
            next_date=next_date.when_html if next_date and phone else "",
            action=_action(row, phone, next_date, name_html),
            hours=self.hours(position),
            answers=self.answers(position, places.hours_note)
            if row.kind == Organisation.Kind.HELPLINE
            else "",
        )

    def hours(self, position):
        return _week(self.index.hours.week(position), self.language)

    def answers(self, position, note):
        week = "" if has(self.index.hours.always, position) else self.hours(position)
        parts = [week, note.html(self.language) if note else ""]
        return SafeString(". ".join(part for part in parts if part))

    def where(self, places, serves_region):
        where = where_text(self.index.places, places.where, serves_region)
        parts = [part.html(self.language) for part in (places.street, where) if part and part.text]
        return SafeString(self.comma.join(parts))

    def opening(self, position):
        """ "Open until 17:00": a chip, or nothing."""
        if not has(self.open_now, position):
            return ""
        if has(self.index.hours.always, position):
            return _chips(self.language)["always"]
        until = self.until.get(position)
        return _until(until, self.language) if until else _chips(self.language)["open"]


def _action(row, phone, next_date, name_html):
    """What she can do at once: call, else go there, else write, else read more."""
    language = get_language()
    if phone:
        return _call(phone, language)
    if next_date:
        return _link(language, next_date.url, "calendar", next_date.when_html)
    if whatsapp := row.whatsapp and whatsapp_url(row.whatsapp):
        return _link(language, whatsapp, "message-circle", "WhatsApp", name_html, row.whatsapp)
    if row.email:
        return _link(language, f"mailto:{row.email}", "mail", _("E-mail"), name_html, row.email)
    if website := web_url(row.website):
        return _link(language, website, "globe", _("Website"), name_html)
    return ""


# On paper a number or an address stands beside what it is; that of a website is its link.
_LINK = '<a class="act" href="{}"{}>{} <span>{}{}</span>{}</a>'
# Numbers and dates are their own; of the others it is said whose they are.
_WHOSE = '<span class="visually-hidden">{}{}</span>'


@lru_cache(maxsize=4096)
def _link(language, url, symbol, text, name_html="", on_paper=""):
    """`language` is the active one: “E-mail” is written alike in several."""
    outside = SafeString(' rel="noreferrer"' if url.startswith("http") else "")
    if on_paper:
        on_paper = format_html(' <bdi class="only-print" dir="ltr">{}</bdi>', on_paper)
    whose = format_html(_WHOSE, colon(), name_html) if name_html else ""
    return format_html(_LINK, url, outside, icon(symbol, 18), text, whose, on_paper)


@lru_cache(maxsize=4096)
def _call(phone, language):
    text = format_html("{} {}", _("Call"), ltr(phone))
    return _link(language, tel_uri(phone), "phone", text)


@lru_cache(maxsize=4096)
def _week(rows, language):
    return conditional_escape(week_text(rows))


@lru_cache
def _rows(language):
    """All rows, never read as they are: half of the cost of a query is to write it anew."""
    # Without `rewrite`, modeltranslation would copy each row twice.
    rows = whereabouts.joined(Organisation.objects.published().rewrite(False))
    return rows.values_list(*_FIELDS, *whereabouts.columns(language), named=True)


@lru_cache
def _kinds(language):
    """The names of the kinds, escaped; `language` is the active one."""
    return {
        kind: conditional_escape(capfirst(str(name))) for kind, name in Organisation.Kind.choices
    }


def where_of(index, locations, serves_region):
    """`where_text` of an organisation that need not be in the index, from its public locations."""
    places = [location for location in locations if location.is_place]
    where = () if locations else None
    if places:
        slugs = index.places.slug_of_pk
        where = (
            slugs["municipality"][places[0].municipality_id],
            slugs["neighbourhood"].get(places[0].neighbourhood_id),
            len(places),
        )
    return where_text(index.places, where, serves_region)


def where_text(places, where, serves_region):
    """The neighbourhood and municipality in a few words, or how else it is reached.

    `where` holds the slugs of the first place's municipality and neighbourhood (or None) and the
    number of places; it is empty for by phone or online, and None when nothing is known.
    """
    if where:
        municipality, neighbourhood, count = where
        municipality = places.by_slug[municipality].short_name
        parts = [municipality.text]
        if count > 1:
            more = {"count": count - 1}
            text = ngettext("and %(count)s more place", "and %(count)s more places", count - 1)
            parts.append(text % more)
        elif neighbourhood:
            neighbourhood = places.by_slug[neighbourhood].name
            if neighbourhood.text != municipality.text:
                parts.insert(0, neighbourhood.text)
        return Shown(comma().join(parts), municipality.language)
    if where is not None:
        return Shown(_("By phone or online"), get_language())
    if serves_region:
        return Shown(_("Everyone in Brussels"), get_language())
    return Shown("", get_language())


def chips(language, organisation, *, opening, buggies_welcome, women_only):
    """What is good to know at once, in few words; of the row only what `_FIELDS` names.

    `language` is the active one; `opening` a chip, or empty.
    """
    known = _chips(language)
    chips = [opening]
    if organisation.cost in known:
        chips.append(known[organisation.cost])
    if organisation.appointment_needed == organisation.registration_needed == "no":
        chips.append(known["drop_in"])
    if buggies_welcome:
        chips.append(known["buggies_welcome"])
    if women_only:
        chips.append(known["women_only"])
    if organisation.spoken_languages:
        chips.append(spoken_chip(tuple(organisation.spoken_languages), language))
    return SafeString("".join(chips))


@lru_cache
def _chips(language):
    """Made once for each language: the same few chips are on every page."""
    return {
        "open": chip(_("Open now"), "good no-print"),  # not any more when she reads the paper
        "always": chip(_("Open day and night"), "good"),
        "free": chip(_("Free"), "good"),
        "low": chip(_("Small price")),
        "drop_in": chip(_("Just walk in"), "good"),
        "buggies_welcome": chip(_("Buggies welcome")),
        "women_only": chip(_("Women only")),
    }


@lru_cache(maxsize=1024)
def _until(time, language):
    return chip(_("Open until %(time)s") % {"time": closing_clock(time)}, "good no-print")


@lru_cache(maxsize=4096)
def spoken_chip(codes, language):
    """The first few languages in which one is helped; who reads in one of them looks for that."""
    return chip(spoken_text(codes, language))


@lru_cache(maxsize=1024)
def spoken_text(codes, language):
    codes = sorted(codes, key=lambda code: code != language)
    names = comma().join(label(code, language) for code in codes[:_SPOKEN_ON_CARD])
    return f"{names}…" if len(codes) > _SPOKEN_ON_CARD else names


def chip(text, kind=""):
    return format_html('<li class="{}">{}</li>', f"chip {kind}".strip(), text)
