"""What the pages of sharing show, as template context."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from agenda.models import Event
from core import slugs
from core.kept import shows
from core.languages import CODES, direction, shown
from core.lists.filters import LONGEST_TEXT, typed
from core.search import snapshot
from directory import index as directory_index
from directory.models import Organisation, Theme
from faq.models import Question

from . import along, entries, messages, paper, qr, selections, targets

MOST_FOUND = 8
STRIPS = 10  # of a poster
EVERYBODY = "all"  # instead of the language of one receiver, in the address of a QR code


def share_context(target, language):
    message = messages.message(target, language)
    here = get_language()
    is_card_offered = target.kind == "organisation" and not target.is_sensitive
    return {
        "target": target,
        "title": target.title(here),
        "message": message,
        "message_direction": direction(language),
        "to": [
            {
                "code": code,
                "name": name,
                "direction": direction(code),
                "query": _qr_query(target.path, code),
                "is_current": code == language,
            }
            for code, name in settings.LANGUAGES
        ],
        "qr_query": _qr_query(target.path, language) if qr.fits(message.link) else "",
        "page_url": f"/{here}{target.path}",
        "print_url": _print_url(target, language),
        # A card would stay in her telephone, for everyone to see.
        "card_url": reverse("sharing:organisation_card", args=[target.row.slug])
        if is_card_offered
        else "",
        "along": along.of(target, language),
        "canonical_query": _qr_query(target.path, language),
        "is_sensitive": target.is_sensitive,
        "is_link_neutral": target.has_short_link,
    }


def _qr_query(path, language):
    return urlencode({"path": path, "to": language})


def _print_url(target, language):
    """The page to print, beside the language of whoever helps when that is another one."""
    if target.kind in ("organisation", "event", "question"):
        names = [selections.name_of(target.row)]
    elif target.kind == "selection":
        names = target.names
    else:
        return f"/{language}{target.path}"
    return selection_url(names, language if language != get_language() else "")


# Selections


def selection_url(names, beside=""):
    """The address of a selection, with a second language beside it; without names, of the start."""
    if not names:
        return reverse("sharing:selection_start")
    url = reverse("sharing:selection", args=[selections.token_of(names)])
    return f"{url}?with={beside}" if beside else url


def beside_of(request):
    """The second language that is asked for, or an empty string."""
    language = request.GET.get("with", "")
    return language if language in CODES and language != get_language() else ""


def selection_context(request, names, now):
    language, beside = get_language(), beside_of(request)
    rows = selections.rows_of(names)
    there = [name for name, _row in rows]
    dates = entries.coming([row for _name, row in rows], now)

    def entry(name, row, code):
        return entries.entry(name, row, code, dates.get(row.pk, []), now.date())

    listed = [
        {
            "name": name,
            "entry": entry(name, row, language),
            "beside": entry(name, row, beside) if beside else None,
            "url": row.get_absolute_url(),
            "link": f"{settings.SITE_URL}{row.get_short_url()}?lang={beside or language}",
            "qr_query": ""
            if entries.has_ended(row)
            else _qr_query(targets.bare(row.get_absolute_url()), beside or language),
            "without_url": selection_url([other for other in there if other != name], beside),
            "up_url": selection_url(selections.with_moved(there, name, -1), beside),
            "down_url": selection_url(selections.with_moved(there, name, 1), beside),
        }
        for name, row in rows
    ]
    target = targets.selection(there)
    return {
        "now": now,
        **paper.context(language, beside, now.date()),
        "entries": listed,
        "names": there,
        "token": selections.token_of(there),
        "missing": len(names) - len(there),
        "beside": beside,
        "languages_beside": [
            {"code": code, "name": name, "direction": direction(code), "is_current": code == beside}
            for code, name in settings.LANGUAGES
            if code != language
        ],
        "canonical_query": f"with={beside}" if beside else "",
        "path": target.path if target else "",
        "link": target.link(beside or language) if target else "",
        "qr_query": _qr_query(target.path, beside or language) if target else "",
        "is_full": len(there) >= selections.MOST,
        "is_sensitive": selections.is_sensitive(rows),
        **search_context(request, there),
    }


def search_context(request, names):
    """What the field "add something" finds: `(title, address of the selection with it)`."""
    shows.note(shows.NOTHING)
    text = typed(request.GET.get("q", ""))[:LONGEST_TEXT]
    beside = beside_of(request)
    results = []
    if text:
        search = snapshot.current()
        words = search.words(text)
        kinds = (
            (Organisation, "organisation", "name", -1),
            # What is over is not offered.
            (Event, "event", "title", agenda_index.current().everything),
            (Question, "question", "question", -1),
        )
        for model, kind, field, rows in kinds:
            ids = search.best_with_all(words, kind, MOST_FOUND, rows)
            shows.note_rows(kind, ids)
            by_pk = model.objects.published().in_bulk(ids)
            for row in (by_pk[pk] for pk in ids if pk in by_pk):
                name = selections.name_of(row)
                if name not in names:
                    results.append((shown(row, field), selection_url([*names, name], beside)))
    return {"text": text, "results": results, "beside": beside}


# Posters


def poster_context(request):
    index = directory_index.named()
    wanted = request.GET.get("place", "")[:100]
    place = index.places.find(wanted) if wanted else None
    themes = Theme.objects.filter(is_sensitive=False)
    wanted_theme = request.GET.get("theme", "").replace("\0", "")[:100]
    theme = slugs.find(themes, wanted_theme) if wanted_theme else None
    path, short_path = _poster_paths(place, theme)
    target = targets.find(path)
    link = target.link("")
    return {
        "place": place,
        "theme": theme,
        "canonical_query": _asked(place, theme),
        "sentences": [_sentence(code) for code in CODES],
        "qr_query": _qr_query(target.path, EVERYBODY) if qr.fits(link) else "",
        "link": link,
        "short_link": settings.SITE_URL.partition("://")[2] + short_path.rstrip("/"),
        "strips": range(STRIPS),
        "municipalities": index.places.municipalities,
        "themes": themes,
        "is_unknown": bool(wanted and not place) or bool(wanted_theme and not theme),
    }


def _asked(place, theme):
    chosen = {"place": place, "theme": theme}
    return urlencode({name: row.slug for name, row in chosen.items() if row})


def _poster_paths(place, theme):
    """The page that a poster leads to, and an address that fits on a strip and can be typed.

    Neither has a language: everybody gets to her own. That of a place and a theme together would be
    too long, so its strips lead to the place.
    """
    path = short_path = "/"
    if theme:
        path = short_path = targets.bare(theme.get_absolute_url())
    if place:
        path = targets.bare(place.url)
        codes = place.postal_codes or ([place.slug] if place.kind == "postal-code" else [])
        short_path = f"/places/{codes[0]}" if codes else path
    if (place and theme) or (place and place.kind == "postal-code"):
        path = f"/organisations/?{_asked(place, theme)}"
    return path, short_path


def _sentence(code):
    with override(code):
        text = _(
            "Do you sometimes feel alone with your baby? That is normal, and no weakness. "
            "There are people near you."
        )
        return {"language": code, "direction": direction(code), "text": text}
