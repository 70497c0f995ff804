"""A small site with something of every kind, its public addresses, and edits of every kind."""

import contextlib
from datetime import date, timedelta
from itertools import count

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import Error, models, transaction

from agenda.models import Event
from core.models import WatchedQuerySet
from directory.models import Municipality, Organisation, Theme
from faq.models import Question
from tests import factories

_number = count(1)
# What editors change of what the public sees; what follows from it is computed by the models.
LABELS = [
    *("directory.Organisation", "directory.Location", "directory.OpeningHours"),
    *("directory.Notice", "directory.Source", "directory.Theme", "directory.Audience"),
    *("directory.Municipality", "directory.Neighbourhood", "agenda.Event"),
    *("agenda.EventException", "agenda.SchoolHoliday", "faq.Question", "faq.QuestionSource"),
    *("faq.Insight", "search.SynonymGroup", "search.CrisisTopic", "search.CrisisNumber"),
    *("transit.Timetable", "transit.Stop"),
]


def small_site():
    """Two places, and in each of the lists some rows that know each other."""
    here = factories.municipality(slug="elsene", name_nl="Elsene", postal_codes=["1050"])
    there = factories.municipality(slug="anderlecht", name_nl="Anderlecht", neighbours=[here])
    part = factories.neighbourhood(slug="flagey", name_nl="Flagey", municipality=here)
    meeting = factories.theme(slug="meeting", name_nl="Elkaar ontmoeten")
    violence = factories.theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    everyone = factories.audience(slug="parents", name_nl="Ouders")
    organisations = [
        factories.organisation(
            slug=f"huis-{number}",
            name_nl=f"Huis {number}",
            phone=f"02 512 34 5{number}" if number % 2 else "",
            no_contact="" if number % 2 else Organisation.NoContact.WALK_IN,
            themes=[violence if number == 3 else meeting],
            audiences=[everyone],
        )
        for number in range(5)
    ]
    organisations[4].parent_organisation = organisations[1]
    organisations[4].save()
    for number, row in enumerate(organisations[:4]):
        place = factories.location(
            organisation=row,
            municipality=there if number % 2 else here,
            neighbourhood=None if number % 2 else part,
            street_nl="Dorpstraat",
            house_number=str(number + 1),
            hours_known=True,
            latitude=50.8 + 0.03 * number,  # so far apart that none is near another
            longitude=4.37,
        )
        factories.opening_hours(location=place)
    factories.notice(organisation=organisations[0], text_nl="Even dicht")
    factories.source(organisation=organisations[0])
    for number in range(3):
        factories.event(
            slug=f"koffie-{number}",
            title_nl=f"Koffie {number}",
            organisation=organisations[number],
            location=organisations[number].locations.get(),
            themes=[meeting],
            audiences=[everyone],
        )
    event = Event.objects.first()
    day = event.occurrences.order_by("day")[1].day
    factories.event_exception(event=event, day=day)
    factories.school_holiday(starts_on=date.today(), ends_on=date.today() + timedelta(days=5))
    for number in range(3):
        factories.question(
            slug=f"vraag-{number}",
            question_nl=f"Is dit vraag {number}?",
            themes=[meeting] if number else [violence],
            organisations=organisations[number : number + 2],
            is_featured=number == 1,
        )
    factories.insight(themes=[meeting])
    factories.crisis_topic("112", slug="gevaar", patterns_nl="gevaar", questions=["vraag-0"])
    apps.get_model("search.SynonymGroup").objects.create(words=["koffie", "thee"])
    factories.stops(
        ("Dorp", "Village", 50.8005, 4.3702, "tram 81", "bus 71"),
        ("Dorpsvijver", "Étang", 50.8302, 4.3722, "bus 38"),
    )


def token(rows):
    return "-".join(f"{row._meta.model_name[0]}{row.pk}" for row in rows)


