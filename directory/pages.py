"""What each public page of the directory shows, as template context."""

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import shown
from core.lists.bits import bits_of, has, union
from core.lists.filters import Option
from core.lists.results import asked_context
from core.wording.dates import weekday_in_words
from core.wording.hours import clock_with_article, closing_clock
from maps import list_page

from . import (
    cards,
    crisis,
    finding,
    good_to_know,
    headings,
    opening,
    place_maps,
    schema_org,
    sensitive,
    sources,
    unknown,
    whom_to_ask,
)
from .contact import tel_uri, web_url, whatsapp_url
from .emergency import lines_for
from .filters import OrganisationFilters
from .models import Location, Organisation
from .spoken_languages import label as language_label

MOST_FURTHER = 6
MOST_TO_BEGIN_WITH = 3  # of a theme, and in each part of a place's page
MOST_ALTERNATIVES = 6

# As pages with a few of each kind show them: helplines last, as in lists.
KINDS = sorted(Organisation.Kind.values, key=lambda kind: kind == Organisation.Kind.HELPLINE)


# Lists


def list_context(filters, results, now, found=None):
    """`found` is what is on the map, where the list is shown on it."""
    index = filters.index
    further = finding.further(filters) if results.is_last else 0
    further = finding.in_order(filters, "further", further).positions(
        0, results.beside(MOST_FURTHER)
    )
    shown = results.shown
    *lists, further = cards.card_lists(index, [*(rows for _section, rows in shown), further], now)
    parts = [section.about for section in results.sections]
    parts = finding.parts(filters) if found else parts
    heading = headings.of_list(filters, headings.PLACES, parts)
    numbers, map_context = _map(filters, results, found, lists) if found else ({}, None)
    context_of = piece_context if found else section_context
    return {
        **nearby_context(filters, results),
        "heading": str(heading),
        "counted": _counted(filters, results, heading, is_on_map=bool(found)),
        "also": heading.also,
        "map": map_context,
        "numbers": numbers,
        "sections": [
            {**context_of(filters, section.about), "cards": shown_cards}
            for (section, _rows), shown_cards in zip(shown, lists, strict=True)
        ],
        "further": further,
    }


def _map(filters, results, found, lists):
    """The number of each organisation that has one, by id, and what is drawn."""
    ids, ranked = filters.index.ids, list_page.ranked(found, results)
    known = {card.pk: card.name for shown_cards in lists for card in shown_cards}
    titles = cards.names_at(filters.index, ranked, known)
    names = {position: f"o{ids[position]}" for position in ranked}
    listed = list_page.Listed(ranked, names, titles)
    numbers = {ids[position]: number for number, position in enumerate(ranked, 1)}
    drawing = place_maps.of_found(filters, found)
    return numbers, list_page.context(filters, found, results, listed) | {"drawing": drawing}


def _counted(filters, results, heading, *, is_on_map):
    """The numbers of a heading as `(text, address)` of what they count, which may be empty.

    On the map the list has other parts, and numbers of its own below the drawing.
    """
    if is_on_map:
        return [(text, "") for text, _part in heading.counted]
    pages = {section.about: results.page_of(section) for section in results.sections}
    counted = []
    for text, part in heading.counted:
        query = ""
        if part and pages[part] != results.page:
            query = f"?{filters.to_page(pages[part])}"
        counted.append((text, f"{query}#{part.name}" if part else ""))
    return counted if len(counted) > 1 else [(text, "") for text, _address in counted]


def section_context(filters, part):
    return {"id": part.name, "heading": headings.of_part(filters, part)}


def piece_context(filters, piece):
    return {"id": piece.name, "heading": headings.of_piece(filters, piece)}


def nearby_context(filters, results):
    """What every list of something that is somewhere says of the question."""
    return {
        **asked_context(filters, results),
        "corrected": filters.corrected,
        "crises": crisis.blocks(filters.crises),
        "is_sensitive": sensitive.is_list(filters, results),
    }


# One organisation


