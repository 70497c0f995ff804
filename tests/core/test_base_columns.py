"""The columns without a language follow whoever saved last: nothing that anyone sees may read them.

Known from many sites built with modeltranslation: an editor with a Dutch admin saves, and lists,
feeds and searches of other languages change.
"""

import pytest
from django.core.management import call_command
from django.db import connection

from core.kept import memory
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

PAGES = [
    "organisations/", "organisations/?q=naam", "search/?q=nom", "agenda/", "agenda/calendar.ics",
    "themes/", "faq/",
]  # fmt: skip


def what_all_see(client):
    """Every page that lists names, in three languages."""
    seen = {}
    for language in ("fr", "nl", "ar"):
        for path in PAGES:
            url = f"/{language}/{path}"
            lines = client.get(url).content.decode().splitlines()
            seen[url] = [line for line in lines if not line.startswith("DTSTAMP")]
    return seen


def base_name(organisation):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM directory_organisation WHERE id = %s", [organisation.pk])
        return cursor.fetchone()[0]


def test_language_of_who_saves_changes_nothing_that_others_see(client):
    call_command("roles", verbosity=0)
    theme = factories.theme(name_nl="Thema", name_fr="Thème")
    row = factories.organisation(
        name_fr="Nom FR", name_nl="Naam NL", summary_fr="Un", summary_nl="Een", themes=[theme],
        serves_region=True,
    )  # fmt: skip
    factories.event(organisation=row, title_fr="Titre", title_nl="Titel", themes=[theme])
    url = f"/admin/directory/organisation/{row.pk}/change/"
    seen = []
    for language in ("nl", "fr", "nl"):
        client.force_login(factories.user(groups=["Editors"], language=language))
        response = client.post(url, fields_of(client.get(url)))
        assert response.status_code == 302
        client.logout()
        memory.forget()
        seen.append((base_name(row), what_all_see(client)))

    assert {name for name, _pages in seen} <= {"Nom FR", "Naam NL", None, ""}
    assert seen[0][1] == seen[1][1] == seen[2][1]
    assert any("Nom FR" in line for line in seen[0][1]["/fr/organisations/"])
