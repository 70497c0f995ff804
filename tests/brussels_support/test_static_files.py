"""Style sheets and scripts as they go over the wire: lighter, and the same."""

import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from brussels_support.static_files import LightStaticFilesStorage, light_css, light_js
from core.kept.encodings import encode

pytestmark = pytest.mark.one_database

CSS = sorted((settings.BASE_DIR / "static/css").rglob("*.css"))
JS = sorted((settings.BASE_DIR / "static/js").rglob("*.js"))


def test_style_without_comments_and_room():
    css = """/* top */
    .a,
    .b > p { /* why */
      margin: 0 auto;
      content: "  /* stays */  {";
    }
    @media (min-width: 60rem) { .a::after { content: '\\201C' } }
    """

    assert light_css(css) == (
        ' .a, .b > p{margin: 0 auto;content: "  /* stays */  {";}'
        "@media (min-width: 60rem){.a::after{content: '\\201C'}}"
    )


def test_script_without_comments_and_indentation():
    js = """// Why.
/** What it gives. */
export function f(a) {
  // Why here.
  return a // b
    ? "https://x" : /\\/\\//;
}
"""

    assert light_js(js) == ('export function f(a) {\nreturn a // b\n? "https://x" : /\\/\\//;\n}\n')


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_style_says_the_same(path):
    def said(css):
        return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))

    css = path.read_text()
    light = light_css(css)

    assert said(light) == said(css)
    assert light_css(light) == light
    # No quotation mark in a comment may open a string that goes on behind it.
    assert "/*" not in light


@pytest.mark.parametrize("path", JS, ids=lambda path: path.name)
def test_no_text_in_a_script_goes_over_several_lines(path):
    """Its lines would be taken for code (`brussels_support.static_files.light_js`)."""
    lines = path.read_text().splitlines()

    assert [line for line in lines if line.count("`") % 2] == []
    assert [line for line in lines if line.endswith("\\")] == []


def test_only_our_own_files_are_changed(tmp_path):
    storage = LightStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = ["css/base.0123456789ab.css", "js/admin/pin.js", "admin/css/base.css", "js/data.json"]

    for name in names:
        storage.save(name, ContentFile(b"/* x */\na {}\n"))

    assert [(tmp_path / name).read_bytes() for name in names] == [
        b" a{}",
        b"/* x */\na {}\n",
        b"/* x */\na {}\n",
        b"/* x */\na {}\n",
    ]


def test_what_every_page_loads_is_light():
    """Compressed, in bytes: style and script of a first visit."""
    styles = sum(
        len(
            encode(
                light_css((settings.BASE_DIR / f"static/css/{name}.css").read_text()).encode(), "br"
            )
        )
        for name in ("tokens", "base", "layout", "components", "utilities")
    )

    assert styles < 13_000
