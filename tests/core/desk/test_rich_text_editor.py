"""What the admin gives the editor of rich text; tests/browser tries the editor itself."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.utils import translation

from core.desk.widgets import RichTextarea
from core.languages import CODES, direction
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ADD = "/admin/faq/question/add/"


@pytest.fixture
def editor(client):
    client.force_login(factories.user(is_superuser=True, is_staff=True))
    return client


def textareas(html):
    return re.findall(r"<textarea[^>]*>", html)


@pytest.mark.parametrize(
    ("path", "field"), [(ADD, "answer"), ("/admin/directory/theme/add/", "guide")]
)
def test_every_language_has_an_editor(editor, path, field):
    html = editor.get(path).text

    assert html.count('class="rich-text"') == len(CODES)
    for code in CODES:
        (tag,) = (tag for tag in textareas(html) if f'name="{field}_{code}"' in tag)
        assert f'lang="{code}" dir="{direction(code)}"' in tag
    assert html.count("js/admin/rich-text.js") == 1


def test_other_texts_have_none(editor):
    html = editor.get("/admin/faq/insight/add/").text

    assert "rich-text" not in html


def test_page_has_nothing_inline(editor):
    response = editor.get(ADD)

    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", response.text) == []


def test_tools_have_names_in_the_language_of_the_admin():
    with translation.override("en"):
        html = RichTextarea().render("text", "", {"id": "id_text"})

    names = re.findall(r'<button[^>]*data-tool[^>]*aria-label="([^"]*)"', html)
    assert names == [
        *("Bold", "Emphasis", "Heading", "Small heading", "List with bullets"),
        *("List with numbers", "Link", "Undo", "Redo"),
    ]


def test_text_is_escaped():
    html = RichTextarea().render("text", "</textarea><script>x</script>", {"id": "id_text"})

    assert "<script>" not in html


def test_plain_text_becomes_paragraphs_when_saved(editor):
    theme = factories.theme()
    data = {"status": "draft", "position": "0", "themes": [theme.pk], "question_nl": "Hoe?"}
    data |= {f"{name}-{count}_FORMS": "0" for name in ("sources", "remarks") for count in
             ("TOTAL", "INITIAL")}  # fmt: skip

    response = editor.post(ADD, data | {"answer_nl": "Een.\r\n\r\n• a\r\n• b"})

    assert response.status_code == 302, response.context["errors"]
    row = theme.questions.get()
    assert row.answer_nl == "<p>Een.</p>\n<ul><li>a</li><li>b</li></ul>"


def test_hashed_names_lead_to_the_editor(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    html = RichTextarea().render("text", "", {"id": "id_text"})
    (address,) = re.findall(r'data-editor="/static/([^"]*)"', html)
    assert re.fullmatch(r"django_prose_editor/editor\.[0-9a-f]{12}\.js", address)
    assert (tmp_path / address).stat().st_size > 100_000
    assert finders.find("django_prose_editor/editor.js")
