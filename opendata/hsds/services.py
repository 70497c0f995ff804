"""What one can come for: each organisation has one service, and so is each of its activities.

HSDS says what it costs, for whom it is and which languages are spoken of a service only, so what an
organisation is there for is a service with its name. An activity is one with its dates, as lists
of services have playgroups and courses.
"""

from datetime import UTC

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.models import Event
from core.languages import comma, shown
from directory import good_to_know, identifiers, spoken_languages
from directory.models import Answer, Location
from directory.opening import visible_notices

from . import locations, schedules
from .organizations import email
from .organizations import id_of as id_of_organization
from .phones import phone
from .things import Thing, uri
from .vocabulary import CONDITIONS

ACTIVE, INACTIVE = "active", "inactive"


def id_of(kind, pk):
    """`kind` is "organisation" or "event"."""
    return identifiers.of("service", kind, pk)


def id_of_link(kind, pk):
    """Of the link of a service to a place: that of an organisation by the number of its place,
    that of an activity by its own."""
    return identifiers.of("service_at_location", kind, pk)


# Of an organisation


def of_organisation(row, vocabulary, today):
    """What stands in one row."""
    return _begun_of_organisation(row, vocabulary, today).finished()


def whole_of_organisation(row, vocabulary, today, places):
    """With all that belongs to it but its organisation; `places` are `locations.all_of` that."""
    thing = _begun_of_organisation(row, vocabulary, today)
    of = {"service_id": thing.id}
    _link_listing(row, thing)
    thing.link("kind", row.kind)
    if row.verified_on and row.verified_how:
        thing.link("check", row.verified_how)
    thing.facts(row.answers_to((*CONDITIONS, *row.GOOD_TO_KNOW)))
    return thing.finished(
        schedules=schedules.of_notices(row.notices.all(), vocabulary, today, **of),
        service_areas=_areas(row, "organisation", row.pk, vocabulary, **of),
        service_at_locations=[
            {
                "id": id_of_link("organisation", pk),
                **of,
                "location_id": place["id"],
                "location": place,
            }
            for pk, place in places.items()
        ],
        **_of_listing(row, "organisation", vocabulary, **of),
    )


def _begun_of_organisation(row, vocabulary, today):
    thing = Thing(vocabulary, "service", "organisation", row.pk)
    thing.say("name", shown(row, "name"))
    thing.content["name"] = thing.content["name"] or row.slug
    description = shown(row, "description")
    thing.say("description", description if description.text else shown(row, "summary"))
    _say_how(row, thing, _conditions(row, ("appointment_needed", "registration_needed")))
    _say_price(row, thing)
    interpreter = good_to_know.SENTENCES["interpreter_possible"].get(row.interpreter_possible)
    thing.content |= {
        "organization_id": id_of_organization(row.pk),
        "url": uri(row.website),
        "email": email(row.email),
        "status": ACTIVE,
        "interpretation_services": str(interpreter or ""),
        "eligibility_description": _eligibility(
            row,
            _conditions(row, ("referral_needed",)),
            _of_all_places(row),
        ),
        "assured_date": row.verified_on.isoformat() if row.verified_on else "",
        "alert": _alert(row, thing, today),
        "last_modified": last_modified(row),
    }
    return thing


def _conditions(row, names):
    return [
        str(text)
        for name in names
        if (text := good_to_know.CONDITIONS[name].get(getattr(row, name)))
    ]


def _alert(row, thing, today):
    """What pages say of the next days, of all of its places."""
    notices = [*row.notices.all()]
    for place in row.public_locations:
        notices += place.notices.all()
    parts = []
    for notice in visible_notices(notices, today):
        text = shown(notice, "text")
        parts += [schedules.notice_in_words(notice), text.text]
        thing.note_language("alert", text)
    return ". ".join(filter(None, parts))


# Of an activity


def of_event(event, vocabulary, *, is_coming=True):
    """What stands in one row. What is over has not ended for good: nobody knows."""
    return _begun_of_event(event, vocabulary, is_coming).finished()


def whole_of_event(event, vocabulary, today, places, *, is_coming=True):
    """With all that belongs to it but its organisation, of which `places` are."""
    thing = _begun_of_event(event, vocabulary, is_coming)
    of = {"service_id": thing.id}
    _link_listing(event, thing)
    if event.registration != Event.Registration.UNKNOWN:
        thing.link("registration", event.registration)
    thing.facts(event.answers_to(event.FACTS))
    if event.is_online:
        thing.link("fact", "is_online", Answer.YES.value)
    number = phone(event.registration_phone, "event", event.pk, **of)
    return thing.finished(
        phones=[number] if number else [],
        schedules=schedules.of_event(event, today, **of),
        service_areas=_areas(event.organisation, "event", event.pk, vocabulary, **of),
        service_at_locations=_links_of_event(event, vocabulary, places, **of),
        **_of_listing(event, "event", vocabulary, **of),
    )


