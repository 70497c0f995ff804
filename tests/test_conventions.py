"""The habits of the house that a machine can hold: see CONTRIBUTING.md."""

import ast
import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from core import catalogues

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)

# Imports go one way: which of our own rooms each may import, itself aside. `core` is what stands
# right in that folder; the admin of the search stands above the search itself. The addresses of
# the directory and of the agenda know pages of two rooms.
_DESK = {"core", "core.accounts", "core.wording"}
_EDITING = {*_DESK, "core.desk", "core.kept"}
_HOUSE = {
    *_EDITING, "core.editing", "core.finding", "core.links", "core.lists", "core.notes",
    "core.parts", "core.public_writes", "core.search", "core.short", "core.tables",
}  # fmt: skip
MAY_IMPORT = {
    "core": set(),
    "core.wording": {"core"},
    "core.answers": {"core"},
    "core.kept": {"core"},
    "core.lists": {"core", "core.kept"},
    "core.tables": {"core"},
    "core.accounts": {"core", "core.doors", "core.wording"},
    "core.public_writes": {"core"},
    "core.limits": {"core"},
    "core.doors": {"core", "core.limits"},
    "core.serving": {"core", "core.limits"},
    "core.changes": {"core"},
    "core.search": {"core", "core.kept", "core.lists", "core.public_writes"},
    "core.desk": {*_DESK, "core.limits"},
    "core.editing": {*_EDITING, "core.search"},
    "core.search.admin": {*_EDITING, "core.editing", "core.search"},
    "core.search.tables": {"core", "core.imports", "core.search"},
    "core.finding": {*_EDITING, "core.search"},
    "core.links": {*_EDITING, "core.editing"},
    "core.notes": _EDITING,
    "core.parts": {*_EDITING, "core.editing"},
    "core.short": {*_EDITING, "core.editing"},
    "core.approving": {*_EDITING, "core.editing", "core.parts", "core.short"},
    "core.imports": {*_EDITING, "core.editing", "core.parts", "core.tables"},
    "geo": {"core"},
    "maps": {"core", "core.lists", "core.wording", "geo"},
    "transit": {*_HOUSE, "geo", "maps"},
    "directory": {*_HOUSE, "maps"},
    "directory.placing": {*_HOUSE, "directory", "geo"},
    "directory.around": {*_HOUSE, "directory", "geo", "maps"},
    "directory.questions": {*_HOUSE, "directory"},
    "directory.urls": {"directory", "directory.questions"},
    "directory.admin": {*_HOUSE, "directory", "directory.placing", "directory.questions", "geo"},
    "directory.asking": {*_HOUSE, "directory", "directory.questions", "directory.admin"},
    "directory.adding": {
        *_HOUSE,
        "directory",
        "directory.admin",
        "directory.placing",
        "directory.short",
    },
    "directory.short": {*_HOUSE, "directory", "directory.admin", "directory.questions", "geo"},
    "directory.merging": {
        *_HOUSE,
        "core.imports",
        "directory",
        "directory.admin",
        "directory.asking",
    },
    "directory.tables": {*_HOUSE, "core.imports", "directory", "directory.admin"},
    "agenda": {
        *_HOUSE,
        "core.imports",
        "directory",
        "directory.admin",
        "directory.merging",
        "directory.placing",
        "directory.tables",
        "maps",
    },
    "agenda.admin": {*_HOUSE, "directory", "directory.admin", "agenda", "agenda.desk"},
    "agenda.desk": {*_HOUSE, "directory", "directory.admin", "directory.short", "agenda"},
    "agenda.feeds": {*_HOUSE, "directory", "agenda"},
    "agenda.urls": {"agenda", "agenda.feeds"},
    "agenda.calendars": {
        *_HOUSE,
        "directory",
        "directory.admin",
        "agenda",
        "agenda.admin",
        "agenda.desk",
    },
    "faq": {
        *_HOUSE,
        "core.doors",
        "core.imports",
        "directory",
        "directory.admin",
        "directory.merging",
        "directory.tables",
    },
    "sharing": {*_HOUSE, "transit", "directory", "agenda", "faq"},
    "offline": {*_HOUSE, "directory", "agenda", "faq", "sharing"},
    "week": {*_HOUSE, "directory", "agenda", "agenda.feeds", "sharing", "news"},
    "downloads": {*_HOUSE, "core.limits", "directory", "agenda", "faq", "sharing"},
    "news": {*_HOUSE, "directory", "agenda", "agenda.feeds", "sharing"},
    "opendata": {
        *_HOUSE,
        "core.changes",
        "core.limits",
        "geo",
        "transit",
        "directory",
        "agenda",
        "faq",
    },
    "opendata.api_urls": {"opendata", "opendata.hsds"},
    "opendata.hsds": {*_HOUSE, "core.changes", "directory", "agenda", "agenda.feeds", "opendata"},
    "opendata.apps": {
        "agenda",
        "core",
        "core.changes",
        "directory",
        "directory.tables",
        "faq",
        "opendata",
        "opendata.hsds",
    },
    "opendata.management": {"core", "opendata", "opendata.hsds"},
    "usage": {
        *_EDITING,
        "core.limits",
        "core.public_writes",
        "core.tables",
        "directory",
        "agenda",
    },
    "feedback": {
        *_EDITING,
        "core.doors",
        "core.editing",
        "core.parts",
        "core.public_writes",
        "core.short",
    },
    "handbook": _EDITING,
    "watching": {*_HOUSE, "core.limits", "directory", "agenda", "agenda.calendars"},
    "backups": {*_HOUSE, "directory", "agenda", "watching"},
    "brussels_support": {
        *_HOUSE,
        "core.serving",
        "geo",
        "maps",
        "directory",
        "directory.admin",
        "directory.merging",
        "directory.placing",
        "agenda",
        "faq",
        "sharing",
        "offline",
        "week",
        "downloads",
        "news",
        "opendata",
        "usage",
        "feedback",
        "handbook",
        "watching",
        "backups",
    },
}
PACKAGES = sorted({name.split(".")[0] for name in MAY_IMPORT})
PYTHON_FILES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS_FILES = sorted((ROOT / "static").rglob("*.css"))
JS_FILES = sorted((ROOT / "static").rglob("*.js"))

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment .*?%}.*?{% endcomment %}", re.DOTALL)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def css_of(path):
    return _CSS_COMMENT.sub("", path.read_text())


