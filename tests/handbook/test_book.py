"""The texts of the handbook: whole in three languages, and in the words of the admin."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.conf import settings

from handbook.apps import texts_are_there
from handbook.book import LANGUAGES, SOURCE, book_in, path_of, sections_of, slug
from tests.handbook.labels import emphasised, is_said, said_in

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
TRANSLATIONS = [language for language in LANGUAGES if language != SOURCE]


def _shape(language):
    """What there is, in order, whatever the language: headings, lists, tables, pictures, codes."""
    return [
        [(token.type, token.info, _inside(token)) for token in tokens]
        for _title, _level, tokens in sections_of(language)
    ]


def _inside(token):
    """Pictures, and where links lead that are no part of the text."""
    return [
        child.attrs
        for child in token.children or ()
        if (child.type == "image" and child.attrs.pop("alt", True) is not None)
        or (child.type == "link_open" and not child.attrs["href"].startswith("#"))
    ]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translation_has_all_that_the_english_one_has_in_the_same_order(language):
    assert [level for _title, level, _tokens in sections_of(language)] == [
        level for _title, level, _tokens in sections_of(SOURCE)
    ]
    assert _shape(language) == _shape(SOURCE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_a_heading_of_the_same_file_on_a_code_host_too(language):
    text = path_of(language).read_text(encoding="utf-8")
    anchors = {slug(title) for title, _level, _tokens in sections_of(language)}

    links = re.findall(r"\]\(#([^)]+)\)", text)

    assert len(links) >= 12
    assert set(links) - anchors == set()
    assert len(anchors) == len(sections_of(language))  # no two of the same name


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_links_lead_to_the_same_part_as_in_english(language):
    def parts(language):
        return [re.findall(r'href="[^"#]*#([^"]+)"', part.html) for part in book_in(language).parts]

    assert parts(language) == parts(SOURCE)


def test_words_in_italics_are_words_of_the_admin():
    strange = {
        words for block in emphasised(SOURCE) for words in block if not said_in(words, SOURCE)
    }

    assert strange == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_words_in_italics_are_what_the_admin_says_in_the_language(language):
    wrong = []
    for english, translated in zip(emphasised(SOURCE), emphasised(language), strict=True):
        left = list(translated)
        for words in english:
            texts = said_in(words, language)
            said = next((other for other in left if is_said(other, texts)), None)
            if said is None:
                wrong.append((words, sorted(texts), left))
            else:
                left.remove(said)
        wrong += [("", [], [other]) for other in left]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_codes_are_the_same_in_every_language(language):
    def numbers(language):
        text = path_of(language).read_text(encoding="utf-8")
        text = re.sub(r"(?<=\d)[.,\u202f](?=\d{3}\b)", "", text)  # thousands
        return sorted(re.findall(r"\d+", text))

    assert numbers(language) == numbers(SOURCE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_holds_no_more_than_markdown_makes(language):
    html = "".join([book_in(language).beginning, *(part.html for part in book_in(language).parts)])

    tags = set(re.findall(r"<(\w+)", html))
    assert tags == {
        "a", "br", "code", "em", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead",
        "tr", "ul",
    } - {"br"}  # fmt: skip
    assert set(re.findall(r'href="([^"#]*)', html)) == {"/admin/help/"}
    assert html.count("<th") - html.count("<thead") == html.count('<th scope="col"')


def test_raw_html_and_unsafe_links_stay_text(tmp_path, monkeypatch):
    path = tmp_path / "editors.md"
    path.write_text(
        "# A\n\n## B\n\n<script>x</script> [y](javascript:alert(1)) [z](//evil.example) "
        "[w](https://example.org/) ![p](images/p.png)\n"
    )
    monkeypatch.setattr("handbook.book.path_of", lambda language: path)
    book_in.cache_clear()

    [part] = book_in(SOURCE).parts
    book_in.cache_clear()

    assert part.html == (
        "<p>&lt;script&gt;x&lt;/script&gt; [y](javascript:alert(1)) z "
        '<a href="https://example.org/">w</a> </p>\n'
    )


def test_language_without_a_handbook_has_the_english_one():
    assert book_in("ar") is book_in("en")


def test_copy_without_the_texts_is_told_before_it_serves(tmp_path, monkeypatch):
    there = path_of(SOURCE)
    monkeypatch.setattr(
        "handbook.book.path_of",
        lambda language: there if language == SOURCE else tmp_path / language,
    )

    assert [error.msg for error in texts_are_there(None)] == [
        f"{tmp_path / language} is missing: the help of the admin is read from it."
        for language in ("nl", "fr")
    ]


def test_image_of_a_container_has_the_texts():
    """As Docker reads the file: the last pattern that fits a path, or a folder above it, counts."""
    for ignored in [ROOT / ".dockerignore", *ROOT.glob("deploy/*.dockerignore")]:
        lines = ignored.read_text().splitlines() if ignored.exists() else []
        for path in (path_of(language).relative_to(ROOT) for language in LANGUAGES):
            is_left_out = False
            for line in filter(None, (line.strip() for line in lines)):
                pattern = line.lstrip("!").strip("/")
                if any(fnmatch(str(part), pattern) for part in (path, *path.parents)):
                    is_left_out = not line.startswith("!")
            assert not is_left_out, f"{ignored.name} leaves out {path}"
