"""What the pages of questions show, as template context."""

import re
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from core import slugs
from core.kept import shows
from core.languages import Shown, shown
from core.lists.results import Section
from core.rich_text import sanitised
from directory import cards as directory_cards
from directory import order
from directory.contact import web_url
from directory.models import Theme

from . import urgent as urgent_numbers
from .models import Question

MOST_RELATED = 6
_BLOCK = re.compile(r"<(/?)(?:p|h[2-4]|ul|ol)>")


def entry_of(question):
    """A question as pages show it; the rows come from `for_list()` or `for_detail()`."""
    return {
        "row": question,
        "slug": question.slug,
        "is_sensitive": question.is_sensitive,
        "url": question.get_absolute_url(),
        "question": shown(question, "question"),
        "answer": shown(question, "answer"),
        "sources": [
            {"title": source.title, "url": web_url(source.url), "language": source.language}
            for source in question.sources.all()
        ],
    }


def themes_of(question):
    """A sensitive theme first: who looks for help with violence finds it under its own name."""
    return sorted(question.themes.all(), key=lambda theme: not theme.is_sensitive)


def _slug_now(opened, entries):
    """The slug that an address in a link means: an old or a badly written one is found too."""
    if opened and opened not in {entry["slug"] for entry in entries}:
        row = slugs.find(Question.objects.published(), opened)
        return row.slug if row else opened
    return opened


def list_context(opened):
    """All published questions, each under the first of its themes; `opened` is a slug or empty.

    Only the one that is opened has its whole answer: twenty would weigh more than a page may.
    """
    entries = [entry_of(question) for question in Question.objects.published().for_list()]
    opened = _slug_now(opened, entries)
    for entry in entries:
        if entry["slug"] != opened:
            answer = entry["answer"]
            entry["answer"] = Shown(in_short(answer.text), answer.language)
    by_theme, without = {}, []
    for entry in entries:
        if themes := themes_of(entry["row"]):
            by_theme.setdefault(themes[0].pk, []).append(entry)
        else:
            without.append(entry)
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
        "is_sensitive": any(entry["is_sensitive"] for entry in entries if entry["slug"] == opened),
        # Any of them can be opened where it stands.
        "opens_sensitive": any(entry["is_sensitive"] for entry in entries),
        "is_opened_unknown": bool(opened) and opened not in {entry["slug"] for entry in entries},
        "json_ld": faq_page(entry for entry in entries if not entry["is_sensitive"]),
    }


def question_context(index, question, now):
    entry = entry_of(question)
    themes = themes_of(question)
    ids = [row.pk for row in question.organisations.all()]
    shows.note_rows("organisation", ids)
    there = index.bits_of_ids(ids)
    urgent = order.first_of(index, [theme.slug for theme in themes])
    return {
        **entry,
        "index": index,
        "urgent": urgent_numbers.of(question, SafeString(sanitised(entry["answer"].text))),
        "themes": themes,
        "theme": themes[0] if themes else None,
        "cards": directory_cards.cards_at(
            index,
            Section("", there, first=(urgent,), order=index.order).positions(0, MOST_RELATED),
            now,
        ),
        "municipalities": index.places.municipalities,
        "json_ld": None if question.is_sensitive else faq_page([entry]),
    }


def faq_page(entries):
    """schema.org's FAQPage, for search engines."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry["question"].text,
                "inLanguage": entry["question"].language,
                "url": settings.SITE_URL + entry["url"],
                "acceptedAnswer": {"@type": "Answer", "text": entry["answer"].text},
            }
            for entry in entries
        ],
    }


def in_short(answer):
    """How an answer begins, and the small step that it ends with, as rich text."""
    blocks = _blocks(sanitised(answer))
    # “Look for these names:” says nothing without what follows.
    begun = 2 if blocks and strip_tags(blocks[0]).rstrip().endswith(":") else 1
    return "".join(blocks[:begun] + blocks[begun:][-1:])


def _blocks(html):
    """The paragraphs, headings and lists of sanitised rich text, a list with all that is in it."""
    blocks, depth, start = [], 0, 0
    for tag in _BLOCK.finditer(html):
        depth += -1 if tag[1] else 1
        if depth == 0:
            blocks.append(html[start : tag.end()].strip())
            start = tag.end()
    return blocks


def description(entry):
    """The first words of an answer, for link previews."""
    text = " ".join(unescape(strip_tags(entry["answer"].text.replace("</", " </"))).split())
    return text if len(text) <= 160 else f"{text[:159].rsplit(' ', 1)[0]}…"
