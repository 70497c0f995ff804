"""Test data: plain functions with sensible defaults. Every field can be given by name.

Names, slugs and official numbers are different every time; what a test looks at, it sets itself.
"""

from datetime import date, time, timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from agenda.models import CalendarSource, Event, EventException, SchoolHoliday
from core import roles
from core.accounts.models import User
from core.models import Status
from core.search.models import CrisisNumber, CrisisTopic
from directory.models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    OpeningHours,
    Organisation,
    Source,
    Theme,
)
from faq.models import Insight, Question
from feedback.models import Suggestion
from geo.models import AddressFile, AddressPoint, Street
from transit.models import Stop, Timetable

PASSWORD = "correct horse battery staple"

_number = count(1)
_nis_code = count(21001)


def user(**values):
    """A volunteer who may log in to the admin with `PASSWORD`; `groups` are names."""
    groups = values.pop("groups", [])
    values = {"username": f"volunteer-{next(_number)}", "is_staff": True, **values}
    user = User.objects.create_user(**{"password": PASSWORD, **values})
    user.groups.set([_group(name) for name in groups])
    return user


def _group(name):
    """With its rights, also after a test with transactions of its own, which empties all tables."""
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new and name in roles.NAMES:
        call_command("roles", verbosity=0)
    return group


def theme(**values):
    defaults = _named("Thema", values) | {"icon": "coffee"}
    return Theme.objects.create(**defaults | values)


def audience(**values):
    return Audience.objects.create(**_named("Doelgroep", values) | values)


def municipality(**values):
    """`neighbours` are municipalities."""
    neighbours = values.pop("neighbours", [])
    defaults = _named("Gemeente", values) | {"nis_code": str(next(_nis_code))}
    municipality = Municipality.objects.create(**defaults | values)
    _relate(municipality, {"neighbours": neighbours})
    return municipality


def neighbourhood(**values):
    if "municipality" not in values:
        values["municipality"] = municipality()
    defaults = _named("Wijk", values) | {"number": next(_number)}
    return Neighbourhood.objects.create(**defaults | values)


def organisation(**values):
    """Published, without a location; `themes`, `audiences`, `serves_municipalities` are lists."""
    related = {
        field: values.pop(field, []) for field in ("themes", "audiences", "serves_municipalities")
    }
    defaults = _named("Organisatie", values) | {
        "kind": Organisation.Kind.MEETING_PLACE,
        "status": Status.PUBLISHED,
        "no_contact": Organisation.NoContact.WALK_IN,
    }
    organisation = Organisation.objects.create(**defaults | values)
    _relate(organisation, related)
    return organisation


def location(**values):
    """A place in a municipality of its own, unless the neighbourhood or another one is given."""
    if "organisation" not in values:
        values["organisation"] = organisation()
    is_virtual = values.get("location_type") == Location.Type.VIRTUAL
    if values.get("neighbourhood"):
        values.setdefault("municipality", values["neighbourhood"].municipality)
    elif "municipality" not in values and not is_virtual:
        values["municipality"] = municipality()
    return Location.objects.create(**values)


def opening_hours(**values):
    """Monday from 9 to 17, at a location whose hours are known."""
    if "location" not in values:
        values["location"] = location(hours_known=True)
    defaults = {"weekday": 0, "opens": time(9), "closes": time(17)}
    return OpeningHours.objects.create(**defaults | values)


def notice(**values):
    """Closed today and the six days after; of an organisation of its own unless one is given."""
    if "organisation" not in values and "location" not in values:
        values["organisation"] = organisation()
    starts_on = values.get("starts_on", date.today())
    defaults = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=6)}
    return Notice.objects.create(**defaults | values)


def source(**values):
    """A page of another website; of an organisation of its own unless one is given."""
    if "organisation" not in values:
        values["organisation"] = organisation()
    defaults = {"title": "Bron", "address": f"https://{next(_number)}.example/"}
    return Source.objects.create(**defaults | values)


def calendar_source(**values):
    """A calendar in Dutch that was taken over before, of an organisation of its own unless one is
    given; `themes`, `audiences` are lists."""
    related = {field: values.pop(field, []) for field in ("themes", "audiences")}
    if "organisation" not in values:
        location = values.get("location")
        values["organisation"] = location.organisation if location else organisation()
    defaults = {
        "address": f"https://{next(_number)}.example/calendar.ics",
        "language": "nl",
        "confirmed_at": timezone.now(),
    }
    source = CalendarSource.objects.create(**defaults | values)
    _relate(source, related)
    return source