def organisation_context(index, organisation, now):
    is_sensitive = organisation.is_sensitive
    locations = [
        location_context(index, location, organisation, now)
        for location in organisation.public_locations
    ]
    return {
        "index": index,
        "organisation": organisation,
        "name": shown(organisation, "name"),
        "summary": shown(organisation, "summary"),
        "description": shown(organisation, "description"),
        "how_to_join": shown(organisation, "how_to_join"),
        "kind_icon": cards.KIND_ICONS[organisation.kind],
        "is_sensitive": is_sensitive,
        "where": cards.where_of(index, organisation.public_locations, organisation.serves_region),
        "locations": locations,
        "has_several": len(locations) > 1,
        "places": [location for location in locations if location["location"].is_place],
        "notices": opening.visible_notices(organisation.notices.all(), now.date()),
        "tel": tel_uri(organisation.phone),
        "whatsapp": whatsapp_url(organisation.whatsapp),
        "website": web_url(organisation.website),
        "spoken": [language_label(c, get_language()) for c in organisation.spoken_languages],
        "conditions": [
            *good_to_know.conditions(organisation),
            *good_to_know.of_organisation(organisation),
        ],
        "serves": [
            index.places.by_slug[municipality.slug].name
            for municipality in organisation.serves_municipalities.all()
        ],
        "json_ld": None if is_sensitive else schema_org.organisation(organisation, locations),
        **sources.context(organisation),
        **_contact_context(index, organisation, now),
        **unknown_context(
            organisation,
            "name",
            unknown.of_organisation(organisation, organisation.public_locations),
            is_sensitive=is_sensitive,
        ),
    }


def unknown_context(listing, field, facts, *, is_sensitive):
    """What is not known of an organisation or an activity, and how to ask it; `field` is its name.

    On sensitive pages nothing is written that stays in what she sent.
    """
    words = unknown.words(listing, field, facts)
    return {
        "unknown": unknown.labels(facts),
        "words": words,
        "letter": "" if is_sensitive else unknown.letter(listing, field, words),
        "message": "" if is_sensitive else unknown.message(words),
    }


def _contact_context(index, organisation, now):
    """How to reach it. If nobody can call it, write to it or look it up: what we lack, whom to ask
    instead, and what is near."""
    places = organisation.public_locations
    phone = next((place.phone for place in places if place.phone), "")
    contact = whom_to_ask.contact_of(organisation, phone)
    context = {"contact": contact, "lacks": "", "others": None, "nearest": [], "is_near": False}
    if contact:
        return context
    context["contact"] = None
    has_street = any(place.address for place in places)
    if has_street and organisation.no_contact == Organisation.NoContact.WALK_IN:
        text = _("There is no telephone number. You can just go there.")
        return {**context, "lacks": text}
    if organisation.no_contact == Organisation.NoContact.NOT_WANTED:
        text = _("This place has no telephone number or e-mail address for the public.")
    elif not has_street and any(place.is_place for place in places):
        text = _("We don’t have a telephone number or an address for this place yet.")
    else:
        text = _("We don’t have a telephone number, e-mail address or website yet.")
    others = whom_to_ask.others(index, organisation)
    positions, is_near = whom_to_ask.nearest(index, organisation)
    return {
        "contact": others.contacts[0][1] if others and others.kind != "municipalities" else None,
        "lacks": text,
        "others": others,
        "nearest": cards.cards_at(index, positions, now),
        "is_near": is_near,
        "more_like_it": whom_to_ask.more_like_it(index, organisation),
    }


def location_context(index, location, organisation, now):
    notices = [*organisation.notices.all(), *location.notices.all()]
    municipality = neighbourhood = None
    if location.is_place:
        slugs = index.places.slug_of_pk
        municipality = index.places.by_slug[slugs["municipality"][location.municipality_id]]
        if location.neighbourhood_id:
            neighbourhood = index.places.by_slug[slugs["neighbourhood"][location.neighbourhood_id]]
    status = opening.status(location, now, notices)
    week = opening.week(location, now, notices) if location.hours_known else []
    is_always = bool(week) and all(day.is_always for day in week)
    return {
        "location": location,
        "name": shown(location, "name"),
        "street": shown(location, "street"),
        "municipality": municipality,
        "neighbourhood": neighbourhood,
        "tel": tel_uri(location.phone),
        "status": status,
        "status_text": status_text(status, now),
        "hours_note": shown(location, "hours_note"),
        "is_always": is_always,
        # Seven times "day and night" says no more than once.
        "week": [] if is_always else week,
        "notices": opening.visible_notices(location.notices.all(), now.date()),
        "baby_facts": baby_facts(location),
        "unknown": unknown.labels(unknown.of_location(location)),
    }


