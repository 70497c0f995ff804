"""Settings, their table and the file to copy say the same; links of documents lead somewhere."""

import ast
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
NEEDED = "needed"
# What the expressions of defaults rest on, for a public site at https://www.example.org.
PUBLIC = {"DEBUG": False, "IS_LOCAL": False, "BASE_DIR": Path(), "SITE_HOST": "www.example.org"}


def as_written(value):
    """A default as one writes it into .env."""
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(value) if isinstance(value, list) else str(value)


def read_by_the_settings():
    """{variable: its default as in .env, or that it is needed}."""
    found = {}
    for node in ast.walk(ast.parse((ROOT / "brussels_support" / "settings.py").read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, name = ast.unparse(node.func), ast.unparse(node.args[0]).strip("'")
        if not re.fullmatch("[A-Z_]+", name):
            continue
        default = {word.arg: ast.unparse(word.value) for word in node.keywords}.get("default")
        if called == "from_environment":
            found[name] = NEEDED
        elif called.startswith("env.") and name not in found:
            value = eval(default, {"UUID": UUID}, PUBLIC)
            found[name] = as_written(value)
    return found


def in_the_table():
    """{variable: its default} as docs/settings.md says, needed ones as such."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) ?\| .+ \|$", (ROOT / "docs/settings.md").read_text(), re.M
    )
    assert len(rows) == len(dict(rows))
    return {name: default.strip("`") for name, default in rows}


def in_the_example():
    """{variable: (commented out, value)} of .env.example."""
    lines = re.findall(r"^(# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M)
    assert len(lines) == len({name for _sign, name, _value in lines})
    return {name: (bool(sign), value) for sign, name, value in lines}


def test_table_of_settings_has_every_variable_with_its_default():
    read = read_by_the_settings()
    # It is read twice: whether mail leaves the server, and how.
    read["EMAIL_URL"] = ""

    assert read["API_REQUESTS"] == "300"
    assert read["SECRET_KEY"] == NEEDED
    assert in_the_table() == read


def test_env_example_has_every_variable():
    assert set(in_the_example()) == set(read_by_the_settings())


def test_env_example_shows_what_is_needed_and_comments_out_what_is_the_default():
    read = read_by_the_settings()
    example = in_the_example()

    assert [name for name, default in read.items() if default == NEEDED and example[name][0]] == []
    assert {name: value for name, (commented, value) in example.items() if commented} == {
        name: read[name] for name, (commented, _value) in example.items() if commented
    }


def anchors(path):
    """The addresses of the headings of a document, as GitHub and others make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_documents_lead_to_a_file_and_a_heading():
    documents = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    broken, seen = [], 0
    for document in documents:
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
            if re.match("[a-z]+:", link):
                continue
            seen += 1
            name, _sign, heading = link.partition("#")
            target = document.parent / name if name else document
            if not target.exists() or (heading and heading not in anchors(target)):
                broken.append(f"{document.name}: {link}")

    assert seen > 20
    assert broken == []
