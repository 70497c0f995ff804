"""Help within a page of the admin: a few sentences about just this page, folded under its title.

Rooms say them beside their pages, because this knows no app.
"""

_texts = {}


def register(name, *sentences):
    """Help for the page of a URL name, such as "overview"; one page of several that share a name
    is "short_page:hours", by its `name` in the address."""
    _texts[name] = sentences


def of(match):
    """The sentences about the page that a `ResolverMatch` found; empty for none."""
    name = match.url_name if match and match.app_name == "admin" else ""
    own = f"{name}:{match.kwargs.get('name', '')}" if name else ""
    return _texts.get(own) or _texts.get(name, ())
