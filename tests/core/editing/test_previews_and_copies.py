"""Seeing a page before it is public, beginning with a copy, and what visitors say beside it."""

from datetime import date, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

MAKERS = {
    "directory/organisation": lambda: factories.organisation(
        name_nl="Geheim plan", status=Status.DRAFT
    ),
    "agenda/event": lambda: factories.event(title_nl="Geheim plan", status=Status.DRAFT),
    "faq/question": lambda: factories.question(question_nl="Geheim plan", status=Status.DRAFT),
}


@pytest.fixture
def editor(client):
    call_command("roles", verbosity=0)
    client.force_login(factories.user(groups=["Editors"], language="en"))
    return client


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("path", MAKERS)
def test_preview_shows_a_draft_and_says_so(editor, path, language):
    row = MAKERS[path]()
    url = f"/admin/{path}/{row.pk}/preview/{language}/"

    page = editor.get(url)
    html = page.content.decode()

    assert url in editor.get(f"/admin/{path}/{row.pk}/change/").content.decode()
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert "Geheim plan" in html
    assert ("Voorvertoning: niet openbaar" if language == "nl" else 'dir="rtl"') in html
    assert 'name="robots" content="noindex' in html


def test_preview_of_an_activity_has_the_dates_that_its_page_will_have(editor):
    event = factories.event(rule="FREQ=DAILY", status=Status.DRAFT)
    today = timezone.localdate()
    for days, change in {
        2: {"kind": "cancelled", "reason": "illness"},
        3: {"kind": "moved", "new_day": today + timedelta(days=9), "new_start_time": time(8)},
        4: {"kind": "full"},
    }.items():
        factories.event_exception(event=event, day=today + timedelta(days=days), **change)

    preview = editor.get(f"/admin/agenda/event/{event.pk}/preview/nl/").context
    assert not event.occurrences.exists()
    event.status = Status.PUBLISHED
    event.save()
    page = editor.get(event.get_absolute_url()).context

    assert len(page["dates"]) == 20
    for name in ("dates", "next_date", "first_off", "more_dates", "known_until", "is_over"):
        assert preview[name] == page[name], name


@pytest.mark.parametrize("path", MAKERS)
def test_preview_is_for_who_may_see_the_sheet(client, path):
    row = MAKERS[path]()
    call_command("roles", verbosity=0)
    url = f"/admin/{path}/{row.pk}/preview/nl/"

    assert client.get(url).status_code == 302
    client.force_login(factories.user())
    assert client.get(url).status_code == 403
    assert client.get(row.get_absolute_url()).status_code == 404


def test_copy_of_a_listing_has_its_texts_and_not_its_checks(editor):
    original = factories.organisation(
        name_nl="Huis", summary_nl="Koffie", summary_fr="Café", themes=[factories.theme()],
        verified_on=date(2026, 5, 1), internal_notes="Bel Els",
    )  # fmt: skip
    url = f"/admin/directory/organisation/add/?copy={original.pk}"

    page = editor.get(url)
    response = editor.post(url, fields_of(page) | {"is_another": ["on"]})

    copy = Organisation.objects.exclude(pk=original.pk).first()
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert (copy.summary_fr, list(copy.themes.all())) == ("Café", list(original.themes.all()))
    assert (copy.status, copy.verified_on, copy.internal_notes) == (Status.DRAFT, None, "")
    assert copy.slug != original.slug


def test_messages_of_visitors_stand_on_the_page_of_their_listing(editor):
    row = factories.organisation(slug="de-wieg")
    factories.suggestion(path="/organisations/de-wieg/", text="Het nummer klopt niet")
    factories.suggestion(path="/organisations/de-wieg/", text="Al gedaan", status="done")
    factories.suggestion(path="/organisations/elders/", text="Ergens anders")

    html = editor.get(f"/admin/directory/organisation/{row.pk}/change/").content.decode()

    assert "Het nummer klopt niet" in html
    assert "Al gedaan" not in html
    assert "Ergens anders" not in html
