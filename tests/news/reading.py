"""Feeds as readers of others read them: by the grammar of RFC 4287, and by feedparser."""

from pathlib import Path

import feedparser
from lxml import etree

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
_GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
# What the grammar of XML cannot say, as rules of Schematron stand in it (RFC 4287, appendix B).
_WRONG = (
    "//atom:feed[not(atom:author)]/atom:entry[not(atom:author)]",
    "//atom:entry[not(atom:link[@rel='alternate' or not(@rel)] or atom:content)]",
    "//atom:entry[atom:id = following-sibling::atom:entry/atom:id]",
)


def read(response):
    """What feedparser finds in an answer that is valid."""
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = etree.fromstring(response.content)
    assert _GRAMMAR.validate(tree), _GRAMMAR.error_log
    assert [path for path in _WRONG if tree.xpath(path, namespaces=ATOM)] == []
    found = feedparser.parse(
        response.content, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def titles(response):
    return [entry.title for entry in read(response).entries]