def baby_facts(location):
    """What is known of coming with a baby, as `(answer, label)`."""
    if not location.is_place:
        return []
    return good_to_know.with_a_baby(location.answers_to(Location.BABY_FACTS))


def status_text(status, now):
    """ "Open until 17:00", in words."""
    if status.by_others:
        return _("Someone else answers now")
    if status.state == "open":
        if status.until is None:
            return _("Open day and night")
        return _until_text(status.until, now)
    if status.state == "by_appointment":
        return _("Now by appointment")
    if status.state == "closed":
        if status.opens_at is None:
            return _("Closed now")
        return _opens_text(status.opens_at, now)
    if status.holiday:
        return _("Today is a public holiday: we do not know if it is open")
    return _("We do not know if it is open now")


def _until_text(moment, now):
    days = (moment.date() - now.date()).days
    if days == 0 or (days == 1 and moment.time() == opening.MIDNIGHT):
        return _("Open now, until %(time)s") % {"time": closing_clock(moment)}
    time = clock_with_article(moment)
    if days == 1:
        return _("Open now, until tomorrow at %(time)s") % {"time": time}
    values = {"day": weekday_in_words(moment), "time": time}
    return _("Open now, until %(day)s at %(time)s") % values


def _opens_text(moment, now):
    days, time = (moment.date() - now.date()).days, clock_with_article(moment)
    if days == 0:
        return _("Closed now, opens at %(time)s") % {"time": time}
    if days == 1:
        return _("Closed now, opens tomorrow at %(time)s") % {"time": time}
    values = {"day": weekday_in_words(moment), "time": time}
    return _("Closed now, opens on %(day)s at %(time)s") % values


def ended_context(index, organisation, now):
    """What is nearest to an organisation that has ended."""
    themes = [theme.slug for theme in organisation.themes.all()]
    # What the index does not know yet came half a second ago.
    slugs = index.places.slug_of_pk["municipality"]
    there = (slugs.get(location.municipality_id) for location in organisation.public_locations)
    municipalities = {slug for slug in there if slug}
    positions = finding.nearest(index, organisation.kind, themes, municipalities, MOST_ALTERNATIVES)
    return {
        "name": shown(organisation, "name"),
        "cards": cards.cards_at(index, positions, now),
        "is_sensitive": organisation.is_sensitive
        or sensitive.is_page(sensitive.are(index, positions)),
    }


# Themes and places


def theme_tiles(index, themes):
    return [
        {
            "theme": theme,
            "url": theme.get_absolute_url(),
            "name": shown(theme, "name"),
            "tagline": shown(theme, "tagline"),
            "count": index.groups["theme"].get(theme.slug, 0).bit_count(),
        }
        for theme in themes
    ]


def kinds_of(theme):
    if not theme.is_urgent:
        return KINDS
    # In need, a voice and a roof come before meeting others.
    urgent = [Organisation.Kind.HELPLINE, Organisation.Kind.SHELTER]
    return [*urgent, *(kind for kind in KINDS if kind not in urgent)]


def theme_best(index, theme):
    """Positions of the few to begin with: one of each of the first kinds; in need, those to call.

    Where a theme is about other things, what could harm her to be seen with comes after the rest.
    """
    bits = index.groups["theme"].get(theme.slug, 0)
    if theme.is_urgent:
        most = MOST_TO_BEGIN_WITH
        return _mixed(index, bits, most, kinds_of(theme), of_a_kind=most)
    quiet = bits & index.sensitive_rows
    best = _mixed(index, bits & ~quiet, MOST_TO_BEGIN_WITH)
    return best + _mixed(index, quiet, MOST_TO_BEGIN_WITH - len(best))


def is_theme_sensitive(index, theme):
    return theme.is_sensitive or sensitive.is_page(sensitive.are(index, theme_best(index, theme)))


def theme_lines(index, theme, positions):
    """The numbers first of all on a sensitive theme's page, which shows these positions.

    Violence has the numbers against it; what was marked sensitive for another reason, such as
    thoughts of suicide, has those who listen.
    """
    violent = union(index.groups["theme"].get(slug, 0) for slug in index.sensitive)
    rows = violent & index.sensitive_rows
    return lines_for(theme.is_sensitive or any(has(rows, position) for position in positions))