def _begun_of_event(event, vocabulary, is_coming):
    thing = Thing(vocabulary, "service", "event", event.pk)
    thing.say("name", shown(event, "title"))
    thing.content["name"] = thing.content["name"] or event.slug
    description = shown(event, "description")
    thing.say("description", description if description.text else shown(event, "summary"))
    has_to = event.registration != Event.Registration.UNKNOWN
    _say_how(event, thing, [capfirst(event.get_registration_display())] if has_to else [])
    _say_price(event, thing)
    thing.content |= {
        "organization_id": id_of_organization(event.organisation_id),
        "url": uri(event.registration_url) or settings.SITE_URL + event.get_absolute_url(),
        "email": email(event.registration_email),
        "status": ACTIVE if is_coming else INACTIVE,
        "eligibility_description": _eligibility(event, [], event.answer_to("women_only")),
        "minimum_age": _years(event.age_from),
        "maximum_age": _years(event.age_to),
        "last_modified": last_modified(event),
    }
    return thing


def _years(months):
    """The age of a child in years, which HSDS counts in."""
    if months is None:
        return None
    return months // 12 if months % 12 == 0 else round(months / 12, 2)


def place_of(event, vocabulary, places):
    """The `location` of an activity, whole, or None. Of a secret place nothing."""
    if place := event.public_location:
        return places.get(place.pk)
    return _place_of_its_own(event, vocabulary)


def place_in_one_row(event, vocabulary):
    if place := event.public_location:
        return locations.in_one_row(place, event.organisation, vocabulary)
    place = _place_of_its_own(event, vocabulary)
    return place and {name: text for name, text in place.items() if name != "attributes"}


def _place_of_its_own(event, vocabulary):
    if place := locations.elsewhere(event, vocabulary):
        return place
    return locations.online(event, vocabulary) if event.is_online else None


def _links_of_event(event, vocabulary, places, **of):
    place = place_of(event, vocabulary, places)
    if place is None:
        return []
    link = {"id": id_of_link("event", event.pk), **of, "location_id": place["id"]}
    return [{**link, "location": place}]


# Of both


def last_modified(row):
    """When something of it changed, also of its places (`core.changes`), or when it was saved."""
    return moment(row.changed_at or row.updated_at)


def moment(instant):
    """In UTC, to the millisecond."""
    instant = instant.astimezone(UTC)
    return f"{instant.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def _say_how(row, thing, otherwise):
    text = shown(row, "how_to_join")
    if text.text:
        thing.say("application_process", text)
    else:
        thing.content["application_process"] = ". ".join(otherwise)


def _say_price(row, thing):
    note = shown(row, "cost_note")
    if note.text:
        thing.say("fees_description", note)
    elif row.cost != row.Cost.UNKNOWN:
        thing.content["fees_description"] = capfirst(row.get_cost_display())


def _eligibility(row, conditions, women_only):
    names = [shown(audience, "name").text for audience in row.audiences.all()]
    label = capfirst(str(Location._meta.get_field("women_only").verbose_name))
    only = [label] if women_only == Answer.YES else []
    for_whom = [comma().join(filter(None, names))] if names else []
    if not names and not only:
        for_whom = [_("For everyone")]
    return ". ".join([*map(capfirst, for_whom), *conditions, *only])


def _of_all_places(row):
    """“Yes” where each place to go to says so."""
    answers = {place.women_only for place in row.public_locations if place.is_place}
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def _link_listing(row, thing):
    for theme in row.themes.all():
        thing.link("theme", theme.pk)
    for audience in row.audiences.all():
        thing.link("audience", audience.pk)
    if row.cost != row.Cost.UNKNOWN:
        thing.link("cost", row.cost)


def _of_listing(row, kind, vocabulary, **of):
    language = vocabulary.language
    papers = getattr(row, "papers_needed", Answer.UNKNOWN)
    return {
        "languages": [
            {
                "id": identifiers.of("language", kind, row.pk, code),
                **of,
                "name": capfirst(spoken_languages.label(code, language)),
                "code": code,
            }
            for code in row.spoken_languages
        ],
        "cost_options": _cost_options(row, kind, **of),
        "required_documents": [
            {
                "id": identifiers.of("required_document", kind, row.pk, "papers"),
                **of,
                "document": _("A residence permit or an identity card."),
            }
        ]
        if papers == Answer.YES
        else [],
    }


def _cost_options(row, kind, **of):
    """Amounts are known of what is free only."""
    if row.cost == row.Cost.UNKNOWN:
        return []
    is_free = row.cost == row.Cost.FREE
    option = {
        "id": identifiers.of("cost_option", kind, row.pk),
        **of,
        "option": capfirst(row.get_cost_display()),
        **({"currency": "EUR", "amount": 0} if is_free else {}),
    }
    return [option]


def _areas(organisation, kind, pk, vocabulary, **of):
    """Who lives there can use it. What has nothing but a secret place serves the whole Region."""
    is_hidden = organisation.has_secret_place and not organisation.public_locations
    municipalities = [*organisation.serves_municipalities.all()]
    areas = []
    if organisation.serves_region or (is_hidden and not municipalities):
        area = {"id": identifiers.of("service_area", kind, pk, "region"), **of}
        areas.append({**area, "name": capfirst(_("the whole Region"))})
    for municipality in municipalities:
        thing = Thing(vocabulary, "service_area", kind, pk, municipality.pk)
        thing.link("place", f"municipality/{municipality.pk}")
        name = vocabulary.name_of_place("municipality", municipality.pk)
        areas.append(thing.finished(**of, name=name))
    return areas