def template_of(path):
    return _TEMPLATE_COMMENT.sub("", path.read_text())


def finds(pattern, text):
    return [match[0] for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)]


def room_of(module):
    """The innermost room that a module with this full name is in, or None."""
    parts = module.split(".")
    names = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((name for name in names if name in MAY_IMPORT), None)


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(path):
    """The full names of all that a file imports, of modules and of what they hold."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = [*above, *([node.module] if node.module else [])]
            yield from (".".join([*base, alias.name]) for alias in node.names)


@pytest.mark.parametrize("path", PYTHON_FILES, ids=name_of)
def test_imports_go_one_way(path):
    room = room_of(module_of(path))
    imported = {room_of(module) for module in imported_modules(path)} - {None, room}

    assert imported - MAY_IMPORT[room] == set()


def lines_of(paths):
    return sum(len(path.read_text().splitlines()) for path in paths)


def test_no_room_is_more_than_a_quarter_of_the_house():
    lines = Counter()
    for path in PYTHON_FILES:
        if "migrations" not in path.parts:
            lines[room_of(module_of(path))] += lines_of([path])

    assert [room for room, count in lines.items() if count > lines.total() / 4] == []


def test_what_everybody_stands_on_is_small():
    """In lines: what belongs to one product has a room of its own."""
    own = [path for path in PYTHON_FILES if room_of(module_of(path)) == "core"]

    assert lines_of(path for path in own if "migrations" not in path.parts) < 2_100


MOST_BRANCHES = 15
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.comprehension)


def branches_of(function):
    """As people read them: every condition and loop, also inside an expression, every `and`."""
    nodes = list(ast.walk(function))
    words = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    return words + sum(isinstance(node, _BRANCHES) for node in nodes)


def test_no_function_has_too_many_branches():
    functions = [
        (name_of(path), node.name, branches_of(node))
        for path in PYTHON_FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]

    assert [each for each in functions if each[2] > MOST_BRANCHES] == []


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_catalogues_are_complete_in_every_language():
    assert catalogues.problems() == []


# CSS


@pytest.mark.parametrize("path", CSS_FILES, ids=name_of)
def test_css_knows_no_left_and_right(path):
    assert finds(r"\b(left|right)\b|\bfloat\s*:(?!\s*inline-)", css_of(path)) == []


@pytest.mark.parametrize("path", CSS_FILES, ids=name_of)
def test_css_closes_what_it_opens(path):
    css = css_of(path)

    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("path", CSS_FILES, ids=name_of)
def test_css_has_colours_only_as_tokens(path):
    if path == ROOT / "static/css/tokens.css":
        pytest.skip("this is where the colours are")
    literal = (
        r":[^;{}]*?(#[0-9a-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\b(white|black)\b)"
    )

    assert finds(literal, css_of(path)) == []


# Signs, which make a browser leave out the whole file, and methods, which it does not find.
LATER_THAN_2020 = (
    r"\?\?=|\|\|=|&&=|\(\?<[=!]|\bstatic \{|#\w+\s*[=(;]|^await |\.at\(|\.findLast|\.toSorted\("
    r"|\.replaceAll\(|\.replaceChildren\(|\bstructuredClone\(|\bObject\.hasOwn\("
)


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").glob("*.js")), ids=name_of)
def test_script_of_the_public_is_read_by_browsers_of_2020(path):
    """Safari 13.1, Chrome 80 and Firefox 74. The admin may ask for more."""
    assert finds(LATER_THAN_2020, path.read_text()) == []


def sections(path):
    """`(name, rules)` of each section of a style sheet that is divided into components."""
    top, *parts = re.split(r"^/\* ([.#]?[\w/-]+)(?:: [^*]*)? \*/\n", path.read_text(), flags=re.M)
    assert "{" not in top
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_only_lists_that_say_so_have_no_marks():
    """Safari takes a list without marks for one in a `nav` only, or where its role says so."""
    rules = [
        " ".join(selectors.split())
        for path in sorted((ROOT / "static/css").glob("*.css"))
        for selectors in re.findall(r"([^{};]+)\{[^{}]*\blist-style(?:-type)?\s*:", css_of(path))
        if not selectors.strip().endswith("summary")
    ]

    assert rules == ['nav ul, [role="list"]']


@pytest.mark.parametrize("name", ["components.css", "admin/components.css"])
def test_section_of_css_is_named_after_its_template(name):
    """Or after the class or id that stands in it, where no template is its own."""
    path = ROOT / "static/css" / name
    folder = ROOT / "templates"
    of_components = {path.stem for path in folder.glob("components/*.html")}
    of_pages = {path.relative_to(folder).with_suffix("").as_posix() for path in TEMPLATES}
    of_admin = {path.stem for path in TEMPLATES if path.is_relative_to(folder / "admin")}
    of_admin |= {path.stem for path in folder.glob("accounts/*.html")}
    known = of_admin if name.startswith("admin/") else of_components | of_pages

    assert [
        section
        for section, rules in sections(path)
        if (section not in rules if section[0] in ".#" else section not in known)
    ] == []


# Templates


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_nothing_inline(path):
    """The Content-Security-Policy would refuse it."""
    inline = (
        r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)[^>]*>|javascript:"""
    )

    assert finds(inline, template_of(path)) == []