def event(**values):
    """Every Tuesday from 9:30 to 11:30, since a year ago, published; `themes`, `audiences` are
    lists. Its organisation is published and has no location unless one is given."""
    related = {field: values.pop(field, []) for field in ("themes", "audiences")}
    if "organisation" not in values:
        location = values.get("location")
        values["organisation"] = location.organisation if location else organisation()
    defaults = {} if _has(values, "title") else _numbered("title_nl", "Activiteit")
    defaults |= {
        "status": Status.PUBLISHED,
        "starts_on": date.today() - timedelta(days=365),
        "start_time": time(9, 30),
        "end_time": time(11, 30),
    }
    if "dates" not in values and "starts_on" not in values:
        values.setdefault("rule", "FREQ=WEEKLY;BYDAY=TU")
    event = Event.objects.create(**defaults | values)
    _relate(event, related)
    return event


def event_exception(**values):
    """Cancelled, unless another kind is given. Needs `event` and `day`."""
    return EventException.objects.create(**values)


def school_holiday(**values):
    """Of the Dutch-language schools, unless `community` is given."""
    return SchoolHoliday.objects.create(**{"community": "nl", "name_nl": "Vakantie", **values})


def question(**values):
    """Published, with an answer and no source; `themes` and `organisations` are lists."""
    related = {field: values.pop(field, []) for field in ("themes", "organisations")}
    if not _has(values, "question"):
        values["question_nl"] = f"Vraag {next(_number)}?"
    if not _has(values, "answer"):
        values["answer_nl"] = "<p>Een antwoord.</p>"
    question = Question.objects.create(**{"status": Status.PUBLISHED, **values})
    _relate(question, related)
    return question


def insight(**values):
    """Published, with its source; `themes` is a list."""
    themes = values.pop("themes", [])
    defaults = {
        "status": Status.PUBLISHED,
        "authors": f"Auteur {next(_number)}",
        "title": "Een onderzoek",
        "publisher": "Een tijdschrift, 1, 1–10",
        "year": 2020,
    }
    if not _has(values, "text"):
        values["text_nl"] = f"Inzicht {next(_number)}."
    insight = Insight.objects.create(**defaults | values)
    _relate(insight, {"themes": themes})
    return insight


def suggestion(**values):
    """New, in Dutch, about no page, received today; its text is different every time."""
    defaults = {"language": "nl", "topic": Suggestion.Topic.WRONG}
    return Suggestion.objects.create(
        **{"text": f"Er klopt iets niet, {next(_number)}.", **defaults, **values}
    )


def _named(word, values):
    """A Dutch name and its address, unless the caller gives a name in any language."""
    return {} if _has(values, "name") else _numbered("name_nl", word)


def _has(values, text):
    return any(field == text or field.startswith(f"{text}_") for field in values)


def _numbered(field, word):
    """With the address that the model would look for itself, in queries of its own."""
    number = next(_number)
    return {field: f"{word} {number}", "slug": f"{word.lower()}-{number}"}


def _relate(row, related):
    """Sets the relations of a new row, by the names of their fields; none costs no query."""
    for field, rows in related.items():
        if rows:
            getattr(row, field).set(rows)


def crisis_topic(*numbers, **values):
    """In use; `numbers` are telephone numbers."""
    defaults = {"slug": f"danger-{next(_number)}", "sentence_nl": "Bel nu."}
    topic = CrisisTopic.objects.create(**defaults | values)
    for position, phone in enumerate(numbers):
        CrisisNumber.objects.create(
            topic=topic, phone=phone, label_nl="Wie opneemt", position=position
        )
    return topic


def address_points(*rows, postal_code="1000", nis_code="21004"):
    """The official addresses, as if a file had been read: `(fr, nl, number, latitude, longitude)`,
    each street and house number once."""
    file = AddressFile.objects.create(name="best.csv", is_current=True)
    for french, dutch, number, latitude, longitude in rows:
        street, _is_new = Street.objects.get_or_create(
            file=file, name_fr=french, name_nl=dutch, postal_code=postal_code, nis_code=nis_code
        )
        AddressPoint.objects.create(
            street=street, number=number, last=number, latitude=latitude, longitude=longitude
        )


def stops(*rows, **timetable):
    """A timetable with stops: `(nl, fr, latitude, longitude, *lines)`, a line as “metro 1”."""
    timetable = Timetable.objects.create(**{"agencies": ["STIB-MIVB"]} | timetable)
    for dutch, french, latitude, longitude, *lines in rows:
        Stop.objects.create(
            timetable=timetable,
            name_nl=dutch,
            name_fr=french,
            latitude=latitude,
            longitude=longitude,
            lines=[line.split(" ") for line in lines],
        )
    return timetable
