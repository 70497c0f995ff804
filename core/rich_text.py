"""Rich text is paragraphs, headings, lists, bold, emphasis and links, and
isolated numbers in right-to-left text. Everything else is dropped."""

import nh3

_TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "b", "em", "i", "a", "bdi"}


def sanitised(html):
    """`html` with the safe subset only; links keep http(s), mailto and tel addresses.

    Safe to call twice: once when saved, once more when shown.
    """
    return nh3.clean(
        html or "",
        tags=_TAGS,
        attributes={"a": {"href"}, "bdi": {"dir"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