def test_drawings_in_templates_have_their_colours_from_css():
    drawn = {
        name_of(path): finds(r'''\b(fill|stroke)="#[^"]*"''', template_of(path))
        for path in TEMPLATES
    }

    assert {name: colours for name, colours in drawn.items() if colours} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_loads_nothing_from_elsewhere(path):
    """Links that a visitor may follow are fine; what a browser fetches by itself is ours."""
    without_links = re.sub(r"<a\s[^>]*>", "", template_of(path))

    assert finds(r"""(https?:)?//[a-z0-9-]+\.[^\s"']*""", without_links) == []


@pytest.mark.parametrize("path", CSS_FILES + JS_FILES, ids=name_of)
def test_static_file_loads_nothing_from_elsewhere(path):
    text = path.read_text().replace("http://www.w3.org/", "")

    assert finds(r"""(https?:)?//[a-z0-9-]+\.[^\s"')]*""", text) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates/components").glob("*")), ids=name_of)
def test_component_opens_with_what_it_needs(path):
    assert path.read_text().startswith(("{# ", "{% comment "))


def test_every_template_is_used():
    """Those of the admin and of errors Django finds by their name."""
    users = {path: path.read_text() for path in TEMPLATES + PYTHON_FILES}
    unused = {
        name: path
        for path in TEMPLATES
        if not re.fullmatch(
            r"admin/.*|\d{3}\.html", name := path.relative_to(ROOT / "templates").as_posix()
        )
        and not any(f'"{name}"' in text for user, text in users.items() if user != path)
    }

    assert unused == {}


