"""Feeds as Atom (RFC 4287), by Django’s own generator; what it does not write is added here:

the language of a title that is in another one, the type of texts, links that say their language
(and a licence, RFC 4946), and what makes an entry easy to sort.
"""

from io import BytesIO
from unicodedata import category

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import licences

TYPE = Atom1Feed.content_type
_HTML = "text/html"


class _Feed(Atom1Feed):
    def latest_post_date(self):
        return self.feed["updated"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        licence = {"rel": "license", "href": licences.FACTS.url}
        handler.addQuickElement("link", "", licence)

    def add_item_elements(self, handler, item):
        entry, language = item["entry"], self.feed["language"]
        _text(handler, "title", entry.title, language)
        link = {"rel": "alternate", "type": _HTML, "hreflang": language, "href": entry.url}
        handler.addQuickElement("link", "", link)
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("published", rfc3339_date(entry.published))
        handler.addQuickElement("updated", rfc3339_date(entry.updated))
        for slug, name in entry.themes:
            handler.addQuickElement("category", "", {"term": slug, "label": _clean(name)})
        if entry.summary:
            _text(handler, "summary", entry.summary, language)
        if entry.text:
            handler.addQuickElement("content", _clean(entry.text), {"type": "text"})


def written(items, *, title, about, page, path, updated):
    """`(bytes, moment of the last change)` of a feed of `items`, in the active language.

    `about` is its subtitle, `page` the path of what it is a feed of, and `path` its own;
    `updated` is that moment where it is empty.
    """
    updated = max((item.updated for item in items), default=updated)
    feed = _Feed(
        title=_clean(title),
        link=settings.SITE_URL + page,
        description=None,
        subtitle=_clean(about),
        language=get_language(),
        author_name=_("Together in Brussels"),
        author_link=settings.SITE_URL,
        feed_url=settings.SITE_URL + path,
        feed_guid=settings.SITE_URL + path,
        feed_copyright=licences.named(licences.FACTS),
        updated=updated,
    )
    for item in items:
        feed.add_item(title=item.title.text, link=item.url, description=None, entry=item)
    out = BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue(), updated


def _text(handler, name, text, language):
    own = {} if text.language == language else {"xml:lang": text.language}
    handler.addQuickElement(name, _clean(text.text), own)


def _clean(text):
    """Without what XML 1.0 cannot hold (2.2), in which one sign would end the whole feed."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign in "\n\t" or not _is_illegal(sign))


def _is_illegal(sign):
    return category(sign) in ("Cc", "Cs") or sign in "\ufffe\uffff"
