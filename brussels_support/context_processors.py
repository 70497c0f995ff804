"""What every page needs to know about itself and the site."""

from django.conf import settings

from core.languages import CODES, direction


def site(request):
    """The site's own address, and the address of this page in every language.

    Path words and slugs are the same in every language, so only the prefix changes. Of the query
    string a page keeps what its view puts into the context as `canonical_query`; templates add it.
    """
    parts = request.path.split("/", 2)
    rest = parts[2] if len(parts) == 3 and parts[1] in CODES else ""
    # An unknown page has no other languages: its menu leads to the home pages.
    if request.resolver_match is None:
        rest = ""
    current = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "SOURCE_URL": settings.SOURCE_URL,
        "languages": [
            {
                "code": code,
                "name": name,
                "direction": direction(code),
                "path": f"/{code}/{rest}",
                "is_current": code == current,
                "locale": settings.OPEN_GRAPH_LOCALES.get(code, code),
            }
            for code, name in settings.LANGUAGES
        ],
        "page_language": current,
        "page_direction": direction(current),
        "page_path": f"/{current}/{rest}",
    }