def addresses():
    """Of every kind of public page some, in Dutch, and some lists in another language."""
    rows = [
        row
        for model in (Organisation, Event, Question)
        for row in model.objects.published().order_by("pk")[:3]
    ]
    names = token(rows[::2])
    # What is sensitive is kept on no phone: the address with it leads on to the one without.
    calm = token(row for row in rows[::2] if not row.is_sensitive)
    theme, place = Theme.objects.order_by("pk").first(), Municipality.objects.order_by("pk").first()
    part = place and place.neighbourhoods.first()
    paths = [row.get_absolute_url() for row in [*rows, theme, place, part] if row]
    return [
        *("/nl/", "/nl/organisations/", "/nl/organisations/?q=huis", "/nl/organisations/?free=1"),
        *("/nl/organisations/?place=elsene", "/nl/agenda/?place=elsene&when=week", "/nl/agenda/"),
        *("/nl/organisations/?view=map", "/nl/organisations/?place=flagey&view=map"),
        *("/nl/agenda/week/?place=elsene", "/ar/agenda/week/?theme=meeting&to=fr"),
        *("/nl/agenda/week/sheet/?place=elsene&with=ar", "/nl/agenda/week/feed.atom?place=elsene"),
        *("/nl/agenda/week/?place=elsene&embed=1", "/nl/agenda/?embed=1&rows=3&light=1"),
        *("/nl/agenda/?view=map", "/ar/agenda/?view=map&place=elsene"),
        *("/nl/agenda/?q=thee", "/nl/faq/", "/nl/faq/?open=vraag-1", "/nl/search/?q=koffie"),
        *(
            "/nl/search/",
            "/nl/themes/",
            "/nl/places/",
            "/nl/places/squares.json",
            "/nl/about/",
            "/nl/data/",
            "/nl/data/api/?of=activities&when=week",
            "/nl/professionals/",
            "/nl/embed/",
            "/nl/embed/?what=week&place=elsene&to=ar",
        ),
        *("/nl/organisations/list.csv?place=elsene", "/nl/organisations/list.html"),
        *("/ar/agenda/list.csv", "/nl/agenda/list.html?place=elsene", "/nl/places/elsene/sheet/"),
        *("/nl/places/elsene/flagey/sheet/", f"/nl/selection/{names}/list.csv"),
        *("/nl/selection/", "/nl/poster/?place=elsene", f"/nl/selection/{names}/", "/fr/agenda/"),
        *("/nl/share/?path=/nl/organisations/?place=elsene", "/nl/agenda/calendar.ics"),
        *("/nl/organisations/feed.atom?place=elsene", "/ar/agenda/feed.atom"),
        *("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-organisations.xml", "/ar/"),
        *("/nl/keep/?place=elsene", "/nl/keep/elsene/", f"/nl/keep/selection/{calm}/"),
        *("/nl/keep/no-connection/?place=elsene", "/nl/keep/numbers/", "/nl/keep/not-sent/"),
        *("/sitemap-activities.xml", "/sitemap-questions.xml", "/sitemap-themes.xml"),
        *("/sitemap-municipalities.xml", "/sitemap-neighbourhoods.xml", "/nl/qr.svg?path=/"),
        *paths,
        *(f"/nl/share/?path={path}" for path in paths),
        *(f"{path[:-1]}.vcf" for path in paths if "organisations" in path),
        *(f"{path[:-1]}.ics" for path in paths if "/agenda/" in path),
        *(path.replace("/nl/", "/tr/") for path in paths[::4]),
    ]


def edit(chance):
    """Changes something at random in one of many ways; returns what, for people to read."""
    while True:
        model = apps.get_model(chance.choice(LABELS))
        ids = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        if not ids:
            continue
        way = chance.choice([saved, saved, updated, updated_in_bulk, related, deleted])
        row = model._base_manager.get(pk=chance.choice(ids))
        said = f"{way.__name__} {model._meta.label} {row.pk}"
        with contextlib.suppress(Error, ValidationError), transaction.atomic():
            if (what := way(row, chance)) is not None:
                return f"{said}: {what}"


def saved(row, chance):
    field = _with_another_value(row, chance)
    row.save()
    return field.name


def updated(row, chance):
    rows = _watched(row).filter(pk=row.pk)
    field = _with_another_value(row, chance, is_bulk=True)
    rows.update(**{field.attname: getattr(row, field.attname)})
    return field.name


def updated_in_bulk(row, chance):
    field = _with_another_value(row, chance, is_bulk=True)
    _watched(row).bulk_update([row], [field.name])
    return field.name


def related(row, chance):
    fields = row._meta.many_to_many
    if not fields:
        return None
    field = chance.choice(fields)
    others = list(field.related_model._base_manager.order_by("pk"))
    chosen = chance.sample(others, min(len(others), chance.randrange(3)))
    getattr(row, field.name).set(chosen)
    return f"{field.name} {[other.pk for other in chosen]}"


def deleted(row, chance):
    """Seldom, or soon nothing would be left."""
    if chance.random() < 0.8:
        return None
    row.delete()
    return ""


def _watched(row):
    rows = type(row)._default_manager.all()
    rows = rows.rewrite(False) if hasattr(rows, "rewrite") else rows
    assert isinstance(rows, WatchedQuerySet), type(row)
    return rows


def _with_another_value(row, chance, is_bulk=False):
    """The field of the row that has it now, which the model accepts. What follows from a relation
    is written when its row is saved."""
    field = chance.choice(
        [
            field
            for field in row._meta.concrete_fields
            if not (field.primary_key or field.name in ("slug", "created_at", "updated_at"))
            and not (is_bulk and field.is_relation)
        ]
    )
    setattr(row, field.attname, _another(row, field, chance))
    row.full_clean()
    return field


def _another(row, field, chance):
    now = getattr(row, field.attname)
    if field.is_relation:
        others = list(field.related_model._base_manager.values_list("pk", flat=True))
        return chance.choice([None, *others] if field.null else others)
    if field.choices:
        return chance.choice([value for value, _name in field.flatchoices])
    if isinstance(field, models.BooleanField):
        return chance.choice([True, False, None] if field.null else [True, False])
    if isinstance(field, models.DateField) and isinstance(now, date):
        return now + timedelta(days=chance.choice([-400, -1, 1, 7]))
    if isinstance(field, models.IntegerField):
        return chance.choice([0, 1, 2, 24])
    if isinstance(field, models.CharField | models.TextField):
        return chance.choice(["", f"{now} {next(_number)}", f"Nieuw {next(_number)}"])
    return now
