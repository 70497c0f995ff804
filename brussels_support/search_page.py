"""What the page of the search shows, as template context."""

import re
from dataclasses import replace

from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agenda.cards import card_lists
from core.languages import shown
from core.search.words import stems
from core.text import fold
from directory import cards as directory_cards
from directory import crisis, sensitive
from directory.models import Theme
from faq.models import Question

MOST_ORGANISATIONS, MOST_EVENTS, MOST_QUESTIONS, MOST_THEMES = 10, 4, 6, 4
_TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&\w+;|&#\w+;)")
# With the accents and the Arabic marks that stand after their letter.
_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0670]+")


def search_context(query, results, directory, agenda, now):
    places = [directory.positions[pk] for pk in results.organisations.ids[:MOST_ORGANISATIONS]]
    organisations = directory_cards.cards_at(directory, places, now)
    coming = agenda.next_of(agenda.bits_of_ids(results.events.ids), now, results.events.total)
    days = {position: day for day, position in coming}
    positions = [agenda.positions[pk] for pk in results.events.ids]
    pairs = [(days[position], position) for position in positions if position in days]
    asked = Question.objects.published().with_sensitivity()
    rows = asked.in_bulk(results.questions.ids[:MOST_QUESTIONS])
    questions = [rows[pk] for pk in results.questions.ids[:MOST_QUESTIONS] if pk in rows]
    rest = {"q": results.rest} if results.rest else {}
    place = {"place": results.place.slug} if results.place else {}
    return {
        "query": query,
        "results": results,
        "organisations": [_marked(card, results.tokens) for card in organisations],
        "organisations_more": max(0, results.organisations.total - MOST_ORGANISATIONS),
        "events": card_lists(agenda, [pairs[:MOST_EVENTS]], now)[0],
        "events_more": max(0, len(pairs) - MOST_EVENTS),
        "questions": [(row.get_absolute_url(), shown(row, "question")) for row in questions],
        "themes": [
            (theme.get_absolute_url(), shown(theme, "name"))
            for theme in sorted(
                Theme.objects.filter(pk__in=results.themes[:MOST_THEMES]).defer("guide"),
                key=lambda theme: results.themes.index(theme.pk),
            )
        ],
        "list_query": urlencode({**place, **rest}),
        "crises": crisis.blocks(results.crises),
        "is_sensitive": bool(results.crises)
        or _is_sensitive(
            results,
            directory,
            sensitive.are(directory, places)
            + sensitive.are(agenda, [position for _day, position in pairs[:MOST_EVENTS]])
            + [row.is_sensitive for row in questions],
        ),
    }


def _is_sensitive(results, directory, shown):
    """Whether a theme that was found is, or what is shown: of each, whether it is sensitive."""
    slugs = {directory.theme_slugs.get(pk) for pk in results.themes}
    return bool(directory.sensitive & slugs) or sensitive.is_page(shown)


def _marked(card, tokens):
    return replace(
        card,
        name_html=mark(card.name_html, tokens),
        summary_html=mark(card.summary_html, tokens),
    )


def mark(html, tokens):
    """HTML with the words that were found in `<mark>`; what is escaped stays escaped."""

    def marked(match):
        return f"<mark>{match[0]}</mark>" if _is_found(match[0], tokens) else match[0]

    parts = _TAG_OR_ENTITY.split(html)
    parts[::2] = [_WORD.sub(marked, part) for part in parts[::2]]
    return SafeString("".join(parts))


def _is_found(word, tokens):
    return fold(word) in tokens or not tokens.isdisjoint(stems(word))