# One name, four places


def our_urls(patterns=None, namespace=""):
    """`(URL name, view function)` of every address that one of our own views answers.

    Those of the open data are classes, and named after what they list.
    """
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLPattern):
            if pattern.app_name != "admin":
                yield from our_urls(pattern.url_patterns, pattern.app_name or namespace)
        elif hasattr(pattern.callback, "cls"):
            continue
        elif inspect.unwrap(pattern.callback).__module__.split(".")[0] in PACKAGES:
            yield f"{namespace}:{pattern.name}".lstrip(":"), inspect.unwrap(pattern.callback)


def test_url_name_is_the_name_of_its_view():
    differing = [
        (name, view.__name__) for name, view in our_urls() if name.split(":")[-1] != view.__name__
    ]

    assert differing == []


def test_url_name_is_in_the_namespace_of_its_app():
    """What the top of the site names itself has no namespace."""
    differing = [
        (name, view.__module__)
        for name, view in our_urls()
        if ":" in name and name.split(":")[0] != view.__module__.split(".")[0]
    ]

    assert differing == []


def test_page_template_has_the_name_of_its_view():
    """A view that has a template of its own name renders it."""
    differing = [
        name
        for name, view in our_urls()
        for template in [f"{view.__module__.split('.')[0]}/{view.__name__}.html"]
        if (ROOT / "templates" / template).exists()
        and f'"{template}"' not in inspect.getsource(inspect.getmodule(view))
    ]

    assert differing == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests/browser").glob("test_*.py")), ids=name_of)
def test_browser_tests_wait_for_what_they_look_for(path):
    """A click may still be on its way to the next page: `expect(…)` waits, these do not."""
    at_once = re.compile(
        r"assert (.*locator\(.*\.count\(\)|.*\.is_visible\(\)$|[^,]*\w\.url\b|.*\.title\(\)|"
        r".*\.(inner_text|input_value|get_attribute|is_checked)\(|"
        r".*evaluate\(.*(activeElement|naturalWidth))"
    )

    assert [line for line in path.read_text().splitlines() if at_once.search(line)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=name_of)
def test_marks_of_a_file_stand_in_one_list(path):
    """A second one would take the first away, without a word."""
    assert len(finds(r"^pytestmark\b", path.read_text())) <= 1
