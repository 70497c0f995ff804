"""Which pages can be read aloud, and which ask twice; what is said: tests/browser/test_aloud.py."""

import re

import pytest

from tests.factories import event, organisation, question, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SCRIPT = '<script type="module" src="/static/js/aloud.js"></script>'


def players(text):
    """Of each player of a page, whether it warns first."""
    return ["<details>" in part[:200] for part in text.split("data-aloud-player")[1:]]


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_pages_that_can_be_read_aloud(client, is_sensitive):
    themes = [theme(slug="thema", guide="<p>Gids.</p>", is_sensitive=is_sensitive)]
    place = organisation(slug="plek", themes=themes)
    event(slug="koffie", organisation=place, themes=themes)
    question(slug="vraag", themes=themes)

    for path in ("organisations/plek/", "agenda/koffie/", "themes/thema/", "faq/vraag/", "faq/"):
        text = client.get(f"/nl/{path}").text

        assert (path, players(text), text.count(SCRIPT)) == (path, [is_sensitive], 1)
        assert re.search(r"data-aloud[ >]", text)


@pytest.mark.parametrize("path", ["", "organisations/", "agenda/", "places/", "privacy/"])
def test_other_pages_load_no_script_for_it(client, path):
    assert "aloud" not in client.get(f"/nl/{path}").text
