"""What somebody can ask of services and their places, as `Q`s: of organisations, of activities."""

from math import cos, pi

from django.db.models import F, Q

from agenda.models import Event
from core.search import snapshot
from directory.models import Answer, Location, Organisation
from directory.models.vocabulary import Municipality
from opendata.conditions import NOTHING, of_ids, related
from opendata.errors import BadQuestion, parameter

from .vocabulary import FACTS

# `{taxonomy: field}` where a term is a value of the row itself.
_OF_ORGANISATION = {"kind": "kind", "cost": "cost", "check": "verified_how"}
_OF_EVENT = {"cost": "cost", "registration": "registration"}
_OF_WORDS = {"theme": "themes", "audience": "audiences"}
# The others link to organizations, to texts or to points, and to no service.
TAXONOMIES = ("theme", "audience", "kind", "place", "fact", "cost", "registration", "check")
_METRES = 6_371_000 * pi / 180  # of a degree of latitude


def _any(conditions):
    found = NOTHING
    for condition in conditions:
        found |= condition
    return found


# Terms


def term(kind, taxonomy, key=None):
    """Rows whose service links to a term, or to any of a taxonomy. `kind` is "organisation" or
    "event"."""
    model = Organisation if kind == "organisation" else Event
    if taxonomy in _OF_WORDS:
        return _of_words(model, _OF_WORDS[taxonomy], key)
    if taxonomy == "place":
        return _place(kind, key)
    if taxonomy == "fact":
        return _any(_fact(kind, fact) for fact in ([key] if key else FACTS))
    field = (_OF_ORGANISATION if kind == "organisation" else _OF_EVENT).get(taxonomy)
    if field is None:
        return NOTHING
    if key:
        return Q(**{field: key})
    return ~Q(**{f"{field}__in": ["", "unknown"]})


def _of_words(model, name, key):
    if key:
        return related(model, name, [key])
    words = model._meta.get_field(name).related_model.objects.order_by().values("pk")
    return related(model, name, words)


def _place(kind, key):
    field, _slash, pk = (key or "municipality/").partition("/")
    there = Q(**({field: pk} if pk else {f"{field}__isnull": False}))
    places = Location.objects.public().filter(there, location_type=Location.Type.PHYSICAL)
    if kind == "organisation":
        return Q(pk__in=places.order_by().values("organisation"))
    return Q(location__in=places.order_by().values("pk")) | Q(there, location=None)


def _fact(kind, fact):
    """What is known of a fact, yes or no, as attributes say it."""
    known = [Answer.YES, Answer.NO]
    if kind == "organisation":
        is_own = any(field.name == fact for field in Organisation._meta.concrete_fields)
        return Q(**{f"{fact}__in": known}) if is_own else NOTHING
    if fact == "is_online":
        return Q(is_online=True)
    if fact not in Event.FACTS:
        return NOTHING
    own = Q(**{f"{fact}__in": known})
    if fact in Location.BABY_FACTS:
        places = Location.objects.public().filter(
            **{f"{fact}__in": known}, location_type=Location.Type.PHYSICAL
        )
        above = Q(location__in=places.order_by().values("pk"))
    else:
        above = Q(**{f"organisation__{fact}__in": known})
    return own | (Q(**{fact: ""}) & above)


def asked_term(vocabulary, query, name):
    """`(taxonomy, key)` of the term that is asked for, or None."""
    if (identifier := query.get(name)) is None:
        return None
    taxonomy, key, _term = vocabulary.by_id.get(identifier.lower(), ("", "", None))
    if taxonomy not in TAXONOMIES:
        raise BadQuestion(parameter(name, "No service links to a term with this identifier."))
    return taxonomy, key


def asked_taxonomy(vocabulary, query, name, known=TAXONOMIES):
    """The name of the taxonomy that is asked for, or None."""
    if (identifier := query.get(name)) is None:
        return None
    by_id = {vocabulary.taxonomies[each]["id"]: each for each in known}
    if identifier.lower() not in by_id:
        raise BadQuestion(parameter(name, "No taxonomy with this identifier is used here.", by_id))
    return by_id[identifier.lower()]


# Words


def search(kind, text):
    """What the search of the site finds with all words."""
    now = snapshot.current()
    bits = 0
    for _cost, some in now.ranked_with_all(now.words(text), kind):
        bits |= some
    return of_ids(snapshot.ids_of(kind, bits))


# Where


def asked_municipality(query, name):
    """The `Municipality` of a postal code, or None when none is asked for."""
    if (code := query.get(name)) is None:
        return None
    known = {each: row for row in Municipality.objects.all() for each in row.postal_codes}
    if code not in known:
        raise BadQuestion(parameter(name, "This is no postal code of Brussels.", sorted(known)))
    return known[code]


def covers(municipality):
    """Organisations that whoever lives there can use: they serve it, or have a place there."""
    places = Location.objects.public().filter(municipality=municipality).order_by()
    served = related(Organisation, "serves_municipalities", [municipality.pk])
    return Q(serves_region=True) | served | Q(pk__in=places.values("organisation"))


def within(municipality, metres):
    """Places whose point lies at most so far from the middle of a municipality, as a queryset."""
    latitude, longitude = municipality.latitude, municipality.longitude
    places = Location.objects.public().order_by()
    if latitude is None or longitude is None:
        return places.none()
    north = (F("latitude") - latitude) * _METRES
    east = (F("longitude") - longitude) * (_METRES * cos(latitude * pi / 180))
    return places.alias(far=north * north + east * east).filter(far__lte=float(metres) ** 2)
