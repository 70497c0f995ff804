"""What the pages of questions show, as template context."""

from html import unescape

from django.conf import settings
from django.utils.html import strip_tags

from core.languages import shown
from directory import cards as directory_cards
from directory.contact import web_url
from directory.models import Theme

from .models import Question

MOST_RELATED = 6


def entry(question):
    """A question as pages show it; the rows come from `for_list()` or `for_detail()`."""
    return {
        "row": question,
        "slug": question.slug,
        "url": question.get_absolute_url(),
        "question": shown(question, "question"),
        "answer": shown(question, "answer"),
        "sources": [
            {"title": source.title, "url": web_url(source.url), "language": source.language}
            for source in question.sources.all()
        ],
    }


def list_context(opened):
    """All published questions, each under the first of its themes; `opened` is a slug or empty."""
    entries = [entry(question) for question in Question.objects.published().for_list()]
    by_theme, without = {}, []
    for found in entries:
        themes = found["row"].themes.all()
        if themes:
            by_theme.setdefault(themes[0].pk, []).append(found)
        else:
            without.append(found)
    groups = [
        {"slug": theme.slug, "name": shown(theme, "name"), "url": theme.get_absolute_url(),
         "entries": by_theme[theme.pk]}
        for theme in Theme.objects.defer("guide")
        if theme.pk in by_theme
    ]  # fmt: skip
    return {
        "groups": groups,
        "without_theme": without,
        "opened": opened,
        "is_opened_unknown": bool(opened) and opened not in {e["slug"] for e in entries},
        "json_ld": faq_page(
            found
            for found in entries
            if not any(theme.is_sensitive for theme in found["row"].themes.all())
        ),
    }


def question_context(index, question, now):
    found = entry(question)
    themes = list(question.themes.all())
    is_sensitive = any(theme.is_sensitive for theme in themes)
    positions = [
        index.positions[row.pk] for row in question.organisations.all() if row.pk in index.positions
    ]
    return {
        **found,
        "themes": themes,
        "theme": themes[0] if themes else None,
        "is_sensitive": is_sensitive,
        "cards": directory_cards.cards_at(index, positions[:MOST_RELATED], now),
        "municipalities": index.places.municipalities,
        "json_ld": None if is_sensitive else faq_page([found]),
    }


def faq_page(entries):
    """schema.org's FAQPage, for search engines."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": found["question"].text,
                "inLanguage": found["question"].language,
                "url": settings.SITE_URL + found["url"],
                "acceptedAnswer": {"@type": "Answer", "text": found["answer"].text},
            }
            for found in entries
        ],
    }


def description(found):
    """The first words of an answer, for link previews."""
    text = " ".join(unescape(strip_tags(found["answer"].text.replace("</", " </"))).split())
    return text if len(text) <= 160 else f"{text[:159].rsplit(' ', 1)[0]}…"
