"""Secret addresses and internal notes, looked for at every address of the admin.

What is planted stands nowhere else. Each pattern of the admin is asked with the rows in it, so that
a new page is asked too; an argument that `addresses` cannot fill in fails.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from core.admin_paths import add_url, overview_url
from core.editing.models import Proposal
from core.models import Status
from core.short import ending, pages, steps
from core.short.views import page_url
from directory.models import Campaign, Location, Organisation
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SECRET_PLACE = {
    "street_nl": "Schuilkelderstraat",
    "street_fr": "Rue du Refuge",
    "name_nl": "Zonnekelder",
    "house_number": "9173B",
    "postal_code": "1207",
    "phone": "02 217 36 42",
    "hours_0": "13:17–15:00",
}
# Nobody reads it again: a secret place has none.
SECRET_POINT = {"latitude": "50.8917", "longitude": "4.3521"}
FORMER_STREET, NOTE = "Vroegerstraat", "Fluisternotitie"
SECRETS = [*SECRET_PLACE.values(), *SECRET_POINT.values(), "13:17", FORMER_STREET, NOTE]
COLUMNS = [*SECRET_PLACE, "hours_known", "municipality"]
COLUMNS.remove("hours_0")
NEUTRAL = "Vrouwenhuis (secret address)"


@pytest.fixture
def rows(client):
    """A place that became secret, activities there, and what else an address can name."""
    call_command("roles", verbosity=0)
    organisation = factories.organisation(
        name_nl="Vrouwenhuis", summary_nl="Zin", themes=[factories.theme()], serves_region=True
    )
    location = factories.location(organisation=organisation, street_nl="Eerstestraat")
    # Through the admin, so that the history and the log know of it.
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/directory/organisation/{organisation.pk}/change/"
    secret = SECRET_PLACE | SECRET_POINT
    place = {f"locations-0-{name}": text for name, text in secret.items()}
    for sent in (
        {"locations-0-street_nl": FORMER_STREET},
        {**place, "locations-0-is_confidential": "on", "internal_notes": NOTE},
    ):
        assert client.post(url, fields_of(client.get(url), **sent)).status_code == 302
    location.refresh_from_db()
    assert location.is_confidential
    assert location.latitude is None
    today = timezone.localdate()
    return [
        organisation,
        location,
        factories.event(location=location, summary_nl="Zin", themes=[factories.theme()]),
        factories.event(location=location, status=Status.ARCHIVED),
        factories.notice(location=location),
        Campaign.objects.create(name="Zomer", starts_on=today, ends_on=today),
        *_calendar(location),
    ]


def _calendar(location):
    """A calendar of the house: its activities are at the secret place, which they tell."""
    source = factories.calendar_source(
        address="", location=location, themes=[factories.theme()], is_trusted=True
    )
    place = f"{SECRET_PLACE['street_nl']} {SECRET_PLACE['house_number']}"
    told = entry(key="told", title="Koffie", description=f"In de {place}.")
    announce(source, entry(place=place), single(title="x" * 121, place=place), told)
    return [source, *source.entries.all()]


@pytest.fixture
def volunteer(client, rows):
    """Logged in: enters activities. A change of the organisation that she proposed still waits,
    from when she might make one."""
    user = factories.user(groups=["Event volunteers"], language="en")
    client.force_login(user)
    rows.append(
        Proposal.objects.create(
            content_type=ContentType.objects.get_for_model(Organisation),
            object_id=rows[0].pk,
            author=user,
            changes={"internal_notes": ["Weg"], f"locations/{rows[1].pk}/phone": []},
        )
    )
    return user


@pytest.fixture
def who_looks(volunteer):
    """Logged in: enters activities, and may look at everything."""
    volunteer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return volunteer


def addresses(rows):
    """Every address of the admin, with `rows` in the place of its arguments, and every search of
    a field's choices."""
    found = {*_short_pages(rows)}
    for name in ("", "dates/", "changed/", "right/"):
        found.add(f"/admin/find/{name}?q=vrouwenhuis")
    for name, arguments in _patterns():
        if "model_name" in arguments:
            continue
        if "object_id" in arguments or "pk" in arguments:
            its_own = [row for row in rows if name.startswith(_named(row))]
        else:
            its_own = []
        for row in its_own or rows:
            known = {
                "object_id": row.pk,
                "pk": row.pk,
                "label": row._meta.label_lower,
                "app_label": row._meta.app_label,
                "content_type_id": ContentType.objects.get_for_model(row).pk,
                "language": "fr",
                "token": "1",
                "day": (timezone.localdate() + timedelta(days=7)).isoformat(),
                "kind": "cancelled",
                "number": 1,
                "way": "cancelled",
                "name": "dates",
                "year": timezone.localdate().year,
            }
            found.add(reverse(f"admin:{name}", kwargs={key: known[key] for key in arguments}))
            found.add(f"{reverse(f'admin:{_named(row)}changelist')}add/?copy={row.pk}")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created:
                names = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                found.add(f"/admin/autocomplete/?{names}&field_name={field.name}")
    return sorted(found)


def _short_pages(rows):
    """Every short page, of every row under the form and in every language, and every step."""
    for row in rows:
        if not pages.of(type(row)):
            continue
        yield overview_url(row)
        yield ending.end_url(row)
        for page in pages.of(type(row)).values():
            parts = ["", pages.NEW, "fr", "nl", *(str(each.pk) for each in rows)]
            yield from (page_url(row, page, pages.Part(part)) for part in parts)
        if names := steps.of(type(row)):
            yield f"{add_url(type(row))}?copy={row.pk}"
            yield from (steps.step_url(row, name) for name in names)


