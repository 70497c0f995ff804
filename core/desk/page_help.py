"""Help within a page of the admin: a few sentences about just this page, folded under its title,
and the part of the handbook that tells more.

Rooms say both beside their pages, because this knows no app. A part is the id of a heading of
docs/editors.md, the same in every language.
"""

_texts = {}
_parts = {}


def register(name, *sentences):
    """Help for the page of a URL name, such as "overview"; one page of several that share a name
    is "short_page:hours", by its `name` in the address."""
    _texts[name] = sentences


def belongs(part, *names):
    """The pages of these names belong to a part of the handbook, such as "translating".

    A name that ends in "_" is how names begin ("usage_", for "usage" too), one that begins with
    "_" is how they end ("_history"). The whole name counts first, then how it ends, then how it
    begins.
    """
    _parts.update(dict.fromkeys(names, part))


def of(match):
    """The sentences about the page that a `ResolverMatch` found; empty for none."""
    if match.app_name != "admin":
        return ()
    return next((_texts[name] for name in _names(match) if name in _texts), ())


def part_of(match):
    """The part of the handbook to which the page belongs that a `ResolverMatch` found, or ""."""
    return next((_parts[name] for name in _wider(match) if name in _parts), "")


def _names(match):
    name = match.url_name or ""
    return [f"{name}:{match.kwargs.get('name', '')}", name]


def _wider(match):
    """What the page may be called, the narrowest first."""
    words = (match.url_name or "").split("_")
    starts = ["_".join(words[:count]) + "_" for count in range(len(words), 0, -1)]
    return [*_names(match), f"_{words[-1]}", *starts]