def theme_context(index, theme, now):
    bits = index.groups["theme"].get(theme.slug, 0)
    best = theme_best(index, theme)
    of_kinds = {kind: bits & index.groups["kind"].get(kind, 0) for kind in kinds_of(theme)}
    return {
        "index": index,
        "theme": theme,
        "lines": theme_lines(index, theme, best),
        "name": shown(theme, "name"),
        "tagline": shown(theme, "tagline"),
        "guide": shown(theme, "guide"),
        "is_sensitive": is_theme_sensitive(index, theme),
        "total": bits.bit_count(),
        "best": cards.cards_at(index, best, now),
        "kinds": [
            {"name": index.labels["kind"][kind], "value": kind, "count": rows.bit_count()}
            for kind, rows in of_kinds.items()
            if rows
        ],
        "municipalities": [
            Option(
                place.slug,
                place.name.text,
                (bits & index.groups["place"][place.slug]).bit_count(),
                False,
            )
            for place in index.places.municipalities
        ],
    }


def _mixed(index, bits, most, kinds=KINDS, of_a_kind=1):
    """Positions of different kinds, networks and meeting places first: so many of each in turn.

    Who cannot be reached comes after all others.
    """
    positions = []
    for left in (bits & index.reachable, bits & ~index.reachable):
        while left and len(positions) < most:
            for kind in kinds:
                there = left & index.groups["kind"].get(kind, 0)
                some = index.page(there, 0, min(of_a_kind, most - len(positions))) if there else []
                positions += some
                left &= ~bits_of(some, max(some, default=0) + 1)
    return positions


def place_filters(index, place, now=None):
    return OrganisationFilters(MultiValueDict({"place": [place.slug]}), index, now)


def place_lists(filters, parts):
    """`(positions of its own services, [(part, positions, how many more)])` of a place."""
    index, municipality = filters.index, filters.places[0].municipality
    own = index.groups["kind"].get("welfare-office", 0) & index.located.get(municipality, 0)
    sections = []
    for part in parts:
        bits = part.bits & ~own
        positions = _mixed(index, bits, MOST_TO_BEGIN_WITH)
        if positions:
            sections.append((part, positions, bits.bit_count() - len(positions)))
    return index.page(own, 0, 4), sections


def is_place_sensitive(index, own, sections):
    """Of what `place_lists` gives."""
    lists = [own, *(positions for _part, positions, _more in sections)]
    return sensitive.is_page(sensitive.are(index, *lists))


def place_context(index, place, now):
    """A place: the municipality's own services, who is there, who serves it, a little further."""
    filters = place_filters(index, place, now)
    parts = finding.parts(filters)
    municipality = index.places.by_slug[place.municipality]
    own, listed = place_lists(filters, parts)
    further = _mixed(index, finding.further(filters), MOST_TO_BEGIN_WITH)
    of_parts = [positions for _part, positions, _more in listed]
    own_cards, further_cards, *lists = cards.card_lists(index, [own, further, *of_parts], now)
    sections = [
        {**section_context(filters, part), "cards": shown_cards, "more": more}
        for (part, _positions, more), shown_cards in zip(listed, lists, strict=True)
    ]
    shown_here = {section["id"] for section in sections}
    return {
        "index": index,
        "place": place,
        "municipality": municipality,
        "is_neighbourhood": place.kind == "neighbourhood",
        "map": place_maps.of_municipality(index, municipality, here=place.slug),
        "counted": [
            (text, f"#{part.name}" if part and part.name in shown_here else "")
            for text, part in headings.of_list(filters, headings.PLACES, parts).counted
        ],
        "is_sensitive": is_place_sensitive(index, own, listed),
        "own_services": own_cards,
        "sections": sections,
        "further": further_cards,
        "neighbourhoods": [
            (other, index.located.get(other.slug, 0).bit_count())
            for other in index.places.neighbourhoods_of(municipality.slug)
        ],
        "neighbours": sorted(
            (index.places.by_slug[slug] for slug in municipality.neighbours),
            key=lambda other: other.short_name.text,
        ),
        "themes": filters.filters["theme"].options,
    }