def _named(row):
    return f"{row._meta.app_label}_{row._meta.model_name}_"


def _patterns(resolver=None):
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            if resolver and each.name:
                yield each.name, each.pattern.converters or each.pattern.regex.groupindex
        elif resolver or getattr(each, "app_name", "") == "admin":
            yield from _patterns(each)


def told(response):
    text = b"".join(response) if response.streaming else response.content
    return [secret for secret in SECRETS if secret in text.decode()]


@pytest.mark.parametrize("who", ["volunteer", "who_looks"])
def test_no_address_of_the_admin_tells_a_secret(client, rows, who, request):
    request.getfixturevalue(who)

    leaks = {path: told(client.get(path, follow=True)) for path in addresses(rows)}

    assert {path: secrets for path, secrets in leaks.items() if secrets} == {}
    assert len(leaks) > 150


@pytest.mark.parametrize("role", ["Volunteers", "Editors"])
def test_who_looks_after_organisations_reads_all_of_it(client, rows, role):
    organisation, location, _event, *_others = rows
    client.force_login(factories.user(groups=[role], language="en"))

    page = client.get(f"/admin/directory/organisation/{organisation.pk}/change/")
    history = client.get(f"/admin/directory/organisation/{organisation.pk}/history/")
    choices = client.get("/admin/agenda/event/add/").content.decode()
    places = client.get("/admin/directory/location/?q=schuilkelder").context["cl"].result_list

    assert told(page) == [*SECRET_PLACE.values(), "13:17", NOTE]
    assert {FORMER_STREET, SECRET_PLACE["street_nl"], NOTE} <= {*told(history)}
    assert f'<option value="{location.pk}">Zonnekelder</option>' in choices
    assert list(places) == [location]


# Who enters activities chooses it by its neutral name


def test_activity_at_a_secret_place_is_entered_without_knowing_where(client, rows, volunteer):
    _organisation, location, event, *_others = rows
    type(event).objects.filter(pk=event.pk).update(status=Status.DRAFT, location=None)
    url = f"/admin/agenda/event/{event.pk}/change/"
    page = client.get(url)

    response = client.post(url, fields_of(page, location=str(location.pk)))

    event.refresh_from_db()
    assert f'<option value="{location.pk}">{NEUTRAL}</option>' in page.content.decode()
    assert response.status_code == 302
    assert event.location == location


def choices_found(client, term):
    query = {"app_label": "agenda", "model_name": "event", "field_name": "location", "term": term}
    return [row["text"] for row in client.get("/admin/autocomplete/", query).json()["results"]]


def test_search_for_a_choice_finds_it_by_its_organisation_and_not_by_where_it_is(client, volunteer):
    terms = ["", "vrouwen", "schuilkelder", "refuge", "zonnekelder", "9173B"]

    found = {term: texts for term in terms if (texts := choices_found(client, term))}

    assert found == {"": [NEUTRAL], "vrouwen": [NEUTRAL]}


# What is not shown is not to be guessed either


def listed(client, model, query):
    """The rows that a list shows; none when it refuses the question."""
    response = client.get(reverse(f"admin:{model}_changelist"), query)
    changelist = response.context and response.context.get("cl")
    return list(changelist.result_list) if changelist else []


# How a list of the model names a field of the place, and one of the organisation.
LISTS = {
    "directory_location": ("", "organisation__"),
    "directory_organisation": ("locations__", ""),
    "directory_notice": ("location__", "location__organisation__"),
    "agenda_event": ("location__", "organisation__"),
}


def test_no_list_is_filtered_by_a_secret(client, who_looks):
    place = Location.objects.get()
    fields = [field for field in Location._meta.concrete_fields if field.name in {*COLUMNS}]
    queries = [
        (model, f"{to_place}{field.name}", getattr(place, field.attname))
        for model, (to_place, _to_organisation) in LISTS.items()
        for field in fields
    ]
    queries += [
        (model, f"{to_organisation}internal_notes__startswith", NOTE[:3])
        for model, (_to_place, to_organisation) in LISTS.items()
    ]

    found = [(model, key) for model, key, text in queries if listed(client, model, {key: text})]

    assert found == []
    assert len(queries) == len(LISTS) * (len(COLUMNS) + 1)


def test_no_list_is_searched_by_a_secret(client, who_looks):
    texts = [*(SECRET_PLACE[name] for name in ("street_nl", "street_fr", "name_nl")), NOTE]
    models = ["directory_location", "directory_organisation", "agenda_event"]

    assert [listed(client, model, {"q": text}) for model in models for text in texts] == [[]] * 12


def test_list_of_a_municipality_is_without_who_hides_there(client, who_looks):
    slug = Location.objects.get().municipality.slug

    assert listed(client, "directory_organisation", {"place": slug}) == []


def test_history_is_offered_to_who_may_read_it(client, rows, volunteer):
    url = f"/admin/directory/organisation/{rows[0].pk}"
    hers = client.get(f"{url}/change/")
    refused = client.get(f"{url}/history/")
    client.force_login(factories.user(groups=["Volunteers"], language="en"))
    theirs = client.get(f"{url}/change/")

    assert [b"historylink" in page.content for page in (hers, theirs)] == [False, True]
    assert refused.status_code == 403
