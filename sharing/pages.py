"""What the pages of sharing show, as template context."""

from html import escape
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from agenda.models import Event
from core import search
from core.languages import CODES, direction, shown
from directory import index as directory_index
from directory.list_query import ListQuery
from directory.models import Organisation, Theme
from faq.models import Question

from . import entries, messages, selections, targets

MOST_FOUND = 8
STRIPS = 10  # of a poster


def share_context(target, language):
    message = messages.message(target, language)
    path = {"path": target.path, "to": language}
    return {
        "target": target,
        "title": target.title(get_language()),
        "message": message,
        "message_direction": direction(language),
        "to": [
            {
                "code": code,
                "name": name,
                "direction": direction(code),
                "query": urlencode({"path": target.path, "to": code}),
                "is_current": code == language,
            }
            for code, name in settings.LANGUAGES
        ],
        "qr_query": urlencode(path),
        "page_url": f"/{get_language()}{target.path}",
        "print_url": _print_url(target, language),
        "card_url": reverse("sharing:organisation_card", args=[target.row.slug])
        if target.kind == "organisation"
        else "",
        "canonical_query": urlencode(path),
        "is_sensitive": target.is_sensitive,
    }


def _print_url(target, language):
    """The page to print, beside the language of whoever helps when that is another one."""
    if target.row is not None:
        names = [selections.name_of(target.row)]
    elif target.kind == "selection":
        names = target.names
    else:
        return f"/{language}{target.path}"
    url = selection_url(names)
    return f"{url}?with={language}" if language != get_language() else url


# Selections


def selection_url(names):
    return reverse("sharing:selection", args=[selections.token_of(names)])


def selection_context(request, names):
    language = get_language()
    rows = selections.rows_of(names)
    there = [name for name, _row in rows]
    beside = request.GET.get("with", "")
    beside = beside if beside in CODES and beside != language else ""
    found = [
        {
            "name": name,
            "entry": entries.entry(name, row, language),
            "beside": entries.entry(name, row, beside) if beside else None,
            "url": row.get_absolute_url(),
            "qr_query": urlencode(
                {"path": targets.bare(row.get_absolute_url()), "to": beside or language}
            ),
            "without_url": selection_url([other for other in there if other != name])
            if len(there) > 1
            else reverse("sharing:selection_start"),
            "up_url": selection_url(selections.with_moved(there, name, -1)),
            "down_url": selection_url(selections.with_moved(there, name, 1)),
        }
        for name, row in rows
    ]
    path = targets.bare(selection_url(there)) if there else ""
    short = reverse("selection_short", args=[selections.token_of(there)]) if there else ""
    return {
        "now": localtime(),
        "entries": found,
        "names": there,
        "token": selections.token_of(there),
        "missing": len(names) - len(there),
        "beside": beside,
        "beside_direction": direction(beside) if beside else "",
        "languages_beside": [
            {"code": code, "name": name, "direction": direction(code), "is_current": code == beside}
            for code, name in settings.LANGUAGES
            if code != language
        ],
        "short_url": f"{settings.SITE_URL}{short}" if there else "",
        "path": path,
        "qr_query": urlencode({"path": path, "to": beside or language}),
        "is_full": len(there) >= selections.MOST,
        "is_sensitive": any(
            theme.is_sensitive for _name, row in rows for theme in row.themes.all()
        ),
        **search_context(request, there),
    }


def search_context(request, names):
    """What the field "add something" finds: `(title, kind, address of the selection with it)`."""
    directory, agenda = directory_index.current(), agenda_index.current()
    text = ListQuery.read(request.GET, directory).text
    found = []
    if text:
        words = search.words_of(text)
        questions = set(Question.objects.published().values_list("pk", flat=True))
        published = (
            (Organisation, "organisation", "name", directory.positions.keys()),
            (Event, "event", "title", agenda.positions.keys()),
            (Question, "question", "question", questions),
        )
        for model, kind, field, public in published:
            costs = search.rows_with_all(words, kind)
            ids = sorted(public & costs.keys(), key=lambda pk: (costs[pk], pk))[:MOST_FOUND]
            by_pk = model.objects.published().in_bulk(ids)
            for row in (by_pk[pk] for pk in ids if pk in by_pk):
                name = selections.name_of(row)
                if name not in names:
                    found.append((shown(row, field), selection_url([*names, name])))
    return {"text": text, "found": found}


# Posters, embedding


def poster_context(request):
    index = directory_index.current()
    wanted = request.GET.get("place", "")[:100]
    place = index.places.find(wanted) if wanted else None
    theme = Theme.objects.filter(slug=request.GET.get("theme", "").replace("\0", "")[:100]).first()
    if theme and theme.is_sensitive:
        theme = None
    chosen = {}
    if place:
        chosen["place"] = place.slug
    if theme:
        chosen["theme"] = theme.slug
    path = "/organisations/" + (f"?{urlencode(chosen)}" if chosen else "")
    return {
        "place": place,
        "theme": theme,
        "canonical_query": urlencode(chosen),
        "sentences": [_sentence(code, place, theme) for code in CODES],
        "qr_query": urlencode({"path": path, "to": get_language()}),
        "link": f"{settings.SITE_URL}/{get_language()}{path}",
        "short_link": f"{settings.SITE_URL}/?{urlencode(chosen)}" if chosen else settings.SITE_URL,
        "strips": range(STRIPS),
        "municipalities": index.places.municipalities,
        "themes": Theme.objects.filter(is_sensitive=False),
        "is_unknown": bool(wanted and not place) or bool(request.GET.get("theme") and not theme),
    }


def _sentence(code, place, theme):
    with override(code):
        text = _("Are you alone with a baby or a child? There are people near you.")
        return {"language": code, "direction": direction(code), "text": text}


def embed_code():
    """What partners copy, as text: the template escapes it."""
    url = f"{settings.SITE_URL}{reverse('directory:organisation_list')}?embed=1"
    title = escape(_("Together in Brussels"))
    return str(
        f'<iframe src="{url}" title="{title}" width="100%" height="600" loading="lazy"></iframe>'
    )
